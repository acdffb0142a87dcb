"""The link by which the first operator begins."""

import time
from contextlib import closing
from pathlib import Path

import pytest

from countenance.cli.first_operator import first_link, link_to
from countenance.errors import SignInError
from countenance.review.people import Role
from countenance.stores.accounts import Accounts
from countenance.stores.people import People
from review.made_codes import code_of


def test_there_is_one_until_an_operator_has_begun(tmp_path: Path) -> None:
    first, second = first_link(tmp_path), first_link(tmp_path)
    assert first is not None
    assert second is not None
    with closing(Accounts(tmp_path)) as accounts:
        with pytest.raises(SignInError):
            accounts.invited(first, "a")
        invited = accounts.invited(second, "a")
        code = code_of(invited.secret, int(time.time()))
        accounts.enrol(second, "a", "a horse on the roof", code)

    assert (invited.name, invited.person.role) == ("operator", Role.OPERATOR)
    assert first_link(tmp_path) is None


@pytest.mark.parametrize("name", ["olga", "operator"])
def test_where_an_operator_has_a_token_there_is_none(tmp_path: Path, name: str) -> None:
    with closing(People(tmp_path)) as people:
        people.add(name, Role.OPERATOR)

    assert first_link(tmp_path) is None


def test_where_another_operator_was_added_meanwhile_there_is_none(tmp_path: Path) -> None:
    assert first_link(tmp_path) is not None
    with closing(People(tmp_path)) as people:
        people.add("alice", Role.REVIEWER)
        assert first_link(tmp_path) is not None
        people.add("olga", Role.OPERATOR)

    assert first_link(tmp_path) is None


def test_a_link_is_at_the_address_that_people_see() -> None:
    assert link_to("https://gate.example.org", "ab") == "https://gate.example.org/console/begin/ab"
