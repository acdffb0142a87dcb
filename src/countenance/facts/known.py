"""Facts about one call, each with the way it is known.

Rules kept here:
 * A fact that nobody reported may have any value of its domain. It is never false.
 * Evidence only narrows the set of values. Two pieces that leave nothing make the fact contested:
   its set is the union of what was said, and both pieces are kept.
 * Which kinds of evidence may narrow a fact stands in the vocabulary. What was measured may contest
   even what it may not establish.
 * What is supposed for the sake of argument (one plausible act) narrows, but is no evidence: it
   stays when evidence is taken back.

How sure one has to be before something counts as evidence is decided by whoever hands it in;
`permille` only reports it. Reading facts out of pictures and prompts is not done here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from countenance.errors import FactError
from countenance.facts.vocabulary import Basis, Cube, Known, Vocabulary

__all__ = ["Evidence", "Facts", "settle"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: the values that `fact` may have, who or what says so, and how sure (0-1000)."""

    fact: str
    values: tuple[str, ...]
    basis: Basis
    source: str
    permille: int = 1000


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known: for every fact of the vocabulary, in its order, a mask of values.

    A mask of 0 means that suppositions contradict what is known: no situation is left, and no
    verdict will be. Evidence alone never leaves a mask of 0.
    """

    vocabulary: Vocabulary
    masks: tuple[int, ...]
    contested: frozenset[str] = frozenset()
    evidence: tuple[Evidence, ...] = ()
    supposed: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    @classmethod
    def open(cls, vocabulary: Vocabulary) -> "Facts":
        """Nothing is known."""
        return cls(vocabulary, vocabulary.open)

    def mask(self, name: str) -> int:
        """The values that the fact may still have, as a mask."""
        return self.masks[self.vocabulary.index(name)]

    def values(self, name: str) -> tuple[str, ...]:
        """The values that the fact may still have, by name."""
        return self.vocabulary.fact(name).names(self.mask(name))

    def stated(self) -> dict[str, tuple[str, ...]]:
        """The facts that may no longer have every value, with what is left, in their order."""
        return {
            fact.name: fact.names(mask)
            for fact, mask in zip(self.vocabulary.facts, self.masks, strict=True)
            if mask != fact.full
        }

    def narrowed(self, by: Cube | Mapping[str, Iterable[str] | str]) -> "Facts":
        """These facts, and the values that `by` leaves: a supposition, not evidence."""
        cube = by if isinstance(by, Cube) else self.vocabulary.cube(by)
        masks = list(self.masks)
        for i, mask in cube.masks:
            masks[i] &= mask
        supposed = self.supposed + cube.masks
        return Facts(self.vocabulary, tuple(masks), self.contested, self.evidence, supposed)

    def joined(self, more: "Facts") -> "Facts":
        """What both know together; evidence that leaves nothing contests."""
        both = settle((*self.evidence, *more.evidence), self.vocabulary)
        return both.narrowed(Cube(self.supposed + more.supposed))

    def contradicts(self, more: "Facts") -> bool:
        """Whether some fact would have no value left, or become contested, if both were joined."""
        return any(not a & b for a, b in zip(self.masks, more.masks, strict=True)) or bool(
            self.joined(more).contested - self.contested - more.contested
        )

    def without(self, basis: Basis, fact: str | None = None) -> "Facts":
        """What is left without the evidence of `basis` (about `fact` alone, if given)."""
        kept = tuple(e for e in self.evidence if e.basis is not basis or fact not in (None, e.fact))
        if len(kept) == len(self.evidence):
            return self
        return settle(kept, self.vocabulary).narrowed(Cube(self.supposed))

    def as_if_kept(self) -> "Facts":
        """These facts, and every fact known only after the call taken as kept where that can be."""
        cube = tuple(
            (i, kept)
            for i, fact in enumerate(self.vocabulary.facts)
            if fact.known is Known.AFTER and self.masks[i] & (kept := fact.mask(fact.kept))
        )
        return self.narrowed(Cube(cube))


def settle(evidence: Iterable[Evidence], vocabulary: Vocabulary) -> Facts:
    """The facts that `evidence` leaves, in any order of the pieces.

    Raises `UnknownFactError` or `UnknownValueError` for a word that the vocabulary does not have,
    and `FactError` for a piece that names no value.
    """
    pieces = tuple(evidence)
    masks = list(vocabulary.open)
    contested = set()
    by_fact: dict[int, list[Evidence]] = {}
    for piece in pieces:
        by_fact.setdefault(vocabulary.index(piece.fact), []).append(piece)
    for i, about in by_fact.items():
        fact = vocabulary.facts[i]
        union, left, measured = 0, fact.full, []
        for piece in about:
            mask = fact.mask(piece.values)
            if not mask:
                raise FactError(
                    f"evidence from `{piece.source}` leaves `{fact.name}` no value at all"
                )
            if piece.basis in fact.established_by:
                left &= mask
                union |= mask
            elif piece.basis is Basis.MEASURED:
                measured.append(mask)
        disputes = [mask for mask in measured if not mask & left]
        if not left or disputes:
            contested.add(fact.name)
            left = union
            for mask in disputes:
                left |= mask
        masks[i] = left
    return Facts(vocabulary, tuple(masks), frozenset(contested), pieces)
