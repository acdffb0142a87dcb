"""Cells of the tables on the page of a code: conditions, places, sources and verdicts in words.

Rules kept here:
 * A cell is one line of Markdown, and nothing that a text holds can end it or begin a tag.
 * What a term leaves open is told apart from what is certain.
 * One class of values of a map may be called `any other`: the one that holds the fact's own value
   for everything else, or where it has none the largest. It has to be long to be called so.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from countenance.codes.model import Condition, Literal, OpeningKind
from countenance.decisions.table import Heading, Table
from countenance.facts.vocabulary import Cube, Fact, Vocabulary

__all__ = [
    "cell",
    "condition_words",
    "cube_words",
    "grid",
    "link",
    "map_table",
    "values_words",
]

_FEW = 4
"""Values that are still named one by one where `any other` would do."""


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(text: str) -> str:
    """A text as one line that ends no cell and begins no tag."""
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def link(source: str) -> str:
    """A source, as a link with the name of its host where it is an address."""
    split = urlsplit(source)
    if split.scheme not in ("http", "https") or not split.netloc:
        return cell(source)
    address = source.replace("(", "%28").replace(")", "%29").replace("|", "%7C")
    return f"[{split.netloc.removeprefix('www.')}]({address})"


def condition_words(condition: Condition, vocabulary: Vocabulary) -> str:
    """A condition: the facts of each case, and its cases as a choice."""
    told = [
        "; ".join(_literal(literal, vocabulary) for literal in case) or "always"
        for case in condition
    ]
    return "<br>**or** ".join(told) or "never"


def cube_words(cube: Cube, vocabulary: Vocabulary) -> str:
    """A box of situations."""
    facts = vocabulary.facts
    told = [f"*{_plain(facts[i].name)}* {_mask_words(facts[i], mask)}" for i, mask in cube.masks]
    return "; ".join(told) or "everything"


def values_words(names: Iterable[str]) -> str:
    """Values or groups by name."""
    return ", ".join(_plain(name) for name in names)


def map_table(table: Table, vocabulary: Vocabulary) -> str:
    """A map of verdicts."""
    columns = _headings(table.columns, vocabulary)
    heads = [_asked(table.rows, vocabulary), *(column or "answer" for column in columns)]
    rows = [
        [row, *(" or ".join(verdicts.words) or "-" for verdicts in line)]
        for row, line in zip(_headings(table.rows, vocabulary), table.cells, strict=True)
    ]
    return grid(heads, rows)


def _asked(headings: Sequence[Heading], vocabulary: Vocabulary) -> str:
    places = headings[0] if headings else ()
    return ", ".join(_plain(vocabulary.facts[i].name) for i, _ in places)


def _headings(headings: Sequence[Heading], vocabulary: Vocabulary) -> list[str]:
    """Each heading in words; of each fact, the largest class may be `any other`."""
    named: dict[int, set[int]] = {}
    for heading in headings:
        for place, mask in heading:
            named.setdefault(place, set()).add(mask)
    rest = {place: _rest(vocabulary.facts[place], masks) for place, masks in named.items()}
    told = []
    for heading in headings:
        words = []
        for place, mask in heading:
            fact = vocabulary.facts[place]
            other = mask.bit_count() > _FEW and rest.get(place) == mask
            values = "any other" if other else _mask_words(fact, mask)
            lone = fact.name == "operation" and len(heading) == 1
            words.append(values if lone else f"{_plain(fact.name)}: {values}")
        told.append("<br>".join(words))
    return told


def _rest(fact: Fact, masks: Iterable[int]) -> int:
    """The class of values that stands for whatever no other class names; 0: there is one class."""
    several = sorted(masks)
    if len(several) == 1:
        return 0
    others = [i for i, value in enumerate(fact.values) if value.startswith("other")]
    of_others = [mask for mask in several if any(mask >> i & 1 for i in others)]
    return max(of_others or several, key=int.bit_count)


def _literal(literal: Literal, vocabulary: Vocabulary) -> str:
    fact = vocabulary.facts[literal.fact]
    told = [_mask_words(fact, literal.inside)] if literal.inside else []
    for opening in literal.openings:
        kind = "open" if opening.kind is OpeningKind.CONTESTED else "by our interpretation"
        told.append(f"({kind}: {_mask_words(fact, opening.mask)})")
    return f"*{_plain(fact.name)}* {' '.join(told)}"


def _mask_words(fact: Fact, mask: int) -> str:
    """Values in few words: any, a group, a list, or all but a few."""
    rest = fact.full & ~mask
    told = fact.says(mask)
    if rest and "|" in told and rest.bit_count() < mask.bit_count() // 2:
        return f"all but {_listed(fact.says(rest))}"
    return _listed(told)


def _listed(told: str) -> str:
    *first, last = (_plain(each) for each in told.split("|"))
    return f"{', '.join(first)} or {last}" if first else last


def _plain(word: str) -> str:
    return cell(word.replace("_", " "))
