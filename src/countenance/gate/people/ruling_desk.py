"""What people and programs do about rulings at one gate: see, check, propose, take back, replay.

The HTTP interface, the commands and the pages call these same functions; nothing here knows HTTP.

Rules kept here:
 * What may not be adopted is not proposed. The check is made with the rulings that count at that
   moment, which are looked at once, and made anew when others count before the board has decided.
 * A ruling is proposed with its exact effect and its cases, which stay with it.
 * A replay reads at most `MOST_DECISIONS`, the newest: it says how many it read.
"""

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from countenance.codes.model import Edition
from countenance.errors import CountenanceError, ReviewError, UnknownEditionError
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.people.ruling_replay import Replayed, replayed
from countenance.gate.people.ruling_view import effect_object, similar_object
from countenance.gate.replaying import Replay, supposed
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.store import Stored
from countenance.review.docket import Docket, Found, Stage, set_digest
from countenance.review.in_force import by_digest, read_rulings
from countenance.review.people import May, Person
from countenance.review.ruling_cases import failing, written_cases
from countenance.review.ruling_checks import Checked, checked
from countenance.review.ruling_text import edition_named, load_ruling
from countenance.review.rulings import Ruling, bound_to, ruled_by, ruling_of
from countenance.review.similar import similar_rulings
from countenance.stores.rulings import Rulings

__all__ = ["LONGEST", "MOST_DECISIONS", "Decisions", "RulingDesk"]

LONGEST = 32 * 1024
"""Bytes of the longest text of a ruling."""
MOST_DECISIONS = 5_000
"""Decisions that one replay makes again."""


class Decisions(Protocol):
    """A log whose newest entries of a kind can be read."""

    def newest(self, count: int, kind: str | None = None) -> tuple[Stored, ...]:
        """The newest entries of this kind, oldest first."""
        ...


class RulingDesk:
    """The rulings of one gate. `edition_of`: the edition of a name, or `UnknownEditionError`.

    `signed`: digests of clauses that the operator signed off. `clock`: nanoseconds since 1970.
    `lapsed`: those that lapsed, where somebody knows already; else they are looked for.
    """

    def __init__(
        self,
        rulings: Rulings,
        edition_of: Callable[[str], Edition],
        vocabulary: Vocabulary,
        signed: frozenset[str],
        clock: Callable[[], int],
        lapsed: Callable[[], dict[str, str]] | None = None,
    ) -> None:
        self.rulings = rulings
        self._lapsed = lapsed
        self._edition_of = edition_of
        self._vocabulary = vocabulary
        self._signed = signed
        self._clock = clock

    @property
    def today(self) -> datetime.date:
        """The day in UTC."""
        return datetime.datetime.fromtimestamp(self._clock() // 1_000_000_000, datetime.UTC).date()

    def check(self, text: str, where: str = "ruling") -> tuple[Ruling, Checked]:
        """A ruling as it is written, and what it moves beside those that count.

        Raises `ReviewError` and the errors of codes and facts for one that may not be adopted.
        """
        edition, ruling = self._read(text, where)
        return ruling, self._checked(edition, ruling)[0]

    def propose(self, text: str, by: Person, question: str | None = None) -> Docket:
        """Put a ruling before the board. Raises as `check` does, and `OutdatedError`."""
        by.check(May.PROPOSE_RULINGS)
        edition, ruling = self._read(text, "ruling")
        return self.rulings.propose(ruling, text, self._found(edition, ruling), by, question)

    def recheck(self, name: str, by: Person) -> Docket:
        """The effect of a proposal beside the rulings that count by now."""
        by.check(May.PROPOSE_RULINGS)
        docket = self.rulings.find(name)
        docket.check_stage(Stage.PROPOSED)
        edition, ruling = self._read(docket.text, docket.id)
        return self.rulings.recheck(docket.id, self._found(edition, ruling), by)

    def take_back(self, name: str, by: Person, reason: str) -> Docket:
        """Whoever proposed it does not want it any more."""
        return self.rulings.take_back(name, by, reason)

    def ever(self) -> dict[str, Ruling]:
        """Every ruling there is or was, by its digest: to make earlier decisions again."""
        return by_digest(self.rulings.all(), self._known_edition, self._vocabulary)

    def lapsed(self) -> dict[str, str]:
        """The rulings that were adopted and count no more because what they read changed."""
        if self._lapsed is not None:
            return self._lapsed()
        found = read_rulings(self.rulings.counting(), self._known_edition, self._vocabulary)
        return dict(found.lapsed)

    def replayed(
        self, text: str, log: Decisions, first: datetime.date, last: datetime.date
    ) -> Replayed:
        """What the calls of these days would have been with this ruling beside those of then."""
        _, ruling = self._read(text, "ruling")
        decisions = list(_decisions(log, first, last))
        names = {each.edition for _, entry in decisions for each in entry.code.editions}
        editions = [each for each in map(self._known_edition, sorted(names)) if each is not None]
        replay = Replay(editions, self._vocabulary, self._signed, self.ever())
        return replayed(decisions, replay, ruling)

    def failing(self) -> tuple[int, list[str]]:
        """The cases of every ruling that counts today, asked: how many, and what fails."""
        count, wrong, day = 0, [f"{name}: {why}" for name, why in self.lapsed().items()], self.today
        rulings = read_rulings(self.rulings.counting(), self._known_edition, self._vocabulary)
        for docket in self.rulings.counting():
            here = [each.ruling for each in rulings.on(docket.edition, day)]
            if all(each.id != docket.id for each in here):
                continue
            after = ruled_by(self._edition_of(docket.edition), here, self._vocabulary)
            asked, fails = failing(after, docket.cases, self._vocabulary, docket.id, self._signed)
            count += asked
            wrong += [f"{docket.id}: {each}" for each in fails]
        return count, wrong

    def similar(self, entry: kinds.Decision) -> list[dict[str, Any]]:
        """The rulings that are worth reading about a call that was decided so."""
        clauses = {(each.edition, ruling_of(each.clause)[0]) for each in entry.clauses}
        try:
            known = [facts.masks for _, facts in supposed(entry, self._vocabulary)]
        except (CountenanceError, ValueError):
            return []  # it speaks of what is not known here any more
        found = similar_rulings(self.rulings.all(), clauses, known, self._vocabulary)
        return [similar_object(each) for each in found]

    def all(self, edition: str | None = None, state: Stage | None = None) -> tuple[Docket, ...]:
        """The rulings there are and were, the newest first."""
        return self.rulings.all(edition, state)

    def _found(self, edition: Edition, ruling: Ruling) -> Found:
        found, counting, beside = self._checked(edition, ruling)
        others = [each for each in counting if each.id in found.beside]
        base = ruled_by(edition, others, self._vocabulary)
        reading = ruling.added or next(
            each
            for clause in edition.clauses if clause.id == ruling.clause
            for each in clause.readings if each.name == ruling.reading
        )  # fmt: skip
        return Found(
            bound_to(edition, ruling, self._vocabulary),
            reading.verdict.words[0],
            set_digest(beside),
            json.dumps(effect_object(ruling, found.effect, checked=found)),
            written_cases(base, ruling, self._vocabulary, self._signed),
        )

    def _checked(
        self, edition: Edition, ruling: Ruling
    ) -> tuple[Checked, tuple[Ruling, ...], tuple[Docket, ...]]:
        """What it moves, the rulings beside which that is so, and how they stood when looked at:
        whoever keeps the one keeps it with the digest of the others."""
        beside = self.rulings.counting(edition.name)
        counting = read_rulings(beside, self._known_edition, self._vocabulary).of(edition.name)
        found = checked(edition, ruling, counting, self._vocabulary, self._signed)
        return found, counting, beside

    def _read(self, text: str, where: str) -> tuple[Edition, Ruling]:
        if len(text.encode()) > LONGEST:
            raise ReviewError(f"{where}: more than {LONGEST} bytes")
        edition = self._edition_of(edition_named(text, where))
        return edition, load_ruling(text, edition, self._vocabulary, where)

    def _known_edition(self, name: str) -> Edition | None:
        try:
            return self._edition_of(name)
        except UnknownEditionError:
            return None


def _decisions(
    log: Decisions, first: datetime.date, last: datetime.date
) -> Iterator[tuple[int, kinds.Decision]]:
    """The newest decisions, as far as they are of these days."""
    for stored in log.newest(MOST_DECISIONS, "decision"):
        entry = parse_as(stored.data, kinds.Decision)
        if first <= datetime.datetime.fromisoformat(entry.time).date() <= last:
            yield stored.index, entry
