"""Which pictures a caller has shown before, and what was asked of them.

Rules kept here:
 * A picture is kept as digests under a secret of this gate, with the caller in them: of its pixels,
   and of the codes of its sketch. No pixels, no plain digest; whoever has the picture and the
   database cannot tell that it was sent, and the same picture by another caller is another one.
 * The sketch of a picture is compared when it is first shown, and what it is a copy of is kept: a
   picture that is shown again costs one line.
 * Of copies that only their sketches show, the newest few are found: not each one that there was.
 * Of calls that asked the same about one picture the newest is kept: asking again hides nothing.
 * A look is on the disk before its call is judged: of two calls at once one sees the other. Those
   that wait at once share a commit.
 * What was asked is kept as acts, in facts; never a word of the call.
 * After so many hours a look is forgotten.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import msgspec

from countenance.errors import RecordError
from countenance.evidence.act import Act
from countenance.evidence.labels import Label
from countenance.media.corners import ENOUGH, codes_of
from countenance.stores.database import writing
from countenance.stores.faults import FAULTS, record_error
from countenance.stores.one_connection import OneConnection
from countenance.stores.protocol import places

__all__ = ["Asking", "By", "Look", "Looks", "Shown"]

_MOST = 256
"""The most looks at the same pixels, or at copies, that are given back, newest first."""
_CORNERS = 480
"""The most corners of all sketches of one call that are kept; an equal share of each picture."""
_NEWEST = 8
"""Of the pictures that share one code only the newest are counted."""

_DECODER = msgspec.json.Decoder(tuple[tuple[Label, int, dict[str, tuple[str, ...]]], ...])
_UNREADABLE: tuple[type[Exception], ...] = (*FAULTS, msgspec.MsgspecError)


class By(Enum):
    """How a picture was known again; the words of the entries."""

    PIXELS = "pixels"
    SKETCH = "sketch"


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture as it is known again: the digest of its pixels, and its sketch."""

    digest: str
    sketch: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """An earlier call about the same picture: its second, the id of its entry, what it asked."""

    at: int
    entry: str
    acts: tuple[Act, ...]
    by: By = By.PIXELS


@dataclass(frozen=True, slots=True)
class Asking:
    """One call that looks at pictures: whose, what it asks, the id of its entry, its second."""

    caller: str
    pictures: tuple[Shown, ...]
    acts: tuple[Act, ...]
    entry: str
    now: int


@dataclass(slots=True)
class _Picture:
    """A picture of the call in hand: its mark, its row where it has one, and what it resembles."""

    mark: bytes
    sketch: Sequence[bytes]
    every: int
    """Which of its corners are its share: each, each second, and so on."""
    row: int | None = None
    codes: list[bytes] = field(default_factory=list)
    """The keyed codes of its corners, where they are not kept yet."""
    copies: set[int] = field(default_factory=set)
    """The rows of its copies."""

    @property
    def corners(self) -> int:
        """How many are its share."""
        return -(-len(self.sketch) // self.every)


class Looks(OneConnection):
    """The looks of the callers of one gate. `secret` is 32 bytes that outlive a restart."""

    def __init__(self, folder: Path, secret: bytes, hours: int = 24) -> None:
        if len(secret) < 32:
            raise RecordError("looks: the secret is shorter than 32 bytes")
        super().__init__(folder, "looks")
        self._secret = secret
        self._seconds = hours * 3600

    def earlier(self, caller: str, pictures: Sequence[Shown], now: int) -> tuple[Look, ...]:
        """The looks of this caller at any of these pictures, or at copies of them, newest first;
        of those at one picture that asked the same, the newest."""
        try:
            with self._lock:
                return self._looks(self._known(caller, pictures, now), now)
        except _UNREADABLE as error:
            raise RecordError("looks: what was kept cannot be read") from error

    def look(
        self, caller: str, pictures: Sequence[Shown], acts: Sequence[Act], entry: str, now: int
    ) -> tuple[Look, ...]:
        """The same, and keep this look in one step with finding those at the same pixels.

        Raises `RecordError`.
        """
        (found,) = self.look_each([Asking(caller, tuple(pictures), tuple(acts), entry, now)])
        if isinstance(found, RecordError):
            raise found
        return found

    def look_each(self, asked: Sequence[Asking]) -> list[tuple[Look, ...] | RecordError]:
        """Several looks, one after the other: each sees those before it.

        Where every picture is known already they are one transaction. One that cannot be kept or
        read keeps the others from nothing.
        """
        done: list[tuple[Look, ...] | RecordError] = []
        together: list[tuple[Asking, list[_Picture]]] = []
        with self._lock:
            for each in asked:
                try:
                    # Outside of the turn to write: it may take long, and the record waits for it.
                    known = self._known(each.caller, each.pictures, each.now)
                except FAULTS as error:
                    done += self._kept(together)
                    done.append(record_error(error, "looks"))
                    together = []
                    continue
                together.append((each, known))
                # A picture that is new may be a copy of one that stands before it here.
                if any(picture.codes for picture in known):
                    done += [*self._kept(together[:-1]), *self._kept(together[-1:])]
                    together = []
            return [*done, *self._kept(together)]

    def _kept(
        self, together: Sequence[tuple[Asking, list[_Picture]]]
    ) -> list[tuple[Look, ...] | RecordError]:
        """Looks at known pictures, or at new ones by itself, in one transaction."""
        if not together:
            return []
        try:
            with writing(self._connection, "looks"):
                for now in {each.now for each, _ in together}:
                    self._forget(now)
                return [self._looked(each, known) for each, known in together]
        except RecordError as error:
            return [error] * len(together)
        except _UNREADABLE as error:
            if len(together) > 1:
                return [found for each in together for found in self._kept([each])]
            if isinstance(error, FAULTS):
                return [record_error(error, "looks")]
            return [RecordError("looks: what was kept cannot be read")]

    def _looked(self, asking: Asking, known: list[_Picture]) -> tuple[Look, ...]:
        """Keep one look, and find those before it. Inside a transaction."""
        for picture in known:
            self._keep(picture, asking.now)
        found = self._looks(known, asking.now)
        acts = asking.acts
        kept = msgspec.json.encode([(act.label, act.permille, dict(act.facts)) for act in acts])
        self._connection.executemany(
            "INSERT INTO shown_looks VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (shown, asked) DO UPDATE SET at = excluded.at, "
            "entry = excluded.entry, acts = excluded.acts",
            [(each.row, _asked(acts), asking.now, asking.entry, kept) for each in known],
        )
        return found

    def _known(self, caller: str, pictures: Sequence[Shown], now: int) -> list[_Picture]:
        """Each picture once, with its row and its copies; sketches are compared where a picture has
        no row, or where more of its corners are shown now than when it was compared."""
        share = max(1, _CORNERS // max(1, len(pictures)))
        made: dict[bytes, _Picture] = {}
        for shown in pictures:
            mark = self._keyed(f"pixels\n{caller}\n{shown.digest}".encode())[:16]
            made[mark] = _Picture(mark, shown.sketch, -(-len(shown.sketch) // share) or 1)
        for picture in made.values():
            row = self._connection.execute(
                "SELECT id, corners FROM shown WHERE mark = ? AND last > ?",
                (picture.mark, now - self._seconds),
            ).fetchone()
            if row is not None:
                picture.row = row[0]
                picture.copies |= self._copies_of(row[0])
            if row is None or row[1] < picture.corners:
                self._compare(caller, picture)
        return list(made.values())

    def _copies_of(self, row: int) -> set[int]:
        return {
            other
            for (other,) in self._connection.execute(
                "SELECT other FROM shown_copies WHERE one = ? "
                "UNION SELECT one FROM shown_copies WHERE other = ?",
                (row, row),
            )
        }

    def _compare(self, caller: str, picture: _Picture) -> None:
        """Find the pictures that have enough corners in common with this one."""
        shared: defaultdict[int, int] = defaultdict(int)
        for corner in picture.sketch[:: picture.every]:
            here: set[int] = set()
            for which, code in codes_of(corner):
                keyed = self._keyed(f"corner\n{caller}\n{which}\n".encode() + code)[:8]
                picture.codes.append(keyed)
                here.update(
                    other
                    for (other,) in self._connection.execute(
                        "SELECT shown FROM shown_corners WHERE mark = ? "
                        "ORDER BY shown DESC LIMIT ?",
                        (keyed, _NEWEST),
                    )
                )
            for other in here:
                shared[other] += 1
        picture.copies |= {
            other
            for other, common in shared.items()
            if common >= ENOUGH and other != picture.row
        }

    def _forget(self, now: int) -> None:
        """Forget what is over. Inside a transaction."""
        over = (now - self._seconds,)
        self._connection.execute("DELETE FROM shown_looks WHERE at <= ?", over)
        self._connection.execute("DELETE FROM shown WHERE last <= ?", over)

    def _keep(self, picture: _Picture, now: int) -> None:
        """Write one picture, with its corners and copies where it was compared. Inside a
        transaction."""
        writes = self._connection
        (picture.row,) = writes.execute(
            "INSERT INTO shown (mark, corners, last) VALUES (?, ?, ?) ON CONFLICT (mark) DO UPDATE "
            "SET last = CASE WHEN shown.last > excluded.last THEN shown.last "
            "ELSE excluded.last END, corners = CASE WHEN shown.corners > excluded.corners "
            "THEN shown.corners ELSE excluded.corners END "
            "RETURNING id",
            # None, where another process forgot meanwhile what was known here: compared next time.
            (picture.mark, picture.corners if picture.codes else 0, now),
        ).fetchone()
        if not picture.codes:
            return
        writes.executemany(
            "INSERT INTO shown_corners VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(code, picture.row) for code in picture.codes],
        )
        # A copy may have been forgotten since it was found.
        writes.executemany(
            "INSERT INTO shown_copies SELECT ?, id FROM shown WHERE id = ? ON CONFLICT DO NOTHING",
            [(picture.row, other) for other in picture.copies],
        )

    def _looks(self, known: Sequence[_Picture], now: int) -> tuple[Look, ...]:
        same = {picture.row for picture in known if picture.row is not None}
        copies = {other for picture in known for other in picture.copies} - same
        found: dict[str, Look] = {}
        # The very pixels come first: a call at both is named for those.
        for look in (
            *self._looks_at(same, now, By.PIXELS),
            *self._looks_at(copies, now, By.SKETCH),
        ):
            found.setdefault(look.entry, look)
        return tuple(sorted(found.values(), key=lambda look: -look.at))

    def _looks_at(self, rows: Collection[int], now: int, by: By) -> Iterator[Look]:
        if not rows:
            return
        wanted = places(rows)
        for at, entry, kept in self._connection.execute(
            "SELECT at, entry, acts FROM shown_looks "  # noqa: S608 - question marks alone
            f"WHERE shown IN ({wanted}) AND at > ? ORDER BY at DESC LIMIT ?",
            (*rows, now - self._seconds, _MOST),
        ).fetchall():
            yield Look(at, entry, _acts(kept), by)

    def _keyed(self, what: bytes) -> bytes:
        return hmac.digest(self._secret, what, hashlib.sha256)


def _acts(kept: bytes) -> tuple[Act, ...]:
    return tuple(Act(label, facts, permille) for label, permille, facts in _DECODER.decode(kept))


def _asked(acts: Sequence[Act]) -> bytes:
    """What was asked, whatever its likelihood, as a digest."""
    written = sorted(repr((act.label.value, sorted(act.facts.items()))) for act in acts)
    return hashlib.sha256("\n".join(written).encode()).digest()[:16]
