"""What breaks around a gate in a chaos run, one thing at a time, and how long it stays broken."""

import asyncio
import contextlib
import fcntl
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil
from chaos_gate import CLOCK
from disk import Disk

from countenance.callers.registration import RegisteredFact, Registration
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.registry import Registry
from countenance.stores.sqlite_database import TURN_FILE

__all__ = ["OFTEN", "Broken", "Faults", "Held"]

OFTEN: Mapping[str, int] = {
    "kill": 25, "locked": 9, "full": 12, "clock": 12, "witness": 5, "examiner": 10, "registry": 7,
}  # fmt: skip
"""How many of each stand in a run of ten thousand calls."""
_DAY = 24 * 3600 * 10**9


@dataclass
class Broken:
    """What was broken, and when."""

    spans: list[tuple[str, float, float]] = field(default_factory=list)
    now: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def while_(self, what: str):  # type: ignore[no-untyped-def]  # a context manager
        """It is broken in here."""
        self.now[what] = time.monotonic()
        try:
            yield
        finally:
            self.spans.append((what, self.now.pop(what), time.monotonic()))

    def around(self, begins: float, ends: float) -> frozenset[str]:
        """What was broken at some moment between these."""
        past = {what for what, since, until in self.spans if since <= ends and begins <= until}
        return frozenset(past | {what for what, since in self.now.items() if since <= ends})


@dataclass
class Held:
    """What the faults take hold of. `restart` starts the gate that was killed."""

    folder: Path
    clock: Path
    disk: Disk
    gate: Callable[[], int]
    restart: Callable[[], Awaitable[None]]
    witness: Callable[[], int]
    asked: Callable[[], int]


class Faults:
    """Breaks one thing after the other, at the calls that chance picks."""

    def __init__(self, held: Held, calls: int, seed: int, often: Mapping[str, int]) -> None:
        self.broken = Broken()
        self.done: Counter[str] = Counter()
        self._held = held
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not a secret
        whats = [what for what, count in often.items() for _ in range(count)]
        self._chance.shuffle(whats)
        every = calls / (len(whats) + 1)
        self._plan = [(int(every * (place + 1)), what) for place, what in enumerate(whats)]

    async def run(self) -> None:
        """All of them, in turn."""
        for at, what in self._plan:
            while self._held.asked() < at:
                await asyncio.sleep(0.01)
            work = getattr(self, f"_{what}")
            await work()
            self.done[what] += 1
            if sum(self.done.values()) % 20 == 0:
                click.echo(f"    {self._held.asked()} calls, {dict(self.done)}", err=True)

    async def _kill(self) -> None:
        with self.broken.while_("kill"):
            own = psutil.Process(self._held.gate())
            own.suspend()
            for each in (own, *own.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
            await self._held.restart()

    async def _locked(self) -> None:
        # Now and then for longer than the gate waits.
        seconds = self._chance.choice([0.2, 0.5, 1.0, 6.0])
        with self.broken.while_("locked"), (self._held.folder / TURN_FILE).open("rb") as turn:
            await asyncio.to_thread(fcntl.flock, turn, fcntl.LOCK_EX)
            await asyncio.sleep(seconds)

    async def _full(self) -> None:
        with self.broken.while_("full"), self._held.disk.full(self._held.gate()):
            await asyncio.sleep(self._chance.uniform(0.2, 1.0))

    async def _clock(self) -> None:
        step = self._chance.choice([-_DAY, -3600 * 10**9, -(10**9), 3600 * 10**9, _DAY])
        with self._held.clock.open("r+b") as file:
            (now,) = CLOCK.unpack(file.read(CLOCK.size))
            # At most a day from the time of the machine.
            file.seek(0)
            file.write(CLOCK.pack(max(-_DAY, min(_DAY, now + step))))
        await asyncio.sleep(0)

    async def _witness(self) -> None:
        os.kill(self._held.witness(), signal.SIGSTOP)
        try:
            await asyncio.sleep(self._chance.uniform(1.0, 4.0))
        finally:
            os.kill(self._held.witness(), signal.SIGCONT)

    async def _examiner(self) -> None:
        with self.broken.while_("examiner"):
            children = psutil.Process(self._held.gate()).children(recursive=True)
            if children:
                self._chance.choice(children).kill()
            await asyncio.sleep(1.0)

    async def _registry(self) -> None:
        """A command changes the registry while the gate runs."""
        registry = Registry(self._held.folder, packaged_vocabulary())
        try:
            name = f"other-{self.done['registry']}"
            rows = (("actor_kind", "private_entity"), ("on_behalf_of", "none"))
            facts = tuple(RegisteredFact(fact, (value,)) for fact, value in rows)
            await asyncio.to_thread(registry.add, Registration(name, "", name.title(), facts))
        finally:
            registry.close()
