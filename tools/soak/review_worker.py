"""One reviewer in a process of its own, who decides whatever waits until nothing does.

    python review_worker.py FOLDER NAME SEED

It prints a line for each case that it has closed, once that is on the disk. It may be killed at any
moment; nobody waits for it longer than its lease.
"""

import random
import sys
import time
from functools import partial
from pathlib import Path

from countenance.errors import ReviewError
from countenance.review import steps
from countenance.review.case import Case
from countenance.review.people import Person, Role
from countenance.review.steps import Step
from countenance.stores.held_calls import HeldCalls

_LOOKED_AT = 60


def main(folder: Path, name: str, seed: int) -> None:
    """Decide until nothing waits for two seconds."""
    chance = random.Random(seed)  # noqa: S311 - which case is taken
    cases, me = HeldCalls(folder), Person(f"r-{name}", Role.REVIEWER)
    until = time.monotonic() + 2
    while time.monotonic() < until:
        waiting = cases.waiting(_LOOKED_AT)
        free = [case for case in waiting if case.held_by(time.time_ns() // 1_000_000) is None]
        if waiting:
            until = time.monotonic() + 2
        if not free:
            time.sleep(0.05)
            continue
        try:
            mine = cases.step(chance.choice(free).id, partial(_claimed, me))
            done = cases.step(mine.id, partial(_refused, me, mine.token))
        except ReviewError:
            continue  # somebody else was quicker
        print(done.id, flush=True)
    cases.close()


def _claimed(who: Person, case: Case, now: int) -> Step:
    return steps.claim(case, who, now)


def _refused(who: Person, token: int, case: Case, now: int) -> Step:
    return steps.refuse(case, who, token, "no", now)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
