"""Text alone, from a private caller of whom only the key is known, is settled on every day.

A law on reports that AI helped to write does bind text: not that caller's, but what an agency of
its place has written for it.

Whether an edition or a clause counts on a day depends on its dates alone, so between two dates that
stand in a text nothing changes: the first day of each stretch stands for all of it.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache

import pytest

from codes.asking import VOCABULARY, signatures
from countenance.codes.model import DateSpan, Edition, Verdict
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.decide import reach
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Known
from countenance.stores.packaged import code_names, editions_of, packaged_editions

FIRST, LAST = datetime.date(2019, 1, 1), datetime.date(2028, 12, 31)
PASSES = Verdict.SILENT | Verdict.ALLOW
CALLER = {"actor_kind": "private_entity", "on_behalf_of": "none", "modality": "text"}


def dates(text: Edition) -> set[datetime.date]:
    spans = [text.in_force, *(clause.in_force for clause in text.clauses)]
    return {day for span in spans for day in ends(span) if day}


def ends(span: DateSpan) -> tuple[datetime.date | None, ...]:
    return span.from_earliest, span.from_latest, span.until_earliest, span.until_latest


@lru_cache(maxsize=64)
def days(code: str) -> tuple[datetime.date, ...]:
    """The first day of every stretch in which nothing changes in one code."""
    starts = {FIRST} | {
        d for text in editions_of(code) for d in dates(text) if FIRST <= d <= LAST
    }
    return tuple(sorted(starts))


#: Under all codes together: each settles it by itself, on every day, so some days are enough.
SOME = tuple(datetime.date(year, 1, 1) for year in range(FIRST.year, LAST.year + 1, 3))


def ready(texts: Iterable[Edition], day: datetime.date, *, at_gate: bool) -> Compiled:
    return compile_editions(texts, VOCABULARY, day=day, at_gate=at_gate)


def verdicts(under: Compiled, **more: str) -> Verdict:
    return reach(under, Facts.open(VOCABULARY).narrowed({**CALLER, **more}))


@pytest.mark.parametrize("code", code_names())
def test_a_stretch_between_two_dates_is_the_same_all_through(code: str) -> None:
    """The days chosen stand for all: compared here with every day that there is."""
    chosen = set(days(code))
    before = None
    day = FIRST
    while day <= LAST:
        now = [
            (text.name, [c.id for c in text.clauses if c.in_force.covers(day)])
            for text in editions_of(code)
            if text.in_force_on(day)
        ]
        if now != before:
            assert day in chosen
        before, day = now, day + datetime.timedelta(days=1)


@pytest.mark.parametrize("at_gate", [False, True], ids=["asked", "at a gate"])
@pytest.mark.parametrize("code", code_names())
def test_text_alone_is_settled_and_passes_under_every_code_on_every_day(
    code: str, at_gate: bool
) -> None:
    for day in days(code):
        under = ready(editions_of(code), day, at_gate=at_gate)
        for service in VOCABULARY.fact("service").values:
            found = verdicts(under, service=service)

            assert found.bit_count() == 1, f"{code} on {day} for {service}: {found.words}"
            assert found & PASSES


def test_it_passes_under_all_codes_together_whatever_the_service() -> None:
    for day in SOME:
        found = verdicts(ready(packaged_editions(), day, at_gate=True))

        assert found.bit_count() == 1, f"{day}: {found.words}"
        assert found & PASSES


def test_it_passes_with_every_text_signed_off() -> None:
    texts = list(packaged_editions())
    marks = frozenset[str]().union(*(signatures(text) for text in texts))
    for day in SOME:
        found = verdicts(compile_editions(texts, VOCABULARY, day=day, signed=marks))

        assert found in (Verdict.SILENT, Verdict.ALLOW), f"{day}: {found.words}"


def about_reports(text: Edition) -> bool:
    """Whether it asks for something that is known only once a report is finished."""
    read = {lit.fact for clause in text.clauses for c in clause.conditions for case in c
            for lit in case}  # fmt: skip
    return any(VOCABULARY.facts[level].known is Known.AFTER for level in read)


REPORTS = [text for text in packaged_editions() if about_reports(text)]
AGENCY = {"agency_type": "municipal_police", "agency_country": "US", "modality": "text"}
AFTER = [fact.name for fact in VOCABULARY.facts if fact.known is Known.AFTER]


def written(text: Edition, caller: dict[str, str], *, kept: str) -> Verdict:
    """A report written from words alone where the edition applies, with its duties kept or not."""
    facts = Facts.open(VOCABULARY).narrowed({**caller, "operation": "report_drafting"})
    facts = facts.narrowed(dict.fromkeys(AFTER, kept)).narrowed({"purpose": "report_writing"})
    for level, mask in text.scope[0].masks:
        facts = facts.narrowed({VOCABULARY.facts[level].name: VOCABULARY.facts[level].names(mask)})
    return reach(compile_editions([text], VOCABULARY, day=None), facts)


@pytest.mark.parametrize("text", REPORTS, ids=lambda text: text.name)
def test_a_law_on_reports_binds_the_words_of_an_agency_and_nobody_else_s(text: Edition) -> None:
    assert written(text, AGENCY, kept="false") is Verdict.DENY
    assert written(text, AGENCY, kept="true") is Verdict.ALLOW
    for kept in ("false", "true"):
        assert written(text, CALLER, kept=kept) is Verdict.SILENT


def test_there_is_a_law_on_reports_so_that_the_test_above_can_fail() -> None:
    assert REPORTS
