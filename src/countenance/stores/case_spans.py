"""Which cases have run out, found without an index that every entry would pay for.

    cases       1 ........ 511 | 512 ....... 1023 | ... | what is newer
    case_spans  the time of the  the time of the         told by no row yet:
                earliest kept    earliest kept           looked at itself

A *span* is 512 numbers of cases in a row. A row says when the earliest of those was sealed whose
key is still there; a span of which everything was erased has none.

Rules kept here:
 * Rows are written by who looks for what has run out, never by who appends: a number is not given
   twice, and a case without a name is sealed once.
 * A row may name a time that is too early, never one that is too late: then a span is looked at in
   vain, and its row is put right. So a clock that jumped, ahead or back, hides nothing.
 * What one transaction looks at is bounded, however many cases there are.
"""

from countenance.stores.protocol import Database

__all__ = ["SPAN", "expired", "gone_back", "span"]

SPAN = 512
"""Numbers of one span."""

_SPANS = 128
"""The most spans that one transaction looks at."""
_STATE = "spanned"
"""Where it is kept up to which number spans are told of."""
_NO_END = 2**62


def span(connection: Database) -> bool:
    """Tell of spans that are full by now; whether there are still more. Inside a transaction."""
    begin = _spanned(connection)
    (size,) = connection.execute("SELECT coalesce(max(idx) + 1, 0) FROM entries").fetchone()
    full = int(size) - int(size) % SPAN
    end = min(full, begin + _SPANS * SPAN)
    if end > begin:
        rows = connection.execute(
            f"SELECT number - number % {SPAN}, min(last) FROM cases WHERE number >= ? "  # noqa: S608
            f"AND number < ? AND wrapped IS NOT NULL GROUP BY number - number % {SPAN}",
            (begin, end),
        ).fetchall()
        connection.insert_rows("case_spans", [tuple(row) for row in rows])
        connection.set_state(_STATE, end)
    return end < full


def gone_back(connection: Database, number: int, last: str) -> None:
    """A case goes on, by a clock that was put back. Inside a transaction."""
    connection.execute(
        "UPDATE case_spans SET earliest = ? WHERE first = ? AND earliest > ?",
        (last, number - number % SPAN, last),
    )


def expired(
    connection: Database, before: str, most: int, looked_before: str, since: int = 0
) -> tuple[tuple[int, ...], int | None]:
    """Cases from this number on of which all was sealed before this time and that may be erased, at
    most so many; and from which number to go on, if there may be more. Inside a transaction.

    Of registrations those that were removed. Settings and texts of codes are about nobody: what was
    sealed of them stays. A report is kept until somebody erases it. `looked_before`: the time for
    who erased, held, released, opened and searched.
    """
    spanned = _spanned(connection)
    rows = connection.execute(
        "SELECT first FROM case_spans WHERE earliest < ? AND first >= ? ORDER BY first LIMIT ?",
        (before, since - since % SPAN, _SPANS),
    ).fetchall()
    found: list[int] = []
    for (first,) in rows:
        room = most - len(found)
        some = _expired(connection, before, room, looked_before, max(first, since), first + SPAN)
        found += some
        if len(some) == room:
            return tuple(found), found[-1] + 1
        if not some:
            _put_right(connection, first)
    if len(rows) == _SPANS:
        return tuple(found), rows[-1][0] + SPAN
    room = most - len(found)
    found += _expired(connection, before, room, looked_before, max(spanned, since), _NO_END)
    return tuple(found), None if len(found) < most else found[-1] + 1


def _expired(
    connection: Database, before: str, most: int, looked_before: str, begin: int, end: int
) -> list[int]:
    rows = connection.execute(
        "SELECT number FROM cases c WHERE number >= ?4 AND number < ?5 "
        "AND wrapped IS NOT NULL AND last < ?1 AND (SELECT e.kind "
        "FROM entries e WHERE e.idx = c.number) NOT IN ('settings', 'code-refused', 'report') "
        "AND NOT EXISTS (SELECT 1 FROM held_cases h WHERE h.number = c.number "
        "AND h.released IS NULL) AND (ref IS NULL OR NOT EXISTS (SELECT 1 FROM registrations r "
        "WHERE r.ref = c.ref)) AND (last < ?3 OR (SELECT e.kind FROM entries e WHERE e.idx = "
        "c.number) NOT IN ('erasure', 'legal-hold', 'unsealed')) ORDER BY number LIMIT ?2",
        (before, most, looked_before, begin, end),
    )
    return [int(row[0]) for row in rows]


def _put_right(connection: Database, first: int) -> None:
    """Let the row of a span tell what is kept of it now; it goes where that is nothing."""
    (earliest,) = connection.execute(
        "SELECT min(last) FROM cases WHERE number >= ? AND number < ? AND wrapped IS NOT NULL",
        (first, first + SPAN),
    ).fetchone()
    if earliest is None:
        connection.execute("DELETE FROM case_spans WHERE first = ?", (first,))
    else:
        connection.execute(
            "UPDATE case_spans SET earliest = ? WHERE first = ? AND earliest <> ?",
            (earliest, first, earliest),
        )


def _spanned(connection: Database) -> int:
    return int(connection.state(_STATE) or 0)
