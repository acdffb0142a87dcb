"""Pages over a long queue, and of the codes: how long somebody waits, and how large they are.

A gate of its own over ten thousand cases that wait, a reviewer who is signed in, and a browser
without scripts that asks for one page after the other. Time on the wall, because that is what
somebody waits, with what the gate used of the processor beside it.
"""

import os
import statistics
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path

from entries_made import caller, usual
from figures import Row, quantile
from running import Started, gate_ready, spent

from countenance.record.make import Maker
from countenance.review.case import CallerAt, Held, Terms
from countenance.review.grounds import Grounds
from countenance.review.people import Role
from countenance.stores.held_calls import HeldCalls
from countenance.stores.people import People
from countenance.stores.sessions import Sessions

__all__ = ["console"]

CASES, ASKED = 10_000, 200
_HOUR = 3_600_000
_BOTH = (
    "/public/map?edition=ms-aoai-coc@2024-05-03&with=ms-aoai-coc@2024-05-01"
    "&at=operation=report_drafting,agency_country=US"
)
_DIFF = "/public/diff?from=ms-aoai-coc@2024-05-01&to=ms-aoai-coc@2024-05-03"
_TERMS = Terms(persons=2, lease=_HOUR, answer=72 * _HOUR, appeal=360 * _HOUR, longest=720 * _HOUR)


def console() -> list[Row]:
    """The rows about the queue, its last page, a case, and the codes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        middle = _filled(folder)
        with closing(People(folder)) as people:
            reviewer, _ = people.add("alice", Role.REVIEWER)
        sessions = Sessions(folder, 12 * _HOUR, 12 * _HOUR)
        try:
            cookie = sessions.begin(reviewer)
        finally:
            sessions.close()
        with gate_ready(folder) as gate:
            pages = {
                f"queue of {CASES:,} cases": "/console/queue",
                "the same, from the middle": f"/console/queue?after={middle}",
                "a case": f"/console/cases/{middle}",
                "map": "/public/map?edition=ms-aoai-coc@2024-05-03",
                "map of two editions with a cell": _BOTH,
                "difference of two editions": _DIFF,
            }
            return [
                row for what, path in pages.items() for row in _asked(gate, cookie, what, path)
            ]


def _filled(folder: Path) -> str:
    """A folder with so many cases that wait; the id of the one in their middle."""
    maker = Maker(time.time_ns, os.urandom)
    made, who = usual(maker), caller()
    ids = []
    with closing(HeldCalls(folder)) as cases:
        for at in range(CASES):
            held = Held(
                f"{at:032x}" * 2, CallerAt(who.ref, who.key, 1), Grounds(("fact=1",), ("act",)),
                ("environment",), None, _TERMS,
            )  # fmt: skip
            ids.append(cases.hold(held, made())[1].id)
    return ids[CASES // 2]


def _asked(gate: Started, cookie: str, what: str, path: str) -> list[Row]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{gate.port}{path}", headers={"cookie": f"countenance={cookie}"}
    )
    taken, size = [], 0
    for at in range(ASKED + 5):
        if at == 5:  # what is slow about the first ones is over
            used = spent(gate.number)
        before = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            size = len(answer.read())
            if answer.url != request.full_url:
                raise SystemExit(f"{path}: led to {answer.url}")
        if at >= 5:
            taken.append((time.perf_counter() - before) * 1000)
    used = (spent(gate.number) - used) / ASKED * 1000
    note = f"median {statistics.median(taken):.0f} ms; {used:.1f} ms of processor time"
    return [
        Row(f"{what}, 95 of 100 on the wall", quantile(taken, 95), "ms", 200, note),
        Row(f"{what}, size", size / 1000, "kB", 100),
    ]
