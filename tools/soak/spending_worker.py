"""One gate in a process of its own, which lets calls pass by allows for calls like them.

    python spending_worker.py FOLDER SEED USES CASE...

It prints the id of each decision that let one pass, once that is on the disk. It may be killed at
any moment.
"""

import os
import random
import sys
import time
from pathlib import Path

from countenance.record.make import Maker
from countenance.stores.held_calls import HeldCalls
from review.made_cases import held, holds


def main(folder: Path, seed: int, uses: int, cases: list[str]) -> None:
    """Try each allow twice as often as it may be used."""
    chance = random.Random(seed)  # noqa: S311 - which allow is tried
    office, maker = HeldCalls(folder), Maker(time.time_ns, os.urandom)
    for case in chance.sample(cases * 2 * uses, 2 * uses * len(cases)):
        wanted = held(os.urandom(32).hex())
        passed = holds(maker, "c-1", "pass", reason="review-allowed", case=case)
        if office.use(case, wanted, passed) is not None:
            print(passed.id, flush=True)
    office.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
