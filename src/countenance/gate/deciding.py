"""Decisions about recordings that no wire format brought: a report is to be drafted from one.

    registration, sound, service -> the codes that apply -> outcome -> entry

Rules kept here:
 * It is the judge of the walk that judges, under the codes that apply to every other call of that
   caller; what is left to people is a held call like any other, and what compares people needs a
   yes of the board.
 * The entry is durable before whoever asked is told. What is let through is waited for: an outcome
   follows.
 * What was handed in is known by its digest; its bytes are not needed here.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from countenance import __version__
from countenance.callers.registration import Registration
from countenance.dialects.call import Call, Dialect, Operation, Part, PartKind
from countenance.evidence.operations import acts_of
from countenance.facts.known import Evidence
from countenance.gate.codebook import named_places
from countenance.gate.judge import Judge
from countenance.gate.judging import Decided, Judgement
from countenance.gate.opening import Opened
from countenance.gate.outcome import Action, Pictured, Visible
from countenance.gate.parts import Ports
from countenance.gate.recording import entry_of, said
from countenance.gate.reviewing import Ready
from countenance.record import entry as kinds
from countenance.record.make import MediaSeen, PartSeen, Prepared

__all__ = ["Deciding", "Sound"]

_WHERE = "recording"
_BY = ("sound-decoder",)


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording that was opened: its container, bytes, SHA-256 as it was handed in (32 bytes),
    and how many samples it has. `kind_of`: a word of ours that tells what is to become of it;
    `asks`: what is asked of it."""

    kind: str
    size: int
    sha256: bytes
    samples: int
    kind_of: str
    asks: Operation = Operation.REPORT


class Deciding:
    """Decides for what is beside the walk of a gate."""

    def __init__(self, ports: Ports, visible: Visible) -> None:
        self._ports = ports
        self._visible = visible
        self._judge = Judge(ports.codebook, visible)

    async def decided(
        self, registration: Registration, service: str, sound: Sound, added: Sequence[str] = ()
    ) -> Decided:
        """Judge and enter whether this service may do what is asked of this sound.

        `added`: codes that count besides those that the registration added. Raises the errors of
        ours as they are; then nothing was let through.
        """
        ports, call, day = self._ports, _call(sound), self._today()
        judgement = await ports.approvals.applied(
            await self._judged(registration, service, call, day, (), added),
            call, registration, Pictured.NO_FACE, self._visible, ports.clock() // 1_000_000,
            together=True,
        )  # fmt: skip
        ready = Ready(
            judgement,
            service,
            lambda about, case: self._entry(registration, service, call, sound, about, case, day),
        )
        if ready.is_held:
            id_, entry, judged, case = await ports.reviewing.entered(
                ready, call, registration, Pictured.NO_FACE, self._visible
            )
            return Decided(call, registration, judged, Opened(), id_, entry, case=case)
        prepared = ready.made(judgement, None)
        passes = judgement.outcome.action is Action.PASS
        index = await ports.recorder.decided(prepared, passes=passes)
        with ports.recorder.between(prepared.id, passes=passes):
            await ports.reviewing.settled(call, registration, service, prepared.id, ruled=True)
        return Decided(call, registration, judgement, Opened(), prepared.id, index)

    async def asked(
        self,
        registration: Registration,
        service: str,
        sound: Sound,
        known: Sequence[Evidence],
        added: Sequence[str] = (),
    ) -> Judgement:
        """What the codes say with this known besides; nothing is entered."""
        day = self._today()
        return await self._judged(registration, service, _call(sound), day, known, added)

    def ended(self, decision: str, result: str) -> None:
        """Enter what came of a decision that let something through."""
        self._ports.recorder.outcome(decision, result)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._ports.clock() // 1_000_000_000, UTC).date()

    async def _judged(
        self,
        registration: Registration,
        service: str,
        call: Call,
        day: date,
        known: Sequence[Evidence],
        added: Sequence[str],
    ) -> Judgement:
        applied = await asyncio.to_thread(
            self._ports.codebook.applied, service, day, registration.pin,
            (*registration.codes, *added), named_places(registration.evidence_on(day)),
        )  # fmt: skip
        judgement, _ = self._judge.judged(
            applied,
            call,
            registration,
            service,
            day,
            evidence=tuple(known),
            acts=acts_of(call.operation, {}) or (),
            pictured=Pictured.NO_FACE,
            together=True,
        )
        return judgement

    def _entry(
        self,
        registration: Registration,
        service: str,
        call: Call,
        sound: Sound,
        judgement: Judgement,
        case: str | None,
        day: date,
    ) -> Prepared:
        ports, says = self._ports, said(judgement, day)
        return entry_of(
            ports.maker,
            registration,
            judgement,
            says,
            code=kinds.CodeRef(
                judgement.applied.compiled.digest, says.editions, f"countenance-{__version__}",
                ports.sources.vocabulary, None, None, ports.sources.patterns, says.rulings,
            ),
            ask=kinds.AskedOf(
                call.dialect.value, call.operation.value, "other", False, service
            ),
            parts=[PartSeen(_WHERE, PartKind.SOUND.value, sound.size, sound.sha256, _BY)],
            media=[MediaSeen(_WHERE, sound.kind, 0, 0, sound.samples, 0, 0, sound.sha256, _BY)],
            personal={"request": bytes.fromhex(call.digest.removeprefix("sha256:"))},
            case=case,
        )  # fmt: skip


def _call(sound: Sound) -> Call:
    """What is asked, as everything that judges a call sees it."""
    part = Part(_WHERE, PartKind.SOUND)
    # The bytes were digested where they were opened; nobody asks this part for them.
    part.__dict__["digest"] = sound.sha256
    about = "report" if sound.asks is Operation.REPORT else sound.asks.value
    asked = hashlib.sha256(f"{about}\n{sound.kind_of}\n".encode() + sound.sha256)
    digest = f"sha256:{asked.hexdigest()}"
    return Call(Dialect.OPENAI, sound.asks, "", digest, (part,))
