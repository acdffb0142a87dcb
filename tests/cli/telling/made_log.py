"""A log of some weeks with three callers: what each registered, what they asked, what came of it.

Made with a seed, without a gate: every entry is one that a gate would make, its day is chosen.
"""

import random
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from countenance.callers.alter import with_facts
from countenance.callers.registration import RegisteredFact, Registration
from countenance.record import entry as kinds
from countenance.record.changes import UpstreamSeen
from countenance.record.make import Maker, Prepared
from countenance.stores.database import connect, writing
from countenance.stores.entry_rows import insert_all
from countenance.stores.head import row_of
from countenance.stores.log_keys import LogKeys
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.registry import Registry
from record.examples import ASKED, CODE, counting, part, picture

__all__ = ["ORIGIN", "Made", "damage", "made_log"]

ORIGIN = "gate.example.org/record"
DAY = 86_400
CLAUSES = {"refuse": "15", "hold": "USPD", "redact": "12", "pass": "11-OPEN"}
VERDICTS: dict[str, kinds.VerdictWord] = {
    "refuse": "deny", "hold": "unclear", "redact": "deny", "pass": "allow",
}  # fmt: skip
LATER = kinds.ObligationRef("officer_signed_review", "later", "pending", "2026-10-20")


@dataclass
class Made:
    """The folder of the log, and its callers by name."""

    folder: Path
    begins: int = int(datetime(2026, 10, 1, 8, tzinfo=UTC).timestamp())
    callers: dict[str, Registration] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.now = self.begins * 10**9
        self.random = counting()
        self.maker = Maker(self._clock, self.random)

    def _clock(self) -> int:
        self.now += 1_000_000
        return self.now

    def at(self, day: int) -> None:
        """Go on at this day after the first."""
        self.now = max(self.now, (self.begins + day * DAY) * 10**9)

    def registry(self) -> Registry:
        return Registry(self.folder, packaged_vocabulary(), self._clock, self.random)

    def append(self, made: list[Prepared]) -> None:
        """All of them in one transaction."""
        connection = connect(self.folder)
        with writing(connection):
            insert_all(connection, [(row_of(each.data), each.openings) for each in made])
        connection.close()

    def caller(self, name: str, **facts: str) -> None:
        said = {"on_behalf_of": "none", **facts}
        told = tuple(RegisteredFact(fact, (value,)) for fact, value in said.items())
        registry = self.registry()
        self.callers[name] = registry.add(Registration(name, "", f"{name} of the test", told))
        registry.close()

    def change(self, name: str, fact: str, value: str) -> None:
        registry = self.registry()
        self.callers[name] = registry.change(
            name, "changed", lambda one: with_facts(one, [RegisteredFact(fact, (value,))])
        )
        registry.close()

    def call(
        self, name: str, outcome: str, *, pictured: bool = True, **more: Any
    ) -> list[Prepared]:
        """A decision, and its outcome where it lets something through."""
        caller = self.callers[name]
        clause = kinds.FindingRef(
            "ms-enterprise-ai-coc@4.0", CLAUSES[outcome],
            VERDICTS[outcome], "yes", (), weak=False,
        )  # fmt: skip
        facts = [
            kinds.FactRef(row.fact, row.values, "registered", "registration", 1000)
            for row in caller.facts
        ]
        given: dict[str, Any] = {
            "caller": kinds.CallerRef(caller.ref, "ab12cd34ef", caller.revision),
            "code": CODE, "ask": ASKED, "facts": facts,
            "acts": [kinds.Act("describe", 1000, ("allow",), {})],
            "verdicts": (clause.verdict,), "outcome": outcome,
            "row": {"refuse": 2, "pass": 3, "redact": 4, "hold": 6}[outcome],
            "reason": "denied" if outcome == "refuse" else None, "clauses": (clause,),
            "none_speaks": False, "parts": [part()],
            "media": [picture(faces=2)] if pictured else [],
            "personal": {"request": bytes(32)},
            **more,
        }  # fmt: skip
        made = self.maker.decision(**given)
        if outcome in ("refuse", "hold") or more.get("what_if"):
            return [made]
        return [made, self.maker.outcome(made.id, "done", status=200, bytes_out=900)]

    def unreadable(self, name: str) -> Prepared:
        caller = self.callers[name]
        ref = kinds.CallerRef(caller.ref, "ab12cd34ef", caller.revision)
        return self.maker.unreadable(
            caller=ref, clause="unsupported", status=400, size=100, digest=bytes(32)
        )


def made_log(folder: Path, calls: int = 90, days: int = 30, seed: int = 5) -> Made:
    """The log: settings, callers, then calls over the days; one is changed on the way."""
    chance = random.Random(seed)
    made = Made(folder)
    LogKeys(folder, made.maker, made.random).begin(ORIGIN)
    registry = made.registry()
    upstream = UpstreamSeen("main", "openai", "azure_openai", "https://upstream.invalid")
    registry.note_settings({"gate.port": "1"}, [upstream])
    registry.close()
    made.caller("oslo-police", actor_kind="law_enforcement_agency", agency_country="NO")
    made.caller("acme", actor_kind="private_entity", provider_approval="none")
    made.caller("desk", actor_kind="private_entity", on_behalf_of="law_enforcement_agency")
    entries: list[Prepared] = []
    for number in range(calls):
        made.at(number * days // calls)
        name = chance.choices(["oslo-police", "acme", "desk"], [5, 4, 1])[0]
        word = chance.choices(["pass", "redact", "refuse", "hold"], [5, 3, 3, 1])[0]
        owed = (LATER,) if number % 3 == 0 and word == "pass" else ()
        entries += made.call(name, word, obligations=owed, what_if=number % 30 == 29)
        if number % 20 == 7:
            entries.append(made.unreadable(name))
        if number == calls // 2:
            made.append(entries)
            entries = []
            made.change("acme", "provider_approval", "limited_access_use_case")
    made.append(entries)
    return made


def damage(folder: Path, index: int) -> None:
    """Change one entry in the database, as somebody would who has the disk."""
    connection = sqlite3.connect(folder / "countenance.db")
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    (data,) = connection.execute("SELECT data FROM entries WHERE idx = ?", (index,)).fetchone()
    changed = data.replace(b'"commit":{', b'"commit":{"x":"y",')
    assert changed != data
    connection.execute("UPDATE entries SET data = ? WHERE idx = ?", (changed, index))
    connection.commit()
    connection.close()
