"""What went wrong in a database, in words."""

import sqlite3

import pytest

from countenance.stores.faults import CONFLICTS, FAULTS, Conflict, Fault, record_error


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_FULL", "disk is full"),
        ("SQLITE_BUSY", "locked"),
        ("SQLITE_IOERR_FSYNC", "could not be read or written"),
        ("SQLITE_READONLY", "may not be written"),
        ("SQLITE_CORRUPT", "damaged"),
        ("SQLITE_ODD", "strange"),
    ],
)
def test_what_went_wrong_is_said_in_words(name: str, words: str) -> None:
    error = sqlite3.OperationalError("strange")
    error.sqlite_errorname = name

    assert words in str(record_error(error, "record"))
    assert name in str(record_error(error, "record"))


def test_what_a_server_refused_is_said_as_it_is() -> None:
    assert str(record_error(Fault("the disk is full"), "holds")) == "holds: the disk is full"


def test_a_row_that_is_there_already_is_a_conflict_in_both_databases() -> None:
    for error in (Conflict("there"), sqlite3.IntegrityError("there")):
        assert isinstance(error, CONFLICTS)
        assert isinstance(error, FAULTS)
