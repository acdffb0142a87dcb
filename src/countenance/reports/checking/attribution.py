"""Is what somebody is said to have said, or done, in that person's own words?

Each part of a sentence is held against the turns of whom it is ascribed to. Words that are another
person's are told as such; words that nobody said are unsupported.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged, Turn, listen_to
from countenance.reports.checking.heard import Unit
from countenance.reports.drafting.names import is_name
from countenance.reports.language.numbers import numbers

__all__ = ["attribution"]

_ALL: Final = 0.6
"""Of a part's words, the share that its person has to have said at all."""

_ONCE: Final = 0.4
"""The share in one turn."""

_TWO: Final = 2
_LONG: Final = 4
_TITLES: Final = frozenset("mr mrs ms miss dr".split())
_KIN: Final = frozenset(
    "daughter son mother father brother sister cousin aunt uncle neighbor friend boss landlord "
    "roommate girlfriend boyfriend grandson granddaughter nephew niece".split()
)
_VOICE: Final = frozenset({"voice", "somebody", "someone"})
_OF_SOMEBODY: Final = frozenset("the a an his her their another".split())

_OTHERS: Final = 0.6
"""The share in one turn of somebody else, from which the words are that person's."""


def attribution(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about whose words these are."""
    for frame in judged.present:
        if (unknown := _unknown(judged, frame, ground)) is not None:
            yield Doubt("attribution", f"`{unknown}`: nobody who is heard is called so")
            continue
        wanted = judged.wanted(frame)
        if not wanted:
            continue
        whole = frame.told and len(frame.voices) == 1
        own = ground.of(frame.voices, whole=whole)
        there = frozenset[str]().union(*(turn.keys for turn in own))
        sure = _grounded(judged, frame, own)
        share = (sum(bool(keys & there) for keys in wanted) + sure) / (len(wanted) + sure)
        best = ground.best(frame.voices, wanted, whole=whole)
        once = best.share(wanted) if best else 0.0
        once = (once * len(wanted) + sure) / (len(wanted) + sure)
        if share >= (_ALL if len(wanted) + sure != _TWO else _ONCE) and once >= _ONCE:
            if best is not None and not sure and _only_asked(judged, frame, own):
                yield Doubt(
                    "attribution",
                    f"`{judged.words(frame)}`: {ground.called(frame.voices)} asked this",
                    listen_to(best),
                )
            continue
        others = ground.best(ground.people.everybody - frame.voices, wanted)
        part = judged.words(frame)
        if others is not None and others.share(wanted) >= max(_OTHERS, once + 0.25):
            yield Doubt(
                "attribution",
                f"`{part}`: {ground.called(frozenset({others.voice}))} said this, not "
                f"{ground.called(frame.voices)}",
                listen_to(others),
                # All words of it are the other's: no nearness makes them this one's.
                frame.voices if others.share(wanted) < 1 else frozenset(),
                frozenset({others.voice}),
            )
        else:
            who = ground.called(frame.voices)
            yield Doubt(
                "unsupported",
                f"`{part}`: {who} said no such thing"
                if who != "nobody"
                else f"`{part}`: nobody said so",
                listen_to(best),
                frame.voices,
            )


def _unknown(judged: Judged, frame: Frame, ground: Ground) -> str | None:
    """Whoever is said to have spoken, where that is nobody who is heard: `Mrs. Ochoa said`."""
    verb = frame.verb
    if verb is None or verb.passive or verb.kind == "agree":
        return None
    start = frame.first
    if judged.found[start].lower in ("and", "but", "while", "when", "after", "before"):
        start += 1
    before = judged.found[start : verb.at]
    known = ground.people.words
    of_kin = [each for each in before if each.lower in _KIN and each.lower not in known]
    if len(before) > 1 and before[0].lower.endswith("'s") and before[1:] == tuple(of_kin):
        return " ".join(token.text for token in before)
    named = bool(before) and all(
        token.lower.rstrip(".") in _TITLES or is_name(judged.found, at)
        for at, token in enumerate(before, start)
    )
    if not before or len(before) > _LONG or not (named or before[0].lower in _OF_SOMEBODY):
        return None
    if frame.subject is not None and frame.subject.first < verb.at:
        return None
    nouns = [token for token in before[1:] if not token.is_empty]
    if before[0].lower == "a" and any(token.lower in _VOICE for token in nouns):
        return None
    return " ".join(token.text for token in before) if nouns else None


def _only_asked(judged: Judged, frame: Frame, turns: Sequence[Turn]) -> bool:
    """Whether what is told as said is in questions of that person alone."""
    if frame.verb is None or frame.verb.kind not in ("say", "admit") or len(frame.voices) != 1:
        return False
    if "to" in {token.lower for token in judged.found[frame.verb.at : frame.after]}:
        return False  # `told the tenant to`: what is asked for may be asked
    wanted = judged.wanted(frame)
    units = [unit for turn in turns for unit in turn.units]
    stated = [unit for unit in units if not unit.asks]
    asked = [unit for unit in units if unit.asks and not unit.question]
    return not _any(stated, wanted) and _any(asked, wanted)


def _any(units: Sequence[Unit], wanted: Sequence[frozenset[str]]) -> bool:
    there = frozenset(
        key for unit in units for token in (*unit.tokens, *unit.question) for key in token.keys
    )
    return any(keys & there for keys in wanted)


def _grounded(judged: Judged, frame: Frame, own: Sequence[Turn]) -> int:
    """How many numbers and names of a part its person did say: they count as its words."""
    # Who is said to speak does not say so by having a name.
    first = frame.first if frame.subject is None else frame.subject.after
    part = judged.found[min(first, frame.after) : frame.after]
    said = [each for turn in own for unit in turn.units for each in unit.numbers]
    keys = frozenset[str]().union(*(turn.keys for turn in own))
    names = [each for at, each in enumerate(part) if is_name(part, at) and each.keys & keys]
    return sum(any(each.is_like(other) for other in said) for each in numbers(part)) + len(names)
