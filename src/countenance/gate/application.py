"""The gate put together: stores, eyes, reader of acts, codes, upstreams, and the walk.

Rules kept here:
 * It starts only when everything is there: codes for every configured service, a detector whose
   digest fits, limits around the decoder that hold (or a risk that the operator named), a record
   that can be written, the keys of the upstreams.
 * What it runs with is entered: the settings and upstreams when they changed, and every start.
 * Decisions that an earlier gate left without an outcome get one before the first call.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import structlog

from countenance import __version__
from countenance.callers.attestation import Seen
from countenance.dialects import replies
from countenance.dialects.call import Reply, Request
from countenance.dialects.reading import Limits as ReadLimits
from countenance.errors import RecordError, SettingsError, TooManyError
from countenance.faces.inspect import Inspector
from countenance.gate.capabilities import Approvals
from countenance.gate.carrying import bucket_of
from countenance.gate.codebook import Codebook
from countenance.gate.configured import (
    face_settings,
    fetch_limits,
    quotas_of,
    rules_of,
)
from countenance.gate.desk import Desk
from countenance.gate.expiring import Expiring
from countenance.gate.fetch import Fetcher
from countenance.gate.forward import Forwarder
from countenance.gate.linking import Linking
from countenance.gate.loosening import open_loosening
from countenance.gate.metrics import Metrics
from countenance.gate.noticing import open_noticing
from countenance.gate.outcome import Visible
from countenance.gate.own_codes import OwnCodesKeeper, keeper_of
from countenance.gate.people.board_api import BoardApi
from countenance.gate.people.case_api import CaseApi
from countenance.gate.people.door import PeopleDoor, PersonIn
from countenance.gate.people.people_api import PeopleApiOf
from countenance.gate.people.proposal_api import ProposalApi
from countenance.gate.people.question_api import FeedApi, QuestionApi
from countenance.gate.people.ruling_api import RulingApi
from countenance.gate.people.ruling_desk import RulingDesk
from countenance.gate.people.sign_in import open_sign_in
from countenance.gate.placing import settle_place
from countenance.gate.plugins.doors import Doors, doors_of
from countenance.gate.plugins.kept_calls import kept_by
from countenance.gate.publishing import PublicLog, Publishing, signers_of
from countenance.gate.quotas import Lease
from countenance.gate.receipts import Receipts
from countenance.gate.recorder import Recorder
from countenance.gate.recording import Sources
from countenance.gate.review_opened import expiring, open_questions, open_review
from countenance.gate.secrets import IDS, LOOKS, secret
from countenance.gate.server import Refused, Streamed
from countenance.gate.settings import Settings
from countenance.gate.sharing import Worker, share
from countenance.gate.starting import enter_start, note_settings
from countenance.gate.trial.keeper import example_keeper
from countenance.gate.turned_away import turned_away
from countenance.gate.upstreams import Upstreams, open_upstreams
from countenance.gate.walk import Known, Ports, Walk, WalkSettings
from countenance.gate.watching import carried, watch, watch_cases, watch_questions
from countenance.gate.witnesses import witnesses_of
from countenance.media.ears import Ears, SoundSettings
from countenance.record.make import Maker
from countenance.stores.act_model import act_reader
from countenance.stores.bindings import Bindings
from countenance.stores.examples import TRIAL_KEY
from countenance.stores.gate_number import gate_number, owner_of
from countenance.stores.log import DatabaseLog
from countenance.stores.log_keys import LogKeys
from countenance.stores.looks import Looks
from countenance.stores.noted_codes import NotedCodes
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.patterns import packaged_patterns
from countenance.stores.place import Place
from countenance.stores.registry import RegistryReader
from countenance.stores.rulings import Rulings
from countenance.stores.seen import SeenAttestations, SharedAttestations
from countenance.stores.standings import Standings

__all__ = ["Admitted", "Gate"]

_PROBE_SECONDS = 5.0

_log = structlog.get_logger("countenance.gate")


@dataclass(frozen=True, slots=True)
class _Open:
    """What a running gate holds."""

    walk: Walk
    doors: Doors
    people: PeopleDoor
    eyes: Inspector
    log: DatabaseLog
    public: PublicLog
    receipts: Receipts
    recorder: Recorder
    codes: OwnCodesKeeper
    lent: Desk
    stack: AsyncExitStack


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that was let in, and whose it is."""

    lease: Lease
    known: Known

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of who asks; a call has a key."""
        return False

    def took(self, size: int) -> None:
        """Its body had this many bytes."""
        self.lease.took(size)

    def release(self) -> None:
        """It is over."""
        self.lease.release()


class Gate:
    """One gate over one folder of data."""

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        *,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        upstreams: Upstreams | None = None,
        serves: bool = True,
        metrics: Metrics | None = None,
        worker: Worker | None = None,
    ) -> None:
        """`serves`: whether this is the gate of its folder, or a command beside it.

        `metrics`: where it says what it has, for those who ask. `worker`: which one of the
        processes of the gate this is, where there are several.
        """
        self._settings = settings
        self._environment = environment
        self._clock = clock
        self._random = random
        self._upstreams = upstreams
        self._serves = serves
        self._metrics = metrics
        self._worker = worker
        self._quotas = quotas_of(share(settings, worker.count if worker else 1).limits)
        self._running: _Open | None = None

    @property
    def walk(self) -> Walk:
        """The walk of the open gate."""
        return self._open_or_raise().walk

    @property
    def desk(self) -> Desk:
        """What the open gate lends to the pages for people."""
        return self._open_or_raise().lent

    async def open(self) -> None:
        """Put everything together. Raises the errors of ours that say what is not there."""
        settings = self._settings
        vocabulary, patterns = packaged_vocabulary(), packaged_patterns()
        upstreams = self._upstreams or open_upstreams(settings.upstream, self._environment)
        signed = frozenset(each.removeprefix("sha256:") for each in settings.codes.signed_off)
        codebook = Codebook(
            vocabulary, packaged_editions(), active=settings.codes.active, signed=signed
        )
        folder, faces = Path(settings.gate.data), face_settings(settings)
        place = settle_place(settings)
        maker = Maker(self._clock, self._random)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(upstreams.close)
            log = self._log(folder)
            stack.callback(log.close)
            await log.probe()
            note_settings(settings, folder, self._clock, self._random)
            noted = NotedCodes(folder, self._clock, self._random)
            stack.callback(noted.close)
            rulings = Rulings(folder, self._clock, self._random)
            stack.callback(rulings.close)
            codes = keeper_of(
                settings.codes, codebook, noted if self._serves else None, upstreams.services,
                self._clock, rulings.counting,
                open_loosening(folder, noted, vocabulary, signed, stack, self._clock),
            )  # fmt: skip
            codes.begin()
            settling = RulingDesk(
                rulings, codes.edition, vocabulary, signed, self._clock,
                lambda: dict(codes.rulings.lapsed),
            )  # fmt: skip
            asking = open_questions(
                settings, folder, stack, rulings, codes.edition, self._clock, self._random
            )
            keys = LogKeys(folder, maker, self._random)
            if self._serves:
                publishing = Publishing(
                    folder,
                    signers_of(keys, settings, self._random),
                    witnesses_of(settings.record),
                    bucket_of(settings.record, self._environment),
                )
                stack.push_async_callback(publishing.close)
                publishing.begin()
            callers = RegistryReader(folder)
            stack.callback(callers.close)
            ids_secret = secret(folder / IDS, self._random)
            several = None if place is None else (folder, ids_secret)
            ids = Bindings(folder, ids_secret)
            stack.callback(ids.close)
            standings = Standings(
                folder, rules_of(settings.offences), self._clock, self._random
            )
            stack.callback(standings.close)
            looks = Looks(
                folder, secret(folder / LOOKS, self._random), settings.pictures.linked_hours
            )
            stack.callback(looks.close)
            eyes = await stack.enter_async_context(
                Inspector(faces, key=self._random(32))
            )
            ears = Ears(SoundSettings(unsandboxed=faces.unsandboxed))
            stack.push_async_callback(ears.close)
            reader = act_reader(self._random)
            sources = Sources(
                vocabulary="sha256:" + vocabulary.digest.hex(),
                detector="sha256:" + faces.weights.sha256,
                act_model=reader.digest,
                patterns=patterns.digest,
                models=frozenset(model for model, _ in upstreams.models()),
            )
            pictures = Fetcher(fetch_limits(settings.pictures))
            recorder = Recorder(log, maker)
            stack.push_async_callback(recorder.drain)
            review = open_review(
                folder, settings.review, settings.board, self._quotas, recorder, stack,
                owner=owner_of(gate_number(folder), self._worker.number if self._worker else 0),
                clock=self._clock, random=self._random,
            )  # fmt: skip
            limits = ReadLimits(
                body=settings.gate.max_body_bytes,
                pictures=settings.gate.max_pictures,
                hosted_tools=upstreams.hosted_tools,
            )
            ports = Ports(
                callers=callers,
                pictures=pictures,
                eyes=eyes,
                ears=ears,
                ids=ids,
                standings=standings,
                linking=Linking(looks, settings.pictures.conversation_minutes * 60),
                plausible=reader.plausible,
                codebook=codebook,
                patterns=patterns,
                upstreams=upstreams,
                quotas=self._quotas,
                recorder=recorder,
                cases=review.cases,
                reviewing=review.reviewing,
                approvals=Approvals(review.motions),
                seen=self._seen(folder, log, stack, place),
                maker=maker,
                sources=sources,
                forwarder=Forwarder(
                    eyes, recorder, ids, pictures, address=settings.address, clock=self._clock
                ),
                clock=self._clock,
                keep_example=example_keeper(
                    settings.trial, folder / TRIAL_KEY, eyes, self._clock, self._random
                ),
            )
            chosen = WalkSettings(
                address=settings.address,
                visible=Visible(settings.gate.visible_faces),
                limits=limits,
                call_seconds=settings.gate.call_seconds,
            )
            walk = Walk(chosen, ports)
            if self._serves:
                reconciled = log.reconcile(maker.unknown_outcome)
                await enter_start(settings, maker, log, sources, eyes.report(), reconciled)
            if self._metrics is not None:
                watch(self._metrics, log, standings, recorder, codes, folder)
                watch_cases(self._metrics, review.cases, review.motions)
                watch_questions(self._metrics, asking)
            doors = doors_of(walk, chosen, ports, kept_by(self._worker, stack, several))
            tasks = [
                codes.run(settings.codes.look_seconds),
                expiring(review.motions, review.cases, rulings, review.proposals),
            ]
            if self._serves and (self._worker is None or self._worker.number == 1):
                tasks.append(Expiring(folder, settings.record.openings_days, self._clock).run())
            telling = open_noticing(
                folder, settings.notices, self._environment, settings.address, review.cases, stack,
                self._metrics, self._clock, self._random,
            )  # fmt: skip
            if telling is not None and self._serves:
                tasks.append(telling.run())
            for task in tasks:
                stack.push_async_callback(_ended, asyncio.create_task(task))
            public = PublicLog(
                folder, keys.signers(), entries=settings.record.entries == "everyone"
            )
            receipts = Receipts(
                walk, recorder, log, folder,
                own=lambda: codes.own, vocabulary=vocabulary, signed=signed, ruled=settling.ever,
            )  # fmt: skip
            people = PeopleDoor(review.people, recorder, [
                CaseApi(review.cases, log, vocabulary, self._clock, settling.similar,
                        receipts.answers),
                BoardApi(review.motions, log, callers.ref_of, self._clock),
                PeopleApiOf(review.people),
                ProposalApi(review.proposals, vocabulary, lambda name: codes.edition(name).name),
            ], [RulingApi(settling, log), QuestionApi(asking), FeedApi(asking)])  # fmt: skip
            lent = Desk(
                settings, folder, review.cases, review.motions, review.proposals, callers,
                review.people,
                open_sign_in(folder, settings.console, stack, self._clock, self._random),
                log, recorder, public, receipts, vocabulary, codebook, codes, settling, asking,
                self._clock, self._random, standings,
            )  # fmt: skip
            self._running = _Open(
                walk, doors, people, eyes, log, public, receipts, recorder, codes, lent,
                stack.pop_all(),
            )  # fmt: skip

    async def close(self) -> None:
        """Write what is left to write, and end everything."""
        if self._running is not None:
            running, self._running = self._running, None
            await running.stack.aclose()

    async def admit(self, request: Request) -> Reply | Admitted | PersonIn:
        """The answer to somebody unknown, or who asks too often; otherwise the call is let in."""
        running = self._open_or_raise()
        if running.public.takes(request.path):
            return await running.public.answer(request)
        if running.people.takes(request.path):
            return await running.people.admit(request)
        found = await running.walk.admit(request)
        if isinstance(found, Reply):
            return found
        try:
            return Admitted(self._quotas.begin(found.registration.id), found)
        except TooManyError as error:
            return replies.too_many(found.to, str(error))

    async def answer(self, request: Request, lease: object = None) -> Reply | Streamed:
        """One call, from its bytes to its answer. `lease`: what `admit` gave, if it was asked."""
        running = self._open_or_raise()
        if isinstance(lease, PersonIn):
            return await running.people.answer(request, lease)
        known = lease.known if isinstance(lease, Admitted) else None
        if running.receipts.takes(request.path):
            return await running.receipts.answer(request, known)
        if running.doors.take(request.path):
            return await running.doors.answer(request, known)
        return await running.walk.answer(request, known)

    def refusal(self, request: Request, refused: Refused) -> Reply:
        """The answer to a request that the server itself turned away."""
        return turned_away(request, refused)

    async def readiness(self) -> tuple[bool, dict[str, object]]:
        """Whether a call could be judged and recorded now: the stores answer, limits hold."""
        if self._running is None:
            return False, {"record": "closed"}
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                await self._running.recorder.probe()
                entries = await asyncio.to_thread(self._running.log.size)
        except TimeoutError:
            return False, {"record": f"nothing was written within {_PROBE_SECONDS:g} seconds"}
        except RecordError as error:
            return False, {"record": str(error)}
        eyes = self._running.eyes.report()
        codes = self._running.codes
        own = {"own": codes.own.digest, "refused": bool(codes.wrong)}
        # A bucket that is behind makes no gate unready: calls are judged and recorded as before.
        behind = carried(Path(self._settings.gate.data), entries)
        told = {"entries": entries, "pictures": eyes, "codes": own, "version": __version__}
        return True, {**told, **behind}

    def _log(self, folder: Path) -> DatabaseLog:
        keeps = self._settings.record.openings_days > 0
        if self._worker is not None:
            return DatabaseLog.for_worker(folder, self._worker.number, keeps=keeps)
        return DatabaseLog.for_gate(folder, keeps=keeps) if self._serves else DatabaseLog(folder)

    def _seen(
        self, folder: Path, log: DatabaseLog, stack: AsyncExitStack, place: Place | None
    ) -> Seen:
        if self._worker is None and place is None:
            return SeenAttestations(log, self._clock() // 1_000_000_000)
        shared = SharedAttestations(folder)
        stack.callback(shared.close)
        return shared

    def _open_or_raise(self) -> _Open:
        if self._running is None:
            raise SettingsError("the gate is not open")
        return self._running


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
