"""Accounts: begun by a link, shown by three things, and locked after too many tries."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import CallerError, LockedError, SignInError
from countenance.review.people import Person, Role
from countenance.review.preferences import Preferences
from countenance.review.tries import ADDRESS
from countenance.stores import accounts as stored
from countenance.stores.accounts import Accounts
from countenance.stores.log import DatabaseReader
from countenance.stores.people import People
from countenance.stores.sessions import Sessions
from postgres import shared_folder
from review.made_cases import HOUR, Clock
from review.made_codes import code_of

PASSWORD = "a horse on the roof"
MINUTE = 60_000


class Site:
    """A folder with one person in it, and its accounts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.people = People(folder, self.clock)
        self.accounts = Accounts(folder, self.clock, os.urandom)
        self.sessions = Sessions(folder, 30 * MINUTE, 12 * HOUR, self.clock)
        self.alice, _ = self.people.add("alice", Role.REVIEWER)
        self.secret = b""

    def close(self) -> None:
        for each in (self.people, self.accounts, self.sessions):
            each.close()

    def code(self, later: int = 0) -> str:
        """What the authenticator shows, so many half minutes later."""
        self.clock.now += later * 30_000
        return code_of(self.secret, self.clock.now // 1000)

    def begin(self, password: str = PASSWORD) -> tuple[Person, tuple[str, ...]]:
        link = self.accounts.invite("alice")
        self.secret = self.accounts.invited(link).secret
        return self.accounts.enrol(link, password, self.code(1))

    def sign_in(self, password: str = PASSWORD, code: str | None = None, **more: Any) -> Person:
        words = {"name": "alice", "address": "192.0.2.1", **more}
        shown = self.code(1) if code is None else code
        return self.accounts.sign_in(password=password, code=shown, **words)

    def entries(self) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.folder)) as reader:
            return [json.loads(stored.data) for stored in reader.entries()]


@pytest.fixture(params=["file", "server"])
def here(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(tmp_path if request.param == "file" else shared_folder(tmp_path))
    yield site
    site.close()


def test_an_account_begins_by_a_link_that_counts_once(here: Site) -> None:
    assert not here.accounts.has_account(here.alice.ref)
    link = here.accounts.invite("alice")
    invited = here.accounts.invited(link)
    here.secret = invited.secret

    person, codes = here.accounts.enrol(link, PASSWORD, here.code())

    assert (person, invited.name, len(codes)) == (here.alice, "alice", 10)
    assert here.accounts.has_account(here.alice.ref)
    with pytest.raises(SignInError, match="was used"):
        here.accounts.enrol(link, PASSWORD, here.code(1))
    assert here.sign_in() == here.alice
    assert [each["change"] for each in here.entries()] == ["added", "link", "account", "signed-in"]
    assert {each["person"] for each in here.entries()} == {here.alice.ref}


def test_nothing_that_lets_anybody_in_is_kept_in_the_open(here: Site) -> None:
    link = here.accounts.invite("alice")
    _, codes = here.begin()
    files = b"".join(
        each.read_bytes() for each in here.folder.rglob("*") if each.is_file()
    )

    kept = [link.encode(), PASSWORD.encode(), here.secret, *(each.encode() for each in codes)]
    assert [secret for secret in kept if secret in files] == []


def test_a_link_is_void_once_another_is_made_or_a_day_is_over(here: Site) -> None:
    first, second = here.accounts.invite("alice"), here.accounts.invite("alice")
    with pytest.raises(SignInError):
        here.accounts.invited(first)
    here.clock.now += 24 * HOUR
    with pytest.raises(SignInError):
        here.accounts.invited(second)
    with pytest.raises(CallerError, match="nobody is called `alise`; did you mean `alice`"):
        here.accounts.invite("alise")


def test_a_link_begins_anew_and_what_was_before_is_void(here: Site) -> None:
    here.begin()
    old_secret, id_ = here.secret, here.sessions.begin(here.alice)
    here.begin("another horse entirely")

    assert here.sessions.find(id_) is None
    with pytest.raises(SignInError):
        here.sign_in(PASSWORD)
    with pytest.raises(SignInError):
        here.sign_in("another horse entirely", code_of(old_secret, here.clock.now // 1000))
    assert here.sign_in("another horse entirely") == here.alice


@pytest.mark.parametrize("what", ["password", "code", "name"])
def test_what_is_wrong_is_not_said(here: Site, what: str) -> None:
    here.begin()
    wrong: dict[str, Any] = {"password": {"password": "another horse"}, "code": {"code": "000000"},
                             "name": {"name": "bob"}}[what]  # fmt: skip

    with pytest.raises(SignInError, match="^the name, the password or the code is wrong$"):
        here.sign_in(**wrong)


def test_a_code_is_taken_once_also_by_many_at_once(here: Site) -> None:
    here.begin()
    code = here.code(1)

    def again(_: int) -> bool:
        with suppress(SignInError):
            return here.sign_in(code=code) == here.alice
        return False

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(again, range(4)))

    assert taken.count(True) == 1


def test_a_recovery_code_is_taken_once(here: Site) -> None:
    _, codes = here.begin()

    assert here.sign_in(code=codes[3].upper()) == here.alice
    with pytest.raises(SignInError):
        here.sign_in(code=codes[3])
    assert here.entries()[-1]["change"] == "recovery-code"


def test_after_five_wrong_tries_an_account_waits_and_that_is_entered_once(here: Site) -> None:
    here.begin()
    for _ in range(5):
        with pytest.raises(SignInError, match="is wrong"):
            here.sign_in(code="000000")

    with pytest.raises(LockedError, match="for a minute") as locked:
        here.sign_in()
    assert locked.value.seconds == 30  # half a minute went by for the code
    (entry,) = [each for each in here.entries() if each["change"] == "locked"]
    assert (entry["person"], entry["tries"]) == (here.alice.ref, 5)
    here.clock.now += MINUTE
    assert here.sign_in() == here.alice


def test_tries_at_once_are_no_more_than_one_after_the_other(here: Site) -> None:
    here.begin()

    def wrong(at: int) -> str:
        with pytest.raises(SignInError) as raised:
            here.sign_in(code=f"{at:06}")
        return type(raised.value).__name__

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(wrong, range(12)))

    assert answers.count("SignInError") == 5


def test_a_name_that_nobody_has_waits_as_well(here: Site) -> None:
    for _ in range(5):
        with pytest.raises(SignInError, match="is wrong"):
            here.sign_in(name="nobody", code="000000")
    with pytest.raises(LockedError):
        here.sign_in(name="nobody", code="000000")
    assert [each["change"] for each in here.entries()] == ["added"]


def test_one_address_tries_only_so_often_at_whatever_names(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "ADDRESS", replace(ADDRESS, tries=6))
    answers = []
    for at in range(7):
        with pytest.raises(SignInError) as raised:
            here.sign_in(name=f"n{at}", code="0", password="")
        answers.append(type(raised.value))
    assert answers == [SignInError] * 6 + [LockedError]
    here.begin()
    assert here.sign_in(address="192.0.2.2") == here.alice


def test_another_password_ends_every_session(here: Site) -> None:
    here.begin()
    id_ = here.sessions.begin(here.alice)
    with pytest.raises(SignInError, match="is wrong"):
        here.accounts.change_password(here.alice.ref, "a horse", here.code(1), "b" * 20)
    with pytest.raises(SignInError, match="few signs"):
        here.accounts.change_password(here.alice.ref, PASSWORD, here.code(1), "b" * 20)
    assert here.sessions.find(id_) is not None

    here.accounts.change_password(here.alice.ref, PASSWORD, here.code(1), "a cow in the cellar")

    assert here.sessions.find(id_) is None
    assert here.sign_in("a cow in the cellar") == here.alice


def test_new_recovery_codes_void_those_before(here: Site) -> None:
    _, old = here.begin()
    new = here.accounts.new_recovery_codes(here.alice.ref, PASSWORD, here.code(1))

    with pytest.raises(SignInError):
        here.sign_in(code=old[0])
    assert here.sign_in(code=new[0]) == here.alice


def test_who_is_removed_is_let_in_no_more(here: Site) -> None:
    here.begin()
    link = here.accounts.invite("alice")
    here.people.remove("alice")

    with pytest.raises(SignInError):
        here.accounts.invited(link)
    with pytest.raises(SignInError):
        here.sign_in()
    assert here.people.add("alice", Role.AUDITOR)[0].ref != here.alice.ref
    with pytest.raises(SignInError):
        here.sign_in()


def test_what_somebody_chose_is_kept(here: Site) -> None:
    here.begin()
    chosen = Preferences(0, False)

    here.accounts.keep_preferences(here.alice.ref, chosen)

    assert here.accounts.preferences(here.alice.ref) == chosen
    assert here.accounts.preferences("p-0") == Preferences()


def test_before_anybody_is_there_nobody_is_let_in(tmp_path: Path) -> None:
    with closing(Accounts(tmp_path)) as accounts:
        with pytest.raises(SignInError):
            accounts.sign_in("alice", PASSWORD, "000000", "192.0.2.1")
        with pytest.raises(SignInError):
            accounts.invited("0" * 64)
