"""A desk of reports over a folder, with people, an ear and a drafter that are stood in for."""

import asyncio
import json
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.reports.desk import ReportDesk
from countenance.reports.keeping import Keeper
from countenance.reports.report import Report
from countenance.reports.signing import CERTIFIES
from countenance.review.people import Person, Role
from countenance.stores.log import DatabaseReader
from countenance.stores.reports import Reports
from reports.acting import (
    OFFICER,
    TERMS,
    Erasing,
    ScriptedDecider,
    ScriptedDrafter,
    ScriptedEar,
)
from reports.made import SPEAKERS
from review.made_cases import Clock

__all__ = ["HOUR", "KEEPER", "Site", "site_in"]

KEEPER = Person("p-7", Role.OPERATOR)
HOUR = 3_600_000
"""Milliseconds in which somebody looks at a draft."""


@dataclass
class Site:
    """A desk over a folder, with a loop of a gate that runs beside it."""

    folder: Path
    loop: asyncio.AbstractEventLoop
    ear: ScriptedEar = field(default_factory=ScriptedEar)
    decider: ScriptedDecider = field(default_factory=ScriptedDecider)
    erasing: Erasing = field(default_factory=Erasing)

    def __post_init__(self) -> None:
        self.store = Reports(self.folder)
        self.clock = Clock()
        self.file = self.folder / "stop.wav"
        self.file.write_bytes(b"RIFF and so on")
        self.desk = ReportDesk(
            Keeper(self.store, self.clock, os.urandom), self.ear, ScriptedDrafter(), self.decider,
            self.erasing, Ed25519PrivateKey.from_private_bytes(b"k" * 32), TERMS, CERTIFIES,
            self.loop,
        )  # fmt: skip

    def new(self, who: Person = OFFICER, **more: Any) -> Report:
        given = {"incident": "2026-004711", "evidence": "bwc-1", "incident_type": "traffic", **more}
        return self.desk.new(who, self.file, "stop.wav", **given)

    def heard(self, who: Person = OFFICER, **more: Any) -> str:
        id_ = self.new(who, **more).id
        self.desk.hear(who, id_)
        self.desk.heard(who, id_, 30)
        return id_

    def drafted(self, who: Person = OFFICER, **more: Any) -> str:
        id_ = self.heard(who, **more)
        self.desk.seal_account(who, id_, "I stopped a car.")
        self.desk.confirm(who, id_, SPEAKERS)
        self.desk.generate(who, id_)
        self.clock.now += HOUR
        return id_

    def signed(self, **more: Any) -> str:
        id_ = self.drafted(**more)
        self.desk.listen(OFFICER, id_, {"d2": 5000})
        self.desk.fill(OFFICER, id_, "b1", "My radar showed 52.")
        self.desk.override(OFFICER, id_, "f1", "I am sure")
        self.desk.leave_out(OFFICER, id_, "o1", "it is in the citation")
        self.desk.sign(OFFICER, id_, "R. Reyes")
        return id_

    def entries(self) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.folder)) as reader:
            return [json.loads(stored.data) for stored in reader.entries()]


@contextmanager
def site_in(folder: Path) -> Iterator[Site]:
    """One, until it is left."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made = Site(folder, loop)
    yield made
    made.desk.close()
    made.store.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
