"""Which pictures a caller has shown before, and what was asked of them.

Rules kept here:
 * A picture is kept as digests under a secret of this gate, with the caller in them: of its pixels,
   and of the codes of its sketch. No pixels, no plain digest; whoever has the picture and the
   database cannot tell that it was sent, and the same picture by another caller is another one.
 * Of copies that only their sketches show, the newest few are found: not each one that there was.
 * A look is on the disk before its call is judged: of two calls at once one sees the other.
 * What was asked is kept as acts, in facts; never a word of the call.
 * After so many hours a look is forgotten.
"""

import hashlib
import hmac
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import msgspec

from countenance.errors import RecordError
from countenance.evidence.act import Act
from countenance.evidence.labels import Label
from countenance.media.corners import ENOUGH, codes_of
from countenance.stores.database import connect, record_error, writing

__all__ = ["By", "Look", "Looks", "Shown"]

_MOST = 256
"""The most sets of acts that are given back, newest first."""

_CORNERS = 480
"""The most corners of all sketches of one call that are kept; an equal share of each picture."""
_NEWEST = 8
"""Of the looks that share one code only the newest are counted."""

_DECODER = msgspec.json.Decoder(tuple[tuple[Label, int, dict[str, tuple[str, ...]]], ...])
_TABLES = (
    "CREATE TABLE IF NOT EXISTS looks (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, "
    "entry TEXT NOT NULL, asked BLOB NOT NULL, acts BLOB NOT NULL) STRICT",
    "CREATE INDEX IF NOT EXISTS looks_at ON looks (at)",
    "CREATE TABLE IF NOT EXISTS look_marks (mark BLOB NOT NULL, look INTEGER NOT NULL "
    "REFERENCES looks (id) ON DELETE CASCADE, PRIMARY KEY (mark, look)) STRICT, WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS look_marks_look ON look_marks (look)",
    "CREATE TABLE IF NOT EXISTS look_corners (mark BLOB NOT NULL, look INTEGER NOT NULL "
    "REFERENCES looks (id) ON DELETE CASCADE, picture INTEGER NOT NULL, "
    "PRIMARY KEY (mark, look, picture)) STRICT, WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS look_corners_look ON look_corners (look)",
)


class By(Enum):
    """How a picture was known again; the words of the entries."""

    PIXELS = "pixels"
    SKETCH = "sketch"


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture as it is known again: the digest of its pixels, and its sketch."""

    digest: str
    sketch: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """An earlier call about the same picture: its second, the id of its entry, what it asked."""

    at: int
    entry: str
    acts: tuple[Act, ...]
    by: By = By.PIXELS


class Looks:
    """The looks of the callers of one gate. `secret` is 32 bytes that outlive a restart."""

    def __init__(self, folder: Path, secret: bytes, hours: int = 24) -> None:
        if len(secret) < 32:
            raise RecordError("looks: the secret is shorter than 32 bytes")
        self._secret = secret
        self._seconds = hours * 3600
        self._lock = threading.Lock()
        self._connection = connect(folder)
        with writing(self._connection, "looks"):
            for statement in _TABLES:
                self._connection.execute(statement)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def earlier(self, caller: str, pictures: Sequence[Shown], now: int) -> tuple[Look, ...]:
        """The looks of this caller at any of these pictures, or at copies of them, newest first.

        Of those at the very pixels that asked the same only the newest: asking again hides nothing.
        """
        try:
            with self._lock:
                same = self._same(self._marks(caller, pictures), now)
                copies = self._copies(self._corners(caller, pictures), now)
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise RecordError("looks: what was kept cannot be read") from error
        return _once(same, copies)

    def look(
        self, caller: str, pictures: Sequence[Shown], acts: Sequence[Act], entry: str, now: int
    ) -> tuple[Look, ...]:
        """Keep a look, in one step with finding those at the same pixels. Raises `RecordError`."""
        marks = self._marks(caller, pictures)
        corners = self._corners(caller, pictures)
        kept = msgspec.json.encode([(act.label, act.permille, dict(act.facts)) for act in acts])
        try:
            with self._lock:
                # Outside of the turn to write: it takes longer, and the record waits for the turn.
                copies = self._copies(corners, now)
                with writing(self._connection, "looks"):
                    same = self._same(marks, now)
                    self._keep(marks, corners, (now, entry, _asked(acts), kept))
                return _once(same, copies)
        except sqlite3.Error as error:
            raise record_error(error, "looks") from error
        except msgspec.MsgspecError as error:
            raise RecordError("looks: what was kept cannot be read") from error

    def _keep(
        self,
        marks: Sequence[bytes],
        corners: Sequence[Sequence[Sequence[bytes]]],
        row: tuple[int, str, bytes, bytes],
    ) -> None:
        """Write one look, and forget those whose time is over. Inside a transaction."""
        writes = self._connection
        writes.execute("DELETE FROM looks WHERE at <= ?", (row[0] - self._seconds,))
        made = writes.execute(
            "INSERT INTO looks (at, entry, asked, acts) VALUES (?, ?, ?, ?)", row
        ).lastrowid
        writes.executemany("INSERT INTO look_marks VALUES (?, ?)", [(mark, made) for mark in marks])
        writes.executemany(
            "INSERT OR IGNORE INTO look_corners VALUES (?, ?, ?)",
            [
                (code, made, number)
                for number, picture in enumerate(corners)
                for corner in picture
                for code in corner
            ],
        )

    def _same(self, marks: Sequence[bytes], now: int) -> tuple[Look, ...]:
        if not marks:
            return ()
        wanted = ", ".join("?" * len(marks))
        rows = self._connection.execute(
            "SELECT max(l.id) AS last, l.at, l.entry, l.acts FROM look_marks m "  # noqa: S608 - question marks alone
            f"JOIN looks l ON l.id = m.look WHERE m.mark IN ({wanted}) AND l.at > ? "
            "GROUP BY l.asked ORDER BY last DESC LIMIT ?",
            (*marks, now - self._seconds, _MOST),
        ).fetchall()
        return tuple(Look(at, entry, _acts(kept)) for _, at, entry, kept in rows)

    def _copies(self, corners: Sequence[Sequence[Sequence[bytes]]], now: int) -> tuple[Look, ...]:
        """The looks at a picture that has enough corners in common with one of these."""
        found: set[int] = set()
        for picture in corners:
            shared: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
            for number, corner in enumerate(picture):
                for code in corner:
                    for look, other in self._connection.execute(
                        "SELECT look, picture FROM look_corners WHERE mark = ? "
                        "ORDER BY look DESC LIMIT ?",
                        (code, _NEWEST),
                    ):
                        shared[look, other].add(number)
            found |= {look for (look, _), common in shared.items() if len(common) >= ENOUGH}
        looks = []
        for look in sorted(found, reverse=True):
            row = self._connection.execute(
                "SELECT at, entry, acts FROM looks WHERE id = ? AND at > ?",
                (look, now - self._seconds),
            ).fetchone()
            if row is not None:
                looks.append(Look(row[0], row[1], _acts(row[2]), By.SKETCH))
        return tuple(looks)

    def _marks(self, caller: str, pictures: Sequence[Shown]) -> tuple[bytes, ...]:
        texts = dict.fromkeys(f"pixels\n{caller}\n{shown.digest}" for shown in pictures)
        return tuple(self._keyed(text.encode())[:16] for text in texts)

    def _corners(
        self, caller: str, pictures: Sequence[Shown]
    ) -> tuple[tuple[tuple[bytes, ...], ...], ...]:
        """For each picture its corners, each as its codes under the secret."""
        share = max(1, _CORNERS // max(1, len(pictures)))
        return tuple(
            tuple(
                tuple(
                    self._keyed(f"corner\n{caller}\n{which}\n".encode() + code)[:8]
                    for which, code in codes_of(corner)
                )
                for corner in shown.sketch[:: -(-len(shown.sketch) // share) or 1]
            )
            for shown in pictures
        )

    def _keyed(self, what: bytes) -> bytes:
        return hmac.digest(self._secret, what, hashlib.sha256)


def _once(same: Sequence[Look], copies: Sequence[Look]) -> tuple[Look, ...]:
    known = {look.entry for look in same}
    found = (*same, *(look for look in copies if look.entry not in known))
    return tuple(sorted(found, key=lambda look: -look.at))


def _acts(kept: bytes) -> tuple[Act, ...]:
    return tuple(Act(label, facts, permille) for label, permille, facts in _DECODER.decode(kept))


def _asked(acts: Sequence[Act]) -> bytes:
    """What was asked, whatever its likelihood, as a digest."""
    written = sorted(repr((act.label.value, sorted(act.facts.items()))) for act in acts)
    return hashlib.sha256("\n".join(written).encode()).digest()[:16]
