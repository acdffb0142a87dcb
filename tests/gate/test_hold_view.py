"""What the caller of a held call is told."""

from dataclasses import replace

from countenance.gate.hold_view import hold_view, said_to_caller
from countenance.review.case import Grant, Said, State, Voted
from countenance.stores.packaged import packaged_vocabulary
from review.made_cases import HOUR, opened

VOCABULARY = packaged_vocabulary()
WAITS = replace(opened(), missing=("environment",))


def _told(case: object, now: int = 0) -> dict[str, object]:
    return hold_view(
        case, {"environment"}, VOCABULARY, lambda _: "no\n permit", "u", now  # type: ignore[arg-type]
    )


def test_what_is_missing_is_told_and_never_which_answer_would_pass() -> None:
    told = _told(WAITS)

    assert told["missing"] == [
        {"fact": "environment", "question": VOCABULARY.fact("environment").ask,
         "you_may_state_it": True}
    ]  # fmt: skip
    assert told["status"] == "open"
    assert told["appeal"] is None


def test_a_refusal_has_its_reason_and_the_way_to_appeal() -> None:
    votes = (Voted("p-1", Said.REFUSE, "e-1"),)
    refused = replace(WAITS, state=State.REFUSED, votes=votes, closed=HOUR)

    told = _told(refused, HOUR)

    assert told["says"] == "people have refused it: no permit"
    assert told["appeal"]
    assert _told(replace(refused, appealed=True), HOUR)["appeal"] is None
    assert said_to_caller(refused, lambda _: None).endswith("the reason was erased")


def test_an_allow_is_told_with_how_often_and_until_when() -> None:
    allowed = replace(WAITS, state=State.ALLOWED, grant=Grant(0, 2 * HOUR), closed=HOUR)

    assert _told(allowed, HOUR)["allowed"] == {
        "for": "call", "uses": None, "used": 0, "until": "1970-01-01T02:00:00.000Z",
    }  # fmt: skip
    assert _told(allowed, 3 * HOUR)["allowed"] is None


def test_that_calls_like_it_are_allowed_is_told() -> None:
    like = replace(WAITS, state=State.ALLOWED, grant=Grant(3, 2 * HOUR, alike=True), closed=HOUR)

    told = _told(like, HOUR)

    assert told["allowed"] == {
        "for": "alike", "uses": 3, "used": 0, "until": "1970-01-01T02:00:00.000Z",
    }  # fmt: skip
    assert "calls like it" in str(told["says"])
    withdrawn = replace(like, state=State.WITHDRAWN)
    assert "taken that back" in str(_told(withdrawn, HOUR)["says"])
