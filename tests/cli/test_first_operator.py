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
            accounts.invited(first)
        invited = accounts.invited(second)
        accounts.enrol(second, "a horse on the roof", code_of(invited.secret, int(time.time())))

    assert (invited.name, invited.person.role) == ("operator", Role.OPERATOR)
    assert first_link(tmp_path) is None


def test_an_operator_that_is_there_already_is_the_first(tmp_path: Path) -> None:
    with closing(People(tmp_path)) as people:
        people.add("olga", Role.OPERATOR)
        people.add("alice", Role.REVIEWER)

    link = first_link(tmp_path)

    assert link is not None
    with closing(Accounts(tmp_path)) as accounts:
        assert accounts.invited(link).name == "olga"


def test_a_link_is_at_the_address_that_people_see() -> None:
    assert link_to("https://gate.example.org", "ab") == "https://gate.example.org/console/begin/ab"
