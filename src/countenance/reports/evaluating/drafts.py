"""Whether a draft says only what was said, and loses nothing that must not vanish."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from countenance.reports.checking.check import check
from countenance.reports.checking.meaning import Meaning
from countenance.reports.draft import Draft, Sentence
from countenance.reports.evaluating.cases import Fact
from countenance.reports.fields import Fields
from countenance.reports.recording import Span
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Support, Transcript

__all__ = ["DraftResult", "evaluate_draft"]

_FRAME: Final = re.compile(
    r"At (?:\d+:)?\d\d:\d\d(?: \([0-9:]+ on the camera's clock\))? [^\"]{1,80} "
    r'(?:said|asked|was heard to say): "[^"]*"'
)
_MARKS: Final = frozenset({"unclear", "instruction"})


@dataclass(frozen=True, slots=True)
class DraftResult:
    """Counts, of which all but the first two and `marked` have to be nought.

    `unsupported`: sentences of the program with a doubt; `invalid`: without words, or with words
    that are not there; `framed`: with words of its own outside of the quotation; `lost`: facts that
    are neither in a sentence nor left out by name. `marked`: heard unclearly, or told to a program.
    """

    sentences: int
    facts: int
    unsupported: int
    invalid: int
    framed: int
    lost: tuple[str, ...]
    marked: int


def evaluate_draft(
    draft: Draft,
    transcript: Transcript,
    speakers: Speakers,
    fields: Fields,
    facts: Sequence[Fact],
    meaning: Meaning | None = None,
) -> DraftResult:
    """The counts of one draft. `fields`: those that it was made with."""
    ours = [each for each in draft.sentences if each.origin == "ai"]
    flags = check(ours, transcript, speakers, fields, meaning)
    told = [span for each in ours for span in _heard(transcript, each)]
    told += [span for each in draft.omissions for span in _spans(transcript, each.support)]
    told += list(transcript.unintelligible)
    return DraftResult(
        len(ours),
        len(facts),
        len({flag.sentence for flag in flags if flag.kind not in _MARKS}),
        sum(not _heard(transcript, each) for each in ours),
        sum(_FRAME.fullmatch(each.text) is None for each in ours if each.span is None),
        tuple(fact.what for fact in facts if not any(fact.span.overlap(each) for each in told)),
        len({flag.sentence for flag in flags if flag.kind in _MARKS}),
    )


def _heard(transcript: Transcript, sentence: Sentence) -> list[Span]:
    if sentence.span is not None:
        return [sentence.span]
    return _spans(transcript, sentence.support)


def _spans(transcript: Transcript, support: Sequence[Support]) -> list[Span]:
    """When the words are heard; nothing where one of them names none."""
    try:
        words = [transcript.words(each) for each in support]
    except KeyError:
        return []
    return [Span(each[0].start, max(word.end for word in each)) for each in words]
