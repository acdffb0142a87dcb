"""The page on when duties begin says what the editions of the EU's AI Act say."""

import datetime

import pytest

from countenance.codes.model import Clause, Edition
from countenance.stores.packaged import editions_in_force, editions_of
from house.source import ROOT

PAGE = (ROOT / "docs" / "when-duties-begin.md").read_text(encoding="utf-8")
CODE = "eu-ai-act"


def written(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


def begins(edition: Edition, clause: Clause) -> datetime.date:
    """The first day on which the clause counts under this edition."""
    days = [edition.in_force.from_earliest, clause.in_force.from_earliest]
    return max(date for date in days if date)


def first_days() -> dict[str, tuple[datetime.date, Clause]]:
    """Every clause with the first day on which it counts under any edition."""
    found: dict[str, tuple[datetime.date, Clause]] = {}
    for edition in editions_of(CODE):
        for clause in edition.clauses:
            began = begins(edition, clause)
            if clause.id not in found or began < found[clause.id][0]:
                found[clause.id] = began, clause
    return found


def rows() -> list[str]:
    """The table of the page, the earliest first."""
    ordered = sorted(first_days().values(), key=lambda pair: pair[0])
    return [
        f"| {written(began)} | `{clause.id}` | {' '.join(clause.says.split())} |"
        f" {'; '.join(clause.verdict.words) if clause.verdict else 'readings'} |"
        for began, clause in ordered
    ]


def test_the_table_has_every_clause_with_the_day_on_which_it_begins() -> None:
    shown = [line for line in PAGE.splitlines() if line.startswith("| ") and "| `" in line]

    assert shown == rows(), "the table should be:\n" + "\n".join(rows())


def test_there_is_one_edition_on_every_day_since_the_first() -> None:
    first, *_ = editions_of(CODE)
    day = first.in_force.from_earliest
    assert day is not None

    while day < datetime.date(2028, 12, 31):
        assert len(editions_in_force(CODE, day)) == 1, day
        day += datetime.timedelta(days=1)


@pytest.mark.parametrize("clause", ["5(1)(e)", "5(1)(f)", "5(1)(g)", "5(1)(h)", "5(3)", "5(5)"])
def test_the_prohibitions_are_in_every_edition_with_the_same_meaning(clause: str) -> None:
    found = [edition.clause(clause) for edition in editions_of(CODE)]

    first = found[0]
    assert first is not None
    for other in found:
        assert other is not None
        assert (other.when, other.unless, other.verdict) == (
            first.when, first.unless, first.verdict,
        )  # fmt: skip


def test_searches_in_recordings_begin_with_the_last_edition_alone() -> None:
    began, _ = first_days()["26(10)"]
    *earlier, last = editions_of(CODE)

    assert began == datetime.date(2027, 12, 2)
    assert [edition.clause("26(10)") for edition in earlier] == [None, None]
    assert last.clause("26(10)") is not None
