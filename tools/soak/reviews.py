"""People who decide held calls, boards and rulings, in any order and many at once, and one killed.

Random steps go over cases in a database file; after each, what changed about a case has to be in an
entry, and at the end the entries are read by themselves: what the machine of the tests and its
auditor do. After each step of rulings, the edition as they read it is compared with the plain one,
over every situation. Then several reviewers, each a process, empty one queue, in the file and on a
PostgreSQL server, and one is killed in the middle.
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
from typing import ClassVar

import click
from figures import Row
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from of_the_tests import TESTS, of_the_tests

from countenance.record.make import Maker
from countenance.review.case import State
from countenance.stores.held_calls import HeldCalls
from countenance.stores.log import DatabaseLog, DatabaseReader
from countenance.stores.motions import Motions
from countenance.stores.place import Place, write_place
from postgres import server

with of_the_tests():
    from gate.ruling_machine import RulingMachine
    from review.auditing import Wrong, audited
    from review.board_machine import SPANS, BoardMachine, Rulings
    from review.machine import ReviewMachine
    from review.made_cases import TERMS, Clock, held, holds
    from stores.seated import seated

__all__ = ["reviews"]

EACH = 50
"""Steps of one run."""
LEASE = 2000
WORKERS = 5
_RULES = (
    "double claim", "self-approval", "after expiry", "against a veto", "allow of a deny",
    "changed without an entry", "passed too often", "after withdrawal", "passed though it lapsed",
)  # fmt: skip


def reviews(count: int, cases: int) -> list[Row]:
    """The rows about so many steps, and so many cases of one queue."""
    done, wrong = _in_any_order(count)
    told = ", ".join(f"{number} {what}" for what, number in done.most_common())
    return [
        Row("review: steps in any order", done.total(), "", 10_000, told, at_least=True),
        *(Row(f"review: {rule}", wrong[rule], "", 0) for rule in _RULES),
        Row("review: other rules broken", sum(wrong[each] for each in wrong if each not in _RULES),
            "", 0, ", ".join(sorted(set(wrong) - set(_RULES)))),
        *_boards(count),
        *_rulings(count),
        *_many_at_once("file", cases, None),
        *_on_a_server(cases),
    ]  # fmt: skip


def _in_any_order(count: int) -> tuple[Wrong, Wrong]:
    with tempfile.TemporaryDirectory() as name:

        class OnDisk(ReviewMachine):
            done: ClassVar[Wrong] = Counter()
            wrong: ClassVar[Wrong] = Counter()
            runs: ClassVar[int] = 0

            @staticmethod
            def begin(clock: Clock):  # type: ignore[no-untyped-def]  # as the machine has it
                OnDisk.runs += 1
                folder = Path(name) / str(OnDisk.runs)
                office, log = HeldCalls(folder, clock), DatabaseLog(folder)
                return office, log, lambda made: log.append_now(made.data, made.openings)

            def teardown(self) -> None:
                try:
                    super().teardown()
                finally:
                    self.log.close()  # type: ignore[attr-defined]

        chosen = settings(
            max_examples=-(-count // EACH), stateful_step_count=EACH, deadline=None, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        try:
            run_state_machine_as_test(seed(1)(OnDisk), settings=chosen)
        except AssertionError as error:
            click.echo(f"    {error}", err=True)
        click.echo(f"    {OnDisk.done.total()} steps of people who review", err=True)
        return OnDisk.done, OnDisk.wrong


def _boards(count: int) -> list[Row]:
    """The rows about so many steps of boards."""
    with tempfile.TemporaryDirectory() as name:

        class OnDisk(BoardMachine):
            done: ClassVar[Wrong] = Counter()
            wrong: ClassVar[Wrong] = Counter()
            ended: ClassVar[Wrong] = Counter()
            runs: ClassVar[int] = 0

            @staticmethod
            def begin(clock: Clock, rulings: Rulings):  # type: ignore[no-untyped-def]  # as it has it
                OnDisk.runs += 1
                folder = Path(name) / str(OnDisk.runs)
                seated(folder)
                return Motions(folder, SPANS, rulings, clock), DatabaseReader(folder)

            def teardown(self) -> None:
                try:
                    super().teardown()
                finally:
                    self.log.close()  # type: ignore[attr-defined]

        # A third of what they try needs a motion that is still open.
        runs = -(-3 * count // EACH)
        chosen = settings(
            max_examples=runs, stateful_step_count=EACH, deadline=None, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        try:
            run_state_machine_as_test(seed(1)(OnDisk), settings=chosen)
        except AssertionError as error:
            click.echo(f"    {error}", err=True)
        done, wrong = OnDisk.done, OnDisk.wrong
        click.echo(f"    {done.total()} steps of boards", err=True)
    told = ", ".join(f"{number} {what}" for what, number in done.most_common())
    return [
        Row("board: steps in any order", done.total(), "", 10_000, told, at_least=True),
        Row("board: motions", OnDisk.ended.total(), "", None, ", ".join(
            f"{number} {state}" for state, number in OnDisk.ended.most_common())),
        Row("board: rules broken", wrong.total(), "", 0, ", ".join(sorted(wrong))),
    ]


def _rulings(count: int) -> list[Row]:
    """The rows about so many steps of rulings."""

    class Tried(RulingMachine):
        done: ClassVar[Wrong] = Counter()
        wrong: ClassVar[Wrong] = Counter()
        ended: ClassVar[Wrong] = Counter()
        tried: ClassVar[int] = 0

    chosen = settings(
        # Half of what they try needs a ruling that is there.
        max_examples=-(-3 * count // EACH), stateful_step_count=EACH, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        run_state_machine_as_test(seed(1)(Tried), settings=chosen)
    except AssertionError as error:
        click.echo(f"    {error}", err=True)
    told = ", ".join(f"{number} {what}" for what, number in Tried.done.most_common())
    stood = ", ".join(f"{number} {state}" for state, number in Tried.ended.most_common())
    return [
        Row("rulings: steps in any order", Tried.tried, "", count, told, at_least=True),
        Row("rulings: proposed", Tried.ended.total(), "", None, stood),
        Row("rulings: rules broken", Tried.wrong.total(), "", 0, ", ".join(sorted(Tried.wrong))),
    ]


def _on_a_server(count: int) -> list[Row]:
    with server() as one:
        return _many_at_once("server", count, Place(one.make_database("review")))


def _many_at_once(where: str, count: int, place: Place | None) -> list[Row]:
    """A queue of so many cases, several reviewers, one of them killed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "var"
        folder.mkdir()
        if place is not None:
            write_place(folder, place)
        terms = replace(TERMS, persons=1, lease=LEASE)
        office, maker = HeldCalls(folder), Maker(time.time_ns, os.urandom)
        for number in range(count):
            office.hold(held(f"{number:08x}" * 8, terms=terms), holds(maker))
        began = time.monotonic()
        environment = {**os.environ, "PYTHONPATH": str(TESTS)}
        script = str(Path(__file__).with_name("review_worker.py"))
        workers = [
            subprocess.Popen(
                [sys.executable, script, str(folder), str(number), str(number)],
                env=environment, stdout=subprocess.PIPE, text=True,
            )
            for number in range(WORKERS)
        ]  # fmt: skip
        _wait_for(office, count // 3)
        workers[0].kill()
        told = [line for worker in workers for line in worker.communicate()[0].split()]
        seconds = time.monotonic() - began
        reader = DatabaseReader(folder)
        entries = [json.loads(stored.data) for stored in reader.entries()]
        reader.close()
        closed = Counter(each["case"] for each in entries if each["kind"] == "vote")
        wrong = audited(entries, terms, {f"r-{number}": frozenset() for number in range(WORKERS)})
        left = count - office.count().get(State.REFUSED, 0)
        office.close()
    note = f"{WORKERS} reviewers, one killed; {count / seconds:.0f} claimed and closed a second"
    return [
        Row(f"review on a {where}: cases closed", len(closed), "", count, note, at_least=True),
        Row(f"review on a {where}: closed twice", closed.total() - len(closed), "", 0),
        Row(f"review on a {where}: left waiting", left, "", 0),
        Row(f"review on a {where}: told and not closed", len(set(told) - set(closed)), "", 0),
        Row(f"review on a {where}: rules broken", wrong.total(), "", 0, ", ".join(sorted(wrong))),
    ]


def _wait_for(office: HeldCalls, count: int) -> None:
    until = time.monotonic() + 600
    while office.count().get(State.REFUSED, 0) < count and time.monotonic() < until:
        time.sleep(0.05)
