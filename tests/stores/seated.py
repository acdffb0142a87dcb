"""The board of the tests in a database."""

from contextlib import closing
from pathlib import Path

from countenance.stores.database import connect, writing
from review.board_machine import MEMBERS

__all__ = ["seated"]


def seated(folder: Path) -> None:
    """Put the board of the tests into the database of a folder, as `People` has them."""
    with closing(connect(folder)) as database, writing(database):
        for each in MEMBERS:
            database.execute(
                "INSERT INTO people (ref, name, role, callers, key_id, digest, made, entry) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (each.ref, each.ref, each.role.value, " ".join(each.callers), each.ref, b"x", "t",
                 "e"),
            )  # fmt: skip
