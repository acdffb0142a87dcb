"""A bill beside the record: what differs is named, and what may differ is not."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.record.bill import Billed
from countenance.record.reconcile import OTHER, Finding, Recorded, Tally, compared

DAY, NEXT = date(2026, 11, 22), date(2026, 11, 23)


def decision(number: int, **changed: Any) -> dict[str, Any]:
    ask = {"model": "m", "service": "azure_openai", "operation": "chat.completions"}
    ask |= {name: changed.pop(name) for name in tuple(changed) if name in ask}
    return {
        "kind": "decision", "id": f"d-{number}", "time": "2026-11-22T12:00:00.000Z",
        "outcome": "pass", "what_if": False, "ask": ask, **changed,
    }  # fmt: skip


def outcome(number: int, result: str = "done") -> dict[str, Any]:
    return {"kind": "outcome", "prev": f"d-{number}", "result": result}


def counted(*entries: dict[str, Any], services: frozenset[str] = frozenset()) -> Tally:
    tally = Tally(services)
    for entry in entries:
        tally.add(entry)
    return tally


def finding(tally: Tally, *bill: Billed, **same: str) -> dict[str, Finding]:
    rows = compared(tally.counts, bill, DAY, DAY, same)
    return {row.model: row.finding for row in rows}


def test_calls_that_were_answered_are_on_the_bill() -> None:
    tally = counted(*(decision(n) for n in range(3)), *(outcome(n) for n in range(3)))

    assert tally.counts[DAY, "m"] == Recorded(3, 3)
    assert finding(tally, Billed(DAY, "m", 3, 100)) == {"m": Finding.NONE}
    assert finding(tally, Billed(DAY, "m", 4, 100)) == {"m": Finding.NOT_RECORDED}
    assert finding(tally, Billed(DAY, "m", 2, 100)) == {"m": Finding.NOT_BILLED}
    assert finding(tally) == {"m": Finding.NOT_BILLED}


@pytest.mark.parametrize(
    "result",
    ["upstream-refused", "upstream-broken", "client-gone", "unknown-after-crash", "gate-failure"],
)
def test_what_may_have_been_billed_is_no_finding_either_way(result: str) -> None:
    tally = counted(decision(1), outcome(1, result))

    assert tally.counts[DAY, "m"] == Recorded(0, 1)
    assert finding(tally, Billed(DAY, "m", 1, None)) == {"m": Finding.NONE}
    assert finding(tally, Billed(DAY, "m", 0, None)) == {"m": Finding.NONE}


@pytest.mark.parametrize(
    "entry",
    [
        decision(1, outcome="refuse"),
        decision(1, outcome="hold"),
        decision(1, what_if=True),
        decision(1, service="openai_api"),
        {"kind": "unreadable", "id": "u-1"},
        {"kind": "gate-failure", "id": "f-1"},
    ],
)
def test_what_never_went_to_the_service_is_not_counted(entry: dict[str, Any]) -> None:
    tally = counted(entry, outcome(1), services=frozenset({"azure_openai"}))

    assert tally.counts == {}
    assert finding(tally, Billed(DAY, "m", 1, None)) == {OTHER: Finding.NOT_RECORDED}


def test_operations_that_cost_nothing_need_not_be_on_the_bill() -> None:
    tally = counted(decision(1, operation="messages.count_tokens"), outcome(1))

    assert finding(tally) == {"m": Finding.NONE}


@pytest.mark.parametrize(
    ("time", "day", "other"),
    [("2026-11-22T23:51:00.000Z", DAY, NEXT), ("2026-11-23T00:09:59.000Z", NEXT, DAY)],
)
def test_a_call_at_midnight_may_stand_on_either_day(time: str, day: date, other: date) -> None:
    tally = counted(decision(1, time=time), outcome(1))

    for billed in (day, other):
        rows = compared(tally.counts, [Billed(billed, "m", 1, None)], DAY, NEXT)
        assert {row.finding for row in rows} == {Finding.NONE}


def test_names_that_differ_are_told_and_the_rest_is_compared_together() -> None:
    tally = counted(decision(1), outcome(1), decision(2, model=OTHER), outcome(2))
    bill = [Billed(DAY, "m-2026-08", 1, None), Billed(DAY, "x", 1, None)]

    assert finding(tally, *bill) == {"m": Finding.NOT_BILLED, OTHER: Finding.NOT_RECORDED}
    named = compared(tally.counts, bill, DAY, DAY, {"m-2026-08": "m"})
    assert {row.finding for row in named} == {Finding.NONE}


def test_of_a_bill_without_requests_only_whether_there_was_anything_is_compared() -> None:
    tally = counted(decision(1), outcome(1))

    assert finding(tally, Billed(DAY, "m", None, 12_345)) == {"m": Finding.NONE}
    assert finding(counted(), Billed(DAY, "m", None, 5)) == {OTHER: Finding.NOT_RECORDED}
    assert finding(tally, Billed(DAY, "m", None, 0)) == {"m": Finding.NOT_BILLED}


@given(st.lists(st.sampled_from(["done", "withheld", "client-gone", "none"]), max_size=9),
    st.integers(0, 12))  # fmt: skip
def test_more_than_can_be_is_found_and_nothing_that_may_be_is(
    results: list[str], billed: int
) -> None:
    entries = [decision(number) for number in range(len(results))]
    entries += [outcome(n, result) for n, result in enumerate(results) if result != "none"]
    sure = sum(result in ("done", "withheld") for result in results)

    found = finding(counted(*entries), Billed(DAY, "m" if results else OTHER, billed, None))

    (only,) = found.values()
    assert (only is Finding.NOT_RECORDED) == (billed > len(results))
    assert (only is Finding.NOT_BILLED) == (billed < sure)
