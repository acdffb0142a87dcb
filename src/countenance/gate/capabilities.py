"""What needs the board: calls that compare faces or fill a gallery, where the codes let them pass.

    needed      what each plausible act of a call would need
    held back   what no yes of the board covers is judged as if it were denied

Rules kept here:
 * The codes come first: what they refuse or leave to people keeps their clause and their words.
 * Where every face is covered nothing can be compared, and nothing is needed.
 * No board, no yes. Neither does one that is over or was vetoed count.
 * A board that adopted a ruling by which an act is allowed has said yes to it.
 * Where something harmless may be meant as well, every face is covered and the call passes so.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from countenance.callers.registration import Registration
from countenance.codes.model import Verdict
from countenance.decisions.decide import Decision
from countenance.dialects.call import Call
from countenance.dialects.face.galleries import galleries_of
from countenance.evidence.act import Act
from countenance.gate.judging import Judgement
from countenance.gate.outcome import Action, Outcome, Pictured, Reason, Visible, outcome_of
from countenance.review.capability import Capability, Needed, Needs, without
from countenance.review.motion import Motion
from countenance.review.rulings import ruling_of

__all__ = ["GALLERIES", "MATCHING", "Approvals", "CapabilitySource", "held_back", "needed"]

MATCHING = frozenset({
    "biometric_identification", "biometric_verification", "tracking_without_identification",
    "grouping",
})  # fmt: skip
"""The operations that compare faces."""

GALLERIES = frozenset({"enrolment", "reference_database_building", "disclosure"})
"""The operations that fill a database of faces, or read one."""


class CapabilitySource(Protocol):
    """Knows what the board has switched on; a `RecordError` when it cannot be known."""

    def capabilities(self) -> tuple[tuple[Motion, Capability], ...]:
        """Those that are on now."""
        ...


@dataclass(frozen=True, slots=True)
class Approvals:
    """Asks what the board has said yes to. `now` is in milliseconds since 1970."""

    source: CapabilitySource

    async def applied(
        self,
        judgement: Judgement,
        call: Call,
        registration: Registration,
        pictured: Pictured,
        visible: Visible,
        now: int,
        *,
        together: bool,
    ) -> Judgement:
        """The same judgement, with an outcome for which nothing is lacking. Raises `RecordError`.

        `together`: all of its acts are asked at once.
        """
        wanted = needed(judgement, judgement.outcome, call, registration)
        every = tuple(dict.fromkeys(one for each in wanted for one in each))
        lacking = await self.lacking(every, now)
        return held_back(judgement, wanted, lacking, pictured, visible, together=together)

    async def lacking(self, wanted: Sequence[Needed], now: int) -> tuple[Needed, ...]:
        """What is needed and has no yes. Raises `RecordError`."""
        if not wanted:
            return ()
        found = await asyncio.to_thread(self.source.capabilities)
        return without([capability for _, capability in found], wanted, now)


def needed(
    judgement: Judgement, outcome: Outcome, call: Call, registration: Registration
) -> tuple[tuple[Needed, ...], ...]:
    """What each act would need if the call passed with this outcome, in the order of the acts."""
    if outcome.action not in (Action.PASS, Action.REDACT) or outcome.cover:
        return ()
    galleries = galleries_of(call)
    return tuple(
        () if _is_ruled(decision) else _needs_of(act, registration.ref, galleries)
        for act, decision in zip(judgement.acts, judgement.decisions, strict=False)
    )


def held_back(
    judgement: Judgement,
    wanted: Sequence[Sequence[Needed]],
    lacking: Sequence[Needed],
    pictured: Pictured,
    visible: Visible,
    *,
    together: bool,
) -> Judgement:
    """The same judgement, with an outcome for which nothing is lacking."""
    if not lacking:
        return judgement
    outcome = judgement.outcome
    supposed = [
        replace(judged, verdicts=Verdict.DENY) if set(needs) & set(lacking) else judged
        for judged, needs in zip(judgement.judged, wanted, strict=True)
    ]
    covered = outcome_of(
        supposed, pictured, visible=visible, duties=outcome.duties, together=together
    )
    if covered.action in (Action.PASS, Action.REDACT) and covered.cover:
        return replace(judgement, outcome=covered)
    refused = Outcome(
        Action.REFUSE, outcome.row, Reason.CAPABILITY, question=lacking[0].needs.value
    )
    return replace(judgement, outcome=refused)


def _needs_of(act: Act, caller: str, galleries: Sequence[str]) -> tuple[Needed, ...]:
    asked = set(act.facts.get("operation", ()))
    named = [Needed(Needs.GALLERY, caller, name) for name in galleries]
    if asked & MATCHING:
        return (Needed(Needs.MATCHING, caller), *named)
    if asked & GALLERIES:
        return tuple(named) or (Needed(Needs.GALLERY, caller),)
    return ()


def _is_ruled(decision: Decision) -> bool:
    """Whether what allows it is a reading that the board adopted."""
    return any(
        ruling_of(finding.clause)[1] is not None and finding.verdict == Verdict.ALLOW
        for finding in decision.clauses
    )
