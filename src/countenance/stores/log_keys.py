"""The keys that a log signs its heads with, in a file that only their owner can read.

Rules kept here:
 * No key without its entry: that a log begins, and that a key is added or given up, is entered
   before the file changes.
 * A log has at least one key. One that is given up is gone; its public half stays in the record.
 * A new log has another name: nobody who knew the old one takes it for that.
"""

import os
from collections.abc import Callable
from pathlib import Path

from countenance.errors import ProofError, RecordError
from countenance.record.canonical import parse
from countenance.record.log_keys import log_key_entry
from countenance.record.make import Maker
from countenance.record.note import check_name
from countenance.record.signer import Signer, read_signer
from countenance.stores.log import SqliteLog, SqliteReader
from countenance.stores.published import FOLDER, Publisher
from countenance.stores.secret_file import read_secret, write_secret

__all__ = ["KEY_FILE", "LogKeys", "open_publisher"]

KEY_FILE = "record.key"
"""The name of the file in the folder of data."""


class LogKeys:
    """The keys of the log in one folder of data."""

    def __init__(
        self, folder: Path, maker: Maker, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._folder = folder
        self._path = folder / KEY_FILE
        self._maker = maker
        self._random = random

    def signers(self) -> tuple[Signer, ...]:
        """The keys, the oldest first; none where no log has begun. Raises `RecordError`."""
        if not self._path.exists():
            return ()
        lines = read_secret(self._path).decode("ascii", "replace").split()
        try:
            return tuple(read_signer(line) for line in lines)
        except ProofError as error:
            raise RecordError(f"{self._path}: {error}") from error

    def begin(self, origin: str) -> Signer:
        """The first key of a log with this name. Raises `RecordError` when one has begun."""
        if self.signers():
            raise RecordError(
                f"{self._path}: a log has begun here; `--anew` puts it aside and begins another"
            )
        signer = Signer(check_name(origin, "origin"), self._random(32))
        self._enter("begun", signer)
        write_secret(self._path, f"{signer}\n".encode())
        return signer

    def begin_anew(self, origin: str) -> Signer:
        """The first key of another log over the same entries; the old one is put aside.

        Raises `RecordError` for the name of the old one.
        """
        before = self.signers()
        if any(signer.name == origin for signer in before):
            raise RecordError(f"`{origin}`: the old log has this name; a new log needs another")
        check_name(origin, "origin")
        mark = self._random(4).hex()
        for name in (KEY_FILE, FOLDER):
            if (self._folder / name).exists():
                (self._folder / name).rename(self._folder / f"{name}.old-{mark}")
        return self.begin(origin)

    def add(self) -> Signer:
        """Another key, which signs beside the others from now on."""
        signers = self._some()
        signer = Signer(signers[0].name, self._random(32))
        self._enter("added", signer)
        self._replace((*signers, signer))
        return signer

    def retire(self, id_: str) -> Signer:
        """Give up the key with this id (8 letters and digits). Raises `RecordError`."""
        signers = self._some()
        given = [signer for signer in signers if signer.key.id.hex() == id_]
        if not given:
            known = ", ".join(f"`{signer.key.id.hex()}`" for signer in signers)
            raise RecordError(f"log: no key is called `{id_}`; these sign: {known}")
        if len(signers) == 1:
            raise RecordError("log: this is its only key; add another one first")
        self._enter("retired", given[0])
        self._replace(tuple(signer for signer in signers if signer not in given))
        return given[0]

    def _some(self) -> tuple[Signer, ...]:
        signers = self.signers()
        if not signers:
            raise RecordError(f"{self._path}: no log has begun here; `countenance record begin`")
        return signers

    def _enter(self, change: str, signer: Signer) -> None:
        log = SqliteLog(self._folder)
        try:
            last = log.newest(1, "log-key")
            prev = str(parse(last[0].data)["id"]) if last else None
            entry = log_key_entry(self._maker, change, signer.key, prev)
            log.append_now(entry.data, entry.openings)
        finally:
            log.close()

    def _replace(self, signers: tuple[Signer, ...]) -> None:
        fresh = self._path.with_name(f".{KEY_FILE}.new")
        fresh.unlink(missing_ok=True)
        write_secret(fresh, "".join(f"{signer}\n" for signer in signers).encode())
        fresh.replace(self._path)


def open_publisher(folder: Path, signers: tuple[Signer, ...]) -> tuple[Publisher, SqliteReader]:
    """The publisher of the log in a folder of data, and its reader, both to be closed.

    Raises as `Publisher` does.
    """
    reader = SqliteReader(folder)
    try:
        return Publisher(reader, folder / FOLDER, signers), reader
    except BaseException:
        reader.close()
        raise
