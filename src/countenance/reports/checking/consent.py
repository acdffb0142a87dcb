"""Did somebody agree to what a sentence says was agreed to, or refuse what was refused?

Rules kept here:
 * What somebody let be done needs words that let it be; where they speak of a thing, about that
   thing: `you can look, but not in the trunk` lets nobody look in the trunk.
 * An answer is about what was asked: `Mind if I look in the shed?` `I'd rather you didn't.`
 * That somebody refused is doubted where the answer lets it be, and nothing else refuses it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged
from countenance.reports.checking.heard import Unit
from countenance.reports.checking.scope import Patterns, first_of, lower, scope
from countenance.reports.language.polarity import clauses
from countenance.reports.language.stems import Token
from countenance.reports.language.tables import packaged

__all__ = ["consent"]

_ASIDE: Final = frozenset(
    "but though although while who which whom where when because since as after before".split()
)
_NO: Final = ("no ", "did not ")
_TWO: Final = 2
_SHOWN: Final = 120


@dataclass(frozen=True, slots=True)
class _Table:
    told_yes: Patterns
    told_no: Patterns
    said_yes: Patterns
    said_no: Patterns
    minds: re.Pattern[str]


def consent(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about what was agreed to."""
    for frame in judged.present:
        if not frame.named or len(frame.voices) != 1 or not frame.voices & ground.people.community:
            continue
        (text,) = lower(judged, (frame,))
        refused = first_of(_table().told_no, text)
        word = refused or first_of(_table().told_yes, text)
        asks = frame.verb is not None and frame.verb.kind == "ask" and not refused
        if not word or asks or _is_denied(judged, frame, word):
            continue
        units = [unit for unit in ground.heard.of(frame.voices) if not unit.asks]
        agrees = any(each[1] for unit in units for each in _parts(unit))
        if not refused and not agrees and not any(map(_minds_not, units)):
            who = ground.called(frame.voices)
            yield Doubt("consent", f"`{word}`: {who} said no words that agree to anything")
            continue
        yield from _of_things(judged, _told(judged, frame), ground, units, word)


def _of_things(
    judged: Judged, told: Sequence[Frame], ground: Ground, units: Sequence[Unit], word: str
) -> Iterator[Doubt]:
    """What is told as agreed to or refused, and was not where it is spoken of."""
    refused = bool(first_of(_table().told_no, word))
    double = not refused and word.startswith(_NO)  # `no objection` is a yes
    matter = [judged.found[at].keys for frame in told for at in frame.matter]
    for at in (at for frame in told for at in frame.matter):
        token = judged.found[at]
        if first_of(_table().told_yes + _table().told_no, token.lower):
            continue
        if judged.negated[at] is not refused and not double:
            continue
        said = [each for unit in units for each in _about(token, unit)]
        yes, no = (any(each[side] for each in said) for side in (1, 2))
        if not refused and no and any(_all_of(unit, matter) for unit, _, _ in said):
            yes = False
        if (no and not yes and not refused) or (yes and not no and refused):
            unit = next(each[0] for each in said if each[1 if refused else 2])
            did = "agreed to it" if refused else "did not agree to it"
            yield Doubt(
                "consent",
                f"`{token.text}`: {ground.called(told[0].voices)} {did}: `{unit.text[:_SHOWN]}`",
                (unit.support,),
            )
            return


def _all_of(unit: Unit, matter: Sequence[frozenset[str]]) -> bool:
    """Whether a clause refuses two things of these at once: to take, and the phone."""
    return any(
        refuses and sum(bool(each & keys) for each in matter) >= _TWO
        for keys, _, refuses in _parts(unit)
    )


def _told(judged: Judged, frame: Frame) -> tuple[Frame, ...]:
    """The part, with what goes on from it until a `but` or a denial."""
    found: list[Frame] = []
    for each in scope(judged, frame):
        denies = any(judged.negated[each.first : each.after])
        aside = each.joined.endswith("ing") and each.joined != "including"
        if found and (each.joined in _ASIDE or aside or denies):
            break
        found.append(each)
    return tuple(found)


def _about(token: Token, unit: Unit) -> Iterator[tuple[Unit, bool, bool]]:
    """What is said of a thing: where it is named, or in the answer to a question that names it."""
    named = False
    for keys, agrees, refuses in _parts(unit):
        if token.keys & keys:
            named = True
            yield unit, agrees, refuses
    asked = frozenset(key for each in unit.question for key in each.keys)
    if not named and token.keys & asked:
        bare = _minds_not(unit)
        for _, agrees, refuses in _parts(unit):
            yield unit, agrees or bare, refuses and not bare


def _minds_not(unit: Unit) -> bool:
    """`Mind if I look?` `No.`"""
    asked = " ".join(each.lower for each in unit.question)
    return bool(_table().minds.search(asked)) and len(unit.tokens) <= _TWO and unit.yes is False


def _parts(unit: Unit) -> Iterator[tuple[frozenset[str], bool, bool]]:
    """The clauses of what somebody says: their words, whether they agree, whether they refuse."""
    table = _table()
    for first, after in clauses(unit.tokens):
        part = unit.tokens[first:after]
        text = " ".join(token.lower for token in part if not token.is_mark)
        text = (
            text.removeprefix("but ").removeprefix("and ").removeprefix("um ").removeprefix("uh ")
        )
        keys = frozenset(key for token in part for key in token.keys)
        refuses = bool(first_of(table.said_no, text))
        yield keys, bool(first_of(table.said_yes, text)) and not refuses, refuses


def _is_denied(judged: Judged, frame: Frame, word: str) -> bool:
    """`did not consent`; not `no objection`, nor `refused`."""
    first = word.split(maxsplit=1)[0]
    for at in range(frame.first, frame.after):
        if judged.found[at].lower == first and first not in ("no", "did", "would"):
            before = {token.lower for token in judged.found[max(frame.first, at - 3) : at]}
            return bool(before & {"not", "never", "no", "without", "denied", "refused", "declined"})
    return False


@lru_cache(maxsize=1)
def _table() -> _Table:
    table = packaged("checking/consent.toml")
    parts = {
        name: tuple(re.compile(each) for each in table.texts(name))
        for name in ("told_yes", "told_no", "said_yes", "said_no")
    }
    made = _Table(**parts, minds=re.compile(table.text("minds")))
    table.done()
    return made
