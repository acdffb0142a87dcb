"""What a call asks, in words: the texts that came with its pictures, and the pieces to look at.

Rules kept here:
 * Every text of the call that a model upstream would read is in some piece: system, all turns,
   tools with the names of their parameters, the schema of the answer.
 * A piece always comes with the last turn and the instructions, because "go ahead" alone asks
   nothing.
 * Texts never show in a `repr`.
 * What was not looked at, because a call is too long, is counted in `left_out`.

Who reads the pieces, and what is asked in them, is `countenance.evidence.act`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from countenance.evidence.text_views import SPAN, decode, fold, telling, windows

__all__ = [
    "MOST_PIECES",
    "Asked",
    "Piece",
    "Pieces",
    "Turn",
    "in_words",
    "outlined",
    "pieces_of",
    "printed_pieces",
]

#: Windows that are embedded for one call, at most: about 3 s on one core for the longest texts.
MOST_PIECES: Final = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation: who speaks, the text, and how many pictures are in it."""

    role: str
    text: str = field(repr=False)
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """The texts of one call that carries pictures.

    `tools` and `schema` are JSON as text, or empty. `faces` is how many faces were found in all
    pictures, `None` when that is not known; it never takes an act away. `printed` is what was read
    in the pictures, one text for each: data, which may ask all the same.
    """

    system: tuple[str, ...] = field(repr=False)
    turns: tuple[Turn, ...]
    tools: str = field(default="", repr=False)
    schema: str = field(default="", repr=False)
    pictures: int = 1
    faces: int | None = None
    printed: tuple[str, ...] = field(default=(), repr=False)

    @property
    def letters(self) -> int:
        """How many letters are in all of its texts."""
        texts = (*self.system, *(turn.text for turn in self.turns), *self.printed)
        return sum(map(len, texts)) + len(self.tools) + len(self.schema)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is embedded together: a window of everything, of the last turn, of the instructions."""

    whole: str = field(repr=False)
    last: str = field(repr=False)
    instructions: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pieces of a call that are looked at."""

    pieces: tuple[Piece, ...]
    #: Everything folded and decoded, for the rules; not cut.
    text: str = field(repr=False)
    encodings: tuple[str, ...]
    left_out: int


def pieces_of(asked: Asked, weights: Mapping[str, float]) -> Pieces:
    """The pieces of `asked`; `weights` says which words are known and how telling they are.

    1. Fold every text. 2. Decode it; where that changes something, look at both. 3. Cut.
    """
    parts = _parts(asked)
    folded = tuple(map(fold, parts))
    told: list[str] = []
    encodings: list[str] = []
    for part in folded:
        plain, kinds = _decoded(part, weights)
        told.append(plain)
        encodings.extend(kind for kind in kinds if kind not in encodings)

    found, left_out = _cut(*folded, most=MOST_PIECES, weights=weights)
    if encodings:
        more, also_left_out = _cut(*told, most=MOST_PIECES, weights=weights)
        found, left_out = [*more, *found], max(left_out, also_left_out)
    unique = tuple(dict.fromkeys(found))
    text = "\n".join(part for part in told if part)
    if encodings:
        text = f"{text}\n" + "\n".join(part for part in folded if part)
    return Pieces(unique, text, tuple(encodings), left_out)


def printed_pieces(asked: Asked, weights: Mapping[str, float]) -> tuple[tuple[Piece, ...], str]:
    """The most telling windows of what was read in the pictures, each by itself, and all of it."""
    # Lines end where a picture ends, not where a sentence does.
    text = fold(" ".join(" ".join(asked.printed).split()))
    if not text:
        return (), ""
    cut = windows(text, _PRINTED, weights).pieces if len(text) > SPAN else (text,)
    return tuple(Piece(window, window, "") for window in cut), text


def _parts(asked: Asked) -> tuple[str, str, str]:
    """The instructions (system, tools, schema), the conversation before, and the last turn."""
    instructions = "\n".join(
        text
        for text in (*asked.system, *map("; ".join, map(outlined, (asked.tools, asked.schema))))
        if text.strip()
    )
    spoken = [turn for turn in asked.turns if turn.text.strip()]
    at = max((k for k, turn in enumerate(spoken) if turn.role == "user"), default=-1)
    last = spoken[at].text if at >= 0 else ""
    before = "\n".join(turn.text for k, turn in enumerate(spoken) if k != at)
    return instructions, before, last


def _decoded(text: str, weights: Mapping[str, float]) -> tuple[str, tuple[str, ...]]:
    """`text` decoded; one longer than `decode` looks at is decoded stretch by stretch."""
    told: list[str] = []
    kinds: list[str] = []
    for at in range(0, len(text), _STRETCH):
        plain, found = decode(text[at : at + _STRETCH], weights.__contains__)
        told.append(plain)
        kinds.extend(kind for kind in found if kind not in kinds)
    return "".join(told), tuple(kinds)


def _cut(
    instructions: str, before: str, last: str, *, most: int, weights: Mapping[str, float]
) -> tuple[list[Piece], int]:
    whole = "\n".join(part for part in (instructions, before, last) if part)
    if len(whole) <= SPAN:
        return [Piece(whole, last, instructions)], 0
    asks = _closely(last, weights)
    ordered = _closely(instructions, weights)
    found = [Piece(_ends(whole), asks, ordered)]
    left_out = 0
    # The last turn first: it is looked at most closely. What it does not use goes to the rest.
    for part in (last, instructions, before):
        if not part:
            continue
        share = max(2, most // 2) if part is not before else max(2, most - len(found))
        cut = windows(part, min(share, max(2, most - len(found))), weights)
        left_out += cut.left_out
        for window in cut.pieces:
            told = telling(window, weights)
            if part is instructions:
                found.append(Piece(window, asks, told))
            else:
                # What an earlier turn asks counts like what the last one asks.
                found.append(Piece(window, told, ordered))
    return found, left_out


def _closely(text: str, weights: Mapping[str, float]) -> str:
    """The text, or its most telling sentences when it is longer than a window."""
    return text if len(text) <= SPAN else telling(text, weights)


def _ends(text: str) -> str:
    """The text, or its beginning and its end when it is longer than a window."""
    if len(text) <= SPAN:
        return text
    half = SPAN // 2
    return f"{text[:half]} … {text[-half:]}"


def outlined(document: str) -> tuple[str, ...]:
    """The names, descriptions and choices in JSON of tools or of a schema, as plain words."""
    if not document.strip():
        return ()
    try:
        parsed: object = json.loads(document)
    except (ValueError, RecursionError):
        return (document,)
    return tuple(_told(parsed, 0))


def _told(node: object, depth: int) -> Iterable[str]:
    if depth > _DEEP:
        yield json.dumps(node)
        return
    match node:
        case dict():
            for name, value in node.items():
                if name in _STRUCTURE:
                    if not (isinstance(value, str) and _SCHEMA_WORD.fullmatch(value)):
                        yield from _told(value, depth + 1)
                elif name in _SAID:
                    yield from _told(value, depth + 1)
                else:
                    yield in_words(str(name))
                    yield from _told(value, depth + 1)
        case list():
            for value in node:
                yield from _told(value, depth + 1)
        case str():
            yield in_words(node)
        case _:
            return


def in_words(name: str) -> str:
    """`lookupPerson_byPhoto` as words; what is no name of a program is left as it is."""
    if not name.isidentifier():
        return name
    return _HUMP.sub(" ", name).replace("_", " ").strip().lower()


_PRINTED: Final = 4
_STRETCH: Final = 4_000
_DEEP: Final = 40
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

#: Words of JSON Schema and of tool calls that say nothing about what is asked.
_STRUCTURE: Final = frozenset(
    {"type", "required", "additionalProperties", "strict", "$schema", "properties", "items",
     "parameters", "function", "json_schema", "schema", "anyOf", "oneOf", "allOf", "$defs"}
)  # fmt: skip
#: What may stand there without being said: words of the formats, and where JSON Schema is told of.
_SCHEMA_WORD: Final = re.compile(
    r"object|string|array|number|integer|boolean|null|function|json_schema|json_object|text|custom|"
    r"https?://json-schema\.org/[\w/#.-]{0,60}"
)
_SAID: Final = frozenset({"name", "description", "enum", "title", "const", "default", "examples"})
