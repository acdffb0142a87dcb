"""Reading a parsed TOML table strictly: every key is asked for by type, and none is left over.

`Any` ends here. An error says where, what was found, and what would be right; a key that nobody
asked for is an error with the nearest right word, so that a misspelled `unless` cannot be skipped.
"""

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from typing import NoReturn

from countenance.errors import CountenanceError
from countenance.facts.vocabulary import nearest

__all__ = ["Table", "parse_toml"]


def parse_toml(text: str, where: str, error: type[CountenanceError]) -> "Table":
    """The outermost table of a TOML text; `error` is raised, with `where`, for anything wrong."""
    try:
        return Table(tomllib.loads(text), where, error)
    except tomllib.TOMLDecodeError as cause:
        raise error(f"{where}: this is not TOML: {cause}") from cause


class Table:
    """One table, with the place it stands at. Ask for every key, then call `done`."""

    def __init__(
        self, keys: Mapping[str, object], where: str, error: type[CountenanceError]
    ) -> None:
        self._keys = keys
        self._asked: set[str] = set()
        self._error = error
        self.where = where

    def fail(self, says: str) -> NoReturn:
        """Raise the error of this text, with the place in front."""
        raise self._error(f"{self.where}: {says}")

    def at(self, where: str) -> "Table":
        """The same table, its errors naming another place."""
        self.where = where
        return self

    def merged(self, under: "Table") -> "Table":
        """This table, and what it does not have taken from `under`."""
        return Table({**under._keys, **self._keys}, self.where, self._error)

    def without(self, key: str) -> "Table":
        """This table as if the key did not stand in it."""
        kept = {name: value for name, value in self._keys.items() if name != key}
        return Table(kept, self.where, self._error)

    def has(self, key: str) -> bool:
        """Whether the key stands here."""
        return key in self._keys

    def names(self) -> tuple[str, ...]:
        """All keys, in the order of the text; they count as asked for."""
        self._asked.update(self._keys)
        return tuple(self._keys)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; `default` when the key is absent."""
        found = self._take(key)
        if found is None and default is not None:
            return default
        if isinstance(found, str) and (found.strip() or found == default):
            return found
        return self._wrong(key, found, "a text")

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        found = self._take(key)
        if found is None and default is not None:
            return tuple(default)
        if isinstance(found, str):
            return (found,)
        if isinstance(found, list):
            items = [item for item in found if isinstance(item, str)]
            if len(items) == len(found):
                return tuple(items)
        hint = ' (write `"true"` or `"false"` in quotes)' if _has_bool(found) else ""
        return self._wrong(key, found, f"a list of texts{hint}")

    def whole(self, key: str, default: int) -> int:
        """A whole number, at least 1."""
        found = self._take(key)
        if found is None:
            return default
        if isinstance(found, int) and not isinstance(found, bool) and found >= 1:
            return found
        return self._wrong(key, found, "a whole number from 1")

    def truth(self, key: str) -> bool:
        """`true` or `false`; false when the key is absent."""
        found = self._take(key)
        if found is None or isinstance(found, bool):
            return bool(found)
        return self._wrong(key, found, "`true` or `false`")

    def date(self, key: str) -> datetime.date | None:
        """A date; None when the key is absent."""
        found = self._take(key)
        if found is None:
            return None
        if isinstance(found, datetime.date) and not isinstance(found, datetime.datetime):
            return found
        return self._wrong(key, found, "a date such as 2024-05-03")

    def is_table(self, key: str) -> bool:
        """Whether the key holds a table (and not a list of tables, a text, ...)."""
        return isinstance(self._keys.get(key), dict)

    def table(self, key: str) -> "Table":
        """A table; an empty one when the key is absent."""
        found = self._take(key)
        if found is None:
            return Table({}, f"{self.where}, `{key}`", self._error)
        if isinstance(found, dict):
            return Table(found, f"{self.where}, `{key}`", self._error)
        return self._wrong(key, found, "a table")

    def tables(self, key: str) -> tuple["Table", ...]:
        """A list of tables; one table alone is a list of one."""
        found = self._take(key)
        if found is None:
            return ()
        items = [found] if isinstance(found, dict) else found
        if isinstance(items, list):
            where = f"{self.where}, `{key}`"
            tables = [
                Table(item, f"{where} {i}", self._error)
                for i, item in enumerate(items, 1)
                if isinstance(item, dict)
            ]
            if len(tables) == len(items):
                return tuple(tables)
        return self._wrong(key, found, "a table or a list of tables")

    def done(self) -> None:
        """Raise if a key stands here that nobody asked for."""
        for key in self._keys:
            if key not in self._asked:
                near = nearest(key, self._asked)
                hint = f"; did you mean `{near}`?" if near else ""
                self.fail(f"nothing here is called `{key}`{hint}")

    def _take(self, key: str) -> object:
        self._asked.add(key)
        return self._keys.get(key)

    def _wrong(self, key: str, found: object, right: str) -> NoReturn:
        if found is None:
            self.fail(f"`{key}` is missing; it takes {right}")
        self.fail(f"`{key}` is {_shown(found)}; it takes {right}")


def _shown(found: object) -> str:
    """A value as a person would write it, at most 60 characters."""
    if isinstance(found, bool):
        return f"`{str(found).lower()}`"
    if isinstance(found, dict):
        return "a table"
    if isinstance(found, list):
        return "a list that holds something else" if found else "an empty list"
    return f"`{str(found)[:60]}`" if str(found) else "empty"


def _has_bool(found: object) -> bool:
    return isinstance(found, bool) or (
        isinstance(found, list) and any(isinstance(item, bool) for item in found)
    )
