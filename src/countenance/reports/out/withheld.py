"""What is not handed out, and under which rule: a list that a person gives, and the report without.

    [[withheld]]
    from = "00:07"
    until = "00:15"
    rule = "Evidence Code 1041: who informed"

    [[withheld]]
    sentence = "d3"          # or `account = true`
    rule = "..."

Rules kept here:
 * Nothing is withheld that is not on the list, and each thing on it has its rule.
 * With a span of the recording go its words, every sentence, draft and edit that rests on them, the
   doubts about these and the reasons that were typed, and its sound, which is silence then.
 * What a person wrote without resting it on the recording stays unless it is named itself.
 * Digests of what something was taken out of go too: whoever guesses a name could try it on them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Protocol

import msgspec

from countenance.errors import ReportError
from countenance.reports.clock import span_clock
from countenance.reports.digests import digest
from countenance.reports.draft import Draft, Sentence
from countenance.reports.out.wav import WIDTH
from countenance.reports.recording import RATE, Span
from countenance.reports.report import Account, Generation, Report, Signature, Version
from countenance.reports.transcript import Support, Transcript

__all__ = [
    "GONE",
    "GONE_DIGEST",
    "Item",
    "Withheld",
    "read_withheld",
    "silenced",
    "withheld_of",
    "without",
]

GONE = "[withheld]"
"""What stands for whatever is not handed out."""

GONE_DIGEST = "sha256:" + "0" * 64
"""What stands for the digest of something of which a part is not handed out."""

_CLOCK = re.compile(r"(?:(\d+):)?([0-5]?\d):([0-5]\d)(?:\.(\d{1,3}))?")


class Withheld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is not handed out. One of `span`, `sentence` and `account` is given."""

    rule: Annotated[str, msgspec.Meta(min_length=3, max_length=500)]
    span: Span | None = None
    sentence: str = ""
    account: bool = False

    @property
    def what(self) -> str:
        """It in words."""
        if self.span is not None:
            return f"the recording in [{span_clock(self.span)}], with all that rests on it,"
        return "the officer's own account" if self.account else f"sentence {self.sentence}"


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing of such a list, as it is typed or sent."""

    rule: str
    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    sentence: str | None = None
    account: bool = False


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    withheld: tuple[Item, ...]


def read_withheld(data: bytes, where: str) -> tuple[Withheld, ...]:
    """Read a list in TOML. Raises `ReportError` with what would be right."""
    try:
        items = msgspec.toml.decode(data, type=_List).withheld
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ReportError(f"{where}: {error}") from error
    return withheld_of(items, where)


def withheld_of(items: Iterable[Item], where: str) -> tuple[Withheld, ...]:
    """The things of a list. Raises `ReportError` with what would be right."""
    return tuple(_read(item, f"{where}, item {n}") for n, item in enumerate(items, start=1))


def without(report: Report, withheld: Sequence[Withheld]) -> Report:
    """The report without these. Raises `ReportError` for a sentence that it does not have."""
    if not withheld:
        return report
    spans = [each.span for each in withheld if each.span is not None]
    transcripts = {digest(each): _transcript(each, spans) for each in report.transcripts}
    gone = {each.sentence for each in withheld if each.sentence}
    if missing := gone - set(_ids(report)):
        raise ReportError(f"withheld: the report has no sentence `{min(missing)}`")
    gone |= set(_resting(report, spans))
    drafts = [each.draft for each in report.generations]
    doubts = {
        flag.id
        for flags in (report.flags, *(each.flags for each in drafts))
        for flag in flags
        if flag.sentence in gone
    }
    heard = _Overlaps(report, spans)
    left = {each.id for each in report.omissions if heard.rests(each.support, report.draft)}
    words = gone | doubts | left
    settled = tuple(
        msgspec.structs.replace(each, words=each.words and GONE)
        if each.what in words or each.sentence in gone else each
        for each in report.settled
    )  # fmt: skip
    sentences = _sentences(report.sentences, gone)
    text = sentences == report.sentences
    generations = tuple(_generation(each, transcripts, gone) for each in report.generations)

    def signed(signature: Signature, count: int, *, text: bool) -> Signature:
        same = text and settled[:count] == report.settled[:count]
        return _signature(signature, generations, text=text, contents=same)

    return msgspec.structs.replace(
        report,
        transcripts=tuple(transcripts.values()),
        account=_account(report.account, withheld),
        generations=generations,
        sentences=sentences,
        flags=tuple(
            msgspec.structs.replace(each, says=GONE) if each.sentence in gone else each
            for each in report.flags
        ),
        edits=tuple(
            msgspec.structs.replace(
                each, before=each.before and GONE, after=each.after and GONE
            ) if each.sentence in gone else each
            for each in report.edits
        ),
        settled=settled,
        signature=report.signature and signed(report.signature, len(settled), text=text),
        earlier=tuple(_version(each, gone, signed) for each in report.earlier),
        reviews=report.reviews if text and not gone else tuple(
            msgspec.structs.replace(each, text=GONE_DIGEST) for each in report.reviews
        ),
    )  # fmt: skip


def silenced(samples: Iterable[bytes], withheld: Iterable[Withheld]) -> Iterator[bytes]:
    """The samples piece by piece, silent where they are withheld."""
    spans = [
        (each.span.start * RATE // 1000 * WIDTH, -(-each.span.end * RATE // 1000) * WIDTH)
        for each in withheld
        if each.span is not None
    ]
    at = 0
    for piece in samples:
        quiet = piece
        for start, end in spans:
            begin, until = max(start, at) - at, min(end, at + len(piece)) - at
            if begin < until:
                quiet = quiet[:begin] + bytes(until - begin) + quiet[until:]
        at += len(piece)
        yield quiet


def _read(item: Item, where: str) -> Withheld:
    given = [item.from_ is not None or item.until is not None, item.sentence is not None,
             item.account]  # fmt: skip
    if sum(given) != 1:
        raise ReportError(f"{where}: give `from` and `until`, or `sentence`, or `account = true`")
    if not 3 <= len(item.rule.strip()) <= 500:
        raise ReportError(f"{where}: `rule` has to say under which rule, in 3 to 500 letters")
    span = None
    if given[0]:
        if item.from_ is None or item.until is None:
            raise ReportError(f"{where}: a span has `from` and `until`, such as `00:07`")
        begin, end = _milliseconds(item.from_, where), _milliseconds(item.until, where)
        if end <= begin:
            raise ReportError(f"{where}: `until` has to be after `from`")
        span = Span(begin, end)
    return Withheld(item.rule.strip(), span, item.sentence or "", item.account)


def _milliseconds(clock: str, where: str) -> int:
    found = _CLOCK.fullmatch(clock)
    if found is None:
        raise ReportError(f"{where}: `{clock}` is no time; write it as `00:07` or `1:02:03.5`")
    hours, minutes, seconds, rest = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((rest or "").ljust(3, "0"))


class _Signed(Protocol):
    """A signature without what is withheld: `count` things were settled, and whether its text is
    handed out whole."""

    def __call__(self, signature: Signature, count: int, *, text: bool) -> Signature: ...


class _Overlaps:
    """Whether what something rests on is heard within spans."""

    def __init__(self, report: Report, spans: Sequence[Span]) -> None:
        self._transcripts = {digest(each): each for each in report.transcripts}
        self._last = report.transcript
        self._spans = spans

    def rests(self, supports: Iterable[Support], draft: Draft | None) -> bool:
        """Any word of it, in the transcript of its draft or in the last."""
        found = self._transcripts.get(draft.transcript) if draft is not None else None
        transcript = found or self._last
        if transcript is None:
            return False
        return any(
            span.overlap(Span(word.start, max(word.end, word.start + 1)))
            for support in supports
            for word in transcript.words(support)
            for span in self._spans
        )


def _ids(report: Report) -> Iterable[str]:
    for sentences, _ in _texts(report):
        yield from (each.id for each in sentences)
    yield from (each.sentence for each in report.edits)


def _texts(report: Report) -> Iterable[tuple[tuple[Sentence, ...], Draft | None]]:
    """Every list of sentences in a report, with the draft that it is of."""
    yield report.sentences, report.draft
    yield from ((each.draft.sentences, each.draft) for each in report.generations)
    yield from ((each.sentences, report.draft) for each in report.earlier)


def _resting(report: Report, spans: Sequence[Span]) -> Iterable[str]:
    overlaps = _Overlaps(report, spans)
    for sentences, draft in _texts(report):
        yield from (each.id for each in sentences if overlaps.rests(each.support, draft))


def _transcript(transcript: Transcript, spans: Sequence[Span]) -> Transcript:
    return msgspec.structs.replace(
        transcript,
        segments=tuple(
            msgspec.structs.replace(
                segment,
                words=tuple(
                    msgspec.structs.replace(word, text=GONE)
                    if any(s.overlap(Span(word.start, max(word.end, word.start + 1)))
                           for s in spans)
                    else word
                    for word in segment.words
                ),
            )
            for segment in transcript.segments
        ),
    )  # fmt: skip


def _account(account: Account | None, withheld: Iterable[Withheld]) -> Account | None:
    if account is None or not any(each.account for each in withheld):
        return account
    return msgspec.structs.replace(account, text=GONE, sha256=GONE_DIGEST)


def _signature(
    signature: Signature, generations: Sequence[Generation], *, text: bool, contents: bool
) -> Signature:
    """A signature, as far as its text, its contents and its drafts are handed out whole."""
    before = signature.certifies
    certifies = msgspec.structs.replace(
        before,
        text=before.text if text else GONE_DIGEST,
        contents=before.contents if contents else GONE_DIGEST,
        drafts=tuple(each.digest for each in generations[: before.generations]),
    )
    if certifies == before:
        return signature
    # What is signed has the digests in it.
    return msgspec.structs.replace(signature, certifies=certifies, jws=GONE)


def _version(version: Version, gone: set[str], signed: _Signed) -> Version:
    sentences = _sentences(version.sentences, gone)
    signature = signed(version.signature, version.settled, text=sentences == version.sentences)
    return msgspec.structs.replace(version, sentences=sentences, signature=signature)


def _generation(
    generation: Generation, transcripts: dict[str, Transcript], gone: set[str]
) -> Generation:
    draft = _draft(generation.draft, transcripts, gone)
    same = draft == generation.draft
    return msgspec.structs.replace(
        generation, draft=draft, digest=generation.digest if same else GONE_DIGEST
    )


def _draft(draft: Draft, transcripts: dict[str, Transcript], gone: set[str]) -> Draft:
    made_from = transcripts.get(draft.transcript)
    return msgspec.structs.replace(
        draft,
        # What the supports lead to: the words of this copy, not those that it was made from.
        transcript=draft.transcript if made_from is None else digest(made_from),
        sentences=_sentences(draft.sentences, gone),
        flags=tuple(
            msgspec.structs.replace(each, says=GONE) if each.sentence in gone else each
            for each in draft.flags
        ),
    )


def _sentences(sentences: Iterable[Sentence], gone: set[str]) -> tuple[Sentence, ...]:
    return tuple(
        msgspec.structs.replace(each, text=GONE) if each.id in gone else each for each in sentences
    )
