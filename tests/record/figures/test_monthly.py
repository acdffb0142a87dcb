"""Counts month by month."""

from datetime import date
from typing import Any

from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.figures.monthly import Monthly, month_of, period_of
from countenance.record.make import Maker
from record.examples import CALLER, counting, decided


def at(day: str, **more: Any) -> kinds.Entry:
    seconds = (date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400 + 3_600
    made = decided(Maker(lambda: seconds * 10**9, counting()), **more)
    return parse_as(made.data, kinds.Entry)  # type: ignore[arg-type]  # a union of structs


def test_every_entry_is_counted_in_its_month_and_no_other() -> None:
    monthly = Monthly()
    for day in ("2026-09-30", "2026-10-01", "2026-10-31", "2026-11-02"):
        monthly.add(at(day))

    assert monthly.taken == 4
    assert [monthly.of(month).calls for month in ("2026-09", "2026-10", "2026-11")] == [1, 2, 1]
    assert monthly.of("2026-08").calls == 0


def test_a_month_is_told_when_it_is_over() -> None:
    monthly = Monthly()
    for day in ("2026-09-30", "2026-10-01", "2026-11-02"):
        monthly.add(at(day))

    assert monthly.over(date(2026, 11, 30)) == ("2026-10", "2026-09")
    assert monthly.over(date(2026, 12, 1)) == ("2026-11", "2026-10", "2026-09")


def test_the_kind_of_a_caller_is_known_from_month_to_month() -> None:
    from_registration = kinds.FactState("actor_kind", ("court",), None, None)
    state = kinds.RegistrationState((from_registration,), None, None, None, None, None, None)
    change = kinds.RegistrationChange(
        v=1, id="x", time="2026-09-01T00:00:00Z", caller=CALLER, change="added",
        changed=("facts",), before=None, after=state, document=None,
    )  # fmt: skip
    monthly = Monthly()
    monthly.add(change)
    monthly.add(at("2026-10-01", facts=[]))

    assert list(monthly.of("2026-10").by_kind) == [("court", "pass")]
    assert monthly.of("2026-09").entries["registration"] == 1


def test_a_month_has_all_of_its_days() -> None:
    assert month_of(date(2028, 2, 29)) == "2028-02"
    assert (period_of("2028-02").first, period_of("2028-02").last) == (
        date(2028, 2, 1), date(2028, 2, 29),
    )  # fmt: skip
