"""The outbox of notices: what is to be told to whom, until it was told.

Rules kept here:
 * Notices are made of the entries, in their order, from a place that is kept and goes on in the
   same transaction. None is lost, and none is made twice.
 * Each is told to each receiver at least once. Whoever sends one takes it for a while, so that two
   processes do not send it at once; one that died lets it go with its time.
 * What cannot be told is tried again, ever more slowly, and given up after three days: counted, and
   listed.
 * A gate that is told for the first time whom to tell begins with what is entered from then on.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from countenance.errors import RecordError
from countenance.record.canonical import parse
from countenance.review.notices import KINDS, Notice, Topic, due_soon, notice_of
from countenance.stores.held_calls import HeldCalls
from countenance.stores.one_connection import OneConnection
from countenance.stores.protocol import places

__all__ = ["Outbox", "Sending", "Told"]

_PLACE = "notices_place"
_BATCH = 500
_HOLD = 60_000
_FIRST_PAUSE = 30_000
_LONGEST_PAUSE = 6 * 3_600_000
_GIVEN_UP = 72 * 3_600_000
_KEPT = 30 * 24 * 3_600_000
_NOTICES = msgspec.json.Decoder(Notice)


@dataclass(frozen=True, slots=True)
class Sending:
    """A notice for one receiver, whose turn it is. `tries`: how often it was tried before."""

    notice: Notice
    receiver: str
    tries: int


@dataclass(frozen=True, slots=True)
class Told:
    """How one notice for one receiver stands: `waiting`, `sent` or `given-up`."""

    notice: Notice
    receiver: str
    state: str
    tries: int


class Outbox(OneConnection):
    """The outbox in a folder of data. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self, folder: Path, clock: Callable[[], int] = time.time_ns, *, create: bool = True
    ) -> None:
        super().__init__(folder, "notices", create=create)
        self._clock = clock

    def collect(self, receivers: Sequence[str], topics: frozenset[Topic]) -> int:
        """Make notices of what was entered since; how many. Raises `RecordError`."""
        made, more = 0, self._is_behind()
        while more:
            with self._in_turn():
                place = self._connection.state(_PLACE)
                if not isinstance(place, int):
                    self._connection.set_state(_PLACE, self._size())
                    return 0
                rows = self._new(place)
                more = len(rows) == _BATCH
                for index, data in rows:
                    notice = notice_of(index, parse(bytes(data)))
                    if notice is not None and notice.topic in topics:
                        made += self._put(notice, receivers)
                last = rows[-1][0] + 1 if more else self._size()
                if last > place:
                    self._connection.set_state(_PLACE, last)
        return made

    def remind(self, cases: HeldCalls, receivers: Sequence[str], within: int) -> int:
        """Make a notice of each held call that is due within so many milliseconds; how many."""
        now, made = self._now(), 0
        soon = [case for case in cases.waiting() if case.due - now <= within]
        if soon:
            with self._in_turn():
                for case in soon:
                    made += self._put(due_soon(case.id, case.entry, case.due, now), receivers)
        return made

    def take(self, receivers: Sequence[str], limit: int = 20) -> tuple[Sending, ...]:
        """Notices for these receivers whose turn it is; nobody else sends them for a minute.

        Raises `RecordError`.
        """
        marks = places(receivers)
        if not self._select(
            "SELECT 1 FROM notices WHERE state = 'waiting' AND next <= ? LIMIT 1", self._now()
        ):
            return ()
        with self._in_turn():
            now = self._now()
            rows = self._connection.execute(
                f"SELECT id, receiver, tries, document FROM notices WHERE receiver IN ({marks}) "  # noqa: S608 - marks
                "AND state = 'waiting' AND next <= ? ORDER BY next, id LIMIT ?",
                (*receivers, now, limit),
            ).fetchall()
            for id_, receiver, _, _ in rows:
                self._connection.execute(
                    "UPDATE notices SET next = ? WHERE id = ? AND receiver = ?",
                    (now + _HOLD, id_, receiver),
                )
        return tuple(
            Sending(_decoded(document), receiver, tries) for _, receiver, tries, document in rows
        )

    def sent(self, sending: Sending) -> None:
        """It was told."""
        self._set(sending, "sent", self._now())

    def failed(self, sending: Sending) -> None:
        """It could not be told; it is tried again, or given up."""
        now = self._now()
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(sending.tries, 12))
        if now + pause >= self._made(sending) + _GIVEN_UP:
            self._set(sending, "given-up", now)
        else:
            self._set(sending, "waiting", now + pause)

    def clear(self) -> int:
        """Forget what was told or given up a month ago, and give up what nobody has tried for three
        days, because its receiver is told no more; how many were forgotten."""
        with self._in_turn():
            now = self._now()
            self._connection.execute(
                "UPDATE notices SET state = 'given-up', next = ? "
                "WHERE state = 'waiting' AND next < ?",
                (now, now - _GIVEN_UP),
            )
            done = self._connection.execute(
                "DELETE FROM notices WHERE state <> 'waiting' AND next < ?", (now - _KEPT,)
            )
            return done.rowcount

    def all(self, limit: int = 200) -> tuple[Told, ...]:
        """What waits and what was given up at the top, then what was told; newest first."""
        rows = self._select(
            "SELECT document, receiver, state, tries FROM notices "
            "ORDER BY state = 'sent', made DESC, id LIMIT ?", limit,
        )  # fmt: skip
        return tuple(
            Told(_decoded(document), receiver, state, tries)
            for document, receiver, state, tries in rows
        )

    def numbers(self) -> dict[str, int]:
        """How many there are in each state."""
        return dict(self._select("SELECT state, count(*) FROM notices GROUP BY state"))

    def _new(self, place: int) -> list[tuple[int, bytes]]:
        marks = places(KINDS)
        return self._connection.execute(
            f"SELECT idx, data FROM entries WHERE idx >= ? AND kind IN ({marks}) "  # noqa: S608 - marks
            "ORDER BY idx LIMIT ?",
            (place, *KINDS, _BATCH),
        ).fetchall()

    def _is_behind(self) -> bool:
        """Whether something was entered since; nobody waits for this to be found out."""
        with self._alone():
            return self._connection.state(_PLACE) != self._size()

    def _size(self) -> int:
        row = self._connection.execute("SELECT coalesce(max(idx) + 1, 0) FROM entries").fetchone()
        return int(row[0])

    def _put(self, notice: Notice, receivers: Sequence[str]) -> int:
        document = msgspec.json.encode(notice)
        now, made = self._now(), 0
        for receiver in receivers:
            done = self._connection.execute(
                "INSERT INTO notices VALUES (?, ?, 'waiting', ?, ?, 0, ?) ON CONFLICT DO NOTHING",
                (notice.id, receiver, now, now, document),
            )
            made += done.rowcount
        return made

    def _made(self, sending: Sending) -> int:
        rows = self._select(
            "SELECT made FROM notices WHERE id = ? AND receiver = ?",
            sending.notice.id, sending.receiver,
        )  # fmt: skip
        return int(rows[0][0]) if rows else 0

    def _set(self, sending: Sending, state: str, next_: int) -> None:
        with self._in_turn():
            self._connection.execute(
                "UPDATE notices SET state = ?, next = ?, tries = ? WHERE id = ? AND receiver = ?",
                (state, next_, sending.tries + 1, sending.notice.id, sending.receiver),
            )

    def _now(self) -> int:
        return self._clock() // 1_000_000


def _decoded(data: bytes) -> Notice:
    try:
        return _NOTICES.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError(f"notices: one cannot be read: {error}") from error
