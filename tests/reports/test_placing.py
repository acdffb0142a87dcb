"""Sentences that fill brackets stand in the order of the brackets."""

import itertools

import msgspec
import pytest

from countenance.reports import settling
from countenance.reports.draft import Bracket
from countenance.reports.placing import last_of, place_of
from reports.acting import OFFICER, TERMS, begun, drafted
from reports.made import DRAFT
from reports.made_report import AT

BRACKETS = (
    Bracket("b1", "the reason"), Bracket("b2", "the light"), Bracket("b3", "the name", "d1"),
    Bracket("b4", "how it ended"), Bracket("b5", "its value", "d1"),
)  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations(["b1", "b2", "b3", "b4", "b5"]))[::7])
def test_whichever_is_filled_first_the_order_is_that_of_the_brackets(order: list[str]) -> None:
    report = drafted(msgspec.structs.replace(DRAFT, brackets=BRACKETS))

    for each in order:
        report = settling.fill(report, OFFICER, each, f"This is {each}.", AT, TERMS).report

    first, *others = (each.text for each in DRAFT.sentences)
    assert [each.text for each in report.sentences] == [
        "This is b1.", "This is b2.", "This is b4.", first, "This is b3.", "This is b5.", *others,
    ]  # fmt: skip


def test_where_its_sentence_is_gone_it_comes_last() -> None:
    report = drafted(msgspec.structs.replace(DRAFT, brackets=BRACKETS))
    without = msgspec.structs.replace(report, sentences=report.sentences[1:])

    assert place_of(without, BRACKETS[2]) == last_of(without) == DRAFT.sentences[-1].id
    assert last_of(begun()) is None
