"""The entries of the record: every kind, every field.

Rules kept here:
 * Every field is always written; what does not apply is `null`, an empty list, or says so.
 * A string is a name from a list that somebody wrote down (a fact, a clause, a route), a digest
   or a commitment; free text cannot get in (see `canonical`).
 * Whatever is personal or can be guessed stands only as a salted commitment (see `commitment`).
 * Numbers are whole; sizes of what a caller sent are rounded up to a power of two.

The types are structs of msgspec, frozen, rather than dataclasses: an entry is made for every call,
and a struct is made, written and read back at a fifth of the cost. `make` builds them; `docs`
describe each field, and a test compares the two.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from countenance.record.board import BallotCast, BallotRef, CapabilityRef, MotionStep
from countenance.record.case_entries import Erasure, LegalHold, OpeningsKeyEvent, Unsealed
from countenance.record.held import Appeal, Hold, PersonChange, ProposalStep, Vote
from countenance.record.members import (
    Act,
    ActionWord,
    AnswerCheck,
    AnswerPictures,
    AskedOf,
    AssetState,
    Base,
    CallerRef,
    ChangeWord,
    CodeRef,
    Count,
    Digest,
    EditionRef,
    ErasureWord,
    FactRef,
    FactState,
    FindingRef,
    HandsWord,
    HoldWord,
    InForce,
    LinkRef,
    MediaRef,
    Member,
    More,
    Name,
    ObligationRef,
    Part,
    PurposeWord,
    RegistrationState,
    RulingRef,
    UpstreamState,
    VerdictWord,
)
from countenance.record.report_entries import ProgramRef, ReportStep, Tally
from countenance.record.settled import (
    CodesActivated,
    CodesRefused,
    QuestionChange,
    RulingChange,
)

__all__ = [
    "ABOUT_CALLERS",
    "OF_CASES",
    "OF_HELD_CALLS",
    "PSEUDONYM",
    "Act",
    "ActionWord",
    "AnswerCheck",
    "AnswerPictures",
    "Appeal",
    "AskedOf",
    "AssetState",
    "BallotCast",
    "BallotRef",
    "CallerRef",
    "CapabilityRef",
    "ChangeWord",
    "CodeRef",
    "CodesActivated",
    "CodesRefused",
    "Decision",
    "EditionRef",
    "Entry",
    "Erasure",
    "ErasureWord",
    "FactRef",
    "FactState",
    "FindingRef",
    "GateFailure",
    "HandsWord",
    "Head",
    "Hold",
    "HoldWord",
    "Identification",
    "InForce",
    "KeyEvent",
    "LegalHold",
    "LinkRef",
    "LogKeyEvent",
    "MediaRef",
    "Member",
    "More",
    "MotionStep",
    "ObligationRef",
    "OpeningsKeyEvent",
    "Outcome",
    "Part",
    "PersonChange",
    "ProgramRef",
    "ProposalStep",
    "PurposeWord",
    "QuestionChange",
    "Redaction",
    "RegistrationChange",
    "RegistrationState",
    "ReportStep",
    "RulingChange",
    "RulingRef",
    "SettingsChange",
    "StandingChange",
    "Startup",
    "Tally",
    "Unreadable",
    "Unsealed",
    "UpstreamState",
    "VerdictWord",
    "Vote",
]

OF_HELD_CALLS = frozenset({"decision", "hold", "vote", "appeal"})
"""Kinds of entries that may be about a call that people decide, which `case` then names."""

OF_CASES = OF_HELD_CALLS | {"report"}
"""Kinds of entries that `case` may say a case of: a held call, or a report."""

ABOUT_CALLERS = frozenset({"registration", "key", "standing"})
"""Kinds of entries about one registration: their `prev` leads from one to the other."""

PSEUDONYM = "c-"
"""How the pseudonym of a registration begins; no id of an entry does."""


class Decision(Base, frozen=True, tag="decision"):
    """What was decided about one call, written before anything goes upstream."""

    caller: CallerRef
    code: CodeRef
    ask: AskedOf
    facts: tuple[FactRef, ...]
    acts: tuple[Act, ...]
    verdicts: tuple[VerdictWord, ...]
    outcome: ActionWord
    row: Annotated[int, msgspec.Meta(ge=1, le=6)]
    reason: Name | None
    clauses: tuple[FindingRef, ...]
    none_speaks: bool
    missing: tuple[Name, ...]
    question: Name | None
    relied_on: tuple[Name, ...]
    contested: tuple[Name, ...]
    media: tuple[MediaRef, ...]
    parts: tuple[Part, ...]
    obligations: tuple[ObligationRef, ...]
    more: tuple[More, ...]
    linked: tuple[LinkRef, ...]
    what_if: bool
    case: Name | None = None


class Outcome(Base, frozen=True, tag="outcome"):
    """What came of a decision that let something go upstream; `prev` is the decision."""

    result: Literal[
        "done",
        "withheld",
        "upstream-refused",
        "upstream-broken",
        "upstream-timeout",
        "client-gone",
        "handed-over",
        "partial",
        "gate-failure",
        "unknown-after-crash",
    ]
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | None
    bytes_out: Count | None
    answer: AnswerCheck | None
    pictures: AnswerPictures | None
    obligations: tuple[ObligationRef, ...]


class Identification(Base, frozen=True, tag="identification"):
    """A biometric identification that was let through; `prev` is the decision.

    Article 12(3) of the EU's AI Act asks for it. Parts of the call are named by their places in the
    decision, where they stand as commitments: `reference` are those that name the database (none:
    it is that of the AI service), `matched` those that led to a match (`null`: the answer does not
    tell). `ended` is `null` where another gateway sends the call on. `verified_by`: the persons who
    verified it, by their pseudonyms.
    """

    caller: CallerRef
    began: Name
    ended: Name | None
    reference: tuple[Name, ...]
    matched: tuple[Name, ...] | None
    verified_by: tuple[Name, ...]


class Unreadable(Base, frozen=True, tag="unreadable"):
    """A call that was refused before it could be decided: it could not be read or is not known."""

    caller: CallerRef
    clause: Literal["unreadable", "unsupported", "too-large", "attestation"]
    status: Annotated[int, msgspec.Meta(ge=400, le=499)]
    dialect: Name | None
    operation: Name | None
    where: Name | None
    bytes: Count
    what_if: bool


class Redaction(Base, frozen=True, tag="redaction"):
    """One picture was covered for a caller that sends it nowhere; nothing was decided."""

    caller: CallerRef
    media: tuple[MediaRef, ...]


class GateFailure(Base, frozen=True, tag="gate-failure"):
    """Something of ours failed and the call was refused; `prev` is the decision, if there was one.

    `late`: the record itself could not be written then; `count` such failures are entered now.
    """

    caller: CallerRef | None
    stage: Name
    error: Name
    count: Annotated[int, msgspec.Meta(ge=1)]
    late: bool


class RegistrationChange(Base, frozen=True, tag="registration"):
    """A registration was added, changed or removed; `prev` is the entry of its last change.

    `hands`: one operator was enough, it took two, or one made alone what takes two where there are
    two. `changed` names what differs. `document` is a commitment to the whole registration as it is
    now, so that a registration that was changed without an entry is found.
    """

    caller: CallerRef
    change: ChangeWord
    changed: tuple[Name, ...]
    before: RegistrationState | None
    after: RegistrationState | None
    document: Digest | None
    hands: HandsWord = "one"


class KeyEvent(Base, frozen=True, tag="key"):
    """A key was made or revoked; `prev` is the entry of the last change of its registration.

    `carries` are commitments to the names of the assets that it carries.
    """

    caller: CallerRef
    change: Literal["made", "revoked"]
    key: Name
    carries: tuple[Digest, ...]


class SettingsChange(Base, frozen=True, tag="settings"):
    """The gate runs under other settings than before; `changed` are the names of the keys.

    What they are set to stands in it only as a commitment. `prev` is the entry of the settings
    before.
    """

    changed: tuple[Name, ...]
    upstreams: tuple[UpstreamState, ...]


class StandingChange(Base, frozen=True, tag="standing"):
    """Refusals of a caller added up to a step, or a person changed how it stands.

    `clause` is the one under which it was refused so often; `null` where a person meant the caller
    as a whole. The reason that a person gave stands in it only as a commitment. `prev` is the last
    such entry about the same caller.
    """

    caller: CallerRef
    change: Literal["noticed", "review", "suspended", "closed", "lifted"]
    by: Literal["gate", "person"]
    clause: Name | None
    refusals: Count
    hours: Count


class LogKeyEvent(Base, frozen=True, tag="log-key"):
    """A key that signs the heads of the log: the log begins with it, or it is added or given up.

    `key` is the verifier key as others are told it; `prev` is the last such entry.
    """

    change: Literal["begun", "added", "retired"]
    key: Name


class Startup(Base, frozen=True, tag="startup"):
    """A gate started; `reconciled` decisions had no outcome and were given one.

    `settings` is the entry of the settings that it runs under. `ran_before` are files that the
    interpreter ran before the gate, each with its digest.
    """

    engine: Name
    settings: Name
    vocabulary: Digest
    detector: Digest | None
    act_model: Digest | None
    limits: tuple[Name, ...]
    reconciled: Count
    ran_before: tuple[Name, ...] = ()


Entry: TypeAlias = (
    Decision
    | Outcome
    | Identification
    | Unreadable
    | Redaction
    | GateFailure
    | RegistrationChange
    | KeyEvent
    | SettingsChange
    | StandingChange
    | CodesActivated
    | CodesRefused
    | LogKeyEvent
    | Erasure
    | LegalHold
    | Unsealed
    | OpeningsKeyEvent
    | Startup
    | Hold
    | Vote
    | Appeal
    | PersonChange
    | MotionStep
    | ProposalStep
    | BallotCast
    | RulingChange
    | QuestionChange
    | ReportStep
)
"""Any entry. `parse_as(data, Entry)` reads one; the field `kind` says which it is."""


class Head(msgspec.Struct, frozen=True):
    """The few fields that a store needs of an entry, whatever its kind."""

    kind: Literal[
        "decision",
        "outcome",
        "identification",
        "unreadable",
        "redaction",
        "gate-failure",
        "registration",
        "key",
        "settings",
        "standing",
        "code-activated",
        "code-refused",
        "log-key",
        "erasure",
        "legal-hold",
        "unsealed",
        "openings-key",
        "startup",
        "hold",
        "vote",
        "appeal",
        "person",
        "motion",
        "ballot",
        "proposal",
        "ruling",
        "question",
        "report",
    ]
    id: Name
    prev: Name | None
    time: Name
    outcome: ActionWord | None = None
    reason: Name | None = None
    what_if: bool = False
    caller: dict[str, str | int | None] | None = None
    case: str | None = None
