"""A ruling as a form has it, and the text (TOML) that says the same.

    written(Draft(id="station", ...))    what `countenance.review.ruling_text` reads

Rules kept here:
 * What is read back is what was written, letter by letter.
 * Whatever was typed stands in the text, also what is no ruling yet: nobody loses words by looking
   at the text, and what is wrong with it is said by its reader alone.
 * A `when` of a reading that is added is no part of it: who needs one writes text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

__all__ = ["Added", "Draft", "is_day", "written"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Added:
    """A reading that the clause does not have."""

    name: str
    says: str
    verdict: str
    source: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed. An empty day at the end: until it is overturned."""

    id: str
    edition: str
    clause: str
    reading: str
    cites: str
    says: str
    begins: str
    ends: str = ""
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    added: Added | None = None


def written(draft: Draft) -> str:
    """The draft as TOML."""
    return "\n".join(_lines(draft)) + "\n"


def is_day(word: str) -> bool:
    """Whether it is a day as TOML and people write it: `2026-11-28`."""
    if not _DAY.fullmatch(word):
        return False
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return True


def _lines(draft: Draft) -> Iterator[str]:
    for name in ("id", "edition", "clause", "reading", "cites", "says"):
        yield f"{name} = {_text(getattr(draft, name))}"
    yield f"begins = {_day(draft.begins)}"
    if draft.ends:
        yield f"ends = {_day(draft.ends)}"
    if draft.scope:
        yield from ("", "[scope]")
        for name, values in draft.scope.items():
            told = ", ".join(map(_text, values))
            yield f"{_key(name)} = {told if len(values) == 1 else f'[{told}]'}"
    if draft.added is not None:
        yield from ("", "[added]")
        for name in ("name", "says", "verdict", "source"):
            yield f"{name} = {_text(getattr(draft.added, name))}"


def _day(word: str) -> str:
    """A day; what is none stands there as it was typed, in quotes."""
    return word if is_day(word) else _text(word)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else f'"{_escaped(name)}"'.replace("\n", r"\n")


def _text(words: str) -> str:
    """A text in quotes; one of several lines stands on several lines."""
    # TOML leaves out the new line that follows three quotes.
    return f'"""\n{_escaped(words)}"""' if "\n" in words else f'"{_escaped(words)}"'


def _escaped(words: str) -> str:
    return "".join(map(_sign, words))


def _sign(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    control = (sign < " " and sign not in "\n\t") or sign == "\x7f"
    return f"\\u{ord(sign):04X}" if control else sign
