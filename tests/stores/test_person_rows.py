"""Rows of people, and the entry of each change to one."""

from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import CallerError
from countenance.review.people import Role
from countenance.stores.database import connect
from countenance.stores.people import People
from countenance.stores.person_rows import key_for, named, of_ref, the_named
from stores.test_accounts import Site


def test_each_entry_about_somebody_leads_to_the_one_before(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.begin()
    site.people.new_token("alice")
    site.close()

    made = site.entries()
    assert [each["prev"] for each in made] == [None, *(each["id"] for each in made[:-1])]


def test_somebody_is_found_while_it_is_there(tmp_path: Path) -> None:
    with closing(People(tmp_path)) as people, closing(connect(tmp_path)) as database:
        alice, _ = people.add("alice", Role.AUDITOR)
        found = the_named(database, "alice")
        people.remove("alice")

        assert (found.person, found.name) == (alice, "alice")
        assert named(database, "alice") is None
        assert of_ref(database, alice.ref) is None
        with pytest.raises(CallerError, match="nobody is called `alice`"):
            the_named(database, "alice")


def test_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    with closing(People(tmp_path)) as people:
        people.add("alice", Role.AUDITOR)

    keys = {key_for(tmp_path, each) for each in ("session", "link", "recovery")}
    assert len(keys) == 3
    assert key_for(tmp_path, "link") in keys
