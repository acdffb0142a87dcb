"""Codes as values: verdicts, dates, weak texts."""

from datetime import date

import pytest

from codes.small import edition
from countenance.codes.model import DateSpan, TextBasis, Verdict, strictest


def test_verdicts_are_ordered_from_silence_to_denial() -> None:
    assert Verdict.SILENT < Verdict.ALLOW < Verdict.UNCLEAR < Verdict.DENY
    assert (Verdict.ALLOW | Verdict.DENY).words == ("allow", "deny")


@pytest.mark.parametrize(("bits", "found"), [(0, 0), (1, 1), (3, 2), (7, 4), (15, 8)])
def test_the_strictest_of_a_set(bits: int, found: int) -> None:
    assert strictest(bits) == found


def test_three_bases_are_weak() -> None:
    assert {basis.value for basis in TextBasis if basis.weak} == {
        "recalled", "interpretation", "press_conflict",
    }  # fmt: skip
    assert len(TextBasis) == 11


def test_on_days_that_are_not_established_a_text_counts() -> None:
    span = DateSpan(
        date(2024, 1, 1), date(2024, 2, 1), date(2025, 1, 1), date(2025, 2, 1)
    )

    assert not span.covers(date(2023, 12, 31))
    assert span.covers(date(2024, 1, 15))
    assert not span.surely_covers(date(2024, 1, 15))
    assert span.surely_covers(date(2024, 6, 1))
    assert span.covers(date(2025, 1, 31))
    assert not span.covers(date(2025, 2, 1))


def test_until_is_the_first_day_it_no_longer_binds() -> None:
    assert edition().in_force_on(date(2025, 1, 31))
    assert not edition().in_force_on(date(2025, 2, 1))


def test_exceptions_are_found_from_their_clause() -> None:
    read = edition()
    verify = read.clause("VERIFY")

    assert verify is not None
    assert [clause.id for clause in read.exceptions(verify)] == ["VERIFY-FIXED"]
    assert read.clause("NOPE") is None


def test_a_clause_is_weak_when_all_that_it_rests_on_is() -> None:
    assert [clause.id for clause in edition().clauses if clause.weak] == ["DETECT"]
