"""What was said, cut into units: a sentence of somebody's, and the question that it answers.

Rules kept here:
 * Who spoke is what a person confirmed: segments that were moved belong to whom they were moved to.
 * An answer takes the words of its question with it: `No.` to `Any weapons?` denies weapons. What
   a question leaves open (`a red or a blue one?`) is not answered by its words.
 * Words that tell a machine what to write are an instruction. They are quoted, and show nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from countenance.reports.language.numbers import Number, numbers
from countenance.reports.language.polarity import negated
from countenance.reports.language.stems import Token, plain, tokens
from countenance.reports.language.tables import packaged
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Segment, Support, Transcript

__all__ = ["Heard", "Unit", "heard", "is_instruction"]

_ENDS: Final = (".", "?", "!")
_SHORT: Final = frozenset("mr. mrs. ms. dr. st. a.m. p.m. sgt. lt.".split())
_SPLIT: Final = re.compile(r"(?<=\d) (?=[.,:]\d)")
_LONGEST: Final = 60
_ASKS: Final = frozenset(
    "what when where who why how which do does did are is was were can could will would have has "
    "may any".split()
)
_YES: Final = re.compile(
    r"^(yes|yeah|yep|yup|sure|of course|absolutely|go ahead|okay|ok|all right|correct|fine|"
    r"(i|we|he|she|it|they) (did|do|does|am|are|is|was|were|have|has|can|will)(?=[.,!]|$))(?!\w)"
)
_NO: Final = re.compile(
    r"^(no|nope|nah|never|not|nothing|nobody|none|negative|i did not|i didn't)\b(?! problem)"
)


_TAKEN_BACK: Final = re.compile(r"^\W*\w+[.,!] (?:Well|Actually),? ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence of a voice. `turn`: the how-manyth; `question`: the words of what it answers;
    `yes`: how it begins, where it answers with yes or no."""

    voice: str
    turn: int
    support: Support
    start: int
    text: str
    tokens: tuple[Token, ...]
    negated: tuple[bool, ...]
    numbers: tuple[Number, ...]
    asks: bool
    instruction: bool
    question: tuple[Token, ...] = ()
    yes: bool | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """All units in their order."""

    units: tuple[Unit, ...]

    def of(self, voices: frozenset[str]) -> tuple[Unit, ...]:
        """Those of some voices; instructions are not among them."""
        return tuple(each for each in self.units if each.voice in voices and not each.instruction)


def heard(transcript: Transcript, speakers: Speakers) -> Heard:
    """The units of a transcript."""
    found: list[Unit] = []
    asked: tuple[Token, ...] = ()
    turn, last, yes = -1, "", None
    for segment in transcript.segments:
        voice = speakers.moved.get(segment.id, segment.voice)
        if voice != last:
            before = [each for each in found if each.turn == turn and each.asks]
            asked = tuple(token for each in before for token in each.tokens)
            turn, last, yes = turn + 1, voice, None
        for first, after in _cuts(segment):
            begins = not any(each.turn == turn for each in found)
            unit = _unit(segment, voice, turn, first, after)
            yes = _answer(unit.text) if begins and asked else yes
            yes = None if begins and yes is not None and _is_taken_back(segment) else yes
            either = yes is None and any(token.lower == "or" for token in asked)
            found.append(_answering(unit, asked, yes) if asked and not either else unit)
    return Heard(tuple(found))


def is_instruction(text: str) -> bool:
    """Whether words are shaped as if they told a program what to write."""
    said = " ".join(plain(text).lower().split())
    return any(pattern.search(said) for pattern in _instructions())


def _cuts(segment: Segment) -> Iterator[tuple[int, int]]:
    first = 0
    for at, word in enumerate(segment.words):
        ends = word.text.rstrip("\"'").endswith(_ENDS) and word.text.lower() not in _SHORT
        if ends or at - first + 1 >= _LONGEST:
            yield first, at + 1
            first = at + 1
    if first < len(segment.words):
        yield first, len(segment.words)


def _unit(segment: Segment, voice: str, turn: int, first: int, after: int) -> Unit:
    text = " ".join(word.text for word in segment.words[first:after])
    text = _SPLIT.sub("", text)  # recognition gives `$18` and `.50` as two words
    found = tokens(text)
    asks = text.rstrip("\"'").endswith("?") or (
        not text.rstrip().endswith((".", "!")) and bool(found) and found[0].lower in _ASKS
    )
    return Unit(
        voice,
        turn,
        Support(segment.id, first, after - 1),
        segment.words[first].start,
        text,
        found,
        negated(found, spoken=True),
        numbers(found),
        asks,
        is_instruction(text),
    )


def _answer(text: str) -> bool | None:
    said = plain(text).lower()
    if _NO.search(said):
        return False
    return True if _YES.search(said) else None


def _is_taken_back(segment: Segment) -> bool:
    """`No. Well, it had a leash on it`: neither yes nor no."""
    return bool(_TAKEN_BACK.search(" ".join(word.text for word in segment.words)))


def _answering(unit: Unit, asked: Sequence[Token], yes: bool | None) -> Unit:
    return Unit(
        unit.voice, unit.turn, unit.support, unit.start, unit.text, unit.tokens, unit.negated,
        unit.numbers, unit.asks, unit.instruction, tuple(asked), yes,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _instructions() -> tuple[re.Pattern[str], ...]:
    table = packaged("checking/instructions.toml")
    found = tuple(re.compile(each) for each in table.texts("patterns"))
    table.done()
    return found
