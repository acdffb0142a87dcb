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

__all__ = [
    "Act",
    "AnswerCheck",
    "AnswerPictures",
    "AskedOf",
    "AssetState",
    "CallerRef",
    "ChangeWord",
    "CodeRef",
    "Decision",
    "EditionRef",
    "Entry",
    "FactRef",
    "FactState",
    "FindingRef",
    "GateFailure",
    "Head",
    "KeyEvent",
    "MediaRef",
    "Member",
    "More",
    "ObligationRef",
    "Outcome",
    "Part",
    "RegistrationChange",
    "RegistrationState",
    "SettingsChange",
    "Startup",
    "Unreadable",
    "UpstreamState",
]

VerdictWord: TypeAlias = Literal["silent", "allow", "unclear", "deny"]
BasisWord: TypeAlias = Literal["measured", "registered", "attested", "inferred"]
ActionWord: TypeAlias = Literal["pass", "redact", "refuse", "hold"]

Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
Digest: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Permille: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1000)]


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an entry."""


class Base(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    """What every entry has."""

    v: Literal[1] = 1
    id: Name
    prev: Name | None = None
    time: Name
    commit: dict[str, Digest] = {}


class CallerRef(Member, frozen=True):
    """Who called: a pseudonym, the key that was used, and the revision of the registration."""

    ref: Name
    key: Name | None
    revision: Count


class EditionRef(Member, frozen=True):
    """One edition that was applied, and whether a registration pinned it."""

    edition: Name
    pinned: bool


class CodeRef(Member, frozen=True):
    """Under what was decided, by digest, so that the decision can be repeated."""

    compiled: Digest
    editions: tuple[EditionRef, ...]
    engine: Name
    vocabulary: Digest
    detector: Digest | None
    act_model: Digest | None
    patterns: Digest | None


class AskedOf(Member, frozen=True):
    """How the call came and which service it was for; never what it said."""

    dialect: Name
    operation: Name
    model: Name
    stream: bool
    service: Name
    hosted_tools: tuple[Name, ...] = ()


class FactRef(Member, frozen=True):
    """One fact as one piece of evidence has it: one of `values`, which may be names of groups."""

    name: Name
    values: tuple[Name, ...]
    basis: BasisWord
    source: Name
    permille: Permille


class Act(Member, frozen=True):
    """One plausible act and the verdicts that can be reached for it."""

    label: Name
    permille: Permille
    verdicts: tuple[VerdictWord, ...]


class FindingRef(Member, frozen=True):
    """One clause that speaks, with what each of its readings gives."""

    edition: Name
    clause: Name
    verdict: VerdictWord
    applies: Literal["yes", "open"]
    readings: tuple[tuple[Name, VerdictWord], ...]
    weak: bool


class MediaRef(Member, frozen=True):
    """One picture: what it is, what was found in it, and by what."""

    where: Name
    kind: Name
    pixels: Count
    frames: Count
    faces: Count
    covered: Count
    commitment: Digest
    inspected_by: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1)]


class Part(Member, frozen=True):
    """One part of the call, and what inspected it: there is always something."""

    where: Name
    kind: Name
    bytes: Count
    commitment: Digest
    inspected_by: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1)]


class More(Member, frozen=True):
    """The rest of a list that was too long for one entry: how many, and a commitment to them."""

    list: Name
    count: Count
    commitment: Digest


class ObligationRef(Member, frozen=True):
    """One obligation: who keeps it, how it stands, and the day it is due (`null`: at once)."""

    what: Name
    keeper: Literal["gate", "caller", "later", "nobody"]
    status: Literal["done", "accepted", "pending", "failed", "unkept"]
    due: Name | None


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
    what_if: bool


class AnswerCheck(Member, frozen=True):
    """What the check of the answer came to, by which check."""

    check: Name
    result: Literal["passed", "withheld", "stopped", "not-needed", "not-reached"]
    withheld: Count


class AnswerPictures(Member, frozen=True):
    """The pictures of the answer: how many were opened, faces covered in them, and withheld."""

    opened: Count
    covered: Count
    withheld: Count


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


class GateFailure(Base, frozen=True, tag="gate-failure"):
    """Something of ours failed and the call was refused; `prev` is the decision, if there was one.

    `late`: the record itself could not be written then; `count` such failures are entered now.
    """

    caller: CallerRef | None
    stage: Name
    error: Name
    count: Annotated[int, msgspec.Meta(ge=1)]
    late: bool


class FactState(Member, frozen=True):
    """One registered fact, its first day, and the first day on which it no longer counts."""

    name: Name
    values: tuple[Name, ...]
    begins: Name | None
    ends: Name | None


class AssetState(Member, frozen=True):
    """A camera, place, permit or approval of a registration; its name only as a commitment."""

    asset: Literal["camera", "place", "permit", "approval"]
    commitment: Digest
    facts: tuple[tuple[Name, tuple[Name, ...]], ...]
    begins: Name | None
    ends: Name | None


class RegistrationState(Member, frozen=True):
    """What a registration says, as far as it decides; `null` where a change left it alone.

    `pin` is `none` when no edition is pinned. Of `facts` and `assets` only those that differ.
    """

    facts: tuple[FactState, ...] | None
    may_state: tuple[Name, ...] | None
    pin: Name | None
    codes: tuple[Name, ...] | None
    obligations: tuple[Name, ...] | None
    assets: tuple[AssetState, ...] | None
    attesting: tuple[Name, ...] | None


ChangeWord: TypeAlias = Literal[
    "added",
    "changed",
    "removed",
    "pinned",
    "unpinned",
    "approved",
    "approval-withdrawn",
    "accepted",
    "acceptance-withdrawn",
    "asset-added",
    "asset-removed",
    "code-added",
    "code-removed",
    "attesting-key-added",
    "attesting-key-removed",
]


class RegistrationChange(Base, frozen=True, tag="registration"):
    """A registration was added, changed or removed; `prev` is the entry of its last change.

    `changed` names what differs. `document` is a commitment to the whole registration as it is
    now, so that a registration that was changed without an entry is found.
    """

    caller: CallerRef
    change: ChangeWord
    changed: tuple[Name, ...]
    before: RegistrationState | None
    after: RegistrationState | None
    document: Digest | None


class KeyEvent(Base, frozen=True, tag="key"):
    """A key was made or revoked; `prev` is the entry of the last change of its registration.

    `carries` are commitments to the names of the assets that it carries.
    """

    caller: CallerRef
    change: Literal["made", "revoked"]
    key: Name
    carries: tuple[Digest, ...]


class UpstreamState(Member, frozen=True):
    """One AI service behind the gate, its address only as a commitment."""

    name: Name
    upstream: Name
    service: Name
    commitment: Digest


class SettingsChange(Base, frozen=True, tag="settings"):
    """The gate runs under other settings than before; `changed` are the names of the keys.

    What they are set to stands in it only as a commitment. `prev` is the entry of the settings
    before.
    """

    changed: tuple[Name, ...]
    upstreams: tuple[UpstreamState, ...]


class Startup(Base, frozen=True, tag="startup"):
    """A gate started; `reconciled` decisions had no outcome and were given one.

    `settings` is the entry of the settings that it runs under.
    """

    engine: Name
    settings: Name
    vocabulary: Digest
    detector: Digest | None
    act_model: Digest | None
    limits: tuple[Name, ...]
    reconciled: Count


Entry: TypeAlias = (
    Decision
    | Outcome
    | Unreadable
    | GateFailure
    | RegistrationChange
    | KeyEvent
    | SettingsChange
    | Startup
)
"""Any entry. `parse_as(data, Entry)` reads one; the field `kind` says which it is."""


class Head(msgspec.Struct, frozen=True):
    """The few fields that a store needs of an entry, whatever its kind."""

    kind: Literal[
        "decision",
        "outcome",
        "unreadable",
        "gate-failure",
        "registration",
        "key",
        "settings",
        "startup",
    ]
    id: Name
    prev: Name | None
    time: Name
    outcome: ActionWord | None = None
    what_if: bool = False
    caller: dict[str, str | int | None] | None = None
