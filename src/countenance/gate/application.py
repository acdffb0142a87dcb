"""The gate put together: stores, eyes, reader of acts, codes, upstreams, and the walk.

Rules kept here:
 * It starts only when everything is there: codes for every configured service, a detector whose
   digest fits, limits around the decoder that hold (or a risk that the operator named), a record
   that can be written, the keys of the upstreams.
 * What it runs with is entered: the settings and upstreams when they changed, and every start.
 * Decisions that an earlier gate left without an outcome get one before the first call.
"""

import asyncio
import hashlib
import os
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from countenance import __version__
from countenance.dialects import replies
from countenance.dialects.call import Reply, Request
from countenance.dialects.headers import picked
from countenance.dialects.reading import Limits as ReadLimits
from countenance.dialects.replies import To
from countenance.dialects.routes import dialect_of
from countenance.errors import (
    CallError,
    RecordError,
    SettingsError,
    TooManyError,
    UnsupportedCallError,
)
from countenance.evidence.act import ActReader, UnreadActs
from countenance.evidence.embed import embedder
from countenance.faces.inspect import Inspector
from countenance.faces.settings import FaceSettings
from countenance.faces.weights import DetectorKind
from countenance.gate.codebook import Codebook
from countenance.gate.fetch import Fetcher, FetchLimits
from countenance.gate.forward import Forwarder
from countenance.gate.metrics import Metrics
from countenance.gate.outcome import Visible
from countenance.gate.plugins.doors import Doors, doors_of
from countenance.gate.quotas import CallerLimits, Lease, Quotas
from countenance.gate.recorder import Recorder
from countenance.gate.recording import Sources
from countenance.gate.server import Refused, Streamed
from countenance.gate.settings import (
    CallerLimitsSettings,
    LimitsSettings,
    PicturesSettings,
    Settings,
    UpstreamSettings,
)
from countenance.gate.upstreams import Upstreams, open_upstreams
from countenance.gate.walk import Known, Ports, Walk, WalkSettings
from countenance.media.decoder import Unsandboxed, check_c2pa_extra
from countenance.media.ears import Ears, SoundSettings
from countenance.media.film_messages import FilmLimits
from countenance.media.print_reader import check_ocr_extra
from countenance.record.changes import UpstreamSeen
from countenance.record.make import Maker
from countenance.stores.act_model import packaged_act_model
from countenance.stores.bindings import Bindings
from countenance.stores.holds import Holds
from countenance.stores.log import SqliteLog
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.patterns import packaged_patterns
from countenance.stores.registry import Registry, RegistryReader
from countenance.stores.secret_file import read_secret, write_secret
from countenance.stores.seen import SeenAttestations
from countenance.stores.weights import built_in_weights, weights_from_file

__all__ = ["Admitted", "Gate", "face_settings", "quotas_of", "seen_upstreams"]

_PROBE_SECONDS = 5.0
_HOLD_SECRET = "holds.key"  # noqa: S105 - the name of a file
_ID_SECRET = "ids.key"  # noqa: S105 - the name of a file


@dataclass(frozen=True, slots=True)
class _Open:
    """What a running gate holds."""

    walk: Walk
    doors: Doors
    eyes: Inspector
    log: SqliteLog
    recorder: Recorder
    stack: AsyncExitStack


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that was let in, and whose it is."""

    lease: Lease
    known: Known

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
    ) -> None:
        """`serves`: whether this is the gate of its folder, or a command beside it.

        `metrics`: where it says what it has, for those who ask.
        """
        self._settings = settings
        self._environment = environment
        self._clock = clock
        self._random = random
        self._upstreams = upstreams
        self._serves = serves
        self._metrics = metrics
        self._quotas = quotas_of(settings.limits)
        self._running: _Open | None = None

    @property
    def walk(self) -> Walk:
        """The walk of the open gate."""
        return self._open_or_raise().walk

    def _reader(self) -> ActReader | UnreadActs:
        vectors = embedder()
        if vectors is None:
            return UnreadActs()
        return ActReader(packaged_act_model(), vectors, self._random(32))

    async def open(self) -> None:
        """Put everything together. Raises the errors of ours that say what is not there."""
        settings = self._settings
        vocabulary, patterns = packaged_vocabulary(), packaged_patterns()
        today = datetime.fromtimestamp(self._clock() // 1_000_000_000, UTC).date()
        upstreams = self._upstreams or open_upstreams(settings.upstream, self._environment)
        codebook = Codebook(
            vocabulary,
            packaged_editions(),
            active=settings.codes.active,
            signed=frozenset(d.removeprefix("sha256:") for d in settings.codes.signed_off),
        )
        for service in upstreams.services:
            codebook.require(service, today)
        folder, faces = Path(settings.gate.data), face_settings(settings)
        maker = Maker(self._clock, self._random)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(upstreams.close)
            log = SqliteLog.for_gate(folder) if self._serves else SqliteLog(folder)
            stack.callback(log.close)
            self._note_settings(folder)
            callers = RegistryReader(folder)
            stack.callback(callers.close)
            holds = Holds(folder, _secret(folder / _HOLD_SECRET, self._random))
            stack.callback(holds.close)
            ids = Bindings(folder, _secret(folder / _ID_SECRET, self._random))
            stack.callback(ids.close)
            eyes = await stack.enter_async_context(
                Inspector(faces, key=self._random(32))
            )
            ears = Ears(SoundSettings(unsandboxed=faces.unsandboxed))
            stack.push_async_callback(ears.close)
            reader = self._reader()
            sources = Sources(
                vocabulary="sha256:" + vocabulary.digest.hex(),
                detector="sha256:" + faces.weights.sha256,
                act_model=reader.digest,
                patterns=patterns.digest,
                models=frozenset(model for model, _ in upstreams.models()),
            )
            pictures = Fetcher(_fetch_limits(settings.pictures))
            recorder = Recorder(log, maker)
            stack.push_async_callback(recorder.drain)
            limits = ReadLimits(
                body=settings.gate.max_body_bytes,
                pictures=settings.gate.max_pictures,
                hosted_tools=upstreams.hosted_tools,
            )
            forwarder = Forwarder(
                eyes, recorder, ids, pictures, address=settings.address, clock=self._clock
            )
            ports = Ports(
                callers=callers,
                pictures=pictures,
                eyes=eyes,
                ears=ears,
                ids=ids,
                plausible=reader.plausible,
                codebook=codebook,
                patterns=patterns,
                upstreams=upstreams,
                quotas=self._quotas,
                recorder=recorder,
                holds=holds,
                seen=SeenAttestations(log, self._clock() // 1_000_000_000),
                maker=maker,
                sources=sources,
                forwarder=forwarder,
                clock=self._clock,
            )
            walk = Walk(
                WalkSettings(
                    address=settings.address,
                    visible=Visible(settings.gate.visible_faces),
                    limits=limits,
                    call_seconds=settings.gate.call_seconds,
                ),
                ports,
            )
            if self._serves:
                reconciled = log.reconcile(maker.unknown_outcome)
                await self._enter_start(maker, log, sources, eyes, reconciled)
            if self._metrics is not None:
                self._metrics.watch_value(
                    "entries", "Entries in the record.", lambda: float(log.size())
                )
                self._metrics.watch_value(
                    "entries_unwritten", "Failures to write that are not yet entered.",
                    lambda: float(recorder.unwritten),
                )  # fmt: skip
            doors = doors_of(walk, forwarder, recorder, limits)
            self._running = _Open(walk, doors, eyes, log, recorder, stack.pop_all())

    async def close(self) -> None:
        """Write what is left to write, and end everything."""
        if self._running is not None:
            running, self._running = self._running, None
            await running.stack.aclose()

    async def admit(self, request: Request) -> Reply | Admitted:
        """The answer to somebody unknown, or who asks too often; otherwise the call is let in."""
        found = await self._open_or_raise().walk.admit(request)
        if isinstance(found, Reply):
            return found
        try:
            return Admitted(self._quotas.begin(found.registration.id), found)
        except TooManyError as error:
            return replies.too_many(found.to, str(error))

    async def answer(self, request: Request, lease: object = None) -> Reply | Streamed:
        """One call, from its bytes to its answer. `lease`: what `admit` gave, if it was asked."""
        running = self._open_or_raise()
        known = lease.known if isinstance(lease, Admitted) else None
        if running.doors.take(request.path):
            return await running.doors.answer(request, known)
        return await running.walk.answer(request, known)

    def refusal(self, request: Request, refused: Refused) -> Reply:
        """The answer to a request that the server itself turned away."""
        to = To(dialect_of(request.path), _echoed(request))
        match refused.status:
            case 429:
                return replies.too_many(to)
            case 503:
                return replies.gate_failure(to, refused.why)
            case _:
                error = UnsupportedCallError(refused.why, status=refused.status)
                return replies.call_error(to, error)

    async def readiness(self) -> tuple[bool, dict[str, object]]:
        """Whether a call could be judged and recorded now: the stores answer, limits hold."""
        if self._running is None:
            return False, {"record": "closed"}
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                await self._running.recorder.probe()
            entries = self._running.log.size()
        except TimeoutError:
            return False, {"record": f"nothing was written within {_PROBE_SECONDS:g} seconds"}
        except RecordError as error:
            return False, {"record": str(error)}
        eyes = self._running.eyes.report()
        return True, {"entries": entries, "pictures": eyes, "version": __version__}

    def _open_or_raise(self) -> _Open:
        if self._running is None:
            raise SettingsError("the gate is not open")
        return self._running

    def _note_settings(self, folder: Path) -> None:
        registry = Registry(folder, packaged_vocabulary(), self._clock, self._random)
        try:
            registry.note_settings(_flat(self._settings), seen_upstreams(self._settings.upstream))
        finally:
            registry.close()

    async def _enter_start(
        self, maker: Maker, log: SqliteLog, sources: Sources, eyes: Inspector, reconciled: int
    ) -> None:
        limits = eyes.report()["limits"]
        held = sorted(name for name, holds in limits.items() if holds) if isinstance(
            limits, dict
        ) else []
        started = maker.startup(
            engine=f"countenance-{__version__}",
            settings=_settings_digest(self._settings),
            vocabulary=sources.vocabulary,
            detector=sources.detector,
            act_model=sources.act_model,
            limits=held,
            reconciled=reconciled,
        )
        await log.append(started.data, started.openings)


def quotas_of(settings: LimitsSettings) -> Quotas:
    """What each caller may take, and how many pictures may wait."""
    general = _caller_limits(settings)
    own = {name: _caller_limits(each, settings) for name, each in settings.callers.items()}
    return Quotas(general, own, settings.pictures_waiting)


def _caller_limits(
    own: LimitsSettings | CallerLimitsSettings, general: LimitsSettings | None = None
) -> CallerLimits:
    def limit(name: str) -> int:
        value = getattr(own, name)
        return int(getattr(general, name) if value is None else value)

    return CallerLimits(**{each.name: limit(each.name) for each in fields(CallerLimits)})


def _fetch_limits(settings: PicturesSettings) -> FetchLimits:
    return FetchLimits(
        frozenset(settings.fetch), settings.fetch_max_bytes, settings.fetch_seconds
    )


def face_settings(settings: Settings) -> FaceSettings:
    """What the settings say about looking at pictures, with the weights loaded and their digest
    checked. Raises `SettingsError` for an extra that is asked for and not installed."""
    faces, films = settings.faces, settings.films
    read_text = settings.pictures.read_text == "on"
    if read_text:
        check_ocr_extra()
    read_credentials = settings.pictures.read_credentials == "on"
    if read_credentials:
        check_c2pa_extra()
    if faces.detector == "yunet":
        weights = weights_from_file(Path(faces.model), DetectorKind.YUNET, faces.sha256)
    else:
        weights = built_in_weights()
    named = faces.unsandboxed == "i-know-the-risk"
    return FaceSettings(
        weights,
        workers=faces.workers,
        seconds=faces.seconds,
        unsandboxed=Unsandboxed.I_KNOW_THE_RISK if named else Unsandboxed.REFUSE,
        films=FilmLimits(
            bytes=films.max_bytes,
            seconds=films.max_length_seconds,
            frames=films.max_frames,
            rate=films.frames_per_second,
        ),
        film_seconds=films.seconds,
        read_text=read_text,
        read_credentials=read_credentials,
    )


def seen_upstreams(upstreams: tuple[UpstreamSettings, ...]) -> tuple[UpstreamSeen, ...]:
    """The upstreams as the record notes them."""
    return tuple(
        UpstreamSeen(one.name, one.kind, one.service, one.url or "mirror") for one in upstreams
    )


def _flat(settings: Settings) -> dict[str, str]:
    """Every setting by its name; there are no secrets among them."""
    tables = msgspec.to_builtins(settings)
    tables.pop("upstream")
    flat = {
        f"{table}.{key}": msgspec.json.encode(value).decode()
        for table, content in tables.items()
        for key, value in content.items()
    }
    for one in settings.upstream:
        if one.hosted_tools:
            flat[f"upstream.{one.name}.hosted_tools"] = ",".join(one.hosted_tools)
    return flat


def _settings_digest(settings: Settings) -> str:
    written = msgspec.json.encode(settings, order="sorted")
    return "sha256:" + hashlib.sha256(written).hexdigest()


def _secret(path: Path, random: Callable[[int], bytes]) -> bytes:
    if not path.exists():
        write_secret(path, random(32))
    return read_secret(path)


def _echoed(request: Request) -> str | None:
    try:
        return picked(request.headers).client_request_id
    except CallError:
        return None
