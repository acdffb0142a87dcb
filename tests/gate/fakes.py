"""A gate whose neighbours are fakes that keep the same promises, and break them when told.

Everything that decides, enters, writes and checks is the real thing: the server, the walk, the
codes, the recorder. Only the registry, the eyes, the reader of acts, the disk and the AI service
are stood in for, so that hundreds of calls with faults take seconds.
"""

import asyncio
import base64
import hashlib
import json
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from countenance.callers.registration import Registration
from countenance.callers.standing import Standing
from countenance.dialects import replies
from countenance.dialects.call import Outgoing, Reply, Request, Target
from countenance.dialects.reading import Limits as ReadLimits
from countenance.dialects.replies import To
from countenance.dialects.routes import dialect_of
from countenance.errors import (
    DetectorError,
    MediaError,
    RecordError,
    TooManyError,
    UnsupportedMediaError,
    UpstreamError,
)
from countenance.evidence.act import Asked, PlausibleActs
from countenance.evidence.labels import Label
from countenance.faces.boxes import Face
from countenance.faces.settings import Inspection, Rendered, Still
from countenance.gate.application import Admitted, Gate
from countenance.gate.asgi import Streamed
from countenance.gate.capabilities import Approvals
from countenance.gate.codebook import Codebook
from countenance.gate.fetch import Fetcher, FetchLimits
from countenance.gate.forward import Forwarder
from countenance.gate.keeping import Keeping
from countenance.gate.linking import Linking
from countenance.gate.outcome import Visible
from countenance.gate.ports import PictureSource
from countenance.gate.quotas import Quotas
from countenance.gate.recorder import Recorder
from countenance.gate.recording import Sources
from countenance.gate.reviewing import Reviewing
from countenance.gate.server import Limits, Refused, Server
from countenance.gate.settings.review import ReviewSettings
from countenance.gate.settings.settings import parse_settings
from countenance.gate.timing import Spans
from countenance.gate.upstream import UpstreamReply
from countenance.gate.upstreams import Behind, Upstreams
from countenance.gate.walk import Ports, Walk, WalkSettings
from countenance.media.ears import Heard
from countenance.media.kinds import MediaKind
from countenance.media.sound_kinds import SoundKind
from countenance.record.commitment import Opening
from countenance.record.make import Maker
from countenance.review.capability import Capability
from countenance.review.motion import Motion
from countenance.stores.bindings import Bound
from countenance.stores.looks import Asking, Look, Shown
from countenance.stores.memory_log import MemoryLog
from countenance.stores.patterns import packaged_patterns
from countenance.stores.seen import SeenAttestations
from gate.judged import BOOK, act, private
from review.made_cases import MemoryCases
from review.made_motions import opened
from stores.approving import YES

__all__ = ["KEY", "NOON", "Client", "Fakes", "Sent", "body_of"]

KEY = "cnt_the-key-of-acme"
NOON = 1_795_348_800_000_000_000
"""22 November 2026, 12:00 UTC, in nanoseconds since 1970."""


@dataclass
class FakeCallers:
    """Knows one key."""

    registration: Registration = field(default_factory=lambda: private(provider_approval="none"))
    fail: Exception | None = None
    suspended: int | None = None
    is_remote: bool = False

    def behind(
        self, key: str, *, anew: bool = True
    ) -> tuple[Registration, int | None] | None:
        if self.fail is not None:
            raise self.fail
        return (self.registration, self.suspended) if key == KEY else None


@dataclass
class FakeEyes:
    """Sees a face in bytes that begin with `face`. `fault`: what goes wrong next."""

    fault: str = ""
    looked: int = 0
    copying: str = ""
    """What goes wrong when copies for people are made."""

    async def inspect(self, data: bytes, digest: bytes | None = None) -> Inspection:
        self.looked += 1
        match self.fault:
            case "raises":
                raise DetectorError("detector: held a secret")
            case "unreadable":
                raise MediaError("broken")
            case "odd":
                raise ZeroDivisionError("held a secret")
            case "hangs":
                await asyncio.sleep(3600)
            case "garbage":
                return None  # type: ignore[return-value]  # what a broken detector might give
        faces = (Face(1, 2, 3, 4, 0.9),) if data.startswith(b"face") else ()
        size = (64, 48)
        return Inspection(
            MediaKind.JPEG, 64, 48, 1, faces, ("upright-640",), "fake", size,
            hashlib.sha256(data).hexdigest(), "11",
        )  # fmt: skip

    async def render(
        self,
        data: bytes,
        inspection: Inspection,
        *,
        cover: bool,
        mask: bool = False,
        digest: bytes | None = None,
    ) -> Rendered:
        await asyncio.sleep(0)
        if self.fault == "lost":
            raise DetectorError("detector: held a secret")
        done = b"covered" if cover and inspection.faces else b"made anew"
        return Rendered(done, "image/jpeg", len(inspection.faces) if cover else 0)


    async def stills(
        self, data: bytes, inspection: Inspection, places: Sequence[int], side: int, *, plain: bool
    ) -> tuple[Still, ...]:
        await asyncio.sleep(0)
        match self.copying:
            case "raises":
                raise DetectorError("detector: held a secret")
            case "unreadable":
                raise MediaError("broken")
            case "odd":
                raise ZeroDivisionError("held a secret")
            case "hangs":
                await asyncio.sleep(3600)
        count = len(inspection.faces)
        return tuple(
            Still(place, count, b"blurred " + data[:40], b"plain " + data[:40] if plain else b"")
            for place in places
        )


class FakeIds:
    """Knows no id, and keeps none."""

    def keep(
        self, caller: str, refers: str, ids: Sequence[tuple[str, int]], bound: Bound, now: int
    ) -> None:
        raise AssertionError("no answer of these tests gives out an id")

    def find(self, caller: str, refers: str, name: str, now: int) -> Bound | None:
        return None


class FakeEars:
    """Hears half a second in bytes that begin with `sound`."""

    async def hear(self, data: bytes) -> Heard:
        if not data.startswith(b"sound"):
            raise UnsupportedMediaError("sound: its content is not of a known kind")
        return Heard(SoundKind.WAV, 500, 1, 16_000, "sha256:00", b"made anew")


class FakeLog(MemoryLog):
    """A log whose disk can be full or slow."""

    def __init__(self) -> None:
        super().__init__()
        self.failed = 0
        self.slow = asyncio.Event()
        self.slow.set()

    def begin(self, data: bytes, openings: Sequence[Opening] = ()) -> "asyncio.Future[int]":
        return asyncio.ensure_future(self.append(data, openings))

    async def append(self, data: bytes, openings: Sequence[Opening] = ()) -> int:
        await self.slow.wait()
        await asyncio.sleep(0)
        try:
            return self.append_now(data, openings)
        except RecordError:
            # The count of what failed before is not one more failure.
            self.failed += b'"late":true' not in data
            raise

    def read(self, kind: str = "") -> list[dict[str, Any]]:
        """The entries, or those of one kind."""
        found = [json.loads(stored.data) for stored in self.entries()]
        return [entry for entry in found if not kind or entry["kind"] == kind]


@dataclass(frozen=True)
class Sent:
    """One call that reached the fake AI service, and how many entries there were by then."""

    body: dict[str, Any]
    entries: int
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The first word of its text, which names the call."""
        content = self.body["messages"][0]["content"]
        text = content if isinstance(content, str) else content[0]["text"]
        return str(text.split()[0])

    @property
    def pictures(self) -> list[bytes]:
        """The bytes of its pictures."""
        content = self.body["messages"][0]["content"]
        parts = content if isinstance(content, list) else []
        urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
        return [base64.b64decode(url.split(",", 1)[1]) for url in urls]


class FakeUpstream:
    """An AI service inside the test; keeps what reached it. `fault`: what goes wrong next."""

    name = "fake"
    target = Target.OPENAI

    def __init__(self, log: FakeLog) -> None:
        self.fault = ""
        self.says = "a quiet room with a table and a lamp. it is late in the day."
        self.sent: list[Sent] = []
        self.open = 0
        self._log = log

    @asynccontextmanager
    async def send(self, outgoing: Outgoing) -> AsyncIterator[UpstreamReply]:
        self.sent.append(Sent(json.loads(outgoing.body), self._log.size(), outgoing.headers))
        self.open += 1
        try:
            match self.fault:
                case "reset":
                    raise UpstreamError("upstream `fake`: could not be reached")
                case "hangs":
                    await asyncio.sleep(3600)
                case "bug":
                    raise ZeroDivisionError("secret words")
            yield _FakeReply(self.fault, self.says, outgoing.stream)
        finally:
            self.open -= 1

    async def close(self) -> None:
        """Nothing to close."""


class _FakeReply:
    def __init__(self, fault: str, says: str, stream: bool) -> None:
        self.status = int(fault) if fault.isdigit() else 200
        self.headers: Mapping[str, str] = {"retry-after": "5"}
        self._fault = fault
        self._says = says
        self._stream = stream

    async def chunks(self, pause: float | None = None) -> AsyncIterator[bytes]:
        if pause is not None and self._fault == "late":
            yield b""
        if self.status != 200:
            yield b'{"error": {"message": "secret words", "code": "odd"}}'
        elif self._fault == "garbage":
            yield b"data: secret words\n\n"
        elif self._stream:
            for word in self._says.split(" "):
                await asyncio.sleep(0)
                yield _event({"content": word + " "}, None)
                if self._fault == "cut":
                    return
                if self._fault == "stalls":
                    await asyncio.sleep(3600)
                if self._fault == "breaks":
                    raise UpstreamError("upstream `fake`: broke off its answer")
                if self._fault == "bug inside":
                    raise ZeroDivisionError("secret words")
            yield _event({}, "stop") + b"data: [DONE]\n\n"
        else:
            await asyncio.sleep(0)
            message = {"role": "assistant", "content": self._says}
            choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
            made = {"id": "c-1", "object": "chat.completion", "created": 1, "choices": choices}
            written = json.dumps(made).encode()
            yield written[: len(written) // 2] if self._fault == "cut" else written

    async def read(self) -> bytes:
        return b"".join([chunk async for chunk in self.chunks()])


def _event(delta: dict[str, str], ended: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": ended}
    made = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "choices": [choice]}
    return b"data: " + json.dumps(made).encode() + b"\n\n"


class FakeBoard:
    """A board that has said yes to everything, or to what it is given."""

    def __init__(self, given: Sequence[Capability] | None = None) -> None:
        self.given = YES if given is None else given
        self.fails: Exception | None = None
        self.asked = 0

    def capabilities(self) -> tuple[tuple[Motion, Capability], ...]:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return tuple((opened(), each) for each in self.given)


class FakeStandings:
    """Counts nothing; `standing` is what it says. Keeps which refusals it was told of."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.standing: Standing | None = None
        self.fail: RecordError | None = None

    def refused(self, registration: Registration, entry: int) -> Standing | None:
        if self.fail is not None:
            raise self.fail
        self.told.append(entry)
        return self.standing


class FakeLooks:
    """Keeps looks in memory, and never forgets."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, frozenset[str], Look]] = []
        self.fail: RecordError | None = None

    def earlier(self, caller: str, pictures: Sequence[Shown], now: int) -> tuple[Look, ...]:
        if self.fail is not None:
            raise self.fail
        asked = {each.digest for each in pictures}
        found = [look for ref, shown, look in self.kept if ref == caller and shown & asked]
        return tuple(reversed(found))

    def look_each(self, asked: Sequence[Asking]) -> list[tuple[Look, ...] | RecordError]:
        return [self._look(each) for each in asked]

    def _look(self, asking: Asking) -> tuple[Look, ...]:
        found = self.earlier(asking.caller, asking.pictures, asking.now)
        shown = frozenset(each.digest for each in asking.pictures)
        self.kept.append((asking.caller, shown, Look(asking.now, asking.entry, asking.acts)))
        return found


class Fakes:
    """A walk, its server, and everything around it. Make it inside a running loop.

    `log`: another log that keeps the same promises. `pictures`: as a gate that fetches has it.
    """

    def __init__(
        self,
        call_seconds: float = 30.0,
        patience: float = 30.0,
        log: Any = None,
        book: Codebook = BOOK,
        pictures: PictureSource | None = None,
        quotas: Quotas | None = None,
        spans: Spans | None = None,
    ) -> None:
        self.now = NOON
        self.callers = FakeCallers()
        self.pictures = pictures or Fetcher(FetchLimits())
        self.quotas = quotas or Quotas()
        self.eyes = FakeEyes()
        self.log: FakeLog = FakeLog() if log is None else log
        self.cases = MemoryCases(lambda: self.now, self.log)
        self.standings = FakeStandings()
        self.board = FakeBoard()
        self.looks = FakeLooks()
        self.upstream = FakeUpstream(self.log)
        self.reader_fault: Exception | None = None
        maker = Maker(lambda: self.now, os.urandom)
        self.recorder = Recorder(self.log, maker, patience, linger=0)
        self.keeping = Keeping(self.eyes, self.cases, self.recorder, ReviewSettings(), patience)
        behind = Behind("fake", "azure_openai", (), self.upstream)
        self.walk = Walk(
            WalkSettings("http://gate.example", Visible.NEEDED, ReadLimits(), call_seconds),
            Ports(
                callers=self.callers,
                pictures=self.pictures,
                eyes=self.eyes,
                ears=FakeEars(),
                plausible=self._plausible,
                remembered=lambda _: None,
                codebook=book,
                patterns=packaged_patterns(),
                upstreams=Upstreams([behind]),
                quotas=self.quotas,
                recorder=self.recorder,
                cases=self.cases,
                reviewing=Reviewing(
                    self.cases, self.quotas, self.recorder, b"s" * 32, ReviewSettings(),
                    Approvals(self.board), lambda: self.now,
                ),
                keeping=self.keeping,
                approvals=Approvals(self.board),
                seen=SeenAttestations(self.log, NOON // 10**9),
                maker=maker,
                sources=Sources(
                    vocabulary="sha256:v",
                    detector="d",
                    act_model="a",
                    patterns="p",
                    models=frozenset({"m"}),
                ),
                ids=FakeIds(),
                standings=self.standings,
                linking=Linking(self.looks, 1800),
                forwarder=Forwarder(
                    self.eyes,
                    self.recorder,
                    FakeIds(),
                    self.pictures,
                    address="http://gate",
                    clock=lambda: self.now,
                ),
                clock=lambda: self.now,
            ),
        )
        self.server = Server(_Application(self.walk, self.quotas), Limits(1 << 20, 64), spans=spans)

    def _plausible(self, asked: Asked) -> PlausibleActs:
        if self.reader_fault is not None:
            raise self.reader_fault
        text = " ".join(turn.text for turn in asked.turns)
        label = Label.IDENTIFY if "who is this" in text.lower() else Label.DESCRIBE
        if "synth" in text:
            label = Label.SYNTH
        return PlausibleActs((act(label),), "a", ())

    def mended(self) -> None:
        """Nothing is broken any more."""
        self.callers.fail = self.log.fail = self.reader_fault = self.cases.fail = None
        self.eyes.fault = self.upstream.fault = ""
        self.log.slow.set()


class _Application:
    """The walk as the server serves it, with the replies of the real gate."""

    def __init__(self, walk: Walk, quotas: Quotas) -> None:
        self._walk = walk
        self._quotas = quotas
        self._gate = Gate(parse_settings("", {}), {})

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def admit(self, request: Request) -> Reply | Admitted:
        found = await self._walk.admit(request)
        if isinstance(found, Reply):
            return found
        try:
            return Admitted(self._quotas.begin(found.registration.id), found)
        except TooManyError as error:
            return replies.too_many(To(dialect_of(request.path)), str(error))

    async def answer(self, request: Request, lease: object) -> Reply | Streamed:
        known = lease.known if isinstance(lease, Admitted) else None
        return await self._walk.answer(request, known)

    def refusal(self, request: Request, refused: Refused) -> Reply:
        return self._gate.refusal(request, refused)

    async def readiness(self) -> tuple[bool, dict[str, object]]:
        return True, {}


class Client:
    """One ASGI request by hand: what it sends, what it got, and when it leaves."""

    def __init__(
        self,
        body: bytes,
        path: str = "/v1/chat/completions",
        *,
        key: str | None = KEY,
        method: str = "POST",
        query: bytes = b"",
        more: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        headers = [(b"content-type", b"application/json"), *more]
        if key is not None:
            headers.append((b"authorization", f"Bearer {key}".encode()))
        self.scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(),
            "query_string": query, "headers": headers,
        }  # fmt: skip
        self.sent: list[dict[str, Any]] = []
        self._incoming: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._incoming.put_nowait({"type": "http.request", "body": body})

    def leave(self) -> None:
        """Close the connection."""
        self._incoming.put_nowait({"type": "http.disconnect"})

    async def receive(self) -> Mapping[str, Any]:
        return await self._incoming.get()

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    async def ask(self, fakes: Fakes) -> "Client":
        """Go through the whole server; itself, with the answer."""
        await fakes.server(self.scope, self.receive, self.send)
        return self

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def clause(self) -> str | None:
        return self.headers.get("x-countenance-clause")


def body_of(text: str, picture: bytes | None = None, **more: Any) -> bytes:
    """A body of a call. `picture` is given to the fake eyes as it is."""
    content: Any = text
    if picture is not None:
        url = "data:image/jpeg;base64," + base64.b64encode(picture).decode()
        content = [
            {"type": "text", "text": text},
            {"type": "image_url", "image_url": {"url": url}},
        ]
    made = {"model": "m", "messages": [{"role": "user", "content": content}], **more}
    return json.dumps(made).encode()
