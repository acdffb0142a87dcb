"""A draft: sentences and what each rests on, gaps that a person fills, and what was left out.

Rules kept here:
 * Every sentence that a program wrote names the words it rests on; all say who wrote them.
 * What sound cannot show is a bracket for the officer, never a sentence.
 * What has to appear (a denial, a refusal, pain) is in a sentence or on the list of omissions.
"""

from typing import Literal

import msgspec

from countenance.reports.program import Program
from countenance.reports.recording import Sha256, Span
from countenance.reports.transcript import Support

__all__ = [
    "Bracket",
    "Draft",
    "Flag",
    "FlagKind",
    "IncidentType",
    "MustAppear",
    "Omission",
    "Origin",
    "Sentence",
]

IncidentType = Literal["traffic", "property", "service", "other"]
"""What kind of incident the officer says it was; it chooses the brackets."""

Origin = Literal["ai", "ai_edited", "human", "structured_field"]
"""Who wrote a sentence: a program, a program and then a person, a person, a field of the file."""

MustAppear = Literal[
    "denial", "refusal", "exculpatory", "pain", "medical", "lawyer", "complaint", "promise",
    "warning", "rights", "consent",
]  # fmt: skip
"""Kinds of speech that must not vanish."""

FlagKind = Literal[
    "number", "name", "quotation", "negation", "act", "sensory", "attribution", "unclear",
    "unsupported", "instruction", "order", "certainty", "degree", "consent",
]  # fmt: skip
"""What may be wrong with a sentence."""


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence. `id`: `d1` and so on. `voice`: whose words it tells, where it tells any.
    `unclear`: it rests on a word that was heard unclearly. `span`: where that is which a program
    says without words to rest on: silence, or speech that was not understood."""

    id: str
    text: str
    origin: Origin
    support: tuple[Support, ...] = ()
    voice: str | None = None
    unclear: bool = False
    span: Span | None = None


class Bracket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gap that the officer fills, or says does not apply: `after` the sentence of this id, or at
    the beginning. `asks`: what for, in words."""

    id: str
    asks: str
    after: str | None = None


class Omission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Speech that has to appear, or was left out of the text: what kind, and where it is heard."""

    id: str
    kind: MustAppear | Literal["other"]
    support: tuple[Support, ...]
    voice: str | None = None


class Flag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A doubt about a sentence: what is doubted, in words, and where to listen."""

    id: str
    sentence: str
    kind: FlagKind
    says: str
    listen: tuple[Support, ...] = ()


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One run of a drafter. `transcript` and `speakers` by their digests."""

    incident_type: IncidentType
    transcript: Sha256
    speakers: Sha256
    programs: tuple[Program, ...]
    sentences: tuple[Sentence, ...]
    brackets: tuple[Bracket, ...] = ()
    omissions: tuple[Omission, ...] = ()
    flags: tuple[Flag, ...] = ()
