"""What every store over one connection keeps; closing is tried in `test_closing`."""

from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.one_connection import OneConnection
from postgres import in_both

__all__ = ["in_both"]


class Made(OneConnection):
    """A store that does what a test asks for."""

    def rows(self, statement: str) -> list[object]:
        return [row[0] for row in self._select(statement)]

    def put(self, value: int, *, fails: bool = False) -> None:
        with self._in_turn() as connection:
            connection.set_state("made", value)
            if fails:
                raise ValueError("in the middle")

    def kept(self) -> object:
        with self._alone() as connection:
            return connection.state("made")


def test_a_transaction_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    made = Made(tmp_path, "made")
    made.put(1)
    with pytest.raises(ValueError, match="in the middle"):
        made.put(2, fails=True)

    assert made.kept() == 1
    assert made.rows("SELECT 7") == [7]
    made.close()


def test_what_the_database_says_names_the_store(tmp_path: Path) -> None:
    made = Made(tmp_path, "made-up")

    with pytest.raises(RecordError, match="^made-up: "):
        made.rows("SELECT nothing")

    made.close()
    with pytest.raises(RecordError, match="^made-up: "):
        made.kept()


def test_it_makes_nothing_where_it_is_not_to(tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        Made(tmp_path / "none", "made", create=False)

    assert not (tmp_path / "none").exists()
