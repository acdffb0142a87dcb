"""Whom a sentence speaks of: words for persons, and the voices that they may be.

Rules kept here:
 * A person is known by what the report calls the voice, by a name that a person gave it, and by a
   name that was said: `My name is ...`, the answer to a question for the name, `Mister ...`.
 * `I` is the first officer. A word such as `the man` may be anybody of the public.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from countenance.reports.checking.heard import Heard, Unit
from countenance.reports.language.numbers import is_spoken_number
from countenance.reports.language.stems import Token, keys_of, tokens
from countenance.reports.language.tables import words
from countenance.reports.speakers import Speakers

__all__ = ["Mention", "People", "people_of"]

_OFFICER: Final = frozenset("officer deputy trooper sergeant detective police i me we".split())
_RADIO: Final = frozenset("dispatch dispatcher radio".split())
_ANYBODY: Final = frozenset(
    "man woman male female subject suspect person individual complainant victim witness caller "
    "party occupant civilian citizen he she him her they them gentleman lady boy girl couple "
    "pair".split()
)
_PRONOUNS: Final = frozenset("he she him her they them himself herself".split())
_TITLES: Final = frozenset("mr mrs ms miss mister officer deputy sergeant".split())
_SAYS_NAME: Final = re.compile(
    r"\b(?:[Mm]y name is|[Nn]ame's|I am|I'm|[Tt]his is|[Cc]all me|[Ii]t is)\s+"
    r"((?:[A-Z][\w'-]+\s?){1,3})"
)
_ASKS_NAME: Final = re.compile(
    r"\byour (?:full |first |last )?name\b|\bwho are you\b|\b(?:got|have|get|give me) a name\b"
)
_ASKS_WHO: Final = re.compile(
    r"\b(?:are )?you (?:the|a|an|mister|mr|mrs|ms|miss)\b|\bwho\b|\byou are\b"
)
_GIVEN: Final = re.compile(
    r"^(?:(?:Yes|Yeah|Yep|No)[,.]? )?((?:[A-Z][\w'-]+ ){1,2}[A-Z][\w'-]+)(?:[.,]?$|, (?=I\b|I'))"
)
_MISTER: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mister)\.? ([A-Z][\w'-]+)")
_IS: Final = re.compile(r"\bi(?: am|'m) (?:the|a|an|her|his|their) ([a-z]+)\b")
_IS_ONE: Final = re.compile(r"^(?:(?:yes|yeah)[,.]? )?(?:the|her|his|their) ([a-z]+)[.,]?$")
_CALLED: Final = re.compile(
    r"^(?:(?:Hi|Hey|Okay|Alright|Look|So)[,]? )?([A-Z][a-z]{2,}), (?=[a-z])"
)
_CALLS: Final = frozenset(
    "morning afternoon thanks license copy affirmative unit guys folks buddy dude god wow hell "
    "man listen monday tuesday wednesday thursday friday saturday sunday january february march "
    "april june july august september october november december honestly actually basically "
    "anyway".split()
)
_PLACE: Final = frozenset("street avenue road drive lane court place boulevard park route".split())
_OF_OTHERS: Final = frozenset(
    "who whose whom his her their where which he she they him them that".split()
)
_SHE: Final = frozenset("wife mother mom sister daughter aunt grandmother girlfriend".split())
_HE: Final = frozenset("husband father dad brother son uncle grandfather boyfriend".split())
_DOES: Final = {"manage": "manager", "own": "owner", "drive": "driver", "rent": "tenant"}


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens that speak of a person, the last not in it. `loose`: a word for anybody."""

    first: int
    after: int
    voices: frozenset[str]
    loose: bool
    pronoun: bool


@dataclass(frozen=True, slots=True)
class People:
    """`words`: a word in lower case -> the voices that it may be. `describing`: words that stand
    before such a word alone, as `dog` does in `the dog owner`."""

    words: dict[str, frozenset[str]]
    describing: frozenset[str]
    officers: frozenset[str]
    radio: frozenset[str]
    community: frozenset[str]

    @property
    def everybody(self) -> frozenset[str]:
        """All voices."""
        return self.officers | self.radio | self.community

    def mentions(self, found: Sequence[Token]) -> Iterator[Mention]:
        """All words for persons, in their order."""
        at = 0
        while at < len(found):
            mention = self._mention(found, at)
            if mention is not None:
                yield mention
                at = mention.after
            else:
                at += 1

    def _mention(self, found: Sequence[Token], at: int) -> Mention | None:
        after = at
        if found[at].lower == "partner" and at and found[at - 1].lower == "my":
            return Mention(at, at + 1, self.officers, loose=False, pronoun=False)
        while after < len(found) and found[after].lower in self.describing:
            after += 1
        if after > at and (after == len(found) or found[after].lower not in self.words):
            return None
        begins = after
        voices: frozenset[str] | None = None
        named = False
        while after < len(found) and not found[after].is_mark:
            token = found[after]
            own = token.lower.endswith("'s")
            word = token.lower.removesuffix("'s")
            here = self._voices(word)
            if here is None or (after > begins and word in _PRONOUNS | {"i", "me", "we"}):
                break
            specific = word in self.words
            if after > 0:
                here = self._titled(found[after - 1].lower, here)
            if voices is None or (specific and not named):
                voices = here if voices is None else (voices & here or here)
            elif specific and voices & here:
                voices &= here
            elif specific:
                break
            named = named or specific
            after += 1
            if own:
                break
        if voices is None:
            return None
        word = found[after - 1].lower
        loose = not named and word in _ANYBODY and len(self.community) != 1
        return Mention(at, after, voices, loose, word in _PRONOUNS)

    def _titled(self, title: str, voices: frozenset[str]) -> frozenset[str]:
        """`Mr. Beckett`, where two are called so and one is the wife."""
        others = {"mr.": _SHE, "mr": _SHE, "mister": _SHE, "mrs.": _HE, "mrs": _HE}.get(title)
        no = frozenset[str]().union(*(self.words.get(word, frozenset()) for word in others or ()))
        return voices - no or voices

    def _voices(self, word: str) -> frozenset[str] | None:
        if word in self.words:
            return self.words[word]
        if word in _OFFICER:
            return self.officers
        if word in _RADIO:
            return self.radio
        return self.community if word in _ANYBODY else None


def people_of(heard: Heard, speakers: Speakers) -> People:
    """The persons who are heard."""
    by_word: dict[str, set[str]] = {}
    by_standing: dict[str, set[str]] = {"officer": set(), "dispatch": set(), "community": set()}
    describing: set[str] = set()
    for person in speakers.people:
        by_standing[person.standing].add(person.voice)
        role = _role(person.called)
        describing.update(role[:-1])
        for token in tokens(f"{role[-1] if role else person.called} {person.name}"):
            if not token.is_empty and token.lower not in _TITLES | _OFFICER | _RADIO:
                by_word.setdefault(token.lower, set()).add(person.voice)
    for word, voice in _named(heard):
        by_word.setdefault(word, set()).add(voice)
    public = frozenset(by_standing["community"])
    addressed = Counter((*_addressed(heard.units, public), *_called(heard.units, public)))
    own = Counter(voice for _, voice in _named(heard))
    # Who answers to it most often; of two, who gave no other name.
    for word, voice in sorted(addressed, key=lambda each: (-addressed[each], own[each[1]])):
        by_word.setdefault(word, {voice})
    officers = [each.voice for each in speakers.people if each.standing == "officer"]
    return People(
        {word: frozenset(voices) for word, voices in by_word.items()},
        frozenset(describing - by_word.keys()),
        frozenset(officers),
        frozenset(by_standing["dispatch"]),
        frozenset(by_standing["community"]),
    )


def _role(called: str) -> list[str]:
    """The words of a role, the last of which is the person: `dog owner`; none of a name."""
    if not called.islower():
        return []
    parts = re.split(r"[\s_-]+", called)
    return [word for word in parts if word.isalpha() and word not in words().empty]


def _named(heard: Heard) -> Iterator[tuple[str, str]]:
    """Names, and words for what somebody is, that a voice says of itself."""
    units = heard.units
    for at, unit in enumerate(units):
        for match in _SAYS_NAME.finditer(unit.text):
            yield from ((word, unit.voice) for word in _names(match.group(1)))
        lower = unit.text.lower()
        yield from (
            (match.group(1), unit.voice)
            for match in _IS.finditer(lower)
            if match.group(1) not in words().empty
        )
        for verb, noun in _DOES.items():
            if re.search(rf"\bi {verb}\b", lower):
                yield noun, unit.voice
        asked = " ".join(token.lower for token in unit.question)
        given = _GIVEN.match(unit.text)
        first = units[at - 1].turn != unit.turn
        answer = _IS_ONE.match(lower)
        if answer and unit.question and _ASKS_WHO.search(asked):
            yield answer.group(1), unit.voice
        new = not any(each.voice == unit.voice and each.turn < unit.turn for each in units[:at])
        about = {token.lower for token in unit.question} & _OF_OTHERS
        if (
            given
            and (new or (unit.question and not about))
            and not _PLACE & {token.lower for token in unit.tokens}
        ):
            yield from ((word, unit.voice) for word in _names(given.group(1)))
        if unit.question and _ASKS_NAME.search(asked) and (first or given):  # `Ann. Ann Lee.`
            yield from ((word, unit.voice) for word in _names(unit.text))
        if given and unit.question and _ASKS_WHO.search(asked):  # `You the clerk?` `Yes, Ann Lee.`
            yield from ((word, unit.voice) for word in _names(given.group(1)))


def _addressed(units: Sequence[Unit], community: frozenset[str]) -> Iterator[tuple[str, str]]:
    """`Mister Webb, ...`: whoever else of the public speaks next, or spoke last."""
    for at, unit in enumerate(units):
        may = community - {unit.voice}
        others = [each.voice for each in units[at + 1 :] if each.voice in may]
        before = [each.voice for each in units[:at] if each.voice in may]
        voice = (others or before[::-1] or [""])[0]
        if voice and (unit.voice not in community or len(may) == 1):
            yield from ((match.group(1).lower(), voice) for match in _MISTER.finditer(unit.text))


def _called(units: Sequence[Unit], community: frozenset[str]) -> Iterator[tuple[str, str]]:
    """`Kayla, they left`: of an officer, whoever speaks next; else, whoever spoke before."""
    for at, unit in enumerate(units):
        match = _CALLED.match(unit.text)
        if match is None or not _is_own_name(match.group(1).lower(), units):
            continue
        beside = units[:at][::-1] if unit.voice in community else units[at + 1 :]
        voice = next((each.voice for each in beside if each.voice != unit.voice), "")
        if voice in community:
            yield match.group(1).lower(), voice


def _is_own_name(word: str, units: Sequence[Unit]) -> bool:
    """Whether `Kayla, they left` calls somebody: no word of speech, and never said as one."""
    known = words().empty | words().forward | words().whole | _OFFICER | _RADIO | _ANYBODY | _CALLS
    return (
        word not in known
        and not is_spoken_number(word)
        and len(keys_of(word)) == 1
        and not any(token.text == word for unit in units for token in unit.tokens)
    )


def _names(text: str) -> list[str]:
    """Words with a capital at the beginning of a text, as far as they go; none that is empty."""
    found = []
    for token in tokens(text):
        if not token.text[:1].isupper():
            break
        if token.lower not in _TITLES and token.lower not in words().empty:
            found.append(token.lower)
    return found[:3]
