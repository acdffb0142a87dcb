"""Three shelves for clauses, by how well their text is known; and how well that is, in words.

Rules kept here:
 * Read in full: in the original, or as an archive stored the original.
 * Quoted: through somebody else, be it a publisher's own summary, the press or a commentary.
 * Not established: recalled, interpreted, or told in ways that differ; `unclear` until signed off.
 * A clause with readings stands where the best known of them stands.
"""

from collections import Counter
from collections.abc import Iterable
from enum import Enum

from countenance.codes.model import Clause, TextBasis

__all__ = ["Shelf", "basis_words", "counts", "known_words", "shelf_of"]


class Shelf(Enum):
    """Where a clause stands; the best known first."""

    READ = "read in full"
    QUOTED = "quoted"
    NOT_ESTABLISHED = "not established"


_READ = frozenset({TextBasis.VERIFIED, TextBasis.ARCHIVE_TEXT})
_ORDER = tuple(Shelf)


_WORDS = {
    TextBasis.VERIFIED: "read in the original",
    TextBasis.ARCHIVE_TEXT: "archived copy",
    TextBasis.OFFICIAL_SUMMARY: "official summary",
    TextBasis.PRESS_QUOTE: "press quotation",
    TextBasis.PRESS_PARAPHRASE: "press paraphrase",
    TextBasis.PRESS_CONFLICT: "press accounts that differ",
    TextBasis.SECONDARY_QUOTE: "quotation by a third party",
    TextBasis.SECONDARY_PARAPHRASE: "summary by a third party",
    TextBasis.COMMENTARY: "commentary",
    TextBasis.INTERPRETATION: "our interpretation",
    TextBasis.RECALLED: "recalled, not read",
}


def basis_words(basis: TextBasis) -> str:
    """How well a text is known, in words."""
    return _WORDS[basis]


def known_words(clause: Clause) -> str:
    """How well the text of a clause is known: each basis of its readings once, or its own."""
    known = [each.text_basis for each in clause.readings] or [clause.text_basis]
    return "; ".join(dict.fromkeys(map(basis_words, known)))


def shelf_of(clause: Clause) -> Shelf:
    """The shelf of one clause."""
    bases = [reading.text_basis for reading in clause.readings] or [clause.text_basis]
    return min(map(_shelf, bases), key=_ORDER.index)


def counts(clauses: Iterable[Clause]) -> dict[Shelf, int]:
    """How many clauses stand on each shelf."""
    found = Counter(map(shelf_of, clauses))
    return {shelf: found[shelf] for shelf in Shelf}


def _shelf(basis: TextBasis) -> Shelf:
    if basis.weak:
        return Shelf.NOT_ESTABLISHED
    return Shelf.READ if basis in _READ else Shelf.QUOTED
