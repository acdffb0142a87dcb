"""A transcript as captions: WebVTT (https://www.w3.org/TR/webvtt1/) and SubRip (SRT).

Rules kept here:
 * What was heard unclearly is marked, and speech without words is a cue of its own: captions are as
   sure as the transcript, and no surer.
 * Nothing that was said is markup. What would be is escaped; SubRip has no way to escape, so a
   word joiner (U+2060), which is not seen, keeps `<`, `{` and an arrow from being one.
 * Nobody is named whom no person has named: an unconfirmed voice is `Voice A`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from countenance.reports.clock import span_clock, stamp
from countenance.reports.recording import Span
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Transcript, Word

__all__ = ["Cue", "as_srt", "as_vtt", "cues_of", "who_speaks"]

_LETTERS = 84
"""The most letters of a cue: two lines of a picture."""
_PAUSE = 1500
"""Milliseconds of silence after which a new cue begins."""
_JOINER = "\N{WORD JOINER}"

_STYLE = "STYLE\n::cue(.unclear) {\n  text-decoration: underline;\n}"


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown at a time: words of somebody, or (without words) what `says` tells."""

    id: str
    span: Span
    who: str = ""
    words: tuple[Word, ...] = ()
    says: str = ""


def who_speaks(speakers: Speakers | None, segment: str, voice: str) -> str:
    """How a segment's speaker is called: as a person said, else by the letter of the voice."""
    if speakers is not None:
        voice = speakers.moved.get(segment, voice)
        for each in speakers.people:
            if each.voice == voice:
                return each.called[:1].upper() + each.called[1:]
    return f"Voice {voice}"


def cues_of(
    transcript: Transcript, speakers: Speakers | None = None, muted: Iterable[Span] = ()
) -> tuple[Cue, ...]:
    """The cues of a transcript in the order of time. `muted`: where the recording has no sound."""
    found = []
    for segment in transcript.segments:
        who = who_speaks(speakers, segment.id, segment.voice)
        for number, words in enumerate(_lines(segment.words), start=1):
            span = Span(words[0].start, max(word.end for word in words))
            found.append(Cue(f"{segment.id}-{number}", span, who, tuple(words)))
    for name, spans in (("unintelligible", transcript.unintelligible), ("no sound", tuple(muted))):
        for number, span in enumerate(spans, start=1):
            id_ = f"{name.replace(' ', '-')}-{number}"
            found.append(Cue(id_, span, says=f"[{name} {span_clock(span)}]"))
    return tuple(sorted(found, key=lambda cue: (cue.span.start, cue.span.end)))


def as_vtt(cues: Sequence[Cue], note: str = "") -> str:
    """WebVTT: voices as `<v Officer>`, unclear words as `<c.unclear>`. `note`: a comment above."""
    blocks = ["WEBVTT", *([f"NOTE\n{_vtt(note)}"] if note else []), _STYLE]
    for cue in cues:
        begin, end = _times(cue)
        shown = _vtt(cue.says) if not cue.words else (
            f"<v {_vtt(cue.who)}>"
            + " ".join(
                f"<c.unclear>{_vtt(word.text)}</c>" if word.is_unclear else _vtt(word.text)
                for word in cue.words
            )
        )  # fmt: skip
        blocks.append(f"{_vtt(cue.id)}\n{stamp(begin)} --> {stamp(end)}\n{shown}")
    return "\n\n".join(blocks) + "\n"


def as_srt(cues: Sequence[Cue]) -> str:
    """SubRip: `Officer: ...`, unclear words underlined."""
    blocks = []
    for number, cue in enumerate(cues, start=1):
        begin, end = _times(cue)
        shown = _srt(cue.says) if not cue.words else (
            f"{_srt(cue.who)}: "
            + " ".join(
                f"<u>{_srt(word.text)}</u>" if word.is_unclear else _srt(word.text)
                for word in cue.words
            )
        )  # fmt: skip
        times = f"{stamp(begin, comma=True)} --> {stamp(end, comma=True)}"
        blocks.append(f"{number}\n{times}\n{shown}")
    return "\n\n".join(blocks) + ("\n" if blocks else "")


def _lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words in runs that are short enough to be read, ended by a pause or by their length."""
    line: list[Word] = []
    for word in words:
        long = sum(len(each.text) + 1 for each in line) + len(word.text) > _LETTERS
        if line and (long or word.start - line[-1].end > _PAUSE):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _times(cue: Cue) -> tuple[int, int]:
    # A cue has to end after it begins; what has no length is shown for a moment.
    return cue.span.start, max(cue.span.end, cue.span.start + 1)


def _vtt(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(escaped.split())


def _srt(text: str) -> str:
    for mark in ("<", "{", "--"):
        text = text.replace(mark, mark + _JOINER)
    return " ".join(text.split())
