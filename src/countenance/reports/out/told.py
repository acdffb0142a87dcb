"""What a report comes to, put together once for everything that is handed out of it.

Rules kept here:
 * Who wrote a sentence, where it is heard, what was doubted and what was changed stands beside it.
 * What the report lacks of what has to appear comes first: what speaks for somebody, refusals and
   pain before all else.
 * A report is signed when the signature under it verifies and is about the text that it has now.
 * A sentence that rests on words which are not there is an error: nothing is handed out then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from countenance.codes.model import Edition
from countenance.errors import ReportError
from countenance.reports.digests import digest
from countenance.reports.draft import Bracket, Draft, Flag, Omission, Origin, Sentence
from countenance.reports.out.captions import who_speaks
from countenance.reports.out.disclosure import Wording, wordings
from countenance.reports.program import Program
from countenance.reports.recording import Span
from countenance.reports.report import (
    Edit,
    Generation,
    Report,
    Settled,
    Signature,
    programs_of,
    text_digest,
)
from countenance.reports.signing import verify_signature
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Support, Transcript

__all__ = [
    "ORIGINS",
    "Doubt",
    "Gap",
    "Generated",
    "Left",
    "Line",
    "Told",
    "told",
]

ORIGINS: dict[Origin, str] = {
    "ai": "program",
    "ai_edited": "program, then edited",
    "human": "person",
    "structured_field": "case file",
}
"""Who wrote a sentence, as it is told."""

_FIRST = ("denial", "exculpatory", "refusal", "consent", "pain", "medical", "lawyer", "complaint")
"""Kinds of speech in the order in which what is lacking is told; the others after them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `number`: its place. `spans`: where it is heard. `edits`: in their order."""

    number: int
    sentence: Sentence
    spans: tuple[Span, ...]
    edits: tuple[Edit, ...] = ()

    @property
    def origin(self) -> str:
        """Who wrote it."""
        return ORIGINS[self.sentence.origin]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A flag, where to listen, and how it was settled; none while it is open."""

    flag: Flag
    spans: tuple[Span, ...]
    settled: Settled | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A bracket, and how it was settled; none while it is open."""

    bracket: Bracket
    settled: Settled | None


@dataclass(frozen=True, slots=True)
class Left:
    """Speech that has to appear and is not told by any sentence of the draft.

    `quote`: what was heard, `who` said it. `settled`: whether a person put it into the report.
    """

    omission: Omission
    who: str
    quote: str
    spans: tuple[Span, ...]
    settled: Settled | None

    @property
    def is_lacking(self) -> bool:
        """Whether the text does not tell it."""
        return self.settled is None or self.settled.how != "included"


@dataclass(frozen=True, slots=True)
class Generated:
    """One run of a drafter: its sentences, and how they differ from those of the run before.

    `lost` and `new`: texts of sentences that the run before had alone, and that this has alone.
    """

    generation: Generation
    lines: tuple[Line, ...]
    lost: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A report with all that is told beside it. `signature`: that under the text of now; none while
    the one that is kept is about another text."""

    report: Report
    names: Mapping[str, str]
    wordings: tuple[Wording, ...]
    programs: tuple[Program, ...]
    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...]
    gaps: tuple[Gap, ...]
    lefts: tuple[Left, ...]
    generated: tuple[Generated, ...]
    signature: Signature | None

    @property
    def lacking(self) -> tuple[Left, ...]:
        """What the text lacks, what weighs most first."""
        return tuple(each for each in self.lefts if each.is_lacking)

    @property
    def unclear(self) -> int:
        """How many sentences rest on a word that was heard unclearly."""
        return sum(each.sentence.unclear for each in self.lines)

    def written_by(self, origin: Origin) -> int:
        """How many sentences were written so."""
        return sum(each.sentence.origin == origin for each in self.lines)

    def place(self, sentence: str) -> str:
        """A sentence by its place in the text; one that is not in it by its id."""
        for each in self.lines:
            if each.sentence.id == sentence:
                return f"sentence {each.number}"
        return f"{sentence}, not in the text"

    def name(self, person: str) -> str:
        """A person by the name that is known here, with the pseudonym of the record."""
        name = self.names.get(person)
        return f"{name} ({person})" if name else person


def told(
    report: Report,
    editions: Iterable[Edition] = (),
    names: Mapping[str, str] | None = None,
    whole: Report | None = None,
) -> Told:
    """All that is told of a report. `editions`: of the codes that it was decided under; `names`:
    pseudonym -> name, where it is known; `whole`: the report as it was signed, where this is one
    of which something is withheld. Raises `ReportError`."""
    heard = _Heard(report)
    settled = {
        each.what: each for each in report.settled if each.generation == len(report.generations)
    }
    draft = report.draft
    lefts = [heard.left(each, settled.get(each.id)) for each in report.omissions]
    return Told(
        report,
        dict(names or {}),
        wordings(report, editions),
        programs_of(report),
        heard.lines(
            report.sentences,
            draft,
            # Each draft has ids of its own: one of the same id in an earlier one is another.
            [each for each in report.edits if each.generation == len(report.generations)],
        ),
        tuple(
            Doubt(each, heard.spans(each.listen, draft, f"flag {each.id}"), settled.get(each.id))
            for each in report.flags
        ),
        tuple(Gap(each, settled.get(each.id)) for each in (draft.brackets if draft else ())),
        tuple(sorted(lefts, key=_weight)),
        tuple(heard.generated()),
        report.signature if _is_signed(whole or report) else None,
    )


def _is_signed(report: Report) -> bool:
    found = report.signature
    if found is None or found.certifies.text != text_digest(report):
        return False
    try:
        verify_signature(found)
    except ReportError:
        return False
    return True


def _weight(left: Left) -> tuple[int, int]:
    kind = left.omission.kind
    place = _FIRST.index(kind) if kind in _FIRST else len(_FIRST)
    return place, left.spans[0].start if left.spans else 0


class _Heard:
    """What was heard: supports as spans, quotes, and who speaks."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._transcripts = {digest(each): each for each in report.transcripts}
        self._speakers: Speakers | None = report.speakers[-1].speakers if report.speakers else None

    def transcript(self, draft: Draft | None) -> Transcript | None:
        """The one that a draft was made from, else the last."""
        if draft is not None and draft.transcript in self._transcripts:
            return self._transcripts[draft.transcript]
        return self._report.transcript

    def spans(
        self, supports: Sequence[Support], draft: Draft | None, what: str
    ) -> tuple[Span, ...]:
        """Where these words are heard, in the order of time."""
        transcript = self.transcript(draft)
        found = []
        for support in supports:
            try:
                if transcript is None:
                    raise KeyError(support.segment)
                words = transcript.words(support)
            except KeyError as error:
                raise ReportError(
                    f"report: {what} rests on words that no transcript has: {error.args[0]}"
                ) from error
            found.append(Span(words[0].start, max(word.end for word in words)))
        return tuple(sorted(found))

    def lines(
        self, sentences: Iterable[Sentence], draft: Draft | None, edits: Sequence[Edit] = ()
    ) -> tuple[Line, ...]:
        """Sentences with where they are heard and how they were changed."""
        return tuple(
            Line(
                number,
                each,
                self._heard(each, draft),
                tuple(edit for edit in edits if edit.sentence == each.id),
            )
            for number, each in enumerate(sentences, start=1)
        )

    def _heard(self, sentence: Sentence, draft: Draft | None) -> tuple[Span, ...]:
        if sentence.span is not None:
            return (sentence.span,)
        return self.spans(sentence.support, draft, f"sentence {sentence.id}")

    def left(self, omission: Omission, settled: Settled | None) -> Left:
        """An omission with what was said."""
        draft = self._report.draft
        spans = self.spans(omission.support, draft, f"omission {omission.id}")
        transcript = self.transcript(draft)
        quotes, who = [], ""
        for support in omission.support:
            assert transcript is not None  # its spans were found
            segment = transcript.segment(support.segment)
            who = who or who_speaks(self._speakers, segment.id, segment.voice)
            quotes.append(" ".join(word.text for word in transcript.words(support)))
        return Left(omission, who, " … ".join(quotes), spans, settled)

    def generated(self) -> Iterable[Generated]:
        """Each generation, and how it differs from the one before."""
        before: list[str] | None = None
        for each in self._report.generations:
            texts = [sentence.text for sentence in each.draft.sentences]
            lost, new = ([], []) if before is None else (_without(before, texts),
                                                         _without(texts, before))  # fmt: skip
            lines = self.lines(each.draft.sentences, each.draft)
            yield Generated(each, lines, tuple(lost), tuple(new))
            before = texts


def _without(texts: Sequence[str], others: Sequence[str]) -> list[str]:
    """The texts that are not among the others; one that is there twice has to be there twice."""
    left = list(others)
    found = []
    for text in texts:
        if text in left:
            left.remove(text)
        else:
            found.append(text)
    return found
