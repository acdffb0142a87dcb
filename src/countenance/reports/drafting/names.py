"""Names and plates in words that a machine heard: never asserted, each is a gap for the officer.

Rules kept here:
 * A name that stands in the case file, or that a person gave a speaker, is printed as it is there.
 * Any other stands in a bracket with what was heard, and the officer is asked for it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from countenance.reports.fields import Fields
from countenance.reports.language.numbers import is_spoken_number, numbers
from countenance.reports.language.stems import Token, tokens
from countenance.reports.language.tables import words
from countenance.reports.speakers import Speakers

__all__ = ["GAP", "Masked", "is_name", "known_names", "masked", "unmasked"]

GAP: Final = re.compile(r"\[(?:name|plate|place), heard as: ([^\]]*)\]")
_CALENDAR: Final = frozenset(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday english spanish french german i i'm i'll "
    "i've i'd god ok okay american miranda christmas thanksgiving easter tv gps id dui dwi cctv "
    "ma'am sir ems dob eta emt vin suv atm er rp mph cpr usb".split()
)
_ROADS: Final = frozenset(
    "street st avenue ave road rd drive lane court place boulevard highway hwy route interstate "
    "circle way square park bridge terrace plaza".split()
)
_TITLES: Final = frozenset(
    "mr mrs ms miss mister dr doctor officer deputy sergeant sgt detective lieutenant captain "
    "trooper corporal chief sheriff judge police department dispatch".split()
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with its gaps, and what was heard at each."""

    text: str
    gaps: tuple[str, ...]


def known_names(speakers: Speakers, fields: Fields) -> frozenset[str]:
    """Each word of a name, in lower case, that a person or the case file gives."""
    given = [*fields.values(), *(person.name for person in speakers.people)]
    given += [person.called for person in speakers.people]
    return frozenset(token.lower for text in given for token in tokens(text) if not token.is_mark)


def is_name(found: Sequence[Token], at: int) -> bool:
    """Whether a token is written as a name: a capital where no sentence begins, or a lone one."""
    token = found[at]
    if not token.text[:1].isupper() or token.lower.rstrip(".") in _CALENDAR | _TITLES:
        return False
    if len(token.text) == 1 or token.lower in words().empty or is_spoken_number(token.lower):
        return False
    begins = at == 0 or found[at - 1].text in '.?!:"'
    follows = at + 1 < len(found) and found[at + 1].text[:1].isupper()
    return not begins or (follows and len(found[at + 1].text) > 1 and is_name(found, at + 1))


def masked(text: str, known: Iterable[str]) -> Masked:
    """The text with a gap for each name, or plate, that is not known."""
    there = frozenset(known)
    found = tokens(text)
    plates = {
        at: number.after
        for number in numbers(found)
        for at in [number.first]
        if any(map(_is_plate, number.values))
        and not any(value.lower() in there for value in number.values)
    }
    pieces, gaps = [], []
    at = done = 0
    while at < len(found):
        end, what = at, ""
        if at in plates:
            end, what = plates[at], "plate"
        else:
            while end < len(found) and is_name(found, end) and found[end].lower not in there:
                end += 1
            part = {token.lower for token in found[at:end]}
            what = "name" if part - _ROADS else ""
            what = "place" if what and part & _ROADS else what
        if not what:
            at = max(at + 1, end)
            continue
        start, stop = found[at].at, found[end - 1].at + len(found[end - 1].text)
        gaps.append(text[start:stop])
        pieces += [text[done:start], f"[{what}, heard as: {text[start:stop]}]"]
        at, done = end, stop
    return Masked("".join([*pieces, text[done:]]), tuple(gaps))


def _is_plate(value: str) -> bool:
    return len(value) > 4 and value.isalnum() and value.isupper() and any(map(str.isdigit, value))


def unmasked(text: str) -> str:
    """The text with what was heard in place of each gap."""
    return GAP.sub(lambda match: match.group(1), text)
