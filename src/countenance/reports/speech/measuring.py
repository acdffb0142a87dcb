"""How well speech was written down: what was heard against what was said, for each role apart.

Rules kept here:
 * Every figure is a count of a count, so that clips add up and small numbers look small.
 * Errors are told by the role of who spoke: an average hides whose words were lost.
 * Speech counts as lost when neither words nor a mark for unclear speech cover it; and the other
   way round, what is marked where nobody spoke is told as well.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from countenance.reports.recording import Span
from countenance.reports.speech.aligning import Pair, aligned
from countenance.reports.speech.spans import covered, joined
from countenance.reports.speech.truth import Turn
from countenance.reports.transcript import Transcript, Word

__all__ = ["Measured", "Role", "measured", "together"]


_MATCHED = 10


@dataclass(slots=True)
class Role:
    """Of one role: words that were said, errors in them, and milliseconds of speech: all of it,
    under words, under a mark for unclear speech, and under neither."""

    words: int = 0
    errors: int = 0
    speech: int = 0
    worded: int = 0
    marked: int = 0
    lost: int = 0


@dataclass(slots=True)
class Measured:
    """One clip, or several together. `starts`: milliseconds that each turn was found to begin too
    early or too late. `heard`: words that were heard, `wrong` ones of them; `unclear`: marked as
    heard unclearly, and `unclear_wrong` both. `marked`: milliseconds of speech without words, and
    `marked_outside` where nobody spoke, of `quiet` such milliseconds. `voiced`: milliseconds of
    speech under a segment, `voiced_right` under the letter that mostly is this speaker's, and
    `voiced_matched` where each letter may be one speaker alone, and each speaker one letter:
    `letters` and `speakers` there are."""

    roles: dict[str, Role] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    turns: int = 0
    heard: int = 0
    wrong: int = 0
    unclear: int = 0
    unclear_wrong: int = 0
    marked: int = 0
    marked_outside: int = 0
    quiet: int = 0
    voiced: int = 0
    voiced_right: int = 0
    voiced_matched: int = 0
    letters: int = 0
    speakers: int = 0

    @property
    def all_roles(self) -> Role:
        """The roles added up."""
        return _added(self.roles.values())

    @property
    def word_errors(self) -> float:
        """Errors for each word that was said."""
        total = self.all_roles
        return total.errors / max(1, total.words)

    @property
    def median_start(self) -> int | None:
        """The median of what turns begin too early or too late, in milliseconds."""
        ordered = sorted(self.starts)
        return ordered[len(ordered) // 2] if ordered else None


def measured(transcript: Transcript, turns: Sequence[Turn], milliseconds: int) -> Measured:
    """What was heard against what was said in a recording of so many milliseconds."""
    words = [word for segment in transcript.segments for word in segment.words]
    pairs = aligned(turns, words)
    found = Measured(turns=len(turns), heard=len(words))
    for turn in turns:
        found.roles.setdefault(turn.role, Role())
    _count_words(found, pairs, turns)
    found.starts = list(_starts(pairs, turns, words))
    _count_unclear(found, pairs, words)
    _count_speech(found, transcript, turns, milliseconds)
    _count_voices(found, transcript, turns)
    return found


def together(all_of: Iterable[Measured]) -> Measured:
    """Several clips added up."""
    total = Measured()
    for each in all_of:
        for name, role in each.roles.items():
            total.roles[name] = _added([total.roles.get(name, Role()), role])
        total.starts += each.starts
        for what in (
            "turns", "heard", "wrong", "unclear", "unclear_wrong", "marked", "marked_outside",
            "quiet", "voiced", "voiced_right", "voiced_matched", "letters", "speakers",
        ):  # fmt: skip
            setattr(total, what, getattr(total, what) + getattr(each, what))
    return total


def _added(roles: Iterable[Role]) -> Role:
    total = Role()
    for role in roles:
        for what in ("words", "errors", "speech", "worded", "marked", "lost"):
            setattr(total, what, getattr(total, what) + getattr(role, what))
    return total


def _count_words(found: Measured, pairs: Iterable[Pair], turns: Sequence[Turn]) -> None:
    for pair in pairs:
        role = found.roles[turns[pair.turn].role]
        role.words += pair.said is not None
        role.errors += not pair.is_right


def _starts(pairs: Iterable[Pair], turns: Sequence[Turn], words: Sequence[Word]) -> Iterable[int]:
    """Of each turn whose first word was heard, however it was heard."""
    for pair in pairs:
        if pair.place == 0 and pair.heard is not None:
            yield abs(words[pair.heard[0]].start - round(turns[pair.turn].start * 1000))


def _count_unclear(found: Measured, pairs: Iterable[Pair], words: Sequence[Word]) -> None:
    wrong = {
        at
        for pair in pairs
        if pair.heard is not None and not pair.is_right
        for at in range(pair.heard[0], pair.heard[1] + 1)
    }
    found.wrong = len(wrong)
    found.unclear = sum(word.is_unclear for word in words)
    found.unclear_wrong = sum(words[at].is_unclear for at in wrong)


def _count_speech(
    found: Measured, transcript: Transcript, turns: Sequence[Turn], milliseconds: int
) -> None:
    worded = joined(segment.span for segment in transcript.segments)
    either = joined([*worded, *transcript.unintelligible])
    for turn in turns:
        span, role = _span(turn), found.roles[turn.role]
        role.speech += span.length
        role.worded += covered(span, worded)
        role.marked += covered(span, transcript.unintelligible)
        role.lost += span.length - covered(span, either)
    spoken = joined(map(_span, turns))
    found.marked = sum(span.length for span in transcript.unintelligible)
    found.marked_outside = sum(
        span.length - covered(span, spoken) for span in transcript.unintelligible
    )
    found.quiet = milliseconds - sum(span.length for span in spoken)


def _count_voices(found: Measured, transcript: Transcript, turns: Sequence[Turn]) -> None:
    times: dict[str, Counter[str]] = {}
    for segment in transcript.segments:
        for turn in turns:
            if common := segment.span.overlap(_span(turn)):
                times.setdefault(segment.voice, Counter())[turn.speaker or turn.role] += common
    found.voiced = sum(sum(each.values()) for each in times.values())
    found.voiced_right = sum(max(each.values()) for each in times.values())
    found.voiced_matched = _matched(list(times.values()))
    found.letters = len({segment.voice for segment in transcript.segments})
    found.speakers = len({turn.speaker or turn.role for turn in turns})


def _matched(letters: Sequence[Counter[str]]) -> int:
    """The most time that goes right where each letter is one speaker at most, and the other way
    round; of the ten who speak the longest."""
    longest = {speaker for speaker, _ in sum(letters, Counter()).most_common(_MATCHED)}
    best: dict[frozenset[str], int] = {frozenset(): 0}
    for times in letters:
        for taken, right in list(best.items()):
            for speaker, time in times.items():
                if speaker in longest and speaker not in taken:
                    with_it = taken | {speaker}
                    best[with_it] = max(best.get(with_it, 0), right + time)
    return max(best.values())


def _span(turn: Turn) -> Span:
    return Span(round(turn.start * 1000), round(turn.end * 1000))
