"""Reports in the database of the gate: each one row, written together with the entry of its step.

    reports        what can be counted about a report, in the open, and all of it, sealed
    report_drafts  what each run of a drafter gave, sealed; written once
    FOLDER/reports the sound of each, sealed under a key that is in its report; and what came of a
                   hearing that was broken off, until it is done

Rules kept here:
 * No step without its entry, and no entry without its step: both are one transaction.
 * All content is sealed under the key of the report's case, which is wrapped by the operator's.
   Once that is destroyed nothing of it opens, and every proof about its entries still holds.
 * A draft is written once, with its entry, and neither changed nor removed: the database refuses.
 * Both tables grow at their end, and no row of them is removed.

What a report is, and what may be done to it, is the matter of `countenance.reports`.
"""

import fcntl
import hashlib
import hmac
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from countenance.errors import OutdatedError, RecordError, SealedError, UnknownReportError
from countenance.record.make import Prepared
from countenance.stores.database import Database
from countenance.stores.entry_rows import insert, openings_under
from countenance.stores.head import row_of
from countenance.stores.one_connection import OneConnection
from countenance.stores.openings import key_of

__all__ = ["EXPUNGED", "FOLDER", "MOST", "Counted", "Kept", "Reports", "Written"]

FOLDER = "reports"
"""The folder in that of the data where the sound of reports is."""

EXPUNGED = "expunged"
"""The state of a report of which nothing is left but figures."""

MOST = 500
"""The most reports of one list."""

_NONCE = 12


class Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a report without opening it: no content, no name, no number of a case.

    `programs`: those that had a part. `origins`: sentences of its text by who wrote them.
    `overridden` and `left_out`: how many flags and omissions, by their kinds. `reached`: when it
    came to each state first.
    """

    incident_type: str
    version: int
    generations: int
    seconds: int
    programs: tuple[str, ...] = ()
    origins: dict[str, int] = {}
    overridden: dict[str, int] = {}
    left_out: dict[str, int] = {}
    edits: int = 0
    listened: int = 0
    open: int = 0
    reached: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it is kept: whose it is, how far it is, what is counted, and its content, which
    is none once it was expunged. `drafts` are those of its generations, in their order."""

    id: str
    organization: str
    officer: str
    state: str
    counted: Counted
    document: bytes | None
    drafts: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What a step writes: its entry, and the row after it, once the index of that entry is known.

    `draft`: the number of a generation, and its draft.
    """

    entry: Prepared
    row: Callable[[int], Kept]
    draft: tuple[int, bytes] | None = None


_COUNTED = msgspec.json.Decoder(Counted)


class Reports(OneConnection):
    """The reports of one gate."""

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        super().__init__(folder, "reports", create=create)
        self._folder = folder

    def sound_of(self, id_: str) -> Path:
        """Where the sound of a report is kept, sealed."""
        return self._folder / FOLDER / f"{id_}.sealed"

    @contextmanager
    def heard_alone(self, id_: str) -> Iterator[None]:
        """Nobody else hears the sound of this report meanwhile, in no process of the gate.

        Raises `OutdatedError` where somebody does.
        """
        try:
            sound = os.open(self.sound_of(id_), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            yield  # whoever opens it says what is wrong
            return
        try:
            try:
                fcntl.flock(sound, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise OutdatedError(
                    f"report `{id_}` is put into words already, by another process of this gate; "
                    "its words are there when that is done"
                ) from None
            yield
        finally:
            os.close(sound)

    def pieces_of(self, id_: str) -> Path:
        """The folder of what came of a hearing of a report that is not done, sealed."""
        return self._folder / FOLDER / f"{id_}.pieces"

    def forget_pieces(self, id_: str) -> None:
        """Remove what came of a hearing: it is done."""
        shutil.rmtree(self.pieces_of(id_), ignore_errors=True)

    def begin(self, written: Written) -> Kept:
        """A report that is new, and the entry of its first step. Raises `RecordError`."""
        with self._in_turn() as connection:
            kept = self._entered(connection, written)
            sealed = _seal(_key(connection, kept.id), kept.id, _content(kept))
            connection.insert_rows("reports", [(
                _next(connection, "reports"), kept.id, kept.organization, kept.officer, kept.state,
                msgspec.json.encode(kept.counted), sealed,
            )])  # fmt: skip
        return kept

    def step(self, id_: str, does: Callable[[Kept], Written]) -> Kept:
        """What is done about a report; it as it is after that.

        `does` gets it as it is. Raises what `does` raises, and changes nothing then.
        """
        with self._in_turn() as connection:
            before = _one(connection, id_)
            if before.document is None:
                raise OutdatedError(f"report `{id_}` was expunged; its proofs are left, no content")
            written = does(before)
            kept = self._entered(connection, written)
            key = _key(connection, id_)
            if written.draft is not None:
                number, draft = written.draft
                connection.insert_rows("report_drafts", [(
                    _next(connection, "report_drafts"), id_, number, written.entry.id,
                    _seal(key, f"{id_} {number}", draft),
                )])  # fmt: skip
            done = connection.execute(
                "UPDATE reports SET state = ?, document = ?, sealed = ? WHERE id = ?",
                (kept.state, msgspec.json.encode(kept.counted), _seal(key, id_, _content(kept)),
                 id_),
            )  # fmt: skip
            if done.rowcount != 1:
                raise RecordError(f"reports: `{id_}` is not there; the database is damaged")
            return kept

    def find(self, id_: str) -> Kept:
        """The report of this id. Raises `UnknownReportError`, `RecordError`."""
        with self._alone() as connection:
            return _one(connection, id_)

    def all(
        self, organizations: Sequence[str] | None, officer: str | None = None
    ) -> tuple[Kept, ...]:
        """Those of these organizations, or all; of this officer, if one is given; the newest first.

        Without their content: it is not opened.
        """
        where, values = ["1 = 1"], []
        if organizations is not None:
            if not organizations:
                return ()
            where.append(f"organization IN ({', '.join('?' * len(organizations))})")
            values += list(organizations)
        if officer is not None:
            where.append("officer = ?")
            values.append(officer)
        rows = self._select(
            "SELECT id, organization, officer, state, document FROM reports "  # noqa: S608 - marks
            f"WHERE {' AND '.join(where)} ORDER BY number DESC LIMIT ?",
            *values, MOST,
        )  # fmt: skip
        return tuple(
            Kept(id_, organization, of, state, _COUNTED.decode(document), None)
            for id_, organization, of, state, document in rows
        )

    def count(self) -> dict[str, int]:
        """How many reports there are in each state."""
        return dict(self._select("SELECT state, count(*) FROM reports GROUP BY state"))

    def openings(self, entries: Sequence[str]) -> dict[str, dict[str, tuple[bytes, bytes]]]:
        """What opens the commitments of entries: id -> field -> salt and value."""
        with self._alone() as connection:
            return {
                each: {
                    opening.field: (opening.salt, opening.value)
                    for opening in openings_under(connection, each)
                }
                for each in entries
            }

    def sweep(self) -> int:
        """Remove the sound of reports of which nothing is left; of how many there was one."""
        rows = self._select("SELECT id FROM reports WHERE sealed IS NULL")
        gone = 0
        for (id_,) in rows:
            self.forget_pieces(id_)
            path = self.sound_of(id_)
            if path.exists():
                path.unlink()
                gone += 1
        return gone

    def _entered(self, connection: Database, written: Written) -> Kept:
        """Inside a transaction: the entry of a step, and the row as it is with it."""
        entry = written.entry
        return written.row(insert(connection, row_of(entry.data), entry.openings))


def _one(connection: Database, id_: str) -> Kept:
    row = connection.execute(
        "SELECT id, organization, officer, state, document, sealed FROM reports WHERE id = ?",
        (id_,),
    ).fetchone()
    if row is None:
        raise UnknownReportError(f"no report has the id `{id_}`")
    _, organization, officer, state, document, sealed = row
    counted = _COUNTED.decode(document)
    if sealed is None:
        return Kept(id_, organization, officer, state, counted, None)
    key = _key(connection, id_)
    drafts = connection.execute(
        "SELECT generation, sealed FROM report_drafts WHERE report = ? ORDER BY generation", (id_,)
    ).fetchall()
    return Kept(
        id_,
        organization,
        officer,
        state,
        counted,
        _unseal(key, id_, sealed),
        tuple(_unseal(key, f"{id_} {number}", draft) for number, draft in drafts),
    )


def _content(kept: Kept) -> bytes:
    if kept.document is None:
        raise RecordError(f"reports: `{kept.id}` has nothing that could be kept")
    return kept.document


def _key(connection: Database, id_: str) -> bytes:
    key = key_of(connection, id_)
    if key is None:
        raise SealedError(f"reports: the key of `{id_}` is not there; it was erased")
    return hmac.digest(key, b"countenance: reports v1", hashlib.sha256)


def _seal(key: bytes, name: str, content: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_one_use(key, nonce)).encrypt(nonce, content, name.encode())


def _unseal(key: bytes, name: str, sealed: bytes) -> bytes:
    nonce = sealed[:_NONCE]
    try:
        return AESGCM(_one_use(key, nonce)).decrypt(nonce, sealed[_NONCE:], name.encode())
    except InvalidTag as error:
        raise SealedError(f"reports: `{name}` does not open: it was changed") from error


def _one_use(key: bytes, nonce: bytes) -> bytes:
    """A report is sealed anew at every step: no key of AES-GCM meets many nonces."""
    return hmac.digest(key, nonce, hashlib.sha256)


def _next(connection: Database, table: str) -> int:
    """The number of the next row; whoever appended an entry before is alone until the commit."""
    row = connection.execute(f"SELECT coalesce(max(number), 0) + 1 FROM {table}").fetchone()  # noqa: S608 - ours
    return int(row[0])
