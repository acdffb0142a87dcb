"""Counts for the public, kept as the log grows."""

from datetime import date

import pytest

from countenance.console.views import figures
from countenance.console.views.figures import Figures
from countenance.errors import PageError
from countenance.record.make import Maker
from countenance.stores.memory_log import MemoryLog
from record.examples import counting, decided

NANO = 10**9


def seconds(day: str) -> int:
    return (date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400


def log_of(*days: str) -> MemoryLog:
    log, random = MemoryLog(), counting()
    for day in days:
        made = decided(Maker(lambda day=day: seconds(day) * NANO, random))  # type: ignore[misc]
        log.append_now(made.data, made.openings)
    return log


def test_the_newest_month_that_is_over_is_told() -> None:
    log = log_of(*["2026-09-03"] * 12, *["2026-10-03"] * 11, "2026-11-01")

    found = Figures(log, lambda: seconds("2026-11-20") * NANO)

    told = found.of()
    assert (told.month, told.others, told.left) == ("2026-10", ("2026-10", "2026-09"), 0)
    assert told.report["calls"] == 11
    assert told.next == date(2026, 12, 1)
    assert found.of("2026-09").report["calls"] == 12


def test_what_is_added_while_a_month_lasts_is_not_told() -> None:
    found = Figures(log_of("2026-11-01"), lambda: seconds("2026-11-20") * NANO)

    assert found.of().month == ""
    assert found.of().report == {}
    with pytest.raises(PageError, match="no counts of `2026-11`; there are those of: none yet"):
        found.of("2026-11")


def test_a_small_month_is_told_as_small() -> None:
    found = Figures(log_of("2026-10-01"), lambda: seconds("2026-12-31") * NANO)

    told = found.of()

    assert told.report["calls"] is None
    assert told.next == date(2027, 1, 1)


def test_a_long_log_is_counted_look_by_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_AT_ONCE", 5)
    log = log_of(*["2026-09-03"] * 6, *["2026-10-03"] * 6)
    found = Figures(log, lambda: seconds("2026-11-20") * NANO)

    looks = [found.of() for _ in range(3)]

    assert [look.left for look in looks] == [7, 2, 0]
    # Of the newest that is counted some entries may be left.
    assert [look.month for look in looks] == ["", "2026-09", "2026-10"]
