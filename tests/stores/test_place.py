"""Where the record of a folder is: said by the folder, without a password."""

from pathlib import Path

import pytest

from countenance.errors import RecordError, SettingsError
from countenance.stores.place import FILE, Place, check_address, place_of, write_place

URL = "postgresql://gate@db.example.org:5432/record?sslmode=verify-full"


def test_a_folder_that_says_nothing_has_its_record_in_itself(tmp_path: Path) -> None:
    assert place_of(tmp_path) is None


def test_what_a_folder_was_told_is_read_again(tmp_path: Path) -> None:
    place = Place(URL, password_env="DATABASE_PASSWORD")

    write_place(tmp_path / "var", place)

    assert place_of(tmp_path / "var") == place


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"{", "does not say where"),
        (b'{"url": "postgresql://gate@/r", "more": 1}', "does not say where"),
        (b'{"url": "mysql://gate@h/r"}', "begins with `postgresql://`"),
        (b'{"url": "postgresql://gate:secret@h/r"}', "has a password"),
    ],
)
def test_what_cannot_be_meant_is_never_the_file_instead(
    tmp_path: Path, text: bytes, says: str
) -> None:
    (tmp_path / FILE).write_bytes(text)

    with pytest.raises(RecordError, match=says):
        place_of(tmp_path)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://gate@h/r?password=x", "has a password"),
        ("postgresql://gate@localhost", "names no database"),
        ("postgresql://gate@/r?ssl=off", "a word `ssl`; known: host"),
        ("postgresql://gate@db.example.org/r", "`db.example.org` is another machine"),
        ("postgresql://gate@10.0.0.7:5432/r?sslmode=require", "`10.0.0.7` is another machine"),
        ("postgresql://gate@/r?host=localhost,db", "`db` is another machine"),
        ("postgresql://gate@[2001:db8::1]:5432/r", "`2001:db8::1` is another machine"),
        ("postgresql://[::1/r", "not an address"),
        ("gate.example.org", "begins with"),
    ],
)
def test_an_address_that_is_none_is_refused_with_what_would_be_right(url: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as told:
        check_address(url, "settings")

    assert "=x" not in str(told.value)


def test_a_good_address_is_taken() -> None:
    check_address(URL, "settings")
    check_address("postgresql://gate@/record?host=/run/postgresql", "settings")
    check_address("postgresql://gate@[::1]:5432/record", "settings")
    check_address("postgresql://127.0.0.1/record", "settings")
