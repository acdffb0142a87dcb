"""A clause as pages show it: what it says, its readings, where its words come from.

Rules kept here:
 * A clause is never shown without its source and how well its text is known.
 * Only an address of the web becomes a link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from countenance.codes.model import Clause, Edition, Verdict
from countenance.codes.shelves import Shelf, basis_words, known_words, shelf_of
from countenance.decisions.findings import Applies, Finding
from countenance.decisions.plain import Told, condition_told
from countenance.facts.vocabulary import Vocabulary

__all__ = ["ClauseTold", "ReadingTold", "Source", "anchor_of", "clause_told", "finding_told",
           "source_told"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where words come from; `address` is empty where that is no address of the web."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class ReadingTold:
    """One way to understand a clause, and what it gives."""

    name: str
    says: str
    verdicts: tuple[str, ...]
    known: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class ClauseTold:
    """One clause. `verdicts`: what it gives, or gives here. `applies` is false where that hangs on
    facts. `weak`: nobody has established its text."""

    edition: str
    id: str
    verdicts: tuple[str, ...]
    says: str
    readings: tuple[ReadingTold, ...]
    question: str
    section: str
    source: Source
    retrieved: str
    known: str
    weak: bool
    applies: bool = True
    way_on: str = ""
    exception_to: tuple[str, ...] = ()
    when: tuple[tuple[Told, ...], ...] = ()
    unless: tuple[tuple[Told, ...], ...] = ()
    obligations: tuple[str, ...] = ()
    note: str = ""
    continues: str = ""
    wording: str = ""
    ruling: str = ""
    """The ruling of the board by which it is read here."""
    once_signed: str = ""
    """What it gives once somebody has signed off its text, where until then it is unclear."""

    @property
    def anchor(self) -> str:
        """Its place on the page of its edition."""
        return anchor_of(self.edition, self.id)


def anchor_of(edition: str, clause: str) -> str:
    """The place of a clause on the page of its edition."""
    word = f"{edition.partition('@')[2]}-{clause}"
    return "clause-" + "".join(c if c.isalnum() or c in "._-" else "-" for c in word)


def source_told(source: str) -> Source:
    """A source by the name of its host where it is an address of the web."""
    split = urlsplit(source)
    if split.scheme in ("http", "https") and split.netloc:
        return Source(split.netloc.removeprefix("www."), source)
    return Source(source, "")


def clause_told(edition: Edition, clause: Clause, vocabulary: Vocabulary) -> ClauseTold:
    """A clause as it is written."""
    own = clause.verdict if clause.verdict is not None else Verdict.SILENT
    weak = shelf_of(clause) is Shelf.NOT_ESTABLISHED
    gives = Verdict.UNCLEAR if clause.readings or weak else own
    return ClauseTold(
        edition.name,
        clause.id,
        gives.words,
        _flat(clause.says),
        tuple(
            ReadingTold(
                each.name,
                _flat(each.says),
                each.verdict.words,
                basis_words(each.text_basis),
                source_told(each.source),
            )
            for each in clause.readings
        ),
        clause.question,
        clause.citation.section,
        source_told(clause.citation.source),
        str(clause.citation.retrieved or ""),
        known_words(clause),
        weak,
        way_on=clause.way_on,
        exception_to=clause.exception_to,
        when=condition_told(clause.when, vocabulary),
        unless=condition_told(clause.unless, vocabulary),
        obligations=clause.obligations,
        note=clause.note,
        continues=clause.continues,
        wording=clause.wording,
        once_signed="" if clause.readings or own is gives else own.words[0],
    )


def finding_told(finding: Finding) -> ClauseTold:
    """A clause with what it gives for what is known."""
    return ClauseTold(
        finding.edition,
        finding.clause,
        finding.verdict.words,
        _flat(finding.says),
        _readings(finding),
        "; ".join(dict.fromkeys(cause.question for cause in finding.causes)),
        finding.citation.section,
        source_told(finding.citation.source),
        str(finding.citation.retrieved or ""),
        basis_words(finding.text_basis),
        finding.weak,
        applies=finding.applies is Applies.YES,
        way_on=finding.way_on,
        obligations=finding.obligations,
    )


def _readings(finding: Finding) -> tuple[ReadingTold, ...]:
    each: Sequence[ReadingTold] = [
        ReadingTold(r.name, _flat(r.says), r.verdict.words) for r in finding.readings
    ]
    return tuple(dict.fromkeys(each))


def _flat(text: str) -> str:
    return " ".join(text.split())
