"""The walk: from the bytes of one call to the bytes of one answer.

    bytes in -> call -> faces -> facts (the act is one) -> decision -> outcome -> entry -> bytes out

 1. Who asks: the key, and nothing else. No valid key: 401, counted, not entered.
 2. What was sent is read into a call, field by field; what cannot be read is refused by name.
 3. Every picture is opened and inspected; without pictures nothing looks for faces or acts.
 4. Registration, attestation, pictures and wording become facts and plausible acts.
 5. The codes that apply are asked about every act; the table makes one outcome of the answers.
 6. The entry is durable before anything else happens.
 7. Then, and only for pass and redact, the call goes upstream in our own writing, and the answer
    is checked before it leaves.

Rules kept here:
 * Nothing passes that has no entry. Whatever fails, fails here, is entered, and passes nothing.
 * When the entry itself cannot be written nothing passes; the failure is entered once it can.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec import structs

from countenance.callers.attestation import check_attestation
from countenance.callers.registration import Registration
from countenance.callers.standing import Standing
from countenance.dialects import replies
from countenance.dialects.call import Call, Operation, Reply, Request
from countenance.dialects.headers import check_headers, key_of, picked
from countenance.dialects.read import read
from countenance.dialects.replies import To
from countenance.dialects.routes import asked_about, dialect_of
from countenance.errors import (
    AttestationError,
    CallError,
    CountenanceError,
    RecordError,
    TooManyError,
)
from countenance.evidence.act import Act
from countenance.evidence.operations import also_asked
from countenance.facts.known import Evidence
from countenance.gate.asgi import Streamed
from countenance.gate.explain import (
    clause_named,
    lost,
    nothing_was_decided,
    noticed,
    told,
    what_was_decided,
)
from countenance.gate.fetch import fetched
from countenance.gate.holding import Holding
from countenance.gate.judge import Judge
from countenance.gate.judging import Decided, Judgement
from countenance.gate.linking import judged_as_one
from countenance.gate.obligations import unkept
from countenance.gate.opening import Opened, finder, opened
from countenance.gate.outcome import Action, Reason
from countenance.gate.parts import Ports, WalkSettings
from countenance.gate.recording import Said, decision_entry
from countenance.gate.reviewing import Ready
from countenance.gate.timing import About, Stage, noted, timed
from countenance.gate.turn import Turn, fits
from countenance.gate.understanding import understood
from countenance.gate.within import within
from countenance.record.make import Prepared

__all__ = ["Known", "Ports", "Walk", "WalkSettings"]

@dataclass(frozen=True, slots=True)
class Known:
    """Whose call it is, found by its key before its body was read; and the form of its answer."""

    registration: Registration
    to: To


class _Answered(Exception):  # noqa: N818 - a way out of the walk with an answer, not an error
    """The walk ended early with this reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class Walk:
    """One gate's walk; any number of calls may be on it at once."""

    def __init__(self, settings: WalkSettings, ports: Ports) -> None:
        self._settings = settings
        self._ports = ports
        self._judge = Judge(ports.codebook, settings.visible)
        self._turn = Turn()
        self._holding = Holding(
            ports.cases, ports.recorder, ports.codebook.vocabulary,
            address=settings.address, clock=ports.clock,
        )  # fmt: skip
        self.unknown_keys = 0
        """Calls that came without a valid key since the start: counted, not entered."""

    async def admit(self, request: Request) -> Reply | Known:
        """Step 1 alone, before there is a body: who asks, or the answer to somebody unknown."""
        try:
            return await self._who(request)
        except _Answered as early:
            return early.reply

    async def answer(self, request: Request, known: Known | None = None) -> Reply | Streamed:
        """The answer to one request; never raises for what was sent.

        `known`: what step 1 came to, where it was taken before there was a body.
        """
        try:
            known = known or await self._who(request)
            registration, to = known.registration, known.to
            if self._holding.takes(request.path):
                return await self._holding.answer(request, registration, to)
            about = asked_about(request.path)
            if about is not None:
                asked = structs.replace(request, path=about)
                return await self._asked(asked, registration, to)
            call = await self._read(request, registration, to)
            if call.operation in (Operation.MODELS, Operation.MODEL):
                return self._listing(call, to)
            decided = await self._decided(request, call, registration, to)
            return await self._act(decided, to)
        except _Answered as early:
            return early.reply

    async def handed_over(
        self, request: Request, registration: Registration, to: To
    ) -> Decided | Reply:
        """Steps 2 to 6 for a call that another gateway sends on; or why it may not."""
        try:
            call = await self._read(request, registration, to)
            return await self._decided(request, call, registration, to)
        except _Answered as early:
            return early.reply

    async def decide(
        self, request: Request, registration: Registration, *, what_if: bool
    ) -> Decided:
        """Judge and enter one request for a caller that is known already; nothing is sent yet.

        Raises the errors of ours as they are.
        """
        call = read(request, self._settings.limits)
        now = self._ports.clock()
        with self._ports.quotas.pictures(registration.id, len(call.shown)):
            evidence = await self._attested(call, registration, now)
            call = await fetched(call, self._ports.pictures)
            media = await self._opened(call, registration, now)
        ready = await self._judged(call, registration, evidence, media, now, what_if=what_if)
        return await self._entered(call, registration, media, ready, what_if=what_if)

    async def forward(self, decided: Decided, to: To) -> Reply | Streamed:
        """What the gate does about a decided call: send it, or say why not."""
        return await self._act(decided, to)

    # 1. Who asks.
    async def _who(self, request: Request) -> Known:
        to = To(dialect_of(request.path))
        try:
            check_headers(request.headers)
            key = key_of(request.headers)
            to = To(to.dialect, picked(request.headers).client_request_id)
        except CallError as error:
            self.unknown_keys += 1
            raise _Answered(replies.call_error(to, error)) from None
        try:
            found = None
            if key and self._ports.callers.is_remote:
                found = await asyncio.to_thread(self._ports.callers.behind, key)
            elif key:
                # Whoever comes in one turn of the loop was there before the first of them asked.
                found = self._ports.callers.behind(key, anew=self._turn.is_new)
                self._turn.begin()
        except CountenanceError as error:
            entry = await self._ports.recorder.failed("registry", error)
            says = "the registry cannot be read"
            raise _Answered(replies.gate_failure(to, says, entry=entry)) from None
        if found is None:
            self.unknown_keys += 1
            raise _Answered(replies.unknown_key(to))
        registration, suspension = found
        # Whoever is suspended may still take with it what was entered about it.
        if suspension is not None and not request.path.startswith(replies.RECEIPTS):
            raise _Answered(replies.suspended(to, suspension))
        return Known(registration, to)

    async def _asked(self, request: Request, registration: Registration, to: To) -> Reply:
        """Steps 2 to 6 for a call that is only asked about."""
        call = await self._read(request, registration, to, what_if=True)
        if call.operation in (Operation.MODELS, Operation.MODEL):
            headers = replies.outcome_headers(to, replies.Decided.PASS)
            return replies.json_reply(200, nothing_was_decided(), headers)
        decided = await self._decided(request, call, registration, to, what_if=True)
        if self._ports.keep_example is not None:
            await self._ports.keep_example(decided)
        return replies.json_reply(200, what_was_decided(decided), self._headers(to, decided))

    # 2. What was sent.
    async def _read(
        self, request: Request, registration: Registration, to: To, *, what_if: bool = False
    ) -> Call:
        try:
            if not fits(request.body):
                return await asyncio.to_thread(read, request, self._settings.limits)
            return read(request, self._settings.limits)
        except CallError as error:
            entry = await self._ports.recorder.unreadable(
                request, registration, error, what_if=what_if
            )
            raise _Answered(replies.call_error(to, error, entry)) from None

    # 3. to 6.
    async def _decided(
        self,
        request: Request,
        call: Call,
        registration: Registration,
        to: To,
        *,
        what_if: bool = False,
    ) -> Decided:
        recorder = self._ports.recorder
        now = self._ports.clock()
        stage = "attestation"
        try:
            with within(self._settings.call_seconds):
                with self._ports.quotas.pictures(registration.id, len(call.shown)):
                    evidence = await self._attested(call, registration, now)
                    stage = "fetching"
                    call = await fetched(call, self._ports.pictures)
                    stage = "inspection"
                    media = await self._opened(call, registration, now)
                stage = "judging"
                with timed(Stage.DECIDE):
                    ready = await self._judged(
                        call, registration, evidence, media, now, what_if=what_if
                    )
            stage = "hold" if ready.is_held and not what_if else "record"
            with timed(Stage.RECORD):
                return await self._entered(call, registration, media, ready, what_if=what_if)
        except TooManyError as error:
            raise _Answered(replies.too_many(to, str(error))) from None
        except AttestationError as error:
            entry = await recorder.unreadable(
                request, registration, error, clause="attestation", what_if=what_if
            )
            raise _Answered(replies.invalid_attestation(to, str(error), entry)) from None
        except CallError as error:
            entry = await recorder.unreadable(request, registration, error, what_if=what_if)
            raise _Answered(replies.call_error(to, error, entry)) from None
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered, and nothing passes
            entry = await recorder.failed(stage, error, registration)
            raise _Answered(replies.gate_failure(to, entry=entry)) from None

    async def _attested(
        self, call: Call, registration: Registration, now: int
    ) -> tuple[Evidence, ...]:
        if call.attestation is None:
            return ()
        checked = await asyncio.to_thread(
            check_attestation,
            call.attestation,
            call=call.digest,
            audience=self._settings.address,
            registration=registration,
            vocabulary=self._ports.codebook.vocabulary,
            now=now // 1_000_000_000,
            seen=self._ports.seen,
        )
        return checked.evidence

    async def _opened(self, call: Call, registration: Registration, now: int) -> Opened:
        ports = self._ports
        behind = ports.upstreams.for_call(call.operation, call.model)
        find = finder(ports.ids, registration.ref, behind.name, now // 1_000_000_000)
        return await opened(call, ports.eyes, ports.ears, find)

    async def _judged(
        self,
        call: Call,
        registration: Registration,
        attested: tuple[Evidence, ...],
        media: Opened,
        now: int,
        *,
        what_if: bool,
    ) -> Ready:
        ports = self._ports
        day = datetime.fromtimestamp(now // 1_000_000_000, UTC).date()
        upstream = ports.upstreams.for_call(call.operation, call.model, call.hosted_tools)
        service = upstream.known_as(call.operation)
        found = await understood(
            call, registration, media, ports.plausible, ports.remembered, ports.patterns,
            now // 1_000_000_000,
        )  # fmt: skip
        named = self._judge.places(registration, day, attested)
        asked = (service, day, registration.pin, registration.codes, named)
        applied = ports.codebook.kept(*asked)
        if applied is None:  # other calls go on meanwhile
            applied = await asyncio.to_thread(ports.codebook.applied, *asked)
        model = call.model if call.model in ports.sources.models else None
        noted(About(call.operation.value, service, model, applied.compiled.digest))
        stamp = ports.maker.stamp()
        linked = await ports.linking.linked(
            registration, media, found.acts, stamp.id, now // 10**9,
            keep=not what_if, exact=found.together,
        )  # fmt: skip

        def judged(asked: Sequence[Act]) -> tuple[Judgement, Said]:
            return self._judge.judged(
                applied,
                call,
                registration,
                service,
                day,
                evidence=(*attested, *media.evidence, *found.evidence),
                acts=asked,
                pictured=media.pictured(call),
                together=found.together,
                also=also_asked(call.operation),
            )

        own, says = judged_as_one(judged, found.acts, linked)
        judgement = await ports.approvals.applied(
            own, call, registration, media.pictured(call), self._settings.visible,
            now // 1_000_000, together=found.together,
        )  # fmt: skip
        says = says if judgement is own else None

        def made(about: Judgement, case: str | None) -> Prepared:
            return decision_entry(
                ports.maker, ports.sources, call, registration, about, media, service, day,
                linked=linked.refs, what_if=what_if, case=case, stamp=stamp,
                known=says if about is judgement else None,
            )  # fmt: skip

        return Ready(judgement, service, made)

    async def _entered(
        self,
        call: Call,
        registration: Registration,
        media: Opened,
        ready: Ready,
        *,
        what_if: bool,
    ) -> Decided:
        if ready.is_held and not what_if:
            pictured, visible = media.pictured(call), self._settings.visible
            id_, entry, judgement, case = await self._ports.reviewing.entered(
                ready, call, registration, pictured, visible
            )
            if judgement.outcome.action is Action.HOLD:
                await self._ports.keeping.keep(case, call, media, registration)
            return Decided(call, registration, judgement, media, id_, entry, case=case)
        judgement, prepared = ready.judgement, ready.made(ready.judgement, None)
        passes = judgement.outcome.action in (Action.PASS, Action.REDACT) and not what_if
        entry = await self._ports.recorder.decided(prepared, passes=passes)
        if not what_if:
            ruled = bool(judgement.applied.rulings)
            with self._ports.recorder.between(prepared.id, passes=passes):
                await self._ports.reviewing.settled(
                    call, registration, ready.service, prepared.id, ruled=ruled
                )
        standing = None
        if judgement.outcome.reason is Reason.DENIED and not what_if:
            standing = await self._standing(registration, entry)
        return Decided(call, registration, judgement, media, prepared.id, entry, standing)

    async def _standing(self, registration: Registration, entry: int) -> Standing | None:
        """What the refusals of a caller add up to. That it cannot be said changes no refusal."""
        try:
            return await asyncio.to_thread(
                self._ports.standings.refused, registration, entry
            )
        except RecordError as error:
            await self._ports.recorder.failed("standing", error, registration)
            return None

    # 7. What the gate does about it.
    async def _act(self, decided: Decided, to: To) -> Reply | Streamed:
        outcome = decided.judgement.outcome
        if outcome.action is Action.PASS or outcome.action is Action.REDACT:
            call = decided.call
            behind = self._ports.upstreams.for_call(
                call.operation, call.model, call.hosted_tools
            )
            return await self._ports.forwarder.forward(decided, behind, to)
        why = told(decided.judgement, decided.entry)
        if decided.standing is not None:
            why = noticed(why, decided.standing)
        if decided.media.lost:
            why = lost(why, decided.media.lost)
        match outcome.action:
            case Action.REFUSE:
                if outcome.reason is Reason.REFUSED and decided.case is not None:
                    return await self._holding.refused(decided, decided.case, why, to)
                if outcome.reason is Reason.FACT_MISSING and outcome.question is not None:
                    fact = self._ports.codebook.vocabulary.fact(outcome.question)
                    return replies.missing_fact(to, fact.name, fact.ask, why)
                if outcome.reason is Reason.OBLIGATION:
                    return replies.obligation_not_accepted(to, unkept(outcome.duties), why)
                if outcome.reason is Reason.CAPABILITY and outcome.question is not None:
                    return replies.capability_not_approved(to, outcome.question, why)
                return replies.refusal(to, why)
            case Action.HOLD:
                return self._holding.held(decided, why, to)

    def _listing(self, call: Call, to: To) -> Reply:
        if call.operation is Operation.MODELS:
            return replies.model_list(to, self._ports.upstreams.models())
        return replies.model_one(to, call.model, self._ports.upstreams.owner(call.model))

    def _headers(self, to: To, decided: Decided) -> tuple[tuple[str, str], ...]:
        word = replies.Decided(decided.judgement.outcome.action.value)
        clause = clause_named(decided.judgement)
        return replies.outcome_headers(to, word, clause, decided.entry)
