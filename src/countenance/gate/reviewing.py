"""What people have said about a call that the codes hold, and what the gate does about that.

Rules kept here:
 * A call is always decided anew first. Only where the codes hold it are people asked, and only
   about what was unclear: a deny that can be reached, or a contradiction, stays what it is.
 * The same call is the same bytes of the same caller for the same service, pictures that were
   fetched included.
 * Calls are alike that differ in nothing but their content: of the same caller as it is registered,
   for the same service and operation, held on the same grounds under the same codes and rulings.
 * A decision and what it does to a case are one transaction. Who stops waiting for it has let
   nothing through.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from countenance.callers.registration import Registration
from countenance.codes.model import Verdict
from countenance.decisions.plans import CauseKind
from countenance.dialects.call import Call
from countenance.errors import RecordError
from countenance.gate.capabilities import Approvals, needed
from countenance.gate.judging import Judgement, duties_of
from countenance.gate.outcome import Action, Judged, Outcome, Pictured, Reason, Visible, outcome_of
from countenance.gate.ports import CaseStore
from countenance.gate.quotas import Quotas
from countenance.gate.recorder import Recorder
from countenance.gate.settings.review import ReviewSettings, terms_of
from countenance.record.make import Prepared
from countenance.review.case import Bar, CallerAt, Case, Held
from countenance.review.grounds import Grounds
from countenance.review.standing import Stands, stands
from countenance.stores.held_calls import call_of

__all__ = ["People", "Ready", "Reviewing", "allowed_by_people", "grounds_of"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class People:
    """What people have said about one call: how it stands, in which case, and the judgement with
    the outcome that follows."""

    held: Held
    stands: Stands
    case: Case | None
    judgement: Judgement
    by_codes: Judgement


@dataclass(frozen=True, slots=True)
class Ready:
    """A judged call, and what makes its entry: of the judgement that counts in the end, with the
    case of a call that people decide."""

    judgement: Judgement
    service: str
    made: Callable[[Judgement, str | None], Prepared]

    @property
    def is_held(self) -> bool:
        """Whether the codes leave it to people."""
        return self.judgement.outcome.action is Action.HOLD


class Reviewing:
    """Asks the cases of one gate. `secret`: 32 bytes that outlive a restart."""

    def __init__(
        self,
        cases: CaseStore,
        quotas: Quotas,
        recorder: Recorder,
        secret: bytes,
        settings: ReviewSettings,
        approvals: Approvals,
        clock: Callable[[], int],
    ) -> None:
        self._cases = cases
        self._quotas = quotas
        self._recorder = recorder
        self._secret = secret
        self._settings = settings
        self._approvals = approvals
        self._clock = clock

    async def people(
        self,
        judgement: Judgement,
        call: Call,
        registration: Registration,
        service: str,
        pictured: Pictured,
        visible: Visible,
    ) -> People:
        """What people have said about a call that the codes leave to them. Raises `RecordError`."""
        outcome = allowed_by_people(judgement, pictured, visible, registration)
        now = self._clock() // 1_000_000
        if isinstance(outcome, Outcome):
            every = needed(judgement, outcome, call, registration)
            wanted = tuple(dict.fromkeys(one for each in every for one in each))
            if await self._approvals.lacking(wanted, now):
                outcome = Bar.CAPABILITY
        open_acts = [act for act in judgement.judged if not act.free]
        held = Held(
            call=self.call_of(call, registration, service),
            caller=CallerAt(registration.ref, registration.key, registration.revision),
            grounds=grounds_of(judgement),
            missing=_missing(judgement),
            bar=outcome if isinstance(outcome, Bar) else None,
            terms=terms_of(
                self._settings, biometric=any(act.biometric for act in open_acts)
            ),
            alike=self._alike(judgement, call, registration, service),
        )
        case = await asyncio.to_thread(self._cases.of_call, held.call)
        how = stands(case, held, now)
        if how is Stands.HELD and held.bar is None and (case is None or not case.is_waiting):
            like = await asyncio.to_thread(self._cases.allowing, held)
            if like is not None:
                case, how = like, Stands.ALLOWED
        said = judgement.outcome
        match how:
            case Stands.ALLOWED if isinstance(outcome, Outcome):
                said = outcome
            case Stands.REFUSED:
                said = replace(judgement.outcome, action=Action.REFUSE, reason=Reason.REFUSED)
        return People(held, how, case, replace(judgement, outcome=said), judgement)

    async def entered(
        self,
        ready: Ready,
        call: Call,
        registration: Registration,
        pictured: Pictured,
        visible: Visible,
    ) -> tuple[str, int, Judgement, Case | None]:
        """Enter the decision: id and index of its entry, the judgement that it is about, its case.

        No case: this caller has too many calls held. Raises `RecordError`.
        """
        people = await self.people(
            ready.judgement, call, registration, ready.service, pictured, visible
        )
        case, made, caller = people.case, ready.made, registration.id
        if people.stands is Stands.ALLOWED and case is not None:
            passing = made(people.judgement, case.id)
            passed = await self._passing(case.id, people.held, passing)
            if passed is not None:
                return passing.id, passed, people.judgement, case
            case = None  # it was used up meanwhile
        if people.stands is Stands.REFUSED and case is not None:
            refused = made(people.judgement, case.id)
            index = await self._recorder.decided(refused, passes=False)
            return refused.id, index, people.judgement, case
        waiting = case is not None and case.is_waiting
        if not waiting and not self._quotas.may_hold(caller):
            none = made(people.by_codes, None)
            index = await self._recorder.decided(none, passes=False)
            return none.id, index, people.by_codes, None
        holding = made(people.by_codes, case.id if case is not None and waiting else None)
        if not waiting:
            # Before anything is waited for: it counts of who sends many at once, or leaves.
            self._quotas.held(caller)
        try:
            index, case = await asyncio.to_thread(self._cases.hold, people.held, holding)
        except RecordError:
            if not waiting:
                self._quotas.held(caller, -1)
            raise
        return holding.id, index, people.by_codes, case

    async def settled(
        self,
        call: Call,
        registration: Registration,
        service: str,
        id_: str,
        *,
        ruled: bool = False,
    ) -> None:
        """Close the case of a call that the codes have decided by now, in the decision `id_`.

        Only a call that states something can be decided otherwise than the one that is held, or
        one under codes that were ruled on (`ruled`) meanwhile.
        """
        if call.attestation is None and not ruled:
            return
        name = self.call_of(call, registration, service)
        try:
            await asyncio.to_thread(self._cases.settle, name, id_)
        except RecordError as error:  # the decision stands; the case goes on waiting
            await self._recorder.failed("hold", error, registration)

    def call_of(self, call: Call, registration: Registration, service: str) -> str:
        """The keyed digest by which this call is known again."""
        media = [part.digest.hex() for part in call.media]
        return call_of(
            self._secret, registration.ref, service, call.dialect.value, call.operation.value,
            call.digest, *media,
        )  # fmt: skip

    def _alike(
        self, judgement: Judgement, call: Call, registration: Registration, service: str
    ) -> str:
        """The keyed digest of what calls like this one have in common."""
        applied, grounds = judgement.applied, grounds_of(judgement)
        rulings = sorted(
            each.digest for adopted in applied.rulings.values() for each in adopted
        )
        parts = [
            ("caller", str(registration.revision)),
            ("call", service, call.dialect.value, call.operation.value),
            ("codes", applied.compiled.digest, *applied.editions),
            ("rulings", *rulings),
            ("facts", *grounds.facts),
            ("acts", *grounds.acts),
        ]
        # Each part says how long it is: nothing of one is ever read as the beginning of the next.
        told = [word for part in parts for word in (str(len(part)), *part)]
        return call_of(self._secret, registration.ref, "alike", *told)

    async def _passing(self, case: str, held: Held, passing: Prepared) -> int | None:
        writing = asyncio.ensure_future(asyncio.to_thread(self._cases.use, case, held, passing))
        try:
            return await asyncio.shield(writing)
        except asyncio.CancelledError:
            self._recorder.abandon(writing, passing.id, "client-gone")
            raise


def allowed_by_people(
    judgement: Judgement, pictured: Pictured, visible: Visible, registration: Registration
) -> Outcome | Bar:
    """The outcome of a held call if people allow it; or why they cannot."""
    if any(act.verdicts & Verdict.DENY for act in judgement.judged):
        return Bar.DENY
    if not all(act.verdicts for act in judgement.judged):
        return Bar.CONTRADICTORY
    allowed: Sequence[Judged] = [
        replace(act, verdicts=Verdict.ALLOW, contested=False, alone=True)
        for act in judgement.judged
    ]
    owed = duties_of(judgement.decisions, registration)
    outcome = outcome_of(allowed, pictured, visible=visible, duties=owed)
    match outcome.action:
        case Action.PASS | Action.REDACT:
            return replace(outcome, row=6, reason=Reason.ALLOWED)
        case Action.REFUSE:
            return Bar.OBLIGATION
        case Action.HOLD:
            return Bar.NOT_COVERED


def grounds_of(judgement: Judgement) -> Grounds:
    """Why a call is held, in names of ours."""
    facts = sorted(
        f"{each.fact}={','.join(sorted(each.values))}:{each.basis.value}"
        for each in judgement.facts.evidence
    )
    acts = [
        " ".join((
            act.label,
            "+".join(act.verdicts.words),
            *sorted(
                f"{each.edition}#{each.clause}={'+'.join(each.verdict.words)}"
                for each in decision.clauses
            ),
        ))
        for act, decision in zip(judgement.judged, judgement.decisions, strict=True)
        if not act.free
    ]  # fmt: skip
    return Grounds(tuple(facts), tuple(dict.fromkeys(acts)))


def _missing(judgement: Judgement) -> tuple[str, ...]:
    """The facts that would settle what is open, those of the likeliest act first."""
    return tuple(dict.fromkeys(
        cause.name
        for act, decision in zip(judgement.judged, judgement.decisions, strict=True)
        if not act.free
        for cause in decision.causes
        if cause.kind is CauseKind.FACT
    ))  # fmt: skip
