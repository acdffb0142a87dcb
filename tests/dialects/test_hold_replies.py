"""What callers are told about calls that people decide."""

import json
from typing import Any

import pytest

from countenance.dialects.call import Dialect, Reply
from countenance.dialects.hold_replies import (
    held,
    hold_page,
    no_appeal,
    refused_by_people,
    unknown_hold,
)
from countenance.dialects.replies import Reason, To

OPENAI = To(Dialect.OPENAI)
URL = "https://gate.example/v1/holds/c-1"
REASON = Reason(
    clause="15",
    edition="ms-enterprise-ai-coc@4.0",
    says="the readings of this clause differ",
    way_on="you may ask for a description instead",
    entry=12,
)


def error_of(reply: Reply) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(reply.body)["error"]
    return told


@pytest.mark.parametrize("dialect", list(Dialect), ids=lambda each: each.value)
def test_a_hold_is_named_and_can_be_looked_up(dialect: Dialect) -> None:
    reply = held(To(dialect), "c-1", URL, REASON)

    assert reply.status == 403
    assert dict(reply.headers)["x-should-retry"] == "false"
    assert dict(reply.headers)["x-countenance-decision"] == "hold"
    assert dict(reply.headers)["x-countenance-case"] == "c-1"
    assert "retry-after" not in dict(reply.headers)
    assert URL in reply.body.decode()


def test_the_fields_of_a_hold_say_where_it_is() -> None:
    error = error_of(held(OPENAI, "c-1", URL, REASON))

    assert error["code"] == "review_required"
    assert (error["countenance"]["case"], error["countenance"]["url"]) == ("c-1", URL)


def test_a_refusal_by_people_says_what_they_said_and_why_it_was_held() -> None:
    reply = refused_by_people(OPENAI, "c-1", URL, "people have refused it: no permit", REASON)
    error = error_of(reply)

    assert (reply.status, error["code"]) == (400, "content_filter")
    assert dict(reply.headers)["x-countenance-decision"] == "refuse"
    assert dict(reply.headers)["x-countenance-case"] == "c-1"
    assert error["message"].endswith(f"people have refused it: no permit · see {URL} · entry 12")
    assert error["countenance"]["held_because"] == "the readings of this clause differ"
    assert error["countenance"]["clause"] == "15"


def test_pages_and_what_is_not_there() -> None:
    page = hold_page(OPENAI, {"id": "c-1"}, 12)

    assert (page.status, dict(page.headers)["cache-control"]) == (200, "no-store")
    assert dict(page.headers)["x-countenance-entry"] == "12"
    assert (unknown_hold(OPENAI).status, error_of(unknown_hold(OPENAI))["code"]) == (
        404, "unknown_hold",
    )  # fmt: skip
    assert (no_appeal(OPENAI, "why").status, error_of(no_appeal(OPENAI, "why"))["code"]) == (
        409, "no_appeal",
    )  # fmt: skip
