"""The pictures of held calls, sealed: every statement about their tables.

    held_sets      the pictures of one case: their key (wrapped), and until when they are kept
    held_pictures  each of them: the copy with blurred faces, and the plain one where it is kept

Rules kept here:
 * Each set has a key of its own, wrapped by the operator's as that of a case is: what erases it
   leaves the openings of the case alone. No key of the operator, no picture.
 * What was sealed for one place does not open as that of another.
 * Both tables grow at their end, and a row is never removed or moved (see
   `countenance.stores.openings`): what is erased is set to null where it stands.
 * What is under a legal hold, by the case or by the decision that held it, is not erased by time.

The transactions around these are those of `countenance.stores.held_calls` and of
`countenance.stores.cases`.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import msgspec

from countenance.errors import RecordError
from countenance.faces.settings import Still
from countenance.record.sealing import (
    KEY_BYTES,
    NONCE_BYTES,
    WrappingKey,
    seal_bytes,
    unseal_bytes,
)
from countenance.review.case import WAITING, Case
from countenance.review.pictures import Kept, Why
from countenance.stores.documents import Documents
from countenance.stores.openings import in_force
from countenance.stores.protocol import Database

__all__ = [
    "LARGEST",
    "PICTURES",
    "Taken",
    "bytes_of",
    "count_under_others",
    "destroy",
    "erase_of",
    "insert",
    "is_under_hold",
    "over",
    "read",
    "rewrap",
    "sets_of",
]

PICTURES = frozenset({"held_sets", "held_pictures"})
"""The tables of which traces are cleared when pictures are erased."""

_CASES = Documents("held_calls", Case, "held calls")

LARGEST = 1 << 20
"""Bytes of the largest copy that is kept."""

_WAITING = ", ".join(f"'{state.value}'" for state in sorted(WAITING, key=lambda each: each.value))
_UNDER_HOLD = (
    "EXISTS (SELECT 1 FROM held_cases h JOIN cases k ON k.number = h.number "
    "WHERE h.released IS NULL AND (k.ref = s.held OR k.number = (SELECT o.number FROM openings o "
    "JOIN entries e ON e.idx = o.idx WHERE e.id = s.decision)))"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A copy that was made of what stands in this place of a call."""

    where: str
    still: Still

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.still.blurred) + len(self.still.plain)


def insert(
    connection: Database,
    held: str,
    decision: str,
    caller: str,
    taken: Sequence[Taken],
    until: int,
    *,
    stays: bool,
) -> tuple[int, tuple[Kept, ...]]:
    """Seal these pictures of a case and write them, inside a transaction; the number of the set,
    and what the case has to know of each. `stays`: also when the case is closed.

    Raises `SealedError` when the key of the operator is not there.
    """
    number = _next(connection)
    wrapper, _ = in_force(connection)
    key = os.urandom(KEY_BYTES)
    wrapped = wrapper.wrap(_set(number), key, os.urandom(NONCE_BYTES))
    size = sum(each.size for each in taken)
    connection.insert_rows(
        "held_sets",
        [(number, held, decision, caller, size, until, int(stays), wrapper.id, wrapped)],
    )
    rows, kept = [], []
    for place, each in enumerate(taken, 1):
        blurred = _sealed(key, number, place, each.still.blurred, plain=False)
        plain = _sealed(key, number, place, each.still.plain, plain=True)
        rows.append((number, place, blurred, plain))
        digest = sha256((blurred or b"") + (plain or b"")).hexdigest()
        kept.append(
            Kept(each.where, each.still.frame, each.still.faces, digest, plain is not None)
        )
    connection.insert_rows("held_pictures", rows)
    return number, tuple(kept)


def read(connection: Database, number: int, place: int, *, plain: bool) -> bytes | None:
    """One picture, as JPEG; `None` where it is not there any more.

    Raises `SealedError` when it does not open, or the key of the operator is not there.
    """
    row = connection.execute(
        "SELECT s.wrapper, s.wrapped, p.blurred, p.plain FROM held_pictures p "
        "JOIN held_sets s ON s.number = p.number WHERE p.number = ? AND p.place = ?",
        (number, place),
    ).fetchone()
    sealed = None if row is None else row[3 if plain else 2]
    if row is None or row[1] is None or sealed is None:
        return None
    key = connection.keys.named(row[0]).unwrap(_set(number), row[1])
    return unseal_bytes(key, _name(number, place, plain=plain), sealed)


def bytes_of(connection: Database, caller: str) -> int:
    """How many bytes of pictures are kept of the calls of this caller."""
    row = connection.execute(
        "SELECT coalesce(sum(size), 0) FROM held_sets WHERE caller = ? AND wrapped IS NOT NULL",
        (caller,),
    ).fetchone()
    return int(row[0])


def over(connection: Database, now: int, most: int) -> tuple[tuple[int, str], ...]:
    """Sets that are to be erased, with the names of their cases: kept long enough, of a case that
    is closed, or of none at all. At most so many."""
    rows = connection.execute(
        "SELECT s.number, s.held FROM held_sets s LEFT JOIN held_calls c ON c.id = s.held "  # noqa: S608 - words of ours
        "WHERE s.wrapped IS NOT NULL AND (s.until <= ? OR c.id IS NULL OR (s.stays = 0 "
        f"AND c.state NOT IN ({_WAITING}))) AND NOT {_UNDER_HOLD} ORDER BY s.number LIMIT ?",
        (now, most),
    )
    return tuple((int(row[0]), str(row[1])) for row in rows)


def is_under_hold(connection: Database, number: int) -> bool:
    """Whether a legal hold keeps this set from being erased."""
    row = connection.execute(
        f"SELECT 1 FROM held_sets s WHERE s.number = ? AND {_UNDER_HOLD}",  # noqa: S608 - as above
        (number,),
    ).fetchone()
    return row is not None


def sets_of(connection: Database, numbers: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """Sets that belong to these cases of the record, by the name of one or by a decision that held
    the call (when they were kept, or the newest one); with the names of their cases."""
    live = connection.execute(
        "SELECT number, held, decision FROM held_sets WHERE wrapped IS NOT NULL ORDER BY number"
    ).fetchall()
    if not live:
        return ()
    names: set[str] = set()
    for number in numbers:
        named = connection.execute(
            "SELECT ref FROM cases WHERE number = ?1 UNION ALL "
            "SELECT id FROM entries WHERE idx = ?1 UNION ALL SELECT e.id FROM openings o "
            "JOIN entries e ON e.idx = o.idx WHERE o.number = ?1 AND o.number <> o.idx",
            (number,),
        )
        names |= {row[0] for row in named.fetchall() if row[0] is not None}
    return tuple(
        (int(each), str(held)) for each, held, decision in live
        if held in names or decision in names or _decision(connection, held) in names
    )  # fmt: skip


def destroy(connection: Database, number: int) -> None:
    """Destroy the key of a set and what was sealed with it. Inside a transaction."""
    connection.execute(
        "UPDATE held_pictures SET blurred = NULL, plain = NULL WHERE number = ?", (number,)
    )
    connection.execute(
        "UPDATE held_sets SET wrapper = NULL, wrapped = NULL, size = 0 WHERE number = ?", (number,)
    )


def erase_of(connection: Database, numbers: Sequence[int]) -> None:
    """Destroy the pictures that belong to these cases of the record, and note that in the cases of
    their calls. Inside a transaction; the entry is the one of the erasure."""
    for each, held in sets_of(connection, numbers):
        destroy(connection, each)
        case = _case(connection, held)
        if case is not None and case.pictures is not None and case.pictures.number == each:
            gone = replace(case.pictures, gone=Why.ERASED, revealed=())
            connection.execute(
                "UPDATE held_calls SET document = ? WHERE id = ?",
                (msgspec.json.encode(replace(case, pictures=gone)), held),
            )


def rewrap(connection: Database, wrapper: WrappingKey, most: int) -> int:
    """Wrap the keys of at most so many sets under this key; how many there were.

    Inside a transaction. Raises `SealedError` when the key they are wrapped under is not there.
    """
    rows = connection.execute(
        "SELECT number, wrapper, wrapped FROM held_sets WHERE wrapped IS NOT NULL "
        "AND wrapper <> ? ORDER BY number LIMIT ?",
        (wrapper.id, most),
    ).fetchall()
    for number, old, wrapped in rows:
        key = connection.keys.named(old).unwrap(_set(number), wrapped)
        anew = wrapper.wrap(_set(number), key, os.urandom(NONCE_BYTES))
        connection.execute(
            "UPDATE held_sets SET wrapper = ?, wrapped = ? WHERE number = ?",
            (wrapper.id, anew, number),
        )
    return len(rows)


def count_under_others(connection: Database, wrapper: str) -> int:
    """How many sets have keys that are wrapped under another key than the one with this id."""
    row = connection.execute(
        "SELECT count(*) FROM held_sets WHERE wrapped IS NOT NULL AND wrapper <> ?", (wrapper,)
    ).fetchone()
    return int(row[0])


def _case(connection: Database, held: str) -> Case | None:
    return _CASES.one(connection, "id = ?", held)


def _decision(connection: Database, held: str) -> str | None:
    """The newest decision that held the call of this case."""
    case = _case(connection, held)
    return None if case is None else case.decision


def _next(connection: Database) -> int:
    row = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM held_sets").fetchone()
    return int(row[0])


def _sealed(key: bytes, number: int, place: int, data: bytes, *, plain: bool) -> bytes | None:
    if not data:
        return None
    if len(data) > LARGEST:
        raise RecordError(f"held pictures: a copy of {len(data)} bytes; at most {LARGEST}")
    return seal_bytes(key, _name(number, place, plain=plain), data, os.urandom(NONCE_BYTES))


def _set(number: int) -> str:
    """As what the key of a set is wrapped; no case is called so."""
    return f"pictures {number}"


def _name(number: int, place: int, *, plain: bool) -> str:
    return f"pictures {number} {place} {'plain' if plain else 'blurred'}"
