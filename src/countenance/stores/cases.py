"""Cases of the record: erasing them, holding them, looking into them. Each step is an entry.

Rules kept here:
 * What is destroyed and the entry that says so are one transaction; then the files are cleared of
   what they still hold of it.
 * A case under legal hold is not erased, by nobody, and no more does its time run out. Each hold is
   released by itself.
 * A registration is erased once it was removed.
 * That somebody looked is on the disk before they see anything.

The statements are in `countenance.stores.openings`.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from countenance.errors import CaseError, LegalHoldError
from countenance.record.canonical import parse_as
from countenance.record.cases import (
    Person,
    erasure_entry,
    expiry_entry,
    legal_hold_entry,
    openings_key_entry,
    unsealed_entry,
)
from countenance.record.commitment import Opening
from countenance.record.entry import (
    ErasureWord,
    HoldWord,
    LegalHold,
    PurposeWord,
)
from countenance.record.make import Maker, Prepared
from countenance.record.opened import fields_about
from countenance.record.stamp import time_text
from countenance.stores import held_pictures
from countenance.stores import openings as rows
from countenance.stores.case_spans import expired, span
from countenance.stores.database import FILE, connect, writing
from countenance.stores.entry_rows import append, read_openings
from countenance.stores.faults import FAULTS, record_error
from countenance.stores.head import row_of
from countenance.stores.openings import Case
from countenance.stores.registry_rows import rows_of
from countenance.stores.searching import search

__all__ = ["LOOKED_DAYS", "Cases", "Erased", "Found", "Search"]

LOOKED_DAYS = 183
"""For how many days at least it is kept who erased, held, released, opened and searched."""

_AT_ONCE = 500
"""Cases of one transaction, where there are many."""
_PAUSE = 0.002
"""Seconds between two of them: whoever waits looks every millisecond whether it is their turn."""
_DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Erased:
    """That a case is erased: by which entry, of how many entries, and whether it was before."""

    case: str
    entry: int
    entries: int
    before: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What a search came to. `erased`: how many cases were erased and cannot be searched;
    `looked`: how many entries were; `without`: how many about content have no openings."""

    found: tuple["Found", ...]
    erased: int
    looked: int
    without: int


@dataclass(frozen=True, slots=True)
class Found:
    """An entry about the bytes that were searched for, and which fields of it are about them."""

    index: int
    case: str
    fields: tuple[str, ...]


class Cases:
    """The cases in one folder of data. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._folder = folder
        self._connection = connect(folder, create=False)
        self._clock = clock
        self._maker = Maker(clock, random)
        self._random = random

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def case(self, name: str) -> Case:
        """The case with this name: an index or id of one of its entries, or a pseudonym.

        Raises `CaseError`.
        """
        with self._reading():
            found = self._named(name)
        if found is None:
            raise CaseError(
                f"no case is called `{name}`; give the index or the id of an entry that has "
                "openings, or the name of a case (`c-...`, `hold-...`)"
            )
        return found

    def holds(self, case: Case) -> tuple[int, ...]:
        """The entries of the legal holds on a case, oldest first."""
        with self._reading():
            return rows.holds_on(self._connection, case.number)

    def erase(self, name: str, basis: ErasureWord, person: Person) -> Erased:
        """Destroy the key and the openings of a case; once more, it only looks that they are gone.

        Raises `CaseError`: `LegalHoldError` where it is held.
        """
        return self.erase_all((name,), basis, person)[0]

    def erase_all(
        self,
        names: Sequence[str],
        basis: ErasureWord,
        person: Person,
        *,
        others: Sequence[str] = (),
    ) -> tuple[Erased, ...]:
        """The same of several cases, each once: all of them or none. `others`: such as there may be
        nothing of, which then is no fault.

        Whether one is held is looked at in the transaction that erases them. Raises `CaseError`.
        """
        with self._writing():
            found = [self.case(each) for each in names]
            found += [case for each in others if (case := self._named(each)) is not None]
            cases = {case.number: case for case in found}
            for case in cases.values():
                if case.erased is None:
                    self._refuse_held(case)
                    self._refuse_registered(case)
            erased = tuple(self._erased(case, basis, person) for case in cases.values())
        self.clear()
        return erased

    def expire(self, days: int) -> int:
        """Erase every case that was kept for so many days and is not held; how many there were."""
        before, looked = (self._before(each) for each in (days, max(days, LOOKED_DAYS)))
        more = True
        while more:
            with self._writing():
                more = span(self._connection)
            time.sleep(_PAUSE)
        total = 0
        since: int | None = 0
        while since is not None:
            with self._writing():
                numbers, since = expired(self._connection, before, _AT_ONCE, looked, since)
                if numbers:
                    index = self._size()
                    done = sum(rows.destroy(self._connection, each, index) for each in numbers)
                    held_pictures.erase_of(self._connection, numbers)
                    self._append(expiry_entry(self._maker, before, len(numbers), done))
            total += len(numbers)
            time.sleep(_PAUSE)
        if total:
            self.clear()
        return total

    def clear(self) -> None:
        """Clear the files of what was erased. Raises `RecordError` when that cannot be done now."""
        self._connection.clear_traces("cases")

    def older_copies(self) -> tuple[Path, ...]:
        """Databases that were put aside in the folder when the record was moved or made anew: what
        was erased since is in them."""
        aside = self._folder.glob(f"{FILE}.*")
        return tuple(sorted(path for path in aside if not path.name.endswith(("-wal", "-shm"))))

    def hold(self, name: str, basis: HoldWord, person: Person) -> int:
        """Put a case under legal hold; the index of the entry. Raises `CaseError`."""
        with self._writing():
            case = self.case(name)
            if case.erased is not None:
                raise CaseError(
                    f"case `{case.name}` was erased by entry {case.erased}; nothing is left to hold"
                )
            index = self._append(legal_hold_entry(self._maker, case.name, basis, person))
            rows.hold(self._connection, case.number, index)
        return index

    def release(self, name: str, person: Person, held_by: int | None = None) -> tuple[int, int]:
        """Release a case from a hold, by the index of its entry where there are several.

        The index of that hold, and of the entry of the release. Raises `CaseError`.
        """
        with self._writing():
            case = self.case(name)
            holds = rows.holds_on(self._connection, case.number)
            if not holds:
                raise CaseError(f"case `{case.name}` is under no legal hold")
            if held_by is None and len(holds) > 1:
                raise CaseError(f"case `{case.name}` is held by {_listed(holds)}; name one of them")
            which = holds[0] if held_by is None else held_by
            if which not in holds:
                raise CaseError(f"entry {which} does not hold case `{case.name}`; {_listed(holds)}")
            placed = self._placed(which)
            made = legal_hold_entry(self._maker, case.name, placed.basis, person, placed.id)
            index = self._append(made)
            rows.release(self._connection, which, index)
        return which, index

    def opened(
        self, index: int, purpose: PurposeWord, person: Person
    ) -> tuple[tuple[Opening, ...], int]:
        """The openings of an entry, and the index of the entry that says that they were shown.

        Raises `SealedError` without the key of the operator, and `CaseError` where there are none.
        """
        with self._writing():
            case = rows.case_of(self._connection, index)
            if case is None:
                raise CaseError(f"entry {index}: nothing of it is sealed")
            if case.erased is not None:
                raise CaseError(
                    f"entry {index}: its openings were erased by entry {case.erased}; "
                    "its proof still holds"
                )
            opened = read_openings(self._connection, index)
            made = unsealed_entry(self._maker, case.name, purpose, 1, person)
            return opened, self._append(made)

    def find(self, digests: Sequence[bytes], purpose: PurposeWord, person: Person) -> Search:
        """Every entry about bytes with one of these digests, and how many cannot be searched. That
        somebody searched is entered first.

        Raises `SealedError` without the key of the operator.
        """
        with self._reading(), self._connection.snapshot():
            # Before it is this one's turn to write: it looks at every entry.
            searched = search(self._connection, digests)
        with self._writing():
            # What a mark leads to is opened and compared: a mark is half a digest.
            found = [one for at in searched.indexes if (one := self._compared(at, digests))]
            erased = rows.erased_count(self._connection)
            self._append(unsealed_entry(self._maker, None, purpose, len(found), person))
        return Search(tuple(found), erased, searched.looked, searched.without)

    def rewrap(self) -> tuple[str, int]:
        """Wrap the key of every case under another key of the operator, and give up the old one.

        A key that the operator has put at the end of the file is taken; else one is made. When it
        is interrupted, doing it again finishes it. The id of the key, and how many were wrapped.
        """
        keys = self._connection.keys
        with self._writing():
            old, marks_key = rows.in_force(self._connection)
            newest = keys.newest(self._random)
            left = rows.count_under_others(self._connection, old.id)
            left += held_pictures.count_under_others(self._connection, old.id)
            if newest.id == old.id and not left and len(keys.all()) == 1:
                newest = keys.add(self._random)
            if newest.id != old.id:
                self._append(openings_key_entry(self._maker, newest.id, old.id))
                rows.wrap_under(self._connection, newest, marks_key)
        total = 0
        while True:
            with self._writing():
                done = rows.rewrap(self._connection, newest, _AT_ONCE)
                done += held_pictures.rewrap(self._connection, newest, _AT_ONCE)
            total += done
            if not done:
                break
            time.sleep(_PAUSE)
        self.clear()
        keys.keep_only(newest.id)
        return newest.id, total

    def _erased(self, case: Case, basis: ErasureWord, person: Person) -> Erased:
        """One that may be erased, inside of a transaction."""
        if case.erased is not None:
            return Erased(case.name, case.erased, 0, before=True)
        index = self._size()
        count = rows.destroy(self._connection, case.number, index)
        rows.forget_call(self._connection, case.number)
        held_pictures.erase_of(self._connection, [case.number])
        self._append(erasure_entry(self._maker, case.name, basis, count, person))
        return Erased(case.name, index, count, before=False)

    def _before(self, days: int) -> str:
        """The time that was so many days ago, as entries have it."""
        return time_text(max(0, self._clock() // 1_000_000 - days * _DAY))

    def _compared(self, index: int, digests: Sequence[bytes]) -> Found | None:
        fields = fields_about(read_openings(self._connection, index), digests)
        case = rows.case_of(self._connection, index)
        return Found(index, case.name, fields) if fields and case else None

    def _named(self, name: str) -> Case | None:
        if (named := rows.case_named(self._connection, name)) is not None:
            return named
        column = "idx" if name.isdecimal() else "id"
        value = int(name) if name.isdecimal() else name
        if isinstance(value, int) and value >= 2**63:
            return None
        entry = self._connection.execute(
            f"SELECT idx, kind, prev, data FROM entries WHERE {column} = ?",  # noqa: S608 - ours
            (value,),
        ).fetchone()
        if entry is None:
            return None
        index, kind, prev, data = entry
        if (ref := row_of(data).ref) is not None:
            return rows.case_named(self._connection, ref)
        found = rows.case_of(self._connection, index)
        if found is None and prev is not None and kind in ("outcome", "gate-failure"):
            # What came of a call belongs to the case of its decision.
            return self._named(prev)
        return found

    def _refuse_held(self, case: Case) -> None:
        holds = rows.holds_on(self._connection, case.number)
        if holds:
            raise LegalHoldError(
                f"case `{case.name}` is under legal hold by {_listed(holds)}; it is erased once "
                "that is released"
            )

    def _refuse_registered(self, case: Case) -> None:
        if case.ref is None:
            return
        found = rows_of(
            self._connection, "SELECT id FROM registrations WHERE ref = ?", case.ref
        )
        if found:
            raise CaseError(
                f"case `{case.name}`: the caller `{found[0][0]}` is still registered; "
                f"`countenance callers remove {found[0][0]}` first"
            )

    def _placed(self, index: int) -> LegalHold:
        (data,) = self._connection.execute(
            "SELECT data FROM entries WHERE idx = ?", (index,)
        ).fetchone()
        return parse_as(data, LegalHold)

    def _size(self) -> int:
        found = self._connection.execute("SELECT coalesce(max(idx) + 1, 0) FROM entries").fetchone()
        return int(found[0])

    def _append(self, prepared: Prepared) -> int:
        return append(self._connection, prepared)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with writing(self._connection, "cases"):
                yield
        except FAULTS as error:
            raise record_error(error, "cases") from error

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except FAULTS as error:
            raise record_error(error, "cases") from error


def _listed(holds: Sequence[int]) -> str:
    word = "entry" if len(holds) == 1 else "entries"
    return f"{word} {', '.join(str(index) for index in holds)}"
