"""Allows for calls like one, spent by several gates at once, one of which is killed.

Each of them is for so many calls. Several processes spend them in any order, on a database file and
on a PostgreSQL server, far more often than may be; some are taken back in the middle. Then the
entries are read by themselves: none passed too often, and none after it was taken back.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from figures import Row
from of_the_tests import TESTS, of_the_tests

from countenance.errors import ReviewError
from countenance.gate.people.case_acts import Said, act_of
from countenance.record.make import Maker
from countenance.review.people import Person, Role
from countenance.stores.held_calls import HeldCalls
from countenance.stores.log import DatabaseReader
from countenance.stores.place import Place, write_place
from postgres import server

with of_the_tests():
    from review.auditing import audited
    from review.made_cases import TERMS, held, holds

__all__ = ["spending"]

USES = 5
"""Calls that each allow is for."""
GATES = 4
_ALICE = Person("r-alice", Role.REVIEWER)
_ONE = replace(TERMS, persons=1, alike_persons=1)


def spending(count: int) -> list[Row]:
    """The rows about so many allows, in a file and on a server."""
    with server() as one:
        return [
            *_spent("file", count, None),
            *_spent("server", count, Place(one.make_database("spending"))),
        ]


def _spent(where: str, count: int, place: Place | None) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "var"
        folder.mkdir()
        if place is not None:
            write_place(folder, place)
        office, maker = HeldCalls(folder), Maker(time.time_ns, os.urandom)
        given = [_given(office, maker, number) for number in range(count)]
        script = str(Path(__file__).with_name("spending_worker.py"))
        environment = {**os.environ, "PYTHONPATH": str(TESTS)}
        gates = [
            subprocess.Popen(
                [sys.executable, script, str(folder), str(number), str(USES), *given],
                env=environment, stdout=subprocess.PIPE, text=True,
            )
            for number in range(GATES)
        ]  # fmt: skip
        taken = _taken_back(office, given[: count // 5])
        gates[0].kill()
        told = [line for gate in gates for line in gate.communicate()[0].split()]
        office.close()
        reader = DatabaseReader(folder)
        entries = [json.loads(stored.data) for stored in reader.entries()]
        reader.close()
    used = Counter(each["case"] for each in entries if each.get("change") == "used")
    decided = {each["id"] for each in entries if each["kind"] == "decision"}
    wrong = audited(entries, _ONE, {_ALICE.ref: frozenset()})
    full = sum(number == USES for case, number in used.items() if case not in taken)
    at = f"allows on a {where}"
    note = f"{count} for {USES} calls each, {GATES} gates, one killed, {len(taken)} taken back"
    return [
        Row(f"{at}: calls like one passed", used.total(), "", None, note),
        Row(f"{at}: spent to the last", full, "", count - len(taken), at_least=True),
        Row(f"{at}: overspent", sum(number > USES for number in used.values()), "", 0),
        Row(f"{at}: told and not entered", len(set(told) - decided), "", 0),
        Row(f"{at}: rules broken", wrong.total(), "", 0, ", ".join(sorted(wrong))),
    ]


def _given(office: HeldCalls, maker: Maker, number: int) -> str:
    """A case by which calls like it are allowed."""
    _, case = office.hold(held(f"{number:08x}" * 8, terms=_ONE), holds(maker))
    mine = office.step(case.id, act_of("claim", _ALICE, Said()))
    said = Said(mine.token, "fine", None, USES, 24, "alike")
    return office.step(case.id, act_of("allow", _ALICE, said)).id


def _taken_back(office: HeldCalls, cases: list[str]) -> set[str]:
    """Take these back while they are spent, those that are not spent by then."""
    taken = set()
    until = time.monotonic() + 60
    while not any(office.find(case).used for case in cases) and time.monotonic() < until:
        time.sleep(0.01)
    for case in cases:
        if office.find(case).passes(time.time_ns() // 1_000_000):
            try:
                office.step(case, act_of("withdraw", _ALICE, Said(reason="it has ended")))
            except ReviewError:
                continue  # it was spent just now
            taken.add(case)
    return taken
