"""A sentence under the check: its words in frames, and its quotations, which are held apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from countenance.reports.checking.cutting import Cutter, Frame
from countenance.reports.checking.people import People
from countenance.reports.checking.verbs import tables
from countenance.reports.language.stems import Token, plain, stem, tokens

__all__ = ["Quoted", "frames", "quotations", "without_frame"]

_AT: Final = re.compile(r"^At \d{1,3}:\d\d(?: \([^)]*\))?,? ")
_QUOTED: Final = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation, and whose words it is said to be."""

    text: str
    voices: frozenset[str]
    named: bool


def without_frame(text: str) -> str:
    """A sentence without the time that it begins with."""
    return _AT.sub("", plain(text))


def quotations(text: str, people: People) -> tuple[Quoted, ...]:
    """What stands in quotation marks, each with whoever is said to have said it."""
    bare = without_frame(text)
    found = []
    for match in _QUOTED.finditer(bare):
        before = tokens(_QUOTED.sub(" ", bare[: match.start()]))
        after = tokens(re.split(r'[.;"]', bare[match.end() :], maxsplit=1)[0])
        spoken = _speaker(before, people, last=True) or _speaker(after, people, last=False)
        found.append(Quoted(match.group(1), spoken or people.everybody, spoken is not None))
    return tuple(found)


def frames(text: str, people: People) -> tuple[tuple[Token, ...], tuple[Frame, ...]]:
    """The tokens of a sentence without its quotations, and its frames."""
    bare = _QUOTED.sub(' "" ', without_frame(text))
    found = tokens(bare)
    return found, tuple(Cutter(found, tuple(people.mentions(found)), people).frames())


def _speaker(found: Sequence[Token], people: People, *, last: bool) -> frozenset[str] | None:
    """Whoever speaks before a quotation, or after it: the subject of the nearest verb of speech."""
    mentions = [each for each in people.mentions(found) if not each.loose]
    verbs = [at for at, token in enumerate(found) if stem(token.lower) in tables().verbs]
    if not mentions or (last and not verbs):
        return None
    if not verbs:
        return mentions[0].voices
    verb = verbs[-1] if last else verbs[0]
    before = [each for each in mentions if each.after <= verb]
    if before:
        return before[-1].voices
    return None if last else mentions[0].voices
