"""The record as it is published while a gate runs, and read by anybody.

    /.well-known/countenance      the name of the log and the keys that sign its heads
    /log/checkpoint               the newest head
    /log/tile/...                 the tree, and where the settings say so the entries

Rules kept here:
 * A head is signed at most a second after the entries that it covers are on the disk.
 * Of the processes of a gate one publishes; another takes over when it ends. Of the gates that
   share a record one signs, and the others publish what it signed.
 * A record that is older than what was published from it is not gone on from: the gate does not
   start. A disk that cannot be written stops nothing else: it is said, and tried again.
 * Where witnesses are named, or a bucket, they are asked what they have before anything is signed.
 * What is public is the tree and its heads. Entries are given out only where the operator says so.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import structlog

from countenance.dialects.call import Reply, Request
from countenance.errors import LogBusyError, RecordError, RolledBackError
from countenance.gate.carrying import Carrying, CarryingTo
from countenance.gate.settings.settings import Settings
from countenance.gate.witnesses import Witnesses
from countenance.record.checkpoint import Opened, open_checkpoint
from countenance.record.note import VerifierKey
from countenance.record.signer import Signer
from countenance.record.tiles import WIDTH, Tile
from countenance.record.trust import Trust
from countenance.stores.bucket_standing import write_bucket_standing
from countenance.stores.log import DatabaseReader
from countenance.stores.log_keys import LogKeys, open_publisher
from countenance.stores.published import FOLDER, Published, Publisher
from countenance.stores.witnessed import write_standing

__all__ = ["LOG_PATH", "WELL_KNOWN", "PublicLog", "Publishing", "signers_of"]

LOG_PATH = "/log/"
WELL_KNOWN = "/.well-known/countenance"

_EVERY_SECONDS = 0.5
_TILE = re.compile(
    r"tile/(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/"
    r"(?P<place>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
_TEXT = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-cache"))
_BYTES = (
    ("content-type", "application/octet-stream"),
    ("cache-control", "public, max-age=31536000, immutable"),
)
_JSON = (("content-type", "application/json"), ("cache-control", "no-cache"))

_log = structlog.get_logger("countenance.publishing")


def signers_of(
    keys: LogKeys, settings: Settings, random: Callable[[int], bytes]
) -> tuple[Signer, ...]:
    """The keys of the log; one begins where no log has begun. Raises `RecordError`."""
    signers = keys.entered_signers()
    if signers:
        return signers
    host = urlsplit(settings.address).netloc or "countenance"
    # Two gates that were tried out on one address are two logs.
    usual = f"{host}/record-{random(4).hex()}"
    return (keys.begin(settings.record.origin or usual),)


class Publishing:
    """Publishes the record of one folder of data, in the background."""

    def __init__(
        self,
        folder: Path,
        signers: tuple[Signer, ...],
        trust: Trust | None = None,
        bucket: CarryingTo | None = None,
    ) -> None:
        """`trust`: the witnesses that are asked to sign each head, if any. `bucket`: to which it
        is carried, if to any."""
        self._folder = folder
        self._signers = signers
        self._trust = trust
        self._bucket = bucket
        self._carrying: Carrying | None = None
        self._open: tuple[Publisher, DatabaseReader] | None = None
        self._witnesses: Witnesses | None = None
        self._may_sign = False
        self._said = ""
        self._task: asyncio.Task[None] | None = None
        self._turning: asyncio.Future[None] | None = None
        """What the thread that writes does now, or did last."""

    def begin(self) -> None:
        """Begin to publish. Raises `RolledBackError` for a record that is an older copy."""
        self._take()
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Publish what is left, and end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        if self._turning is not None:
            # Whoever waited for it was cancelled; what it opens is closed below.
            await asyncio.gather(self._turning, return_exceptions=True)
        if self._witnesses is not None:
            await self._witnesses.close()
        if self._open is not None:
            await asyncio.to_thread(self._publish)
            if self._carrying is not None:
                await self._carrying.close()
            publisher, reader = self._open
            self._open = None
            publisher.close()
            reader.close()

    async def _run(self) -> None:
        while True:
            try:
                await self._ask()
                await asyncio.sleep(_EVERY_SECONDS)
                self._turning = asyncio.ensure_future(asyncio.to_thread(self._turn))
                # Shielded: a thread that writes is waited for, not left behind.
                await asyncio.shield(self._turning)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next turn may do better
                self._say("log-not-published", error)
                await asyncio.sleep(_EVERY_SECONDS)

    async def _ask(self) -> None:
        """Before this process signs anything: what have the bucket and the witnesses seen?"""
        if self._open is None:
            return
        if self._bucket is not None and self._carrying is None:
            self._carrying = Carrying(self._bucket, self._folder, *self._open)
            await self._carrying.begin()
        if self._trust is None:
            self._may_sign = True
            return
        leads = await asyncio.to_thread(self._leads)
        if not leads and self._witnesses is not None and not self._witnesses.rolled_back:
            witnesses, self._witnesses, self._may_sign = self._witnesses, None, False
            await witnesses.close()
        if not leads or self._witnesses is not None:
            return  # another gate signs, and asks them
        self._witnesses = Witnesses(self._trust, self._open[0], self._folder / FOLDER)
        await self._witnesses.begin()
        self._may_sign = not self._witnesses.rolled_back

    def _leads(self) -> bool:
        try:
            return self._open is not None and self._open[0].leads
        except RecordError as error:
            self._say("log-not-published", error)
            return False

    def _turn(self) -> None:
        if self._open is None:
            try:
                self._take()
            except RolledBackError as error:
                self._say("log-not-signed", error)
        self._publish()

    def _take(self) -> None:
        try:
            self._open = open_publisher(self._folder, self._signers)
            if self._trust is None:
                write_standing(self._folder / FOLDER, None)
            # Who has nobody to ask signs at once.
            self._may_sign = self._trust is None and self._bucket is None
            if self._bucket is None:
                write_bucket_standing(self._folder / FOLDER, None)
        except LogBusyError:
            pass  # another process of this gate publishes
        except RolledBackError:
            raise
        except RecordError as error:
            self._say("log-not-published", error)

    def _publish(self) -> None:
        if self._open is None:
            return
        if self._witnesses is not None and self._witnesses.rolled_back:
            return
        try:
            if self._may_sign:
                self._open[0].publish()
            else:
                self._open[0].follow()
            self._said = ""
        except RolledBackError as error:
            self._say("log-rolled-back", error)
        except RecordError as error:
            self._say("log-not-published", error)

    def _say(self, event: str, error: Exception) -> None:
        """Say what is wrong, once for as long as it is the same."""
        says = str(error) if isinstance(error, RecordError) else type(error).__name__
        if says != self._said:
            self._said = says
            _log.error(event, error=says)


class PublicLog:
    """Answers whoever reads the log, without a key."""

    def __init__(
        self,
        folder: Path,
        signers: tuple[Signer, ...],
        *,
        entries: bool,
        witnesses: Sequence[VerifierKey] = (),
    ) -> None:
        """`entries`: whether everybody may read them. `witnesses`: the keys of those asked."""
        self._files = Published(folder / FOLDER)
        self._witnesses = tuple(witnesses)
        self._signers = signers
        self._entries = entries

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The keys that sign its heads."""
        return tuple(signer.key for signer in self._signers)

    @property
    def all_keys(self) -> tuple[VerifierKey, ...]:
        """Those keys, and those of the witnesses that are asked to sign its heads."""
        return (*self.keys, *self._witnesses)

    @property
    def gives_entries(self) -> bool:
        """Whether everybody may read its entries."""
        return self._entries

    def head(self) -> Opened | None:
        """The newest head, and who signed it; None before the first. Raises `RecordError`."""
        data = self._files.head()
        return None if data is None else open_checkpoint(data, self.all_keys)

    def takes(self, path: str) -> bool:
        """Whether a request to this path is answered here."""
        return path.startswith(LOG_PATH) or path == WELL_KNOWN

    async def answer(self, request: Request) -> Reply:
        """The answer; never raises for what was sent."""
        if request.method not in ("GET", "HEAD"):
            return _said(405, "GET is right here\n", (("allow", "GET, HEAD"),))
        if request.query:
            return _said(400, "no query is read here\n")
        if request.path == WELL_KNOWN:
            return Reply(200, _JSON, self._told())
        try:
            return await asyncio.to_thread(self._read, request.path.removeprefix(LOG_PATH))
        except RecordError:
            return _said(404, "there is no such file of the log\n")

    def _told(self) -> bytes:
        names = {signer.name for signer in self._signers}
        return msgspec.json.encode(
            {
                "origin": next(iter(names), None),
                "keys": [str(signer.key) for signer in self._signers],
                "log": LOG_PATH,
                "entries": "everyone" if self._entries else "nobody",
            }
        )

    def _read(self, path: str) -> Reply:
        if path == "checkpoint":
            head = self._files.head()
            if head is None:
                raise RecordError("nothing is published yet")
            return Reply(200, _TEXT, head)
        tile = _tile(path)
        if tile.level < 0 and not self._entries:
            return _said(403, "this log gives its entries to its auditors alone\n")
        return Reply(200, _BYTES, self._files.tile(tile))


def _tile(path: str) -> Tile:
    """The tile of a path; raises `RecordError` for a path that no tile has."""
    found = _TILE.fullmatch(path)
    if found is None:
        raise RecordError("no tile has this path")
    level = -1 if found["level"] == "entries" else int(found["level"])
    index = int(found["place"].replace("x", "").replace("/", ""))
    tile = Tile(level, index, int(found["width"] or WIDTH))
    if tile.path != path:
        raise RecordError("this tile has another path")
    return tile


def _said(status: int, says: str, more: tuple[tuple[str, str], ...] = ()) -> Reply:
    return Reply(status, (*_TEXT, *more), says.encode())
