"""Searching the openings: which entries are about some bytes, and how many cannot be searched.

Rules kept here:
 * Nothing is opened: one HMAC for each entry and digest.
 * An entry about content that has no opening is counted, so that nobody takes "none was found" for
   "there is none". What an entry of an erasure destroyed is counted elsewhere, by its cases.
 * A log of a million entries is searched in about a second: entries are not read, but those that
   stand nowhere else. Indexes have no gaps, and what came of a call is known by its `prev`.

Whether openings are gone without an entry that says so is compared, entry by entry, by `lost`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from countenance.record.canonical import parse
from countenance.record.personal import kept_as
from countenance.record.sealing import Keyed, mark
from countenance.stores.openings import marks_key
from countenance.stores.protocol import Database, places

__all__ = ["Lost", "Searched", "lost", "search"]

_CALLS = ("decision", "unreadable", "redaction")
"""Kinds of entries that are about content, each of them; what the settings say is not kept, is
not kept of these."""
_OTHERS = ("hold", "vote", "report")
"""Kinds of which some are: those that commit to a digest of content."""
_AT_ONCE = 500

_OPENED, _FOLLOWS = 1, 2
"""What is known of an entry: it has a row of openings; it has none, and follows on another."""


@dataclass(frozen=True, slots=True)
class Searched:
    """`indexes`: the entries that marks lead to. `looked`: how many entries were searched.
    `without`: how many are about content, have no openings, and no entry erased them."""

    indexes: tuple[int, ...]
    looked: int
    without: int


@dataclass(frozen=True, slots=True)
class Lost:
    """`gone`: entries whose openings are gone, and no entry says that they were erased. `never`:
    how many calls were entered that nothing was kept of to be opened."""

    gone: tuple[int, ...]
    never: int


def search(connection: Database, digests: Sequence[bytes]) -> Searched:
    """Look for entries about bytes with one of these digests; inside a snapshot.

    Raises `SealedError` when the key of the operator is not there.
    """
    key = marks_key(connection)
    marking = None if key is None else Keyed(key)
    known = bytearray(_size(connection))
    found: list[int] = []
    looked = emptied = 0
    for batch in connection.batches("SELECT idx, marks, sealed IS NULL FROM openings ORDER BY idx"):
        for index, marks, is_empty in batch:
            known[index] = _OPENED
            emptied += is_empty
            if marks is None or marking is None:
                continue
            looked += 1
            if any(mark(marking, index, digest) in marks for digest in digests):
                found.append(index)
    without = _without(connection, known)
    if emptied:
        without += _destroyed(connection)
    return Searched(tuple(found), looked, without)


def lost(connection: Database) -> Lost:
    """Compare every opening with its entry; inside a snapshot."""
    gone: list[int] = []
    never = 0
    for batch in connection.batches(
        "SELECT e.idx, e.kind, e.data, c.number FROM entries e "
        "LEFT JOIN openings o ON o.idx = e.idx LEFT JOIN cases c ON c.number = e.idx "
        "WHERE o.idx IS NULL AND e.kind <> 'outcome' ORDER BY e.idx"
    ):
        for index, kind, data, begins in batch:
            if kind in _CALLS and begins is None:
                never += 1
            elif _commits(data):
                gone.append(index)
    # Erased is what the case says that an entry of an erasure destroyed.
    for batch in connection.batches(
        "SELECT o.idx FROM openings o LEFT JOIN cases c ON c.number = o.number "
        "LEFT JOIN entries e ON e.idx = c.erased WHERE c.number IS NULL "
        "OR (c.erased IS NULL AND (o.sealed IS NULL OR c.wrapped IS NULL)) "
        "OR (c.erased IS NOT NULL AND (e.kind IS NULL OR e.kind <> 'erasure')) ORDER BY o.idx"
    ):
        gone += [index for (index,) in batch]
    return Lost(tuple(sorted(gone)), never)


def _size(connection: Database) -> int:
    (last,) = connection.execute("SELECT max(idx) FROM entries").fetchone()
    return 0 if last is None else int(last) + 1


def _without(connection: Database, known: bytearray) -> int:
    """How many entries are about content of those that have no row of openings."""
    for batch in connection.batches("SELECT idx FROM entries WHERE prev IS NOT NULL"):
        for (index,) in batch:
            known[index] = known[index] or _FOLLOWS
    count = _about_content(connection, known, 0)
    # Where openings are missing, those of entries that follow on others may be missing as well.
    return count + (_about_content(connection, known, _FOLLOWS) if count else 0)


def _about_content(connection: Database, known: bytearray, which: int) -> int:
    count = 0
    for some in _some(known, which):
        marks = places(some)
        (calls,) = connection.execute(
            f"SELECT count(*) FROM entries WHERE idx IN ({marks}) AND kind IN ({places(_CALLS)})",  # noqa: S608 - marks
            (*some, *_CALLS),
        ).fetchone()
        rows = connection.execute(
            f"SELECT data FROM entries WHERE idx IN ({marks}) AND kind IN ({places(_OTHERS)})",  # noqa: S608 - marks
            (*some, *_OTHERS),
        ).fetchall()
        count += calls + sum(_has_content(data) for (data,) in rows)
    return count


def _destroyed(connection: Database) -> int:
    """How many entries about content have openings that were emptied without an erasure."""
    (count,) = connection.execute(
        "SELECT count(*) FROM openings o LEFT JOIN cases c ON c.number = o.number "  # noqa: S608
        "JOIN entries e ON e.idx = o.idx WHERE o.sealed IS NULL AND c.erased IS NULL "
        f"AND e.kind IN ({places(_CALLS)})",  # marks
        _CALLS,
    ).fetchone()
    return int(count)


def _some(known: bytearray, which: int) -> Iterator[list[int]]:
    """The places where this stands, some at a time."""
    some: list[int] = []
    at = known.find(which)
    while at >= 0:
        some.append(at)
        if len(some) == _AT_ONCE:
            yield some
            some = []
        at = known.find(which, at + 1)
    if some:
        yield some


def _has_content(data: bytes) -> bool:
    return any(kept_as(field).is_content for field in parse(data)["commit"])


def _commits(data: bytes) -> bool:
    """Whether an entry holds a commitment, wherever in it."""
    entry = parse(data)
    if entry["commit"] or entry.get("document") or entry.get("carries"):
        return True
    return b'"commitment":"' in data
