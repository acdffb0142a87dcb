"""The witnesses of the log, asked to sign each new head: https://c2sp.org/tlog-witness.

Rules kept here:
 * A witness that is down, slow, refuses or answers nonsense stops nothing: it is missing, which is
   said once, counted, and tried again, ever more slowly.
 * What a witness sends is added when it is its signature, by the key of the policy, of the very
   head that was sent, and while that is the newest.
 * Before a process signs anything it asks about the head that is there. A witness that has seen
   more than we have says that this is an older copy: from then on nothing is signed.
 * A witness sees sizes, roots and proofs; no entry and nothing of one goes out.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from pyreqwest.exceptions import PyreqwestError

from countenance.errors import ProofError, RecordError, SettingsError
from countenance.gate.asking import asking
from countenance.gate.settings.record import RecordSettings
from countenance.gate.settings.settings import is_loopback
from countenance.gate.within import within
from countenance.record.checkpoint import Checkpoint, read_checkpoint, read_size
from countenance.record.note import Note, Signature, read_note, signatures_in, verified
from countenance.record.tiles import Tiles
from countenance.record.tree import consistency_proof
from countenance.record.trust import Trust, Witness, read_trust
from countenance.record.witness import submission
from countenance.stores.published import Publisher
from countenance.stores.witnessed import (
    Standing,
    keep_head,
    read_standing,
    write_standing,
)

__all__ = ["Witnesses", "witnesses_of"]

_SECONDS = 10.0
"""How long a witness has for an answer."""
_FIRST_SECONDS = 5.0
"""How long the first answers are waited for before anything is signed."""
_LOOK_SECONDS = 0.25
_LONGEST_PAUSE = 60.0
_ANSWER_BYTES = 64 * 1024

_log = structlog.get_logger("countenance.witnesses")


def witnesses_of(settings: RecordSettings) -> Trust | None:
    """The policy that the settings name; None where no witness is asked. Raises `SettingsError`."""
    if not settings.witnesses:
        return None
    place = f"settings: `record.witnesses`: {settings.witnesses}"
    try:
        trust = read_trust(Path(settings.witnesses).read_bytes())
    except OSError as error:
        raise SettingsError(f"{place}: cannot be read: {error.strerror}") from error
    except ProofError as error:
        raise SettingsError(f"{place}: {error}") from error
    asked = [each for each in trust.witnesses if each.url]
    if not asked:
        raise SettingsError(
            f"{place}: no witness has an address to be asked at (`witness NAME KEY URL`)"
        )
    for each in asked:
        if not _is_address(each.url):
            raise SettingsError(
                f"{place}: the address of `{each.name}` has to begin with https:// (http:// on "
                "this machine alone), without user, query and fragment"
            )
    return trust


class Witnesses:
    """The witnesses of one log, in the background. `rolled_back`: one has seen more than we."""

    def __init__(
        self,
        trust: Trust,
        publisher: Publisher,
        folder: Path,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`folder`: that of the published log; `clock`: seconds since 1970."""
        self.rolled_back = False
        self._trust = trust
        self._publisher = publisher
        self._folder = folder
        self._clock = clock
        self._asked = [_Asked(each, publisher) for each in trust.witnesses if each.url]
        self._missing: dict[str, str] = {}
        self._since: int | None = None
        self._written: Standing | None = None
        self._one = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Ask all of them about the head that is there, for a short time; then go on asking."""
        await asyncio.to_thread(self._take_up)
        self._tasks = [asyncio.create_task(self._run(each)) for each in self._asked]
        first = [asyncio.create_task(each.first.wait()) for each in self._asked]
        await asyncio.wait(first, timeout=_FIRST_SECONDS)
        for each in first:
            each.cancel()
        await asyncio.gather(*first, return_exceptions=True)

    async def close(self) -> None:
        """Ask no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for each in self._asked:
            await each.close()

    async def _run(self, one: "_Asked") -> None:
        while not self.rolled_back:
            try:
                why = await one.turn()
            except _SeenMoreError as error:
                await asyncio.to_thread(self._roll_back, one, error)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
                await self._note(one, f"could not be asked: {type(error).__name__}")
                one.fail()
            else:
                if why is not None:
                    await self._note(one, why)
                if why == "":
                    await asyncio.to_thread(self._keep_head)
            one.first.set()
            await asyncio.sleep(_LOOK_SECONDS)

    async def _note(self, one: "_Asked", why: str) -> None:
        """Keep how it stands with a witness; `why` is empty for one that has signed."""
        name = one.witness.name
        before = self._missing.get(name, "")
        if why and why != before:
            _log.error("witness-missing", witness=name, why=why)
        elif before and not why:
            _log.info("witness-signs-again", witness=name)
        if why:
            self._missing[name] = why
        else:
            self._missing.pop(name, None)
        signing = [
            each.witness.key for each in self._asked if each.witness.name not in self._missing
        ]
        if signing and self._trust.is_enough(signing):
            self._since = None
        elif self._since is None:
            self._since = int(self._clock())
        async with self._one:
            await asyncio.to_thread(self._write)

    def _take_up(self) -> None:
        try:
            known = read_standing(self._folder)
        except RecordError as error:
            _log.error("witnesses-not-noted", error=str(error))
            known = None
        self._since = None if known is None else known.since
        self._write()

    def _write(self) -> None:
        standing = Standing(self._since, dict(self._missing))
        if standing == self._written:
            return
        try:
            write_standing(self._folder, standing)
            self._written = standing
        except RecordError as error:
            _log.error("witnesses-not-noted", error=str(error))

    def _keep_head(self) -> None:
        """Keep the head for its day, once enough have signed it."""
        try:
            data = self._publisher.head()
            if data is None:
                return
            signed = verified(read_note(data), self._trust.keys)
            if self._trust.is_enough([each.key for each in signed]):
                day = datetime.fromtimestamp(self._clock(), UTC).date().isoformat()
                keep_head(self._folder, day, data)
        except RecordError as error:
            _log.error("witnessed-head-not-kept", error=str(error))

    def _roll_back(self, one: "_Asked", error: "_SeenMoreError") -> None:
        self.rolled_back = True
        name = one.witness.name
        _log.error("log-rolled-back", witness=name, seen=error.seen, entries=error.size)
        try:
            says = f"the witness `{name}` has seen {error.seen} entries and there are {error.size}"
            self._publisher.note_rolled_back(says)
        except RecordError as failed:
            _log.error("log-rolled-back-not-noted", error=str(failed))


class _SeenMoreError(Exception):
    """A witness has signed a larger log than this one."""

    def __init__(self, seen: int, size: int) -> None:
        super().__init__()
        self.seen = seen
        self.size = size


class _Asked:
    """One witness: what it signed last, and how it is asked. `first`: it was asked once."""

    def __init__(self, witness: Witness, publisher: Publisher) -> None:
        self.witness = witness
        self.first = asyncio.Event()
        self._publisher = publisher
        self._size = 0
        self._signed = ""
        self._failures = 0
        self._again = 0.0
        self._client = asking(timedelta(seconds=_SECONDS)).build()

    async def close(self) -> None:
        await self._client.close()

    def fail(self) -> None:
        """Try again later, each time later than before."""
        self._failures += 1
        pause = min(_LONGEST_PAUSE, 2.0 ** min(self._failures - 1, 10))
        self._again = time.monotonic() + pause

    async def turn(self) -> str | None:
        """Ask it when there is something to be asked.

        Why it did not sign, empty when it did, None when it was not asked. Raises `_SeenMoreError`.
        """
        if time.monotonic() < self._again:
            return None
        data = await asyncio.to_thread(self._publisher.head)
        note = None if data is None else read_note(data)
        if note is None or note.text == self._signed:
            return None
        why = await self._ask(note.text, note)
        if why:
            self.fail()
        else:
            self._failures = 0
        return why

    async def _ask(self, text: str, note: Note) -> str:
        new = read_checkpoint(text)
        own = tuple(each for each in note.signatures if each.name == new.origin)
        checkpoint = str(Note(text, own))
        status, body = 0, b""
        try:
            for again in (True, False):
                proof = await asyncio.to_thread(self._proof, new)
                status, body = await self._post(submission(self._size, proof, checkpoint))
                if status != 409:
                    break
                seen = read_size(body.decode("ascii").removesuffix("\n"))
                if seen > new.size:
                    raise _SeenMoreError(seen, new.size)
                self._size = seen
                if not again:
                    return "answered twice that it has seen another size"
            if status != 200:
                return f"answered with status {status}"
            found = self._signature(text, body)
        except (TimeoutError, PyreqwestError):
            return "could not be reached"  # its own words hold the address
        except (ProofError, UnicodeDecodeError):
            return "answered with what is no signature of its"
        self._size = new.size
        await asyncio.to_thread(self._publisher.add, text, found)
        # Where it could not be added it is asked for once more.
        self._signed = text
        return ""

    def _proof(self, new: Checkpoint) -> tuple[bytes, ...]:
        tiles = Tiles(new.size, self._publisher.tile)
        return tuple(consistency_proof(self._size, new.size, tiles.node))

    def _signature(self, text: str, body: bytes) -> Signature:
        """The signature of this witness; raises `ProofError` when there is none that verifies."""
        key = self.witness.key
        note = Note(text, signatures_in(body.decode("utf-8")))
        if not verified(note, [key]):
            raise ProofError("no signature by the key of the policy")
        return next(e for e in note.signatures if (e.name, e.key) == (key.name, key.id))

    async def _post(self, data: bytes) -> tuple[int, bytes]:
        address = f"{self.witness.url.rstrip('/')}/add-checkpoint"
        request = self._client.request("POST", address).body_bytes(data)
        request = request.header("content-type", "text/plain; charset=utf-8")
        with within(_SECONDS):
            async with request.streamed_read_buffer_limit(0).build_streamed() as response:
                body = b""
                while (piece := await response.body_reader.read_chunk()) is not None:
                    body += bytes(piece)
                    if len(body) > _ANSWER_BYTES:
                        raise ProofError("an answer without end")
                return response.status, body


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
    named = bool(parts.hostname) and port != 0 and url.isascii()
    odd = "@" in parts.netloc or parts.query or parts.fragment
    return named and not odd and (parts.scheme == "https" or plain)
