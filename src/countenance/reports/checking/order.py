"""Is what a sentence puts before or after something else heard in that order?

Rules kept here:
 * What was said or done aloud has the time at which it is heard.
 * What one person tells happened in the order in which it is told, within one turn; across turns
   nothing is known of it.
 * What will be, or would, has no time yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged, Turn, listen_to
from countenance.reports.language.polarity import clauses

__all__ = ["order_doubts"]

_LATER: Final = frozenset({"before"})
_EARLIER: Final = frozenset({"after", "once"})
_THEN: Final = frozenset({"then", "afterwards", "afterward", "subsequently", "thereafter"})
_SPANS: Final = frozenset("second seconds minute minutes hour hours moment moments".split())
_BESIDE: Final = frozenset({"when", "while", "as", "whenever"})
_NO_TIME: Final = frozenset("by even until just back if".split())
_TO_COME: Final = frozenset("will would could should shall".split())
_ENOUGH: Final = 0.5
_OFTEN: Final = frozenset("than at only just".split())
_HOW_OFTEN: Final = frozenset("at in on around about a again more for or and to".split())
_TURNED: Final = frozenset({"before", "after", "first"})


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of a sentence that tell of one thing. `aloud`: it was said, or done by saying so."""

    voices: frozenset[str]
    matter: tuple[int, ...]
    aloud: bool


@dataclass(frozen=True, slots=True)
class _Place:
    turn: Turn
    clause: int


def order_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about what came first."""
    for first, second in (*_joined(judged), *_in_a_row(judged)):
        here, there = _place(judged, first, ground), _place(judged, second, ground)
        if here is None or there is None:
            continue
        if here.turn is there.turn:
            said = {token.lower for unit in here.turn.units for token in unit.tokens}
            wrong = here.clause > there.clause and not said & _TURNED - {"first"}
        else:
            wrong = here.turn.start > there.turn.start and first.aloud and second.aloud
        if wrong:
            yield Doubt(
                "order",
                "what the sentence puts later is heard first",
                tuple(dict.fromkeys((*listen_to(there.turn), *listen_to(here.turn)))),
            )


def _joined(judged: Judged) -> Iterator[tuple[_Part, _Part]]:
    """What `before`, `after` and `once` put first, and second."""
    for number, frame in enumerate(judged.frames):
        if frame.joined not in _LATER | _EARLIER or _is_number(judged, frame):
            continue
        opens = not any(each.matter for each in judged.frames[:number])
        rest = judged.frames[number + 1 :]
        main = [each for each in rest if judged.found[each.first - 1].text == ","]
        other = next(iter((*main, *rest)), None) if opens else None
        other = judged.frames[number - 1] if not opens else other
        if other is None or _is_to_come(judged, frame):
            continue
        one, two = _part(frame), _part(other)
        yield (one, two) if frame.joined in _EARLIER else (two, one)


def _in_a_row(judged: Judged) -> Iterator[tuple[_Part, _Part]]:
    """What `then`, `ten minutes later` and `followed by` put first, and second."""
    for number, frame in enumerate(judged.frames):
        before = next((each for each in reversed(judged.frames[:number]) if each.matter), None)
        lowers = [token.lower for token in judged.found[frame.first : frame.after]]
        at = next((at for at, word in enumerate(lowers) if _is_then(lowers, at, word)), None)
        if at is None or _is_to_come(judged, frame):
            continue
        place = frame.first + at
        earlier = None if before is None else _part(before)
        if lowers[at] == "followed":
            held, rest = (
                tuple(each for each in frame.matter if (each < place) is side)
                for side in (True, False)
            )
            earlier = _Part(frame.voices, held, aloud=False) if held else earlier
            later = _Part(frame.voices, rest, aloud=False)
        else:
            after = (frame, *judged.frames[number + 1 :])
            next_ = next((x for x in after if x.matter and x.joined not in _BESIDE), frame)
            later = _part(next_)
        if earlier is not None and later.matter:
            yield earlier, later


def _is_then(lowers: Sequence[str], at: int, word: str) -> bool:
    before = lowers[at - 1] if at else ""
    follows = lowers[at + 1] if at + 1 < len(lowers) else ""
    if word == "later":
        return before in _SPANS
    if word == "followed":
        return follows == "by"
    return word in _THEN and before not in _NO_TIME and follows != "that"


def _is_number(judged: Judged, frame: Frame) -> bool:
    """`more than once`, `once at ten`: no conjunction."""
    before = judged.found[frame.first - 1].lower if frame.first else ""
    after = judged.found[frame.first + 1].lower if frame.first + 1 < frame.after else ""
    how_often = before in _OFTEN or after in _HOW_OFTEN or after in _LATER | _EARLIER or not after
    return frame.joined == "once" and how_often


def _is_to_come(judged: Judged, frame: Frame) -> bool:
    at = judged.frames.index(frame)
    near = judged.frames[max(0, at - 1) : at + 1]
    return any(
        token.lower in _TO_COME for each in near for token in judged.found[each.first : each.after]
    )


def _part(frame: Frame) -> _Part:
    aloud = not frame.told or frame.verb is not None
    return _Part(frame.voices, frame.matter, aloud)


def _place(judged: Judged, part: _Part, ground: Ground) -> _Place | None:
    """The turn that has most of it, and the clause of that turn."""
    wanted = [judged.found[at].keys for at in part.matter]
    best = ground.best(part.voices, wanted)
    if best is None or best.share(wanted) < _ENOUGH:
        return None
    cut = [
        frozenset(key for token in unit.tokens[first:after] for key in token.keys)
        for unit in best.units
        for first, after in clauses(unit.tokens)
    ]
    # Of two clauses with as much, the one with the very words: `pushed`, not `shoved`.
    shares = [
        (sum(bool(keys & there) for keys in wanted), sum(_very(keys, there) for keys in wanted))
        for there in cut
    ]
    return _Place(best, shares.index(max(shares))) if shares and max(shares)[0] else None


def _very(keys: frozenset[str], there: frozenset[str]) -> bool:
    return any(not key.startswith("=") for key in keys & there)
