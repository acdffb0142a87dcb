"""What a walk is made of: the operator's choices, and everything that it does not do itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from countenance.callers.attestation import Seen
from countenance.dialects.reading import Limits
from countenance.evidence.act import Asked, PlausibleActs
from countenance.evidence.patterns import Patterns
from countenance.gate.capabilities import Approvals
from countenance.gate.codebook import Codebook
from countenance.gate.forward import Forwarder
from countenance.gate.judging import Decided
from countenance.gate.keeping import Keeping
from countenance.gate.linking import Linking
from countenance.gate.outcome import Visible
from countenance.gate.ports import (
    CallerSource,
    CaseStore,
    Ears,
    Eyes,
    IdStore,
    PictureSource,
    StandingStore,
)
from countenance.gate.quotas import Quotas
from countenance.gate.recorder import Recorder
from countenance.gate.recording import Sources
from countenance.gate.reviewing import Reviewing
from countenance.gate.upstreams import Upstreams
from countenance.record.make import Maker

__all__ = ["Ports", "WalkSettings"]


@dataclass(frozen=True, slots=True)
class WalkSettings:
    """The choices of the operator that the walk itself needs."""

    address: str
    visible: Visible
    limits: Limits
    call_seconds: float


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the walk does not do itself. `clock`: nanoseconds since 1970, UTC."""

    callers: CallerSource
    pictures: PictureSource
    eyes: Eyes
    ears: Ears
    plausible: Callable[[Asked], PlausibleActs]
    remembered: Callable[[Asked], PlausibleActs | None]
    """What was read before, without reading."""
    codebook: Codebook
    patterns: Patterns
    upstreams: Upstreams
    quotas: Quotas
    recorder: Recorder
    cases: CaseStore
    reviewing: Reviewing
    keeping: Keeping
    approvals: Approvals
    ids: IdStore
    standings: StandingStore
    linking: Linking
    seen: Seen
    maker: Maker
    sources: Sources
    forwarder: Forwarder
    clock: Callable[[], int]
    keep_example: Callable[[Decided], Awaitable[None]] | None = None
    """Keeps an example of a call that was only asked about, where the operator wants it."""
