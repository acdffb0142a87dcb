"""Names at the directory: given on the machine, held by a subject, and let in by."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import CallerError, DirectoryError, LockedError, SignInError
from countenance.review.directory import Identity, NamedBy
from countenance.review.people import Role
from countenance.review.tries import ADDRESS
from countenance.stores import counted_tries
from countenance.stores.directory_names import DirectoryNames
from countenance.stores.log import DatabaseReader
from countenance.stores.people import People
from countenance.stores.sessions import Sessions
from postgres import shared_folder
from review.made_cases import HOUR, Clock
from review.made_codes import code_of
from stores.made_account import RECOVERY, made_account

ISSUER = "https://directory.example"
ALICE = Identity("u-1", "alice@example.org")
PLACE = "192.0.2.1"


class Site:
    """A folder with two people in it, one of them with an account and a name there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.people = People(folder, self.clock)
        self.names = DirectoryNames(folder, self.clock, os.urandom)
        self.sessions = Sessions(folder, HOUR, 12 * HOUR, self.clock)
        self.alice, _ = self.people.add("alice", Role.REVIEWER)
        self.people.add("bob", Role.AUDITOR)
        self.secret = made_account(folder, self.alice.ref)
        self.names.give("alice", "Alice@example.org", NamedBy.EMAIL)

    def close(self) -> None:
        for each in (self.people, self.names, self.sessions):
            each.close()

    def code(self) -> str:
        """What the authenticator shows half a minute later."""
        self.clock.now += 30_000
        return code_of(self.secret, self.clock.now // 1000)

    def refused(self, identity: Identity = ALICE, issuer: str = ISSUER) -> str:
        with pytest.raises(DirectoryError) as found:
            self.names.sign_in(issuer, identity, None, PLACE)
        return found.value.why

    def changes(self) -> list[Any]:
        with closing(DatabaseReader(self.folder)) as reader:
            return [json.loads(stored.data)["change"] for stored in reader.entries()]


@pytest.fixture(params=["file", "server"])
def here(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(tmp_path if request.param == "file" else shared_folder(tmp_path))
    yield site
    site.close()


def test_who_has_a_name_there_is_let_in_by_a_code_and_it_is_entered(here: Site) -> None:
    assert here.names.sign_in(ISSUER, ALICE, here.code(), PLACE) == here.alice
    assert here.changes()[-2:] == ["directory-name", "signed-in-by-directory"]

    with pytest.raises(SignInError, match="the code is wrong"):
        here.names.sign_in(ISSUER, ALICE, "000000", PLACE)
    here.names.sign_in(ISSUER, ALICE, RECOVERY[0], PLACE)
    assert here.changes()[-2:] == ["recovery-code", "signed-in-by-directory"]


def test_wrong_codes_lock_the_account(here: Site) -> None:
    for _ in range(5):
        with pytest.raises(SignInError):
            here.names.sign_in(ISSUER, ALICE, "000000", PLACE)

    with pytest.raises(LockedError):
        here.names.sign_in(ISSUER, ALICE, here.code(), PLACE)
    assert here.changes()[-1] == "locked"


def test_the_subject_holds_the_name_from_the_first_time_on(here: Site) -> None:
    here.names.sign_in(ISSUER, ALICE, None, PLACE)

    assert here.refused(Identity("u-2", "alice@example.org")) == "another"
    assert here.refused(ALICE, "https://another.example") == "another"
    assert here.names.sign_in(ISSUER, ALICE, None, PLACE) == here.alice

    here.names.give("alice", "alice@example.org", NamedBy.EMAIL)
    new = Identity("u-2", "alice@example.org")
    assert here.names.sign_in(ISSUER, new, None, PLACE) == here.alice
    assert here.refused() == "another"


def test_nobody_is_made_by_a_directory(here: Site) -> None:
    assert here.refused(Identity("u-9", "mallory@example.org")) == "unknown"
    here.people.remove("alice")
    assert here.refused() == "unknown"
    assert here.names.names() == {}


def test_a_name_is_of_one_person_and_of_somebody_who_is_there(here: Site) -> None:
    with pytest.raises(CallerError, match="somebody else is known"):
        here.names.give("bob", "ALICE@example.org", NamedBy.EMAIL)
    with pytest.raises(CallerError, match="nobody is called `bop`; did you mean `bob`"):
        here.names.give("bop", "bob@example.org", NamedBy.EMAIL)
    with pytest.raises(CallerError, match="plain letters"):
        here.names.give("bob", "bob", NamedBy.EMAIL)
    here.names.take_away("alice")
    assert here.refused() == "unknown"
    here.names.give("bob", "alice@example.org", NamedBy.EMAIL)
    assert list(here.names.names().values()) == ["alice@example.org"]


@pytest.mark.parametrize("change", ["given", "taken"])
def test_another_name_ends_the_sessions(here: Site, change: str) -> None:
    id_ = here.sessions.begin(here.alice)

    if change == "given":
        here.names.give("alice", "a@example.org", NamedBy.EMAIL)
    else:
        here.names.take_away("alice")

    assert here.sessions.find(id_) is None


def test_what_came_back_is_taken_once_and_forgotten_later(here: Site) -> None:
    here.names.took("s", PLACE)
    with pytest.raises(DirectoryError) as found:
        here.names.took("s", PLACE)
    assert found.value.why == "used"

    here.clock.now += 2 * HOUR
    here.names.took("s", PLACE)


def test_tries_from_one_address_are_counted_and_right_ones_taken_back(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counted_tries, "ADDRESS", replace(ADDRESS, tries=4))
    for number in range(4):
        tried = here.names.took(f"right {number}", PLACE)
        assert here.names.known(ISSUER, ALICE, tried, shows_code=True) == "alice"
    for number in range(4):
        here.names.took(f"wrong {number}", PLACE)

    with pytest.raises(LockedError):
        here.names.took("another", PLACE)
    here.names.took("another", "198.51.100.7")


def test_who_has_no_authenticator_here_is_told_so_before_a_code_is_asked_for(here: Site) -> None:
    here.names.give("bob", "bob@example.org", NamedBy.EMAIL)
    bob = Identity("u-7", "bob@example.org")

    with pytest.raises(DirectoryError, match="countenance people invite") as found:
        here.names.known(ISSUER, bob, here.names.took("s", PLACE), shows_code=True)
    assert found.value.why == "second-factor"
    assert here.names.known(ISSUER, bob, here.names.took("t", PLACE), shows_code=False) == "bob"
    with pytest.raises(SignInError):
        here.names.sign_in(ISSUER, bob, "000000", PLACE)
