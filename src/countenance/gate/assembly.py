"""A gate put together: stores, eyes, reader of acts, codes, upstreams, and the walk.

 1. The record, and what the gate is set to where that changed.
 2. The codes: packaged, the site's own, and the rulings that count.
 3. What publishes the record.
 4. What a call meets: who asks, what looks and listens, cases, the walk.
 5. The start is entered.
 6. What goes on beside calls.
 7. What people ask for, and what their pages show.

Rules kept here:
 * It starts only when everything is there: codes for every configured service, a detector whose
   digest fits, limits around the decoder that hold (or a risk that the operator named), a record
   that can be written, the keys of the upstreams.
 * What it runs with is entered: the settings and upstreams when they changed, and every start.
 * Decisions that an earlier gate left without an outcome get one before the first call.
 * What was opened is closed in the opposite order, also where a later part cannot be opened.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from countenance.callers.attestation import Seen
from countenance.dialects.reading import Limits as ReadLimits
from countenance.faces.inspect import Inspector
from countenance.faces.settings import FaceSettings
from countenance.gate.capabilities import Approvals
from countenance.gate.carrying import bucket_of
from countenance.gate.codes_opened import Codes, open_codes, packaged_codebook
from countenance.gate.configured import face_settings, fetch_limits, rules_of
from countenance.gate.deciding import Deciding
from countenance.gate.desk import Desk
from countenance.gate.expiring import Expiring
from countenance.gate.fetch import Fetcher
from countenance.gate.forward import Forwarder
from countenance.gate.keeping import Keeping
from countenance.gate.linking import Linking
from countenance.gate.metrics import Metrics
from countenance.gate.noticing import open_noticing
from countenance.gate.outcome import Visible
from countenance.gate.own_codes import OwnCodesKeeper
from countenance.gate.people.board_api import BoardApi
from countenance.gate.people.case_api import CaseApi
from countenance.gate.people.case_pictures import CasePictures
from countenance.gate.people.door import OpenApi, PeopleApi, PeopleDoor
from countenance.gate.people.people_api import PeopleApiOf
from countenance.gate.people.proposal_api import ProposalApi
from countenance.gate.people.question_api import FeedApi, QuestionApi
from countenance.gate.people.ruling_api import RulingApi
from countenance.gate.people.sign_in import open_sign_in
from countenance.gate.placing import settle_place
from countenance.gate.plugins.doors import Doors, doors_of
from countenance.gate.plugins.kept_calls import kept_by
from countenance.gate.publishing import PublicLog, Publishing, signers_of
from countenance.gate.quotas import Quotas
from countenance.gate.randomness import Drawn
from countenance.gate.receipts import Receipts
from countenance.gate.recorder import Recorder
from countenance.gate.recording import Sources
from countenance.gate.review_opened import HeldPictures, Opened, expiring, open_review
from countenance.gate.rooms import Opens
from countenance.gate.secrets import IDS, LOOKS, secret
from countenance.gate.settings.settings import Settings
from countenance.gate.sharing import Worker
from countenance.gate.starting import enter_start, note_settings
from countenance.gate.trial.keeper import example_keeper
from countenance.gate.upstreams import Upstreams, open_upstreams
from countenance.gate.walk import Ports, Walk, WalkSettings
from countenance.gate.watching import watch, watch_cases, watch_questions
from countenance.gate.witnesses import witnesses_of
from countenance.media.ears import Ears, SoundSettings
from countenance.record.make import Maker
from countenance.record.trust import witness_keys
from countenance.stores.act_model import act_reader
from countenance.stores.bindings import Bindings
from countenance.stores.examples import TRIAL_KEY
from countenance.stores.gate_number import gate_number, owner_of
from countenance.stores.log import DatabaseLog
from countenance.stores.log_keys import LogKeys
from countenance.stores.looks import Looks
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.patterns import packaged_patterns
from countenance.stores.place import Place
from countenance.stores.registry import RegistryReader
from countenance.stores.seen import SeenAttestations, SharedAttestations
from countenance.stores.standings import Standings

__all__ = ["Assembled", "Given", "assembled"]


@dataclass(frozen=True, slots=True)
class Given:
    """What a gate is put together from.

    `serves`: whether this is the gate of its folder, or a command beside it. `metrics`: where it
    says what it has, for those who ask. `worker`: which one of the processes of the gate this is,
    where there are several. `rooms`: what rooms after this one open with it.
    """

    settings: Settings
    environment: Mapping[str, str]
    quotas: Quotas
    clock: Callable[[], int]
    random: Callable[[int], bytes]
    upstreams: Upstreams | None = None
    serves: bool = True
    metrics: Metrics | None = None
    worker: Worker | None = None
    rooms: Sequence[Opens] = ()


@dataclass(frozen=True, slots=True)
class Assembled:
    """What a running gate holds. `stack`: closing it ends everything."""

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


async def assembled(given: Given) -> Assembled:
    """Put everything together. Raises the errors of ours that say what is not there."""
    async with AsyncExitStack() as stack:
        return await _Assembly(given, stack).put_together()


class _Closes(Protocol):
    def close(self) -> None: ...


_Kept = TypeVar("_Kept", bound=_Closes)


@dataclass(frozen=True, slots=True)
class _Met:
    """Step 4: what a call meets, and what else needs of it."""

    walk: Walk
    doors: Doors
    deciding: Deciding
    sources: Sources
    eyes: Inspector
    callers: RegistryReader
    standings: Standings
    recorder: Recorder
    review: Opened


class _Assembly:
    """One gate while it is put together."""

    def __init__(self, given: Given, stack: AsyncExitStack) -> None:
        self._given = given
        self._settings = given.settings
        self._clock, self._random = given.clock, given.random
        self._stack = stack
        self._folder = Path(given.settings.gate.data)
        self._vocabulary = packaged_vocabulary()
        self._maker = Maker(given.clock, Drawn(given.random))

    async def put_together(self) -> Assembled:
        """All steps, one after the other."""
        settings = self._settings
        # What is missing here stops the start before anything is written.
        upstreams = self._given.upstreams or open_upstreams(
            settings.upstream, self._given.environment
        )
        book = packaged_codebook(settings.codes)
        faces, place = face_settings(settings), settle_place(settings)
        self._stack.push_async_callback(upstreams.close)

        log = await self._record()
        codes = open_codes(
            settings, self._folder, book, self._stack, serves=self._given.serves,
            services=upstreams.services, clock=self._clock, random=self._random,
        )  # fmt: skip
        keys = self._published()
        met = await self._met(log, codes, upstreams, faces, place)
        await self._entered(log, met)
        self._beside(log, codes, met)
        return self._offered(log, codes, keys, met)

    def _kept(self, part: _Kept) -> _Kept:
        """This part, closed at the end."""
        self._stack.callback(part.close)
        return part

    # 1. The record.
    async def _record(self) -> DatabaseLog:
        folder, worker = self._folder, self._given.worker
        keeps = self._settings.record.openings_days > 0
        if worker is not None:
            log = DatabaseLog.for_worker(folder, worker.number, keeps=keeps)
        elif self._given.serves:
            log = DatabaseLog.for_gate(folder, keeps=keeps)
        else:
            log = DatabaseLog(folder, keeps=keeps)
        self._kept(log)
        await log.probe()
        note_settings(self._settings, folder, self._clock, self._random)
        return log

    # 3. What publishes the record.
    def _published(self) -> LogKeys:
        keys = LogKeys(self._folder, self._maker, self._random)
        if self._given.serves:
            publishing = Publishing(
                self._folder,
                signers_of(keys, self._settings, self._random),
                witnesses_of(self._settings.record),
                bucket_of(self._settings.record, self._given.environment),
            )
            self._stack.push_async_callback(publishing.close)
            publishing.begin()
        return keys

    # 4. What a call meets.
    async def _met(
        self,
        log: DatabaseLog,
        codes: Codes,
        upstreams: Upstreams,
        faces: FaceSettings,
        place: Place | None,
    ) -> _Met:
        given, settings, folder = self._given, self._settings, self._folder
        callers = self._kept(RegistryReader(folder))
        ids_secret = secret(folder / IDS, self._random)
        ids = self._kept(Bindings(folder, ids_secret))
        standings = self._kept(
            Standings(folder, rules_of(settings.offences), self._clock, self._random)
        )
        looks = self._kept(
            Looks(folder, secret(folder / LOOKS, self._random), settings.pictures.linked_hours)
        )
        eyes = await self._stack.enter_async_context(Inspector(faces, key=self._random(32)))
        ears = Ears(SoundSettings(unsandboxed=faces.unsandboxed))
        self._stack.push_async_callback(ears.close)
        reader, patterns = act_reader(self._random), packaged_patterns()
        sources = Sources(
            vocabulary="sha256:" + self._vocabulary.digest.hex(),
            detector="sha256:" + faces.weights.sha256,
            act_model=reader.digest,
            patterns=patterns.digest,
            models=frozenset(model for model, _ in upstreams.models()),
        )
        pictures = Fetcher(fetch_limits(settings.pictures))
        recorder = Recorder(log, self._maker)
        self._stack.push_async_callback(recorder.drain)
        review = open_review(
            folder, settings.review, settings.board, given.quotas, recorder, self._stack,
            owner=owner_of(gate_number(folder), given.worker.number if given.worker else 0),
            clock=self._clock, random=self._random,
        )  # fmt: skip
        keeping = Keeping(eyes, review.cases, recorder, settings.review)
        self._stack.push_async_callback(keeping.drain)
        ports = Ports(
            callers=callers,
            pictures=pictures,
            eyes=eyes,
            ears=ears,
            ids=ids,
            standings=standings,
            linking=Linking(looks, settings.pictures.conversation_minutes * 60),
            plausible=reader.plausible,
            remembered=reader.remembered,
            codebook=codes.book,
            patterns=patterns,
            upstreams=upstreams,
            quotas=given.quotas,
            recorder=recorder,
            cases=review.cases,
            reviewing=review.reviewing,
            keeping=keeping,
            approvals=Approvals(review.motions),
            seen=self._seen(log, place),
            maker=self._maker,
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
            limits=ReadLimits(
                body=settings.gate.max_body_bytes,
                pictures=settings.gate.max_pictures,
                hosted_tools=upstreams.hosted_tools,
            ),
            call_seconds=settings.gate.call_seconds,
        )
        walk = Walk(chosen, ports)
        several = None if place is None else (folder, ids_secret)
        doors = doors_of(walk, chosen, ports, kept_by(given.worker, self._stack, several))
        deciding = Deciding(ports, chosen.visible)
        return _Met(walk, doors, deciding, sources, eyes, callers, standings, recorder, review)

    def _seen(self, log: DatabaseLog, place: Place | None) -> Seen:
        if self._given.worker is None and place is None:
            return SeenAttestations(log, self._clock() // 1_000_000_000)
        return self._kept(SharedAttestations(self._folder))

    # 5. The start.
    async def _entered(self, log: DatabaseLog, met: _Met) -> None:
        if self._given.serves:
            reconciled = log.reconcile(self._maker.unknown_outcome)
            await enter_start(
                self._settings, self._maker, log, met.sources, met.eyes.report(), reconciled
            )

    # 6. What goes on beside calls.
    def _beside(self, log: DatabaseLog, codes: Codes, met: _Met) -> None:
        given, settings, review = self._given, self._settings, met.review
        if given.metrics is not None:
            watch(given.metrics, log, met.standings, met.recorder, codes.keeper, self._folder)
            watch_cases(given.metrics, review.cases, review.motions)
            watch_questions(given.metrics, codes.asking)
        tasks = [
            codes.keeper.run(settings.codes.look_seconds),
            expiring(
                review.motions, review.cases, codes.rulings, review.proposals,
                HeldPictures(review.cases),
            ),
        ]
        if given.serves and (given.worker is None or given.worker.number == 1):
            tasks.append(Expiring(self._folder, settings.record.openings_days, self._clock).run())
        telling = open_noticing(
            self._folder, settings.notices, given.environment, settings.address, review.cases,
            self._stack, given.metrics, self._clock, self._random,
        )  # fmt: skip
        if telling is not None and given.serves:
            tasks.append(telling.run())
        for task in tasks:
            self._stack.push_async_callback(_ended, asyncio.create_task(task))

    # 7. What people ask for.
    def _offered(self, log: DatabaseLog, codes: Codes, keys: LogKeys, met: _Met) -> Assembled:
        settings, folder, review, keeper = self._settings, self._folder, met.review, codes.keeper
        watching = witness_keys(witnesses_of(settings.record))
        public = PublicLog(
            folder, keys.signers(), entries=settings.record.entries == "everyone",
            witnesses=watching,
        )  # fmt: skip
        receipts = Receipts(
            met.walk, met.recorder, log, folder, own=lambda: keeper.own,
            vocabulary=self._vocabulary, signed=codes.signed, ruled=codes.settling.ever,
            witnesses=watching,
        )  # fmt: skip
        sign_in = open_sign_in(
            folder, settings, self._given.environment, self._stack, self._clock, self._random
        )
        pictures = CasePictures(
            review.cases, met.eyes, sign_in.accounts.preferences, self._clock,
            asyncio.get_running_loop(),
        )  # fmt: skip
        answering: list[PeopleApi] = [
            CaseApi(
                review.cases, log, self._vocabulary, self._clock, codes.settling.similar,
                receipts.answers, pictures,
            ),
            BoardApi(review.motions, log, met.callers.ref_of, self._clock),
            PeopleApiOf(review.people),
            ProposalApi(
                review.proposals, self._vocabulary, lambda name: keeper.edition(name).name
            ),
        ]  # fmt: skip
        asked: list[OpenApi] = [
            RulingApi(codes.settling, log), QuestionApi(codes.asking), FeedApi(codes.asking),
        ]  # fmt: skip
        lent = Desk(
            settings, folder, review.cases, review.motions, review.proposals, met.callers,
            review.people, sign_in, log, met.recorder, public, receipts, self._vocabulary,
            codes.book, keeper, codes.settling, codes.asking, self._clock, self._random,
            met.standings, pictures,
            self._given.metrics or Metrics(), met.deciding,
        )  # fmt: skip
        found = [opens(lent, self._stack) for opens in self._given.rooms]
        rooms = [each for each in found if each is not None]
        lent = replace(lent, rooms={each.name: each.made for each in rooms})
        people = PeopleDoor(
            review.people, met.recorder, answering, asked, [each.room for each in rooms]
        )
        return Assembled(
            met.walk, met.doors, people, met.eyes, log, public, receipts, met.recorder, keeper,
            lent, self._stack.pop_all(),
        )  # fmt: skip


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
