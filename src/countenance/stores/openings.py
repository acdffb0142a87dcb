"""The sealed openings: every statement about their tables.

    cases      a case, the key of its openings (wrapped), and the entry that erased it
    openings   the openings of one entry (sealed), and the marks by which it is found; `number` is
               that of its case: the index of the first entry of the case
    held_cases a legal hold on a case, and its release

A *case* is one call: the entry of its decision, or of a call that was refused unread, begins it and
names it. A call that people decide is one case with all that was said about it (`hold-...`), and
what is entered about one registration is one (`c-...`). Every other entry that has openings is a
case of its own.

Rules kept here:
 * The openings of an entry, and the key of its case, are written in the transaction of the entry.
   No key of the operator, no entry.
 * `cases` and `openings` grow at their end, and a row is never removed or moved: what is erased is
   set to null where it stands. In SQLite a page that is split or merged keeps copies of rows in the
   gap between its cells; `secure_delete` overwrites the row, not the copy.
 * An index holds nothing that was sealed, no key and no mark.
 * Who writes looks, in its own transaction, under which key of the operator is wrapped now.
 * A legal hold, and a registration that is still there, keep a case from being erased.

Which cases have run out is found by `countenance.stores.case_spans`, entries about some bytes by
`countenance.stores.searching`. The transactions around these
are in `countenance.stores.cases`; entries bring their openings by `countenance.stores.entry_rows`.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from countenance.record.commitment import Opening
from countenance.record.personal import searched
from countenance.record.sealing import (
    KEY_BYTES,
    NONCE_BYTES,
    Keyed,
    WrappingKey,
    mark,
    seal,
    unseal,
)
from countenance.stores.case_spans import gone_back
from countenance.stores.protocol import Database

__all__ = [
    "Case",
    "ToSeal",
    "case_named",
    "case_of",
    "count_under_others",
    "destroy",
    "erased_count",
    "forget_call",
    "hold",
    "holds_on",
    "in_force",
    "insert_openings",
    "key_of",
    "marks_key",
    "read_openings",
    "release",
    "rewrap",
    "wrap_under",
]

_RANDOM = KEY_BYTES + 2 * NONCE_BYTES
"""Bytes for one entry: a key of a case, and a nonce each for the openings and for that key."""
_STATE = "openings"
"""Where it is kept which key wraps now, with the key of the marks."""
_MARKS_CASE = "marks"
"""As what the key of the marks is wrapped; no case is called so."""


class ToSeal(msgspec.Struct, frozen=True):
    """An entry that has openings: its index, id and time, and the name of its case, where that goes
    on over several entries."""

    index: int
    id: str
    time: str
    ref: str | None
    openings: Sequence[Opening]


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its name, its first entry, when the last thing of it was sealed, and the entry that
    erased it, if any."""

    name: str
    number: int
    ref: str | None
    last: str
    erased: int | None


def insert_openings(connection: Database, entries: Sequence[ToSeal]) -> None:
    """Seal the openings of entries and write them, inside a transaction that is open.

    Raises `SealedError` when the key of the operator is not there.
    """
    if not entries:
        return
    wrapper, marks_key = in_force(connection)
    marking = Keyed(marks_key)
    cases: list[tuple[object, ...]] = []
    rows: list[tuple[object, ...]] = []
    known: dict[str, tuple[int, bytes]] = {}
    drawn = os.urandom(len(entries) * _RANDOM)  # at once: each asks the system
    for place, each in enumerate(entries):
        random = drawn[place * _RANDOM : (place + 1) * _RANDOM]
        ref = each.ref
        case = None if ref is None else known.get(ref)
        if case is None and ref is not None:
            case, was_erased = _kept(connection, ref, each.time)
            # What comes after an erasure is a case of its own.
            ref = None if was_erased else ref
        if case is None:
            case = (each.index, random[:KEY_BYTES])
            wrapped = wrapper.wrap(ref or each.id, case[1], random[-NONCE_BYTES:])
            cases.append((each.index, ref, each.time, wrapper.id, wrapped, None))
        if ref is not None:
            known[ref] = case
        number, key = case
        sealed = seal(key, each.id, each.openings, random[KEY_BYTES:-NONCE_BYTES])
        marks = b"".join([mark(marking, each.index, value) for value in searched(each.openings)])
        rows.append((each.index, number, sealed, marks or None))
    connection.insert_rows("cases", cases)
    connection.insert_rows("openings", rows)


def in_force(connection: Database) -> tuple[WrappingKey, bytes]:
    """The key that wraps now, and the key of the marks; both are made when there are none yet.

    Inside a transaction. Raises `SealedError`.
    """
    kept = _kept_state(connection)
    if kept is not None:
        wrapper = connection.keys.named(kept[0])
        return wrapper, wrapper.unwrap(_MARKS_CASE, kept[1])
    wrapper, marks_key = connection.keys.newest(os.urandom), os.urandom(KEY_BYTES)
    wrap_under(connection, wrapper, marks_key)
    return wrapper, marks_key


def wrap_under(connection: Database, wrapper: WrappingKey, marks_key: bytes) -> None:
    """From now on the keys of cases are wrapped under this one. Inside a transaction."""
    wrapped = wrapper.wrap(_MARKS_CASE, marks_key, os.urandom(NONCE_BYTES))
    connection.set_state(_STATE, f"{wrapper.id} {wrapped.hex()}")


def read_openings(connection: Database, index: int) -> tuple[Opening, ...]:
    """The openings of one entry, by their fields; none when it had none, or they were erased.

    Raises `SealedError` when the key of the operator is not there.
    """
    row = connection.execute(
        "SELECT e.id, o.sealed, c.ref, first.id, c.wrapper, c.wrapped FROM openings o "
        "JOIN entries e ON e.idx = o.idx JOIN cases c ON c.number = o.number "
        "JOIN entries first ON first.idx = c.number WHERE o.idx = ?",
        (index,),
    ).fetchone()
    if row is None or row[1] is None:
        return ()
    id_, sealed, ref, first, wrapper, wrapped = row
    return unseal(connection.keys.named(wrapper).unwrap(ref or first, wrapped), id_, sealed)


def key_of(connection: Database, ref: str) -> bytes | None:
    """The key of the case of this name; none where there is no such case, or it was erased.

    Raises `SealedError` when the key of the operator is not there.
    """
    row = connection.execute(
        "SELECT wrapper, wrapped FROM cases WHERE ref = ? AND wrapped IS NOT NULL", (ref,)
    ).fetchone()
    return None if row is None else connection.keys.named(row[0]).unwrap(ref, row[1])


def marks_key(connection: Database) -> bytes | None:
    """The key of the marks; none where nothing was ever sealed. Raises `SealedError`."""
    kept = _kept_state(connection)
    if kept is None:
        return None
    return connection.keys.named(kept[0]).unwrap(_MARKS_CASE, kept[1])


def case_of(connection: Database, index: int) -> Case | None:
    """The case of the entry with this index, if it has openings, or had."""
    return _case(connection, "c.number = (SELECT number FROM openings WHERE idx = ?)", index)


def case_named(connection: Database, ref: str) -> Case | None:
    """The case of this registration, or of this call that people decide."""
    return _case(connection, "c.ref = ?", ref)


def holds_on(connection: Database, number: int) -> tuple[int, ...]:
    """The entries of the legal holds on a case that nobody has released, oldest first."""
    rows = connection.execute(
        "SELECT idx FROM held_cases WHERE number = ? AND released IS NULL ORDER BY idx", (number,)
    )
    return tuple(row[0] for row in rows)


def hold(connection: Database, number: int, entry: int) -> None:
    """Put a case under a legal hold, by the entry that says so. Inside a transaction."""
    connection.execute("INSERT INTO held_cases VALUES (?, ?, NULL)", (entry, number))


def release(connection: Database, held_by: int, entry: int) -> None:
    """Release a case from the hold that an entry put on it. Inside a transaction."""
    connection.execute("UPDATE held_cases SET released = ? WHERE idx = ?", (entry, held_by))


def destroy(connection: Database, number: int, entry: int) -> int:
    """Destroy the key and the openings of a case; of how many entries. Inside a transaction.

    `entry`: the index of the entry that says so. Of a registration everything that the registry
    still has of it goes as well, of a report all that was kept of it but figures.
    """
    (ref,) = connection.execute("SELECT ref FROM cases WHERE number = ?", (number,)).fetchone()
    done = 0
    for which in ("idx = ?", "number = ? AND number <> idx"):
        done += connection.execute(
            f"UPDATE openings SET sealed = NULL, marks = NULL WHERE {which}",  # noqa: S608 - ours
            (number,),
        ).rowcount
    connection.execute(
        "UPDATE cases SET wrapper = NULL, wrapped = NULL, erased = ? WHERE number = ?",
        (entry, number),
    )
    if ref is not None:
        _forget_registration(connection, ref)
        _forget_report(connection, ref)
    return done


def forget_call(connection: Database, number: int) -> None:
    """Remove the keyed digests by which the pictures of a call would be known again.

    Those that time removes anyhow are not worth a search for each case. Inside a transaction.
    """
    connection.execute(
        "DELETE FROM shown_looks WHERE entry IN (SELECT id FROM entries WHERE idx = ?1 UNION ALL "
        "SELECT e.id FROM openings o JOIN entries e ON e.idx = o.idx "
        "WHERE o.number = ?1 AND o.number <> o.idx)",
        (number,),
    )
    connection.execute("DELETE FROM shown WHERE id NOT IN (SELECT shown FROM shown_looks)")


def erased_count(connection: Database) -> int:
    """How many cases were erased."""
    rows = connection.execute("SELECT count(*) FROM cases WHERE erased IS NOT NULL")
    return int(rows.fetchone()[0])


def rewrap(connection: Database, wrapper: WrappingKey, most: int) -> int:
    """Wrap the keys of at most so many cases under this key; how many there were.

    Inside a transaction. Raises `SealedError` when the key they are wrapped under is not there.
    """
    rows = connection.execute(
        "SELECT c.number, c.ref, e.id, c.wrapper, c.wrapped FROM cases c "
        "JOIN entries e ON e.idx = c.number WHERE c.wrapped IS NOT NULL AND c.wrapper <> ? "
        "ORDER BY c.number LIMIT ?",
        (wrapper.id, most),
    ).fetchall()
    for number, ref, id_, old, wrapped in rows:
        name = ref or id_
        key = connection.keys.named(old).unwrap(name, wrapped)
        anew = wrapper.wrap(name, key, os.urandom(NONCE_BYTES))
        connection.execute(
            "UPDATE cases SET wrapper = ?, wrapped = ? WHERE number = ?", (wrapper.id, anew, number)
        )
    return len(rows)


def count_under_others(connection: Database, wrapper: str) -> int:
    """How many cases have keys that are wrapped under another key than the one with this id."""
    rows = connection.execute(
        "SELECT count(*) FROM cases WHERE wrapped IS NOT NULL AND wrapper <> ?", (wrapper,)
    )
    return int(rows.fetchone()[0])


def _kept_state(connection: Database) -> tuple[str, bytes] | None:
    """The id of the key that wraps now, and the key of the marks as it is wrapped."""
    kept = connection.state(_STATE)
    if kept is None:
        return None
    id_, _, wrapped = str(kept).partition(" ")
    return id_, bytes.fromhex(wrapped)


def _kept(connection: Database, ref: str, time: str) -> tuple[tuple[int, bytes] | None, bool]:
    """The number and the key of a case that goes on now, if it has begun; whether it was erased."""
    row = connection.execute(
        "SELECT number, last, wrapper, wrapped, erased FROM cases WHERE ref = ?", (ref,)
    ).fetchone()
    if row is None:
        return None, False
    number, last, wrapper, wrapped, erased = row
    if erased is not None:
        return None, True
    connection.execute("UPDATE cases SET last = ? WHERE number = ?", (time, number))
    if time < last:
        gone_back(connection, number, time)
    return (number, connection.keys.named(wrapper).unwrap(ref, wrapped)), False


def _case(connection: Database, which: str, value: int | str) -> Case | None:
    row = connection.execute(
        "SELECT coalesce(c.ref, e.id), c.number, c.ref, c.last, c.erased FROM cases c "  # noqa: S608
        f"JOIN entries e ON e.idx = c.number WHERE {which}",  # words of ours
        (value,),
    ).fetchone()
    return None if row is None else Case(*row)


def _forget_registration(connection: Database, ref: str) -> None:
    """Write what is left of the registry anew, without what was kept of this registration.

    The rows of these tables lie in the order of names, so that their pages are split and merged and
    may hold copies of what was removed long ago. A table that is emptied has all its pages
    overwritten.
    """
    for table, column in (("registrations", "ref"), ("keys", "caller")):
        rows = connection.execute(
            f"SELECT * FROM {table} WHERE {column} <> ?",  # noqa: S608 - words of ours
            (ref,),
        ).fetchall()
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - words of ours
        if rows:
            connection.insert_rows(table, [tuple(row) for row in rows])


def _forget_report(connection: Database, ref: str) -> None:
    """What was sealed of a report is under the key that is gone; it goes as well."""
    connection.execute(
        "UPDATE reports SET sealed = NULL, state = 'expunged' WHERE id = ?", (ref,)
    )
    connection.execute("UPDATE report_drafts SET sealed = NULL WHERE report = ?", (ref,))
