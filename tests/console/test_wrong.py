"""What went wrong is a page that says what to do."""

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.served import Failures, asked
from countenance.errors import (
    NotForYouError,
    OutdatedError,
    RecordError,
    ReviewError,
    UnknownCaseError,
)
from countenance.review.people import Person, Role
from countenance.review.preferences import Preferences
from countenance.stores.sessions import SignedIn

SIGNED_IN = SignedIn(Person("p-1", Role.AUDITOR), "alice", Preferences())


def _raising(error: Exception) -> list[Route]:
    def page(request: Request) -> Response:
        if request.query_params:
            request.state.who = SIGNED_IN
            request.state.token = "x"
        raise error

    return [Route("/console/x", page)]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownCaseError("no held call has the id `<b>`"), 404),
        (NotForYouError("you have voted on `<b>`"), 403),
        (OutdatedError("it is `<b>` already"), 409),
        (ReviewError("a reason for `<b>` is needed"), 400),
        (HTTPException(429, "wait 20 seconds, `<b>`"), 429),
    ],
)
def test_an_error_says_what_it_is_and_what_to_do(error: Exception, status: int) -> None:
    failures = Failures()
    answer = asked(_raising(error), "/console/x", recorder=failures)

    assert answer.status_code == status
    assert "`&lt;b&gt;`" in answer.text
    assert failures.entered == []


@pytest.mark.parametrize("inside", [True, False])
def test_a_failure_of_ours_is_entered_and_told_to_who_is_signed_in(inside: bool) -> None:
    failures = Failures()
    full = _raising(RecordError("/srv/data/record: the disk is full"))
    answer = asked(full, "/console/x" + "?inside=1" * inside, recorder=failures)

    assert (answer.status_code, "/srv/data" in answer.text) == (503, inside)
    assert failures.entered == [("console", "RecordError")]


def test_what_nobody_thought_of_says_nothing_of_what_was_sent() -> None:
    failures = Failures()
    answer = asked(_raising(ValueError("held a secret")), "/console/x", recorder=failures)

    assert answer.status_code == 503
    assert "secret" not in answer.text
    assert failures.entered == [("console", "ValueError")]


def test_an_address_that_is_not_there_and_a_method_that_is_not_taken() -> None:
    routes = _raising(ValueError())

    assert asked(routes, "/console/y").status_code == 404
    other = asked(routes, "/console/x", "DELETE")
    assert (other.status_code, "allow" in other.headers) == (405, True)
