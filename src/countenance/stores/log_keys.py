"""The keys that a log signs its heads with, in a file that only their owner can read.

Rules kept here:
 * No key without its entry: that a log begins, and that a key is added or given up, is entered
   before the file changes. A log whose beginning was cut short between the two goes on with the
   key that was entered.
 * A log that has begun is never begun again without being told so: when its key is gone, nothing
   takes its place.
 * A log has at least one key. One that is given up is gone; its public half stays in the record.
 * A new log has another name: nobody who knew the old one takes it for that.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from countenance.errors import ProofError, RecordError
from countenance.record.canonical import parse
from countenance.record.log_keys import log_key_entry
from countenance.record.make import Maker
from countenance.record.note import check_name, read_key
from countenance.record.signer import Signer, read_signer
from countenance.stores.database import FILE, connect, writing
from countenance.stores.entry_rows import append
from countenance.stores.log import DatabaseReader
from countenance.stores.place import check_driver, place_of
from countenance.stores.published import FOLDER, Publisher
from countenance.stores.secret_file import read_secret, write_secret
from countenance.stores.shared_log import Heads, SharedPublisher, forget_heads

__all__ = ["KEY_FILE", "LogKeys", "open_publisher"]

KEY_FILE = "record.key"
"""The name of the file in the folder of data."""
_MOST_KEYS = 1000
"""Entries about keys that are looked at; an operator replaces one once in months."""


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
        return _read(self._path)

    def entered_signers(self) -> tuple[Signer, ...]:
        """The keys, each of which has to have its entry. Raises `RecordError` for one that has not:
        then the key is that of another log, or the record is an older copy."""
        signers = self.signers()
        entered = self._entered()
        for signer in signers:
            if str(signer.key) not in entered:
                raise RecordError(
                    f"{self._path}: holds the key `{signer.key.id.hex()}` of `{signer.name}`, "
                    "which the record does not have; put the key of this log back, or the newer "
                    "copy of the record"
                )
        return signers

    def begin(self, origin: str) -> Signer:
        """The first key of a log with this name. Raises `RecordError` when one has begun, also
        when its key is not there any more."""
        if self.signers():
            raise RecordError(
                f"{self._path}: a log has begun here; `--anew` puts it aside and begins another"
            )
        check_name(origin, "origin")
        return self._cut_short() or self._begun(origin)

    def begin_anew(self, origin: str) -> Signer:
        """The first key of another log over the same entries; the old one is put aside.

        Raises `RecordError` for the name of the old one.
        """
        self.signers()  # a file that cannot be read is not put aside unseen
        if any(read_key(key).name == origin for key in self._entered()):
            raise RecordError(f"`{origin}`: the old log has this name; a new log needs another")
        check_name(origin, "origin")
        mark = self._random(4).hex()
        for name in (KEY_FILE, FOLDER):
            if (self._folder / name).exists():
                (self._folder / name).rename(self._folder / f"{name}.old-{mark}")
        self._fresh.unlink(missing_ok=True)
        return self._begun(origin, anew=True)

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

    def _begun(self, origin: str, *, anew: bool = False) -> Signer:
        signer = Signer(origin, self._random(32))
        self._fresh.unlink(missing_ok=True)
        write_secret(self._fresh, f"{signer}\n".encode())
        self._enter("begun", signer, anew=anew)
        self._fresh.replace(self._path)
        return signer

    def _cut_short(self) -> Signer | None:
        """The key of a log whose beginning was cut short after it was entered; it is used now.

        Raises `RecordError` when a log has begun whose key is gone.
        """
        keys = self._entered()
        if not keys:
            return None
        if self._fresh.exists():
            signer = _read(self._fresh)[0]
            if str(signer.key) == keys[-1]:
                self._fresh.replace(self._path)
                return signer
        raise RecordError(
            f"{self._path}: is not there, and the log `{read_key(keys[-1]).name}` has begun; put "
            "the key back from a copy, or begin another log with "
            "`countenance record begin --anew --origin`"
        )

    @property
    def _fresh(self) -> Path:
        return self._path.with_name(f".{KEY_FILE}.new")

    def _entered(self) -> list[str]:
        """Every key that was entered, the oldest first; none where there is no record yet."""
        if place_of(self._folder) is None and not (self._folder / FILE).exists():
            return []
        log = DatabaseReader(self._folder)
        try:
            entered = log.newest(_MOST_KEYS, "log-key")
        finally:
            log.close()
        return [str(parse(stored.data)["key"]) for stored in entered]

    def _some(self) -> tuple[Signer, ...]:
        signers = self.signers()
        if not signers:
            raise RecordError(f"{self._path}: no log has begun here; `countenance record begin`")
        return signers

    def _enter(self, change: str, signer: Signer, *, anew: bool = False) -> None:
        with closing(connect(self._folder)) as database, writing(database):
            last = database.execute(
                "SELECT data FROM entries WHERE kind = 'log-key' ORDER BY idx DESC LIMIT 1"
            ).fetchone()
            if change == "begun" and last is not None and not anew:
                # Of gates that share a record, and start at once, one begins its log.
                self._fresh.unlink(missing_ok=True)
                raise RecordError(
                    f"{self._path}: another gate has begun the log of this record meanwhile; copy "
                    "the file from its folder"
                )
            prev = str(parse(last[0])["id"]) if last else None
            entry = log_key_entry(self._maker, change, signer.key, prev)
            append(database, entry)
            if anew and place_of(self._folder) is not None:
                forget_heads(database)

    def _replace(self, signers: tuple[Signer, ...]) -> None:
        self._fresh.unlink(missing_ok=True)
        write_secret(self._fresh, "".join(f"{signer}\n" for signer in signers).encode())
        self._fresh.replace(self._path)


def _read(path: Path) -> tuple[Signer, ...]:
    lines = read_secret(path).decode("ascii", "replace").split()
    try:
        found = tuple(read_signer(line) for line in lines)
    except ProofError as error:
        raise RecordError(f"{path}: {error}") from error
    if not found:
        raise RecordError(f"{path}: is empty; put the key of the log back from a copy")
    return found


def open_publisher(folder: Path, signers: tuple[Signer, ...]) -> tuple[Publisher, DatabaseReader]:
    """The publisher of the log in a folder of data, and its reader, both to be closed.

    Raises as `Publisher` does.
    """
    with ExitStack() as stack:
        reader = DatabaseReader(folder)
        stack.callback(reader.close)
        heads = _shared_heads(folder)
        if heads is None:
            publisher = Publisher(reader, folder / FOLDER, signers)
        else:
            stack.callback(heads.close)
            publisher = SharedPublisher(reader, folder / FOLDER, signers, heads)
        stack.pop_all()
        return publisher, reader


def _shared_heads(folder: Path) -> Heads | None:
    """The heads that this folder shares with others; `None` where it has its log for itself."""
    place = place_of(folder)
    if place is None:
        return None
    check_driver()
    # Who keeps the record in a file needs no driver for a server.
    from countenance.stores.shared_heads import SharedHeads  # noqa: PLC0415

    return SharedHeads(place, connect(folder))
