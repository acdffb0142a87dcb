"""The place of a running gate among those that share a record: nobody else has its number.

Rules kept here:
 * The number is given by the server, once, and kept in the folder of data.
 * While a gate runs a lock on the server says so. A second gate with the same number, such as one
   whose folder was copied whole, does not start.
 * When the connection with the lock is lost it is taken again. Where another gate has it by then,
   this one writes nothing more.
"""

import asyncio
from contextlib import closing, suppress
from pathlib import Path

from countenance.errors import RecordError
from countenance.stores.database import connect, writing
from countenance.stores.faults import FAULTS, Fault, record_error
from countenance.stores.gate_number import FILE, SEATS, gate_number
from countenance.stores.place import Place
from countenance.stores.secret_file import write_secret
from countenance.stores.server_lock import ServerLock

__all__ = ["GateSeat"]

_LOOK_SECONDS = 1.0


class GateSeat:
    """The place of one running gate, taken from when it is made until `release`.

    Raises `RecordError` when another gate has it, or the server cannot be asked.
    """

    def __init__(self, folder: Path, place: Place, number: int = 0) -> None:
        """`number`: of another gate than the one in this folder."""
        self.number = number or gate_number(folder) or _given(folder)
        self._lost = False
        self._lock = ServerLock(place, SEATS, self.number)
        try:
            if not self._lock.take():
                raise RecordError(
                    f"{place.url}: gate {number} of this record runs"
                    if number
                    else f"{folder}: another gate runs as number {self.number} of this record; a "
                    f"folder that was copied from its own has to lose its `{FILE}`"
                )
        except Fault as error:
            self._lock.release()
            raise record_error(error, place.url) from error
        except RecordError:
            self._lock.release()
            raise
        self._watch = self._lock.pool.submit(self._keep())

    @property
    def is_lost(self) -> bool:
        """Whether another gate has taken the number."""
        return self._lost

    def release(self) -> None:
        """Let another gate have the number."""
        self._watch.cancel()
        self._lock.release()

    async def _keep(self) -> None:
        """Take it again when it was lost."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            with suppress(Fault):
                self._lost = not await self._lock.pool.timed(self._lock.taken())


def _given(folder: Path) -> int:
    """A number that no gate had before, kept in the folder."""
    try:
        with closing(connect(folder)) as database, writing(database, "gates"):
            (number,) = database.execute(
                "INSERT INTO gates (since) VALUES (CAST(now() AS text)) RETURNING number"
            ).fetchone()
    except FAULTS as error:
        raise record_error(error, "gates") from error
    write_secret(folder / FILE, f"{number}\n".encode())
    return int(number)
