"""The report for the public, out of counts."""

from countenance.record.figures.period import Step
from countenance.record.figures.stats import Stats
from countenance.record.figures.transparency import ACTS, report_of


def counted(**outcomes: int) -> Stats:
    found = Stats(first="2026-10-01", last="2026-10-31")
    for outcome, calls in outcomes.items():
        found.by_day["2026-10-05", outcome] = calls
        found.by_clause["code@1 a", outcome] = calls
        found.by_kind["court", outcome] = calls
    return found


def test_small_numbers_are_not_told() -> None:
    report = report_of(counted(refuse=40, hold=3), {"size": 9}, 10, Step.MONTH, ("a", "b"))

    assert report["calls"] == 43
    assert report["outcomes"] == {"pass": 0, "redact": 0, "unread": 0, "refuse or hold": 43}
    assert (report["from"], report["until"], report["log"]) == ("a", "b", {"size": 9})
    assert set(report["others"]) == {*ACTS.values(), "failures of ours"}


def test_few_calls_are_told_as_few() -> None:
    report = report_of(counted(refuse=4), {}, 10, Step.MONTH, (None, None))

    assert report["calls"] is None
    assert report["by_clause"] == []
