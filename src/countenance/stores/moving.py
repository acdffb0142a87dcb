"""The whole record from one database into another, and whether a record is whole.

Rules kept here:
 * A copy is one moment of what it is made from, whoever writes meanwhile, and one transaction of
   what it goes into: all of it, or nothing.
 * It is done only when what was written was read again and its tree has the same root.
 * What is copied into has no record of its own.
"""

from dataclasses import dataclass

from countenance.errors import RecordError
from countenance.record.tree import Frontier, leaf_hash
from countenance.stores.database import Database, writing
from countenance.stores.faults import FAULTS, record_error

__all__ = ["TABLES", "Whole", "copy_into", "whole"]

TABLES = (
    "entries", "cases", "case_spans", "openings", "held_cases", "awaiting", "attested",
    "registrations", "keys", "offences", "standings", "holds", "bindings", "shown", "shown_looks",
    "shown_corners", "shown_copies", "held_calls", "held_sets", "held_pictures", "people",
    "motions", "proposals", "notices", "rulings", "questions", "accounts", "links", "sessions",
    "tries", "directory_names", "directory_used", "reports", "report_drafts",
)  # fmt: skip
"""What is copied, each after what it refers to; `state` besides."""

_OWN_STATE = frozenset({"version", "probe", "frozen"})
"""What is kept under a name about the database itself."""
_WHERE = "store"


@dataclass(frozen=True, slots=True)
class Whole:
    """A record whose every entry fits its hash: how many there are, and the root of their tree."""

    entries: int
    root: bytes
    marked: bytes | None = None
    """The root of the tree of as many entries as was asked about, if there are so many."""


def whole(database: Database, mark: int | None = None) -> Whole:
    """Read every entry. Raises `RecordError` at the first that is not as it was.

    `mark`: so many entries are asked about besides. Inside a snapshot or a transaction.
    """
    frontier = Frontier()
    marked = frontier.root if mark == 0 else None
    try:
        for batch in database.batches("SELECT idx, data, leaf FROM entries ORDER BY idx"):
            for index, data, leaf in batch:
                if index != frontier.size:
                    raise RecordError(f"{_WHERE}: entry {frontier.size} is missing")
                if leaf_hash(data) != leaf:
                    raise RecordError(f"{_WHERE}: entry {index} does not fit its hash")
                frontier.append(leaf)
                if frontier.size == mark:
                    marked = frontier.root
    except FAULTS as error:
        raise record_error(error, _WHERE) from error
    return Whole(frontier.size, frontier.root, marked)


def copy_into(target: Database, source: Database) -> Whole:
    """Copy everything; what was copied. Inside a `snapshot` or a transaction of the source.

    Raises `RecordError`; then nothing of it is in the target.
    """
    before = whole(source)
    with writing(target):
        if target.execute("SELECT count(*) FROM entries").fetchone() != (0,):
            raise RecordError(f"{_WHERE}: there is a record already where this one shall be")
        try:
            for table in TABLES:
                for batch in source.batches(f"SELECT * FROM {table}"):  # noqa: S608 - names of ours
                    target.insert_rows(table, batch)
            target.take_indexes(before.entries)
            _copy_state(target, source)
            target.settle()
        except FAULTS as error:
            raise record_error(error, _WHERE) from error
        after = whole(target)
        if after != before:
            raise RecordError(f"{_WHERE}: what was written is not what was read")
    return after


def _copy_state(target: Database, source: Database) -> None:
    for (name,) in source.execute("SELECT name FROM state").fetchall():
        if name not in _OWN_STATE:
            target.set_state(name, source.state(name))
