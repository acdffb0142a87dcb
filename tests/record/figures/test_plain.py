"""What became of calls, in words: a word for everything that an entry may say."""

from typing import get_args

from countenance.dialects.replies import GateClause
from countenance.gate.outcome import Action, Reason
from countenance.record import entry as kinds
from countenance.record.figures.plain import (
    GATE_REASONS,
    HOW_KNOWN,
    OUTCOME_WORDS,
    REASON_WORDS,
)
from countenance.record.members import BasisWord


def test_every_word_of_an_entry_about_a_call_has_a_sentence() -> None:
    assert {action.value for action in Action} <= set(OUTCOME_WORDS)
    assert {reason.value for reason in Reason if reason.value} == set(REASON_WORDS)
    assert set(get_args(BasisWord)) == set(HOW_KNOWN)
    unread = get_args(kinds.Unreadable.__annotations__["clause"])
    assert set(unread) <= set(GATE_REASONS)


def test_every_reason_of_the_gate_that_a_caller_may_hold_says_what_to_do() -> None:
    never_held = {GateClause.UNKNOWN_KEY, GateClause.TOO_MANY, GateClause.NOT_PUBLISHED}

    missing = {c.value for c in set(GateClause) - never_held} - set(GATE_REASONS)

    assert missing == set()
    assert all(happened and to_do for happened, to_do in GATE_REASONS.values())
