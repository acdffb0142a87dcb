"""Words that somebody sends or types, and the step that they mean."""

from dataclasses import replace

import pytest

from countenance.errors import ReviewError
from countenance.gate.people.case_acts import ACTS, Said, act_of, parse_said
from countenance.review.case import Grant, State
from countenance.review.pictures import Kept, Pictures
from review.made_cases import ALICE, EVE, HOUR, claimed, opened


def test_every_act_is_a_step() -> None:
    kept = (Kept("here", 0, 1, "00" * 32, plain=True),)
    case = replace(opened(missing=("environment",)), pictures=Pictures(kept, number=1))
    mine = claimed(case, ALICE)
    said = Said(mine.token, "because", "environment", 1, 2, picture=1)

    allowed = replace(mine, state=State.ALLOWED, grant=Grant(1, 9))
    made = {
        act: act_of(act, EVE if act == "veto" else ALICE, said)(
            allowed if act == "withdraw" else mine, 1
        ).case
        for act in ACTS
    }

    assert made["claim"].token == mine.token + 1
    assert made["release"].holder is None
    assert made["allow"].grant is not None
    assert made["allow"].grant.until == 1 + 2 * HOUR
    assert made["refuse"].state is State.REFUSED
    assert made["ask"].fact == "environment"
    assert made["escalate"].needs_senior
    assert made["veto"].vetoed
    assert made["withdraw"].state is State.WITHDRAWN
    assert made["reveal"].pictures is not None
    assert made["reveal"].pictures.revealed == (1,)


def test_an_allow_is_for_once_and_three_days_where_nothing_is_said() -> None:
    mine = claimed(opened(), ALICE)

    grant = act_of("allow", ALICE, Said(mine.token, "because"))(mine, 0).case.grant

    assert grant is not None
    assert (grant.uses, grant.until, grant.alike) == (1, 72 * HOUR, False)


def test_an_allow_may_be_for_calls_like_it() -> None:
    mine = claimed(opened(), ALICE)
    said = parse_said("allow", b'{"token": 1, "reason": "fine", "uses": 5, "for": "alike"}')

    grant = act_of("allow", ALICE, said)(mine, 0).case.grant

    assert grant == Grant(5, 72 * HOUR, alike=True)


def test_what_is_sent_is_read() -> None:
    said = parse_said("allow", b'{"token": 3, "reason": "because", "uses": 0, "hours": 4}')

    assert said == Said(3, "because", None, 0, 4)
    assert parse_said("claim", b"") == Said()


@pytest.mark.parametrize(
    ("act", "body", "why"),
    [
        ("allow", b"{", "body"),
        ("allow", b"\xff", "body"),
        ("allow", b"[]", "body"),
        ("allow", b'{"token": "3"}', "token"),
        ("allow", b'{"uses": -1}', "uses"),
        ("allow", b'{"hours": 0}', "hours"),
        ("allow", b'{"verdict": "allow"}', "verdict"),
        ("refuse", b'{"token": 1, "reason": "x", "hours": 4}', "`refuse` takes .* not `hours`"),
        ("claim", b'{"token": 1}', "takes nothing"),
        ("allow", b'{"token": 1, "reason": "x", "for": "all"}', "`call` or `alike` is right"),
        ("refuse", b'{"token": 1, "reason": "x", "for": "call"}', "takes .* not `for`"),
        ("withdraw", b'{"token": 1}', "takes `reason`, not `token`"),
        ("refuse", b'{"token": 1, "reason": "x", "picture": 1}', "takes .* not `picture`"),
        ("reveal", b'{"token": 1, "reason": "x", "picture": 0}', "picture"),
        ("reveal", b'{"token": 1, "reason": "x", "picture": "1"}', "picture"),
        ("claim", b"[" * 100_000, "body"),
    ],
)
def test_a_word_that_is_not_known_is_refused(act: str, body: bytes, why: str) -> None:
    with pytest.raises(ReviewError, match=why):
        parse_said(act, body)


def test_a_word_that_is_missing_is_named() -> None:
    with pytest.raises(ReviewError, match="`token` is missing"):
        act_of("refuse", ALICE, Said(None, "because"))
    with pytest.raises(ReviewError, match="`fact` is missing"):
        act_of("ask", ALICE, Said(1))
    with pytest.raises(ReviewError, match="`picture` is missing"):
        act_of("reveal", ALICE, Said(1, "because"))
    with pytest.raises(ReviewError, match="there are: claim"):
        act_of("approve", ALICE, Said(1))
