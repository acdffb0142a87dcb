"""Rows of accounts: sealed, bound to whose they are, and a code taken once."""

from contextlib import closing
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from countenance.review.people import Role
from countenance.stores.account_rows import account_of, digest_of, take_second
from countenance.stores.database import connect, writing
from countenance.stores.people import People
from review.made_codes import code_of
from stores.made_account import RECOVERY, made_account

NOW = 1_795_000_000


@pytest.fixture
def ref(tmp_path: Path) -> str:
    with closing(People(tmp_path)) as people:
        return people.add("alice", Role.REVIEWER)[0].ref


def test_a_code_and_a_recovery_code_are_taken_once(tmp_path: Path, ref: str) -> None:
    secret = made_account(tmp_path, ref)
    with closing(connect(tmp_path)) as connection, writing(connection, "accounts"):

        def taken(code: str) -> str | None:
            account = account_of(connection, tmp_path, ref)
            assert account is not None
            return take_second(connection, tmp_path, ref, account, code, NOW)

        assert [taken(code_of(secret, NOW)) for _ in range(2)] == ["signed-in", None]
        assert [taken(RECOVERY[1]) for _ in range(2)] == ["recovery-code", None]
        assert taken(RECOVERY[0]) == "recovery-code"


def test_a_secret_that_is_put_into_another_row_is_not_opened(tmp_path: Path, ref: str) -> None:
    made_account(tmp_path, ref)
    with closing(connect(tmp_path)) as connection:
        assert account_of(connection, tmp_path, "p-2") is None
        with writing(connection, "accounts"):
            connection.execute("UPDATE accounts SET ref = 'p-2' WHERE ref = ?", (ref,))
        with pytest.raises(InvalidTag):
            account_of(connection, tmp_path, "p-2")


def test_a_digest_is_for_one_purpose(tmp_path: Path, ref: str) -> None:
    assert digest_of(tmp_path, "a", "x") != digest_of(tmp_path, "b", "x")
    assert digest_of(tmp_path, "a", "\ud800")
