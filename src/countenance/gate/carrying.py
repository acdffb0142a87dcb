"""The published log carried to a bucket while a gate runs.

Rules kept here:
 * A bucket that is down, slow, full or refuses stops nothing: entries are written, heads are
   signed, calls are answered. That it is behind is said once, and kept for whoever asks; it is
   tried again, ever more slowly, and what it lacks is carried once it answers.
 * It has a thread of its own: nothing else waits for the network that it waits for.
 * Before a process signs anything the bucket is asked, for a short time, what it has: a head of
   more entries than there are tells that this is an older copy.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import structlog

from countenance.errors import RecordError, RolledBackError
from countenance.gate.settings.record import RecordSettings
from countenance.stores.bucket_log import BucketLog, Objects
from countenance.stores.bucket_place import BucketPlace, bucket_keys, check_obstore
from countenance.stores.bucket_standing import (
    BucketStanding,
    read_bucket_standing,
    write_bucket_standing,
)
from countenance.stores.log import DatabaseReader
from countenance.stores.published import FOLDER, Publisher

__all__ = ["Carrying", "CarryingTo", "bucket_of"]

_FIRST_SECONDS = 5.0
"""How long the first answer is waited for before anything is signed."""
_LAST_SECONDS = 5.0
"""How long what is left may take when the gate ends."""
_LONGEST_PAUSE = 60.0

_log = structlog.get_logger("countenance.carrying")


class CarryingTo:
    """A bucket that the settings name, and how it is written."""

    def __init__(self, objects: Objects, address: str, seconds: float, *, entries: bool) -> None:
        self.objects = objects
        self.address = address
        self.seconds = seconds
        self.entries = entries


def bucket_of(settings: RecordSettings, environment: Mapping[str, str]) -> CarryingTo | None:
    """The bucket that the settings name; None where there is none. Raises `SettingsError`."""
    if not settings.bucket:
        return None
    check_obstore("settings: `record.bucket`")
    # Who carries nothing needs no `obstore`.
    from countenance.stores.bucket import open_bucket  # noqa: PLC0415

    keys = bucket_keys(Path(settings.bucket_keys)) if settings.bucket_keys else {}
    place = BucketPlace(settings.bucket, settings.bucket_endpoint, keys)
    return CarryingTo(
        open_bucket(place, environment),
        settings.bucket,
        settings.bucket_seconds,
        entries=settings.entries != "nobody",
    )


class Carrying:
    """Carries the log of one folder of data, in the background, where this process signs it."""

    def __init__(
        self,
        to: CarryingTo,
        folder: Path,
        publisher: Publisher,
        reader: DatabaseReader,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`folder`: that of the data; `clock`: seconds since 1970."""
        self._to = to
        self._folder = folder / FOLDER
        self._publisher = publisher
        self._clock = clock
        self._log = BucketLog(
            to.objects, publisher, publisher.keys, reader.size, entries=to.entries
        )
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bucket")
        self._ends = threading.Event()
        self._until = 0.0
        self._failures = 0
        self._standing = BucketStanding(to.address)
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Ask what it has, for a short time; then go on carrying."""
        first = asyncio.ensure_future(self._in_thread(self._look))
        await asyncio.wait([first], timeout=_FIRST_SECONDS)
        self._task = asyncio.create_task(self._run(first))

    async def close(self) -> None:
        """Carry what is left, for a short time, and end."""
        self._until = time.monotonic() + _LAST_SECONDS
        self._ends.set()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            if not self._failures:
                await self._in_thread(self._turn)
        await asyncio.to_thread(self._thread.shutdown)

    async def _run(self, first: "asyncio.Future[None]") -> None:
        await asyncio.shield(first)
        while True:
            await self._in_thread(self._turn)
            pause = min(_LONGEST_PAUSE, 2.0 ** min(self._failures, 10)) if self._failures else 0.0
            await asyncio.sleep(max(self._to.seconds, pause))

    async def _in_thread(self, what: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, what)

    def _look(self) -> None:
        with suppress(RecordError):
            known = read_bucket_standing(self._folder)
            if known is not None and known.bucket == self._to.address:
                self._standing = known
        self._try(self._log.look)

    def _turn(self) -> None:
        try:
            leads = self._publisher.leads
        except RecordError:
            return  # the publisher says what is wrong
        # Where another gate signs it carries too; this one only tells how far that is.
        self._try((lambda: self._log.carry(self._goes_on)) if leads else self._log.look)

    def _goes_on(self) -> bool:
        return not self._ends.is_set() or time.monotonic() < self._until

    def _try(self, step: Callable[[], None]) -> None:
        why, is_behind = "", True
        try:
            step()
            is_behind = self._log.is_behind
        except RolledBackError as error:
            why = str(error)
            self._roll_back(why)
        except RecordError as error:
            why = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the gate goes on
            why = f"bucket: could not be written: {type(error).__name__}"
        self._note(why, is_behind=is_behind)

    def _note(self, why: str, *, is_behind: bool) -> None:
        """Keep how it stands; say it when it is another than before."""
        before = self._standing
        if why and (why != before.why or not self._failures):
            _log.error("bucket-behind", bucket=self._to.address, why=why)
        elif self._failures and not why:
            _log.info("bucket-reached-again", bucket=self._to.address)
        self._failures = self._failures + 1 if why else 0
        as_of = before.as_of if is_behind else int(self._clock())
        if as_of is None:
            as_of = int(self._clock())  # it never had anything: since now, as far as is known
        self._standing = BucketStanding(self._to.address, self._log.size, as_of, why)
        try:
            write_bucket_standing(self._folder, self._standing)
        except RecordError as error:
            _log.error("bucket-not-noted", error=str(error))

    def _roll_back(self, why: str) -> None:
        try:
            self._publisher.note_rolled_back(why.removeprefix("log: "))
        except RecordError as failed:
            _log.error("log-rolled-back-not-noted", error=str(failed))
