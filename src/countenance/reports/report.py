"""A report: everything that was heard, drafted, changed, settled and signed, and by whom.

Rules kept here:
 * What was once there stays: each transcript, each confirmation, each generation, each edit.
 * Its text is the sentences that stand now, in their order; a signature is about that text alone.
 * A sentence keeps its id for good. One that was taken out keeps its id in the list of edits.
 * Nothing here says what may be done next: see `countenance.reports.steps`.
"""

import hashlib
from typing import Annotated, Literal

import msgspec

from countenance.reports.draft import (
    Draft,
    Flag,
    IncidentType,
    Omission,
    Origin,
    Sentence,
)
from countenance.reports.program import Program
from countenance.reports.recording import Milliseconds, Recording, Sha256
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Transcript

__all__ = [
    "LONGEST",
    "Account",
    "At",
    "Certification",
    "Clause",
    "Confirmed",
    "Decided",
    "Disclosed",
    "Edit",
    "Entered",
    "Generation",
    "How",
    "Listened",
    "Obligation",
    "Report",
    "Retention",
    "Review",
    "Said",
    "Settled",
    "Signature",
    "State",
    "Version",
    "Words",
    "full_text",
    "programs_of",
    "text_digest",
]

At = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
"""A time in UTC to the millisecond, as it stands in an entry: `2026-11-22T10:15:30.123Z`."""

LONGEST = 20_000
"""Letters of the longest text that is taken at once: an account."""

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]
"""Something that a person wrote."""

Count = Annotated[int, msgspec.Meta(ge=0)]

Retention = Literal["as-the-report"]
"""For how long all of it is kept: as long as the official report. There is no shorter one."""

State = Literal[
    "decided", "transcribed", "accounted", "attributed", "drafted", "settled", "signed", "reviewed"
]
"""How far a report is. `accounted`: the officer's account is sealed; `attributed`: a person has
said who speaks; `settled`: no bracket, flag or omission is open; `reviewed`: a supervisor
approved it."""

How = Literal["filled", "does-not-apply", "changed", "overridden", "included", "left-out"]
"""How something was settled: a bracket is filled or does not apply; of a flag the sentence was
changed, or the doubt was overridden; an omission is told in the report or left out of it."""

Said = Literal["approved", "sent-back"]


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clause that speaks about the decision, and where its words come from."""

    edition: str
    clause: str
    verdict: Literal["silent", "allow", "unclear", "deny"]
    citation: str
    says: str = ""


class Obligation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the codes ask for, by which clauses, and whether the report keeps it by now.

    `due`: the day. `kept`: none while it is pending; else the time at which a step kept it.
    """

    what: str
    clauses: tuple[str, ...]
    due: str | None
    kept: At | None = None


class Decided(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What let the recording be heard: an entry of the record, and what it was decided under.

    `entry`: its id; `index`: its place in the log. `service`: what was to hear it. `kept_as`: the
    services as which it was asked as well, because a code of theirs is kept, and `also` the entries
    of that. `case`: the held call by which people allowed it, where they did. `key` and `revision`:
    of the registration then.
    """

    entry: str
    index: Annotated[int, msgspec.Meta(ge=0)]
    at: At
    service: str
    editions: tuple[str, ...]
    clauses: tuple[Clause, ...]
    obligations: tuple[Obligation, ...]
    compiled: str
    kept_as: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    case: str | None = None
    key: str | None = None
    revision: Annotated[int, msgspec.Meta(ge=0)] = 0


class Confirmed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who speaks, as this person said at this time."""

    speakers: Speakers
    by: str
    at: At


class Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the officer remembers, written before a draft was shown; `sha256`: of its text."""

    text: Words
    by: str
    at: At
    sha256: Sha256


class Generation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One run of a drafter, as it came; `entry`: of the record, which stood before it was shown.

    `draft` is never changed. `settings` and `prompt`: those of its drafter, also in `draft`;
    `fields`: of the case file, that it was given.
    """

    number: Annotated[int, msgspec.Meta(ge=1)]
    at: At
    by: str
    draft: Draft
    digest: Sha256
    entry: str
    settings: dict[str, str | int] = {}
    prompt: Sha256 | None = None
    fields: dict[str, str] = {}


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One change of one sentence. Of a sentence that came new `before` is empty, of one that was
    taken out `after`. `generation`: of which draft the sentence is. `origin`: what it is after it.
    `own_knowledge`: whoever wrote it said that it is known to them, and not from the recording."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    generation: Annotated[int, msgspec.Meta(ge=1)]
    by: str
    at: At
    sentence: str
    before: str
    after: str
    origin: Origin
    own_knowledge: bool = False


class Settled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bracket, a flag or an omission that is no longer open, by its id in its generation.

    `words`: the reason that was typed. `sentence`: the one that fills it or tells it.
    """

    what: str
    generation: Annotated[int, msgspec.Meta(ge=1)]
    how: How
    by: str
    at: At
    words: str = ""
    sentence: str | None = None


class Listened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long, and how often, what a sentence rests on was played."""

    milliseconds: Milliseconds = 0
    times: Annotated[int, msgspec.Meta(ge=0)] = 0


class Certification(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed, exactly: the payload of the signature.

    `recording`: of the file as it was handed in; `text`: of the text; `contents`: of its sentences
    with their origins and what they rest on, and of all that was settled; `drafts`: of each draft
    that a program made, in their order, which are `generations` many.
    """

    report: str
    incident: str
    version: Annotated[int, msgspec.Meta(ge=1)]
    recording: Sha256
    text: Sha256
    contents: Sha256
    generations: Annotated[int, msgspec.Meta(ge=0)]
    drafts: tuple[Sha256, ...]
    words: Words
    by: str
    at: At


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's name under the text. `jws`: over the certification, compact; `public`: the key
    that it verifies with, 32 bytes in hexadecimal."""

    certifies: Certification
    jws: str
    public: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]

    @property
    def by(self) -> str:
        """Who signed."""
        return self.certifies.by


class Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that was signed before the one of now: it stays as it was signed.

    How many edits and so on there were then: what came after it is of the next version.
    """

    number: Annotated[int, msgspec.Meta(ge=1)]
    sentences: tuple[Sentence, ...]
    signature: Signature
    speakers: Count = 0
    flags: Count = 0
    omissions: Count = 0
    edits: Count = 0
    settled: Count = 0
    entries: Count = 0
    listened: dict[str, Listened] = {}


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a supervisor said about a signed report: `version` and `text` say about which."""

    said: Said
    by: str
    at: At
    text: Sha256
    reason: str = ""
    version: Annotated[int, msgspec.Meta(ge=1)] = 1


class Disclosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody outside the agency who may read it since: a prosecutor, a lawyer of the defence."""

    to: str
    by: str
    at: At
    reason: str = ""


class Entered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The entry of a step: its id, its place in the log, and what the step was."""

    id: str
    index: Annotated[int, msgspec.Meta(ge=0)]
    step: str


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One report about one recording.

    `id` begins with `report-`. `organization` and `officer`: by the pseudonyms of the record.
    `account`: none where a deployment does not ask for one. `sentences`: of the text as it is now;
    `flags` and `omissions`: all that were ever found about the text of the last generation, those
    of its draft first; its brackets are those of its draft. `settled` says what is not open any
    more. `listened`: sentence -> how long. A report that is written on after it was signed is a new
    `version` of itself, and `earlier` has those before.
    """

    id: Annotated[str, msgspec.Meta(pattern="^report-[0-9a-f-]{8,64}$")]
    incident: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    evidence: Annotated[str, msgspec.Meta(max_length=120)]
    organization: str
    officer: str
    incident_type: IncidentType
    opened: At
    recording: Recording
    state: State
    decision: Decided
    retention: Retention = "as-the-report"
    version: Annotated[int, msgspec.Meta(ge=1)] = 1
    transcripts: tuple[Transcript, ...] = ()
    speakers: tuple[Confirmed, ...] = ()
    account: Account | None = None
    generations: tuple[Generation, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    flags: tuple[Flag, ...] = ()
    omissions: tuple[Omission, ...] = ()
    edits: tuple[Edit, ...] = ()
    settled: tuple[Settled, ...] = ()
    listened: dict[str, Listened] = {}
    signature: Signature | None = None
    earlier: tuple[Version, ...] = ()
    reviews: tuple[Review, ...] = ()
    disclosed: tuple[Disclosed, ...] = ()
    entries: tuple[Entered, ...] = ()

    @property
    def transcript(self) -> Transcript | None:
        """The last one, which counts."""
        return self.transcripts[-1] if self.transcripts else None

    @property
    def draft(self) -> Draft | None:
        """The last one: what is settled are its brackets, flags and omissions."""
        return self.generations[-1].draft if self.generations else None

    def sentence(self, id_: str) -> Sentence:
        """A sentence of the text. Raises `KeyError`."""
        for each in self.sentences:
            if each.id == id_:
                return each
        raise KeyError(id_)


def full_text(report: Report) -> str:
    """The text as it stands now: a sentence a line."""
    return "".join(f"{each.text}\n" for each in report.sentences)


def text_digest(report: Report) -> str:
    """Of the text in UTF-8, as a checksum tool prints it for a file of it."""
    return f"sha256:{hashlib.sha256(full_text(report).encode()).hexdigest()}"


def programs_of(report: Report) -> tuple[Program, ...]:
    """Every program that had a part in it, each once, in the order in which they came in."""
    of_transcripts = (program for each in report.transcripts for program in each.programs)
    of_drafts = (program for each in report.generations for program in each.draft.programs)
    found: list[Program] = []
    for program in (*of_transcripts, *of_drafts):
        if program not in found:
            found.append(program)
    return tuple(found)
