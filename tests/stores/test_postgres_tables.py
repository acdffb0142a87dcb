"""Both databases have the same tables, with the same columns."""

import re
from contextlib import closing
from pathlib import Path

from countenance.stores.database import connect
from countenance.stores.postgres_tables import ADDED, FIRST, SCHEMA
from countenance.stores.sqlite_tables import ADDED as OF_THE_FILE
from countenance.stores.sqlite_tables import VERSION
from postgres import shared_folder

ONLY_SHARED = {"head", "gates", "checkpoint", "handed_over"}
"""What a gate by itself has no use for, or has in files."""


def test_every_table_of_the_file_is_on_the_server_with_its_columns(tmp_path: Path) -> None:
    with (
        closing(connect(tmp_path / "file")) as file,
        closing(connect(shared_folder(tmp_path / "server"))) as server,
    ):
        ours = {
            name: [row[1] for row in file.execute(f"PRAGMA table_info({name})")]
            for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith("sqlite_")
        }
        theirs: dict[str, list[str]] = {}
        for name, column in server.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = ? ORDER BY table_name, ordinal_position", (SCHEMA,)
        ):  # fmt: skip
            theirs.setdefault(name, []).append(column)

    assert theirs.keys() == ours.keys() | ONLY_SHARED
    for name in ours.keys() - {"state"}:
        assert theirs[name] == ours[name], name


def test_each_version_since_the_first_is_there_for_both() -> None:
    assert set(ADDED) == set(range(FIRST + 1, VERSION + 1))
    assert set(OF_THE_FILE) == set(range(2, VERSION + 1))


def test_texts_are_compared_byte_by_byte() -> None:
    from countenance.stores import postgres_tables  # noqa: PLC0415 - its text is what is looked at

    text = Path(postgres_tables.__file__).read_text(encoding="utf-8")
    columns = re.findall(r"^ +\w+ +text\b.*$", text, re.MULTILINE)

    assert columns
    assert [line for line in columns if 'COLLATE "C"' not in line] == []
