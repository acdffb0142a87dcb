"""Things that people decide about step by step, such as questions and motions: each a document in
one row, beside what it is looked for by.

Rules kept here:
 * No step without its entry, and no entry without its step: both are written in the transaction
   that is open.
 * A document that is not there any more, or cannot be read, is damage, and an error.
"""

from typing import Generic, TypeVar

import msgspec

from countenance.errors import RecordError
from countenance.record.make import Prepared
from countenance.stores.entry_rows import append
from countenance.stores.protocol import Database, places

__all__ = ["Documents"]

_T = TypeVar("_T")


class Documents(Generic[_T]):
    """The documents of one table. `kind`: what they are read as; `name`: what messages call them.

    Names of columns are words of ours.
    """

    def __init__(self, table: str, kind: type[_T], name: str | None = None) -> None:
        self._table = table
        self._name = name or table
        self._decoder = msgspec.json.Decoder(kind)

    def add(
        self,
        connection: Database,
        made: Prepared,
        document: _T,
        owner: int = 0,
        **columns: str | int | None,
    ) -> _T:
        """A new one, with the entry that begins it. Inside a transaction.

        `owner`: the worker that writes it. `columns`: the others of its row.
        """
        append(connection, made, owner)
        named = {**columns, "document": msgspec.json.encode(document)}
        connection.execute(
            f"INSERT INTO {self._table} ({', '.join(named)}) VALUES ({places(named)})",  # noqa: S608 - words of ours
            tuple(named.values()),
        )
        return document

    def change(
        self,
        connection: Database,
        made: Prepared,
        document: _T,
        id_: str,
        owner: int = 0,
        **columns: str | int | None,
    ) -> _T:
        """One as it is after a step, with the entry of the step. Inside a transaction.

        `columns`: those that may be others by now. Raises `RecordError` when it is not there.
        """
        append(connection, made, owner)
        named = {**columns, "document": msgspec.json.encode(document)}
        marks = ", ".join(f"{column} = ?" for column in named)
        done = connection.execute(
            f"UPDATE {self._table} SET {marks} WHERE id = ?",  # noqa: S608 - words of ours
            (*named.values(), id_),
        )
        if done.rowcount != 1:
            raise RecordError(f"{self._name}: `{id_}` is not there; the database is damaged")
        return document

    def one(self, connection: Database, where: str, *values: str | int) -> _T | None:
        """The first that is so; `where`: words of ours. Raises `RecordError`."""
        row = connection.execute(self._finding(where), values).fetchone()
        return None if row is None else self._decoded(row[0])

    def many(self, connection: Database, where: str, *values: str | int) -> tuple[_T, ...]:
        """All that are so. Raises `RecordError`."""
        rows = connection.execute(self._finding(where), values).fetchall()
        return tuple(self._decoded(row[0]) for row in rows)

    def _finding(self, where: str) -> str:
        return f"SELECT document FROM {self._table} WHERE {where}"  # noqa: S608 - words of ours

    def _decoded(self, data: bytes) -> _T:
        try:
            return self._decoder.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise RecordError(f"{self._name}: one cannot be read: {error}") from error
