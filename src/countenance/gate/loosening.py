"""Editions of a site's own codes that allow more than before: the board says yes to them first.

    the same name, another text    compared with the text that counted until now
    a new edition of a code        compared with the one before it, by its days

Rules kept here:
 * What is nowhere closer to allowing anything takes nobody's yes. Neither does the first edition of
   a code: it only adds.
 * A yes is to a text: it names the edition and the digest of what it decides.
 * What counts already is not asked about again, also where the yes to it is over by now.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from countenance.codes.model import Edition
from countenance.codes.own import NO_OWN_CODES, OwnCodes, began
from countenance.decisions.looser import looser
from countenance.errors import CountenanceError, LooserError
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.settings.board import BoardSettings, board_terms
from countenance.review.capability import Needed, Needs, without
from countenance.stores.motions import Motions
from countenance.stores.noted_codes import NotedCodes
from countenance.stores.own_codes import meanings, read_texts
from countenance.stores.ruling_motions import RulingMotions

__all__ = ["Loosening", "meant", "open_loosening"]

_SHOWN = 16
"""Characters of the digest that a yes names."""


@dataclass(frozen=True, slots=True)
class Loosening:
    """Knows what counted before, and what the board has said yes to. `clock`: nanoseconds."""

    motions: Motions
    noted: NotedCodes
    vocabulary: Vocabulary
    signed: frozenset[str]
    clock: Callable[[], int]

    def check(self, now: OwnCodes, before: OwnCodes | None = None) -> None:
        """Raise `LooserError` where the board has not said yes to an edition of `now`.

        `before`: the codes that count; None: those that counted when a gate ran last.
        """
        digest, texts = self.noted.counted()
        if before is None:
            if now.digest is None or digest == now.digest:
                return
            before = _read(texts)
        found = list(_looser(before, now, self.vocabulary, self.signed))
        lacking = self.lacking([name for name, _, _ in found])
        for name, old, count in found:
            if name in lacking:
                raise LooserError(name, old, count)

    def lacking(self, names: list[str]) -> tuple[str, ...]:
        """Those of these editions that the board has not said yes to."""
        if not names:
            return ()
        given = [capability for _, capability in self.motions.capabilities()]
        wanted = [Needed(Needs.EDITION, None, name) for name in names]
        missing = without(given, wanted, self.clock() // 1_000_000)
        return tuple(each.what for each in missing if each.what is not None)


def open_loosening(
    folder: Path,
    noted: NotedCodes,
    vocabulary: Vocabulary,
    signed: frozenset[str],
    stack: AsyncExitStack,
    clock: Callable[[], int],
) -> Loosening:
    """The same for a folder of data, until the stack is closed."""
    motions = Motions(folder, board_terms(BoardSettings()), RulingMotions(), clock)
    stack.callback(motions.close)
    return Loosening(motions, noted, vocabulary, signed, clock)


def meant(edition: Edition) -> str:
    """An edition and what it decides, as the board says yes to it."""
    digest = meanings([edition])[edition.name].removeprefix("sha256:")
    return f"{edition.name}#{digest[:_SHOWN]}"


def _looser(
    before: OwnCodes, now: OwnCodes, vocabulary: Vocabulary, signed: frozenset[str]
) -> Iterator[tuple[str, str, int]]:
    """The editions that are looser than the one before them, with its name and by how much."""
    old = {edition.name: edition for edition in before.editions}
    for edition in now.editions:
        against = old.get(edition.name) or _earlier(edition, now) or _newest(edition, before)
        if against is None or against == edition:
            continue
        count = looser(against, edition, vocabulary, signed)
        if count:
            yield meant(edition), against.name, count


def _earlier(edition: Edition, codes: OwnCodes) -> Edition | None:
    """The edition of the same code that began before this one, if there is one."""
    same = [each for each in codes.editions if each.code == edition.code]
    older = [each for each in same if began(each.in_force) < began(edition.in_force)]
    return older[-1] if older else None


def _newest(edition: Edition, codes: OwnCodes) -> Edition | None:
    """The newest edition of the same code among these."""
    same = [each for each in codes.editions if each.code == edition.code]
    return same[-1] if same else None


def _read(texts: Mapping[str, str]) -> OwnCodes:
    """What counted before; nothing where this program cannot read it any more."""
    try:
        return read_texts(texts) if texts else NO_OWN_CODES
    except CountenanceError:
        return NO_OWN_CODES
