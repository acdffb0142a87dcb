"""The parts that entries are made of: what each has, who called, under what, what was found.

The rules are those of `countenance.record.entry`, which has the kinds of entries. A part that is
not given whole, or with a field that is not known, is none.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

__all__ = [
    "Act",
    "ActionWord",
    "AnswerCheck",
    "AnswerPictures",
    "AskedOf",
    "AssetState",
    "Base",
    "BasisWord",
    "CallerRef",
    "ChangeWord",
    "CodeRef",
    "Count",
    "Digest",
    "EditionRef",
    "ErasureWord",
    "FactRef",
    "FactState",
    "FindingRef",
    "HandsWord",
    "HoldWord",
    "InForce",
    "LinkRef",
    "MediaRef",
    "Member",
    "More",
    "Name",
    "ObligationRef",
    "Part",
    "Permille",
    "PurposeWord",
    "RegistrationState",
    "RulingRef",
    "UpstreamState",
    "VerdictWord",
]

VerdictWord: TypeAlias = Literal["silent", "allow", "unclear", "deny"]
BasisWord: TypeAlias = Literal["measured", "registered", "attested", "inferred"]
ActionWord: TypeAlias = Literal["pass", "redact", "refuse", "hold"]

Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
Digest: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Permille: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1000)]


class Base(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    """What every entry has."""

    v: Literal[1] = 1
    id: Name
    prev: Name | None = None
    time: Name
    commit: dict[str, Digest] = {}


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an entry."""


class CallerRef(Member, frozen=True):
    """Who called: a pseudonym, the key that was used, and the revision of the registration."""

    ref: Name
    key: Name | None
    revision: Count


class EditionRef(Member, frozen=True):
    """One edition that was applied, and whether a registration pinned it."""

    edition: Name
    pinned: bool


class RulingRef(Member, frozen=True):
    """One ruling by which an edition is read, and the digest of what it says."""

    edition: Name
    ruling: Name
    digest: Digest


class CodeRef(Member, frozen=True):
    """Under what was decided, by digest, so that the decision can be repeated."""

    compiled: Digest
    editions: tuple[EditionRef, ...]
    engine: Name
    vocabulary: Digest
    detector: Digest | None
    act_model: Digest | None
    patterns: Digest | None
    rulings: tuple[RulingRef, ...] = ()


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
    """One plausible act and the verdicts that can be reached for it; `facts` is what it supposes,
    so that the decision can be made again from its entry."""

    label: Name
    permille: Permille
    verdicts: tuple[VerdictWord, ...]
    facts: dict[Name, tuple[Name, ...]]


class FindingRef(Member, frozen=True):
    """One clause that speaks, with what each of its readings can give."""

    edition: Name
    clause: Name
    verdict: VerdictWord
    applies: Literal["yes", "open"]
    readings: tuple[tuple[Name, tuple[VerdictWord, ...]], ...]
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


class LinkRef(Member, frozen=True):
    """An earlier call of the same caller about the same picture, by the id of its entry.

    `by`: the pixels are the same, or a sketch of them is much the same. `together`: what it asked
    counted as asked by this call as well.
    """

    entry: Name
    by: Literal["pixels", "sketch"]
    together: bool


class More(Member, frozen=True):
    """The rest of a list that was too long for one entry: how many, and a commitment to them."""

    list: Name
    count: Count
    commitment: Digest


class ObligationRef(Member, frozen=True):
    """One obligation: who keeps it, how it stands, and the day it is due (`null`: at once).

    `asked_by`: the clauses of a decision that ask for it, each `EDITION#CLAUSE`; absent where it
    is done, and in entries from before it was told.
    """

    what: Name
    keeper: Literal["gate", "caller", "later", "nobody"]
    status: Literal["done", "accepted", "pending", "failed", "unkept"]
    due: Name | None
    asked_by: tuple[Name, ...] | UnsetType = UNSET


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


class UpstreamState(Member, frozen=True):
    """One AI service behind the gate, its address only as a commitment."""

    name: Name
    upstream: Name
    service: Name
    commitment: Digest


class InForce(Member, frozen=True):
    """What a call to one service is decided under, where its registration chooses nothing else.

    `editions` are those beside the ones that count everywhere.
    """

    service: Name
    compiled: Digest
    editions: tuple[Name, ...]


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

ErasureWord: TypeAlias = Literal[
    "no-longer-needed",
    "consent-withdrawn",
    "objection",
    "unlawful",
    "legal-duty",
    "child",
    "retention",
]
HandsWord: TypeAlias = Literal["one", "single-handed", "two"]
HoldWord: TypeAlias = Literal["litigation", "investigation", "authority", "records-request"]
PurposeWord: TypeAlias = Literal[
    "not-said", "subject-request", "records-request", "authority", "court", "audit", "review"
]
