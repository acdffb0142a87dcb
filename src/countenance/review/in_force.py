"""The rulings that count, laid over the editions that they read.

Rules kept here:
 * A ruling counts on the words that it was adopted for. Where the clause, a reading or the meaning
   of a word of its scope is another one by now, it lapses: what it settled is unclear again.
 * What lapses is named, never skipped unseen.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from countenance.codes.model import Edition
from countenance.errors import CountenanceError
from countenance.facts.vocabulary import Vocabulary
from countenance.review.docket import Docket
from countenance.review.ruling_text import load_ruling
from countenance.review.rulings import Ruled, Ruling, bound_to, ruled_by

__all__ = ["NO_RULINGS", "Adopted", "InForce", "by_digest", "read_rulings"]


@dataclass(frozen=True, slots=True)
class Adopted:
    """A ruling that the board adopted; `digest` is the one that entries name."""

    ruling: Ruling
    digest: str


@dataclass(frozen=True, slots=True)
class InForce:
    """The rulings of a site by the editions that they read. `lapsed`: those that count no more
    because what they read is another by now, each with the reason."""

    rulings: Mapping[str, tuple[Adopted, ...]] = field(default_factory=dict)
    lapsed: tuple[tuple[str, str], ...] = ()

    def on(self, edition: str, day: datetime.date) -> tuple[Adopted, ...]:
        """The rulings on an edition that count on a day, by name."""
        return tuple(
            each for each in self.rulings.get(edition, ()) if each.ruling.counts_on(day)
        )

    def of(self, edition: str) -> tuple[Ruling, ...]:
        """The rulings on an edition, whatever their days."""
        return tuple(each.ruling for each in self.rulings.get(edition, ()))

    def ruled(
        self, editions: Sequence[Edition], day: datetime.date, vocabulary: Vocabulary
    ) -> tuple[list[Edition], frozenset[str], dict[str, tuple[Adopted, ...]]]:
        """The editions as they are read on a day, the digests that are signed off by that, and the
        rulings by the editions that they read."""
        found, signed, by = [], frozenset[str](), {}
        for edition in editions:
            here = self.on(edition.name, day)
            if not here:
                found.append(edition)
                continue
            after: Ruled = ruled_by(edition, [each.ruling for each in here], vocabulary)
            found.append(after.edition)
            signed |= after.signed
            by[edition.name] = here
        return found, signed, by


NO_RULINGS = InForce()
"""A site whose board has adopted none."""


def read_rulings(
    dockets: Iterable[Docket],
    edition_of: Callable[[str], Edition | None],
    vocabulary: Vocabulary,
) -> InForce:
    """The rulings among these that count. `edition_of`: the edition of a name, if it is here."""
    found: dict[str, list[Adopted]] = {}
    lapsed = []
    for docket in sorted((each for each in dockets if each.counts), key=lambda each: each.id):
        edition = edition_of(docket.edition)
        why = "its edition is not here"
        if edition is not None:
            try:
                ruling = load_ruling(docket.text, edition, vocabulary, docket.id)
                if bound_to(edition, ruling, vocabulary) == docket.clause_digest:
                    found.setdefault(edition.name, []).append(Adopted(ruling, docket.digest))
                    continue
                why = "what it reads is not what it was adopted for"
            except CountenanceError as error:
                why = str(error)
        lapsed.append((docket.id, why))
    return InForce({name: tuple(each) for name, each in found.items()}, tuple(lapsed))


def by_digest(
    dockets: Iterable[Docket],
    edition_of: Callable[[str], Edition | None],
    vocabulary: Vocabulary,
) -> dict[str, Ruling]:
    """Every ruling that can be read, whatever became of it: to make earlier decisions again."""
    found = {}
    for docket in dockets:
        edition = edition_of(docket.edition)
        if edition is None:
            continue
        with suppress(CountenanceError):
            found[docket.digest] = load_ruling(docket.text, edition, vocabulary, docket.id)
    return found
