"""What a sentence is held against: the turns of each voice, and how much of its matter each has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.heard import Heard, Unit
from countenance.reports.checking.people import People
from countenance.reports.draft import FlagKind, Sentence
from countenance.reports.fields import Fields
from countenance.reports.language.stems import Token
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Support, Transcript

__all__ = ["Doubt", "Ground", "Judged", "Turn", "listen_to"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a voice said in a row: its units, and what their words are met by.

    `keys`: with those of the questions that it answers; `own`: without.
    """

    voice: str
    units: tuple[Unit, ...]
    keys: frozenset[str]
    own: frozenset[str]

    def share(self, wanted: Sequence[frozenset[str]], *, own: bool = False) -> float:
        """How many of the words it has, from 0 to 1; `own`: without those of questions."""
        there = self.own if own else self.keys
        return sum(bool(keys & there) for keys in wanted) / len(wanted)

    @property
    def start(self) -> int:
        """When it begins."""
        return self.units[0].start


@dataclass(frozen=True)
class Ground:
    """Everything that was said and typed. `said`: units that count for this sentence."""

    heard: Heard
    people: People
    transcript: Transcript
    speakers: Speakers
    fields: Fields

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """All turns in their order; instructions are in none."""
        return _turns(unit for unit in self.heard.units if not unit.instruction)

    @cached_property
    def whole_turns(self) -> tuple[Turn, ...]:
        """All turns in their order, with their instructions."""
        return _turns(self.heard.units)

    def of(self, voices: frozenset[str], *, whole: bool = False) -> tuple[Turn, ...]:
        """The turns of some voices; `whole`: what they said to a program too."""
        turns = self.whole_turns if whole else self.turns
        return tuple(turn for turn in turns if turn.voice in voices)

    def best(
        self, voices: frozenset[str], wanted: Sequence[frozenset[str]], *, whole: bool = False
    ) -> Turn | None:
        """The turn of theirs that has most of the words, the first of them; none without any."""
        turns = self.of(voices, whole=whole)
        if not turns or not wanted:
            return None
        found = max(turns, key=lambda turn: (turn.share(wanted), turn.share(wanted, own=True)))
        return found if found.share(wanted) > 0 else None

    def called(self, voices: frozenset[str]) -> str:
        """How a report calls whoever has one of these voices."""
        names = [each.called for each in self.speakers.people if each.voice in voices]
        if len(names) == 1:
            return names[0]
        return "nobody" if not names or len(voices) == len(self.speakers.people) else "others"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A flag before it has its number.

    `wording`: whoever has one of these voices may have said the same in other words; `rival`:
    unless what these said is nearer.
    """

    kind: FlagKind
    says: str
    listen: tuple[Support, ...] = ()
    wording: frozenset[str] = frozenset()
    rival: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence under the check: its words without quotations, and its frames."""

    sentence: Sentence
    found: tuple[Token, ...]
    negated: tuple[bool, ...]
    frames: tuple[Frame, ...]

    @property
    def present(self) -> tuple[Frame, ...]:
        """The frames that tell what was said or done, and not what was not said."""
        return tuple(frame for frame in self.frames if not frame.absent)

    def wanted(self, frame: Frame) -> tuple[frozenset[str], ...]:
        """What the matter of a frame is compared by."""
        return tuple(self.found[at].keys for at in frame.matter)

    def words(self, frame: Frame) -> str:
        """The frame as it is written."""
        part = self.found[frame.first : frame.after]
        return " ".join(token.text for token in part if not token.is_mark)


def listen_to(turn: Turn | None) -> tuple[Support, ...]:
    """Where a turn is heard."""
    return () if turn is None else tuple(unit.support for unit in turn.units)


def _turns(units: Iterable[Unit]) -> tuple[Turn, ...]:
    groups: dict[int, list[Unit]] = {}
    for unit in units:
        groups.setdefault(unit.turn, []).append(unit)
    return tuple(
        Turn(
            each[0].voice,
            tuple(each),
            frozenset(_keys(each)),
            frozenset(key for unit in each for token in unit.tokens for key in token.keys),
        )
        for each in groups.values()
    )


def _keys(units: Iterable[Unit]) -> Iterable[str]:
    for unit in units:
        for token in (*unit.tokens, *unit.question):
            yield from token.keys
