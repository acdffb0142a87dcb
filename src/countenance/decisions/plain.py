"""Facts, their values, boxes of situations and conditions in plain words.

Rules kept here:
 * A set of values takes as few words as there are: any, a group, a list, or all but a few.
 * A code of a place comes with the name of the place.
 * What a term leaves open is told apart from what is certain.
 * One class of values of a table may be called `any other`: the one that holds the fact's own value
   for everything else, or where it has none the largest. It has to be long to be called so.

Marks of Markdown or HTML are set by whoever writes a page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countenance.codes.model import Condition, Literal, OpeningKind, Verdict
from countenance.decisions.table import Heading
from countenance.facts.vocabulary import Cube, Fact, Vocabulary

__all__ = [
    "ANY_OTHER",
    "DEPENDS",
    "MEANS",
    "Told",
    "condition_told",
    "cube_told",
    "headings_told",
    "mask_words",
    "named",
    "plain",
]

ANY_OTHER = "any other"
MEANS = {
    Verdict.DENY: "a clause forbids it",
    Verdict.UNCLEAR: "the words do not settle it, or nobody has read them",
    Verdict.ALLOW: "a clause allows it",
    Verdict.SILENT: "no clause speaks about it; that is no permission",
}
"""What each verdict says of a situation, the strictest first."""
DEPENDS = "on facts that are not in this table"
"""On what it hangs which of several verdicts a cell of a table has."""
_FEW = 4
"""Values that are still named one by one where `any other` would do."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact by its name in plain words, and the values it has. `open`: those a term leaves open,
    with why."""

    fact: str
    values: str
    open: tuple[str, ...] = ()


def plain(word: str) -> str:
    """The name of a fact or a value as people write it."""
    return word.replace("_", " ")


def named(fact: Fact, value: str) -> str:
    """A value as people write it: a code with the name of what it stands for."""
    name = fact.called.get(value)
    return plain(value) if name is None else f"{name} ({value})"


def mask_words(fact: Fact, mask: int) -> str:
    """Values in few words."""
    rest = fact.full & ~mask
    told = fact.says(mask)
    if rest and "|" in told and rest.bit_count() < mask.bit_count() // 2:
        return f"all but {_listed(fact, fact.says(rest))}"
    return _listed(fact, told)


def cube_told(
    cube: Cube, vocabulary: Vocabulary, *, without: Iterable[str] = ()
) -> tuple[Told, ...]:
    """A box of situations, the facts named in `without` left out; nothing: every situation."""
    facts, left_out = vocabulary.facts, frozenset(without)
    return tuple(
        Told(plain(facts[i].name), mask_words(facts[i], mask))
        for i, mask in cube.masks
        if facts[i].name not in left_out
    )


def condition_told(condition: Condition, vocabulary: Vocabulary) -> tuple[tuple[Told, ...], ...]:
    """A condition: its cases, any of which will do, each with all that has to hold.

    No case: never. A case of nothing: always.
    """
    return tuple(tuple(_literal(literal, vocabulary) for literal in case) for case in condition)


def headings_told(
    headings: Sequence[Heading], vocabulary: Vocabulary
) -> tuple[tuple[Told, ...], ...]:
    """The headings of the rows or columns of a table; of each fact one class may be any other."""
    named: dict[int, set[int]] = {}
    for heading in headings:
        for place, mask in heading:
            named.setdefault(place, set()).add(mask)
    rest = {place: _rest(vocabulary.facts[place], masks) for place, masks in named.items()}
    return tuple(
        tuple(_class(vocabulary.facts[place], mask, rest[place]) for place, mask in heading)
        for heading in headings
    )


def _class(fact: Fact, mask: int, rest: int) -> Told:
    other = mask.bit_count() > _FEW and rest == mask
    return Told(plain(fact.name), ANY_OTHER if other else mask_words(fact, mask))


def _rest(fact: Fact, masks: Iterable[int]) -> int:
    """The class of values that stands for whatever no other class names; 0: there is one class."""
    several = sorted(masks)
    if len(several) == 1:
        return 0
    others = [i for i, value in enumerate(fact.values) if value.startswith("other")]
    of_others = [mask for mask in several if any(mask >> i & 1 for i in others)]
    return max(of_others or several, key=int.bit_count)


def _literal(literal: Literal, vocabulary: Vocabulary) -> Told:
    fact = vocabulary.facts[literal.fact]
    left_open = []
    for opening in literal.openings:
        kind = "open" if opening.kind is OpeningKind.CONTESTED else "by our interpretation"
        left_open.append(f"{kind}: {mask_words(fact, opening.mask)}")
    inside = mask_words(fact, literal.inside) if literal.inside else ""
    return Told(plain(fact.name), inside, tuple(left_open))


def _listed(fact: Fact, told: str) -> str:
    *first, last = (named(fact, each) for each in told.split("|"))
    return f"{', '.join(first)} or {last}" if first else last
