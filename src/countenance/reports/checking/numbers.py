"""Is every number of a sentence one that was said, by whom it is ascribed to?

Rules kept here:
 * `7:44 p.m.` is `nineteen forty four hours`, `14 days` is `two weeks`. Arithmetic is taken only
   where the sentence says that it is some: `over the limit`, `by 17`, `in total`; a length of time
   where it is that between two times of day, one of which the sentence tells.
 * What is said of both together is not said of each.
 * The time that a sentence begins with is that of the words it rests on.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations, pairwise
from typing import Final

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.ground import Doubt, Ground, Judged, Turn, listen_to
from countenance.reports.checking.heard import Unit
from countenance.reports.clock import clock
from countenance.reports.language.numbers import Number, numbers
from countenance.reports.language.stems import tokens

__all__ = ["number_doubts"]

_TIME: Final = re.compile(r"^At ((?:\d+:)?\d\d:\d\d)\b(?!:)")
_COMPARED: Final = frozenset("over above below under beyond exceeded exceeding difference".split())
_ARTICLES: Final = frozenset("a an the".split())
_EACH: Final = frozenset("each apiece".split())
_TOGETHER: Final = frozenset("both together total altogether combined all".split())
_SUMMED: Final = frozenset("total totaled totaling sum altogether combined together".split())
_CAME_TO: Final = re.compile(r"\b(?:came|comes|coming|added up|adds up|adding up|amount\w*) to\b")
_OFTEN: Final = {"once": "1", "twice": "2"}
_FEW: Final = 12
"""Of how many things a sum is taken."""

_SUMMANDS: Final = 4
_SHOWN: Final = 4
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_BESIDE: Final = 3
"""How far apart the numbers of `nine hours and forty minutes` stand."""


def number_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about numbers."""
    yield from _frame_time(judged, ground)
    typed = [each for value in ground.fields.values() for each in numbers(tokens(value))]
    names = [each for person in ground.speakers.people for each in numbers(tokens(person.called))]
    for number in numbers(judged.found):
        frame = next(each for each in judged.frames if each.first <= number.first < each.after)
        turns = ground.turns if _is_age(number, judged) else ground.of(frame.voices)
        said = [each for turn in turns for each in _numbers_of(turn)]
        if any(number.is_like(each) for each in (*said, *typed, *names)):
            yield from _shared_out(number, judged, turns)
            continue
        if _is_often(number, turns) or _is_of_people(number, judged):
            continue
        if _COMPARED & {token.lower for token in judged.found} and _is_difference(number, turns):
            continue
        if _is_span(number, judged, ground):
            continue
        if _is_single(number, judged, turns) or (
            _tells_sum(judged) and _is_sum(number, judged, turns)
        ):
            continue
        yield _doubt(number, judged, frame, ground)


def _is_age(number: Number, judged: Judged) -> bool:
    """`Tyler, age 16,`: of whom it stands beside, whoever is spoken of."""
    return number.first > 0 and judged.found[number.first - 1].lower in ("age", "aged")


def _numbers_of(turn: Turn) -> Iterator[Number]:
    for unit in turn.units:
        yield from unit.numbers
        yield from numbers(unit.question)


def _doubt(number: Number, judged: Judged, frame: Frame, ground: Ground) -> Doubt:
    who = ground.called(frame.voices)
    best = ground.best(frame.voices, judged.wanted(frame))
    near = [] if best is None else list(_numbers_of(best))
    if not near:
        best = next((turn for turn in ground.of(frame.voices) if any(_numbers_of(turn))), None)
        near = [] if best is None else list(_numbers_of(best))
    shown = ", ".join(f"`{each.text}`" for each in near[:_SHOWN])
    who = "somebody" if who in ("nobody", "others") else who
    says = (
        f"{who} said {shown}; the sentence says `{number.text}`"
        if near
        else f"`{number.text}`: no such number was said"
    )
    return Doubt("number", says, listen_to(best))


def _shared_out(number: Number, judged: Judged, turns: Sequence[Turn]) -> Iterator[Doubt]:
    """`each`, where it was said of both."""
    here = {token.lower for token in judged.found[number.after : number.after + 3]}
    if not here & _EACH:
        return
    for turn in turns:
        for unit in turn.units:
            if any(number.is_like(each) for each in unit.numbers) and _is_of_all(unit):
                yield Doubt(
                    "number",
                    f"`{number.text}` was said of all together; the sentence says of each",
                    (unit.support,),
                )
                return


def _is_of_all(unit: Unit) -> bool:
    said = {token.lower for token in unit.tokens}
    return bool(said & _TOGETHER) and not said & _EACH


def _is_often(number: Number, turns: Sequence[Turn]) -> bool:
    """`two times`, where `twice` was said."""
    word = next((word for word, value in _OFTEN.items() if value in number.values), "")
    return number.unit == "times" and any(
        token.lower == word for turn in turns for unit in turn.units for token in unit.tokens
    )


def _is_of_people(number: Number, judged: Judged) -> bool:
    """`the two of them`: who is counted is heard."""
    before = judged.found[number.first - 1].lower if number.first else ""
    after = [token.lower for token in judged.found[number.after : number.after + 2]]
    return before == "the" and after[:1] == ["of"] and after[1:] in (["them"], ["us"])


def _is_difference(number: Number, turns: Sequence[Turn]) -> bool:
    """Whether it is the difference of two numbers that somebody said in one turn."""
    wanted = set(_plain(number))
    for turn in turns:
        said = [value for each in _numbers_of(turn) for value in _plain(each)]
        if any(abs(one - other) in wanted for one in said for other in said):
            return True
    return False


def _tells_sum(judged: Judged) -> bool:
    lowers = [token.lower for token in judged.found]
    return bool(_SUMMED & set(lowers)) or bool(_CAME_TO.search(" ".join(lowers)))


def _is_sum(number: Number, judged: Judged, turns: Sequence[Turn]) -> bool:
    """Whether it is two numbers of one turn together, each as often as the sentence says."""
    counts = {
        value
        for each in numbers(judged.found)
        for value in _plain(each)
        if each is not number and 1 < value <= _FEW
    } | {Decimal(1)}
    wanted = set(_plain(number))
    for turn in turns:
        said = [value for each in _numbers_of(turn) for value in _plain(each)]
        if any(
            one * many + other * more in wanted
            for one, other in combinations(said, 2)
            for many in counts
            for more in counts
        ):
            return True
        if any(
            sum(each) in wanted
            for size in range(3, _SUMMANDS + 1)
            for each in combinations(dict.fromkeys(said[:_FEW]), size)
        ):
            return True
    return False


def _is_single(number: Number, judged: Judged, turns: Sequence[Turn]) -> bool:
    """`one charger`, where it is `the charger`, or `a charger`, that was spoken of."""
    if number.text.lower() != "one" or number.after >= len(judged.found):
        return False
    keys = judged.found[number.after].keys
    return any(
        one.lower in _ARTICLES and two.keys & keys and two.lower[-1:] != "s"
        for turn in turns
        for unit in turn.units
        for one, two in pairwise(unit.tokens)
    )


def _is_span(number: Number, judged: Judged, ground: Ground) -> bool:
    """Whether a length of time is that between a time which the sentence tells and another."""
    length = _length(number, judged)
    if not length:
        return False
    told = {at for each in numbers(judged.found) for at in _clock(each)}
    said = {at for turn in ground.turns for each in _numbers_of(turn) for at in _clock(each)}
    return any(
        (one - other) % _DAY in (length, _DAY - length) for one in told for other in told | said
    )


def _length(number: Number, judged: Judged) -> int:
    """Its minutes, with those of the hours or minutes that it is told with; 0 for no length."""
    own = _minutes(number)
    if not own:
        return 0
    beside = [
        each
        for each in numbers(judged.found)
        if _minutes(each) and abs(each.first - number.first) == _BESIDE and each.unit != number.unit
    ]
    before = [token.lower for token in judged.found[max(0, number.first - _BESIDE) : number.first]]
    hour = _HOUR if before == ["an", "hour", "and"] else 0
    return own + sum(map(_minutes, beside)) + hour


def _minutes(number: Number) -> int:
    return next((int(value[1:]) for value in sorted(number.values) if value[0] == "m"), 0)


def _clock(number: Number) -> Iterator[int]:
    """The minutes of the day that it may be, where it is a time: `1810`, `ten after six`."""
    if len(number.text) < len("100") or (number.text.isalpha() and number.unit != "hours"):
        return
    for value in number.values:
        if value[0] == "t":
            hour, _, minute = value[1:].partition(":")
            yield int(hour) % 24 * _HOUR + int(minute)


def _plain(number: Number) -> Iterator[Decimal]:
    for value in number.values:
        try:
            yield Decimal(value)
        except InvalidOperation:
            continue


def _frame_time(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    match = _TIME.match(judged.sentence.text)
    support = judged.sentence.support
    if match is None or not support:
        return
    start = ground.transcript.words(support[0])[0].start
    if match.group(1) != clock(start):
        yield Doubt(
            "number",
            f"the sentence says {match.group(1)}; its words are heard at {clock(start)}",
            support,
        )
