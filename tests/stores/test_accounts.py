"""Accounts: begun by a link, shown by three things, and locked after too many tries."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import CallerError, LockedError, SignInError
from countenance.review.passwords import fits
from countenance.review.people import Person, Role
from countenance.review.preferences import Preferences
from countenance.review.tries import ADDRESS
from countenance.stores import accounts as stored
from countenance.stores import counted_tries
from countenance.stores.accounts import Accounts
from countenance.stores.log import DatabaseReader
from countenance.stores.people import People
from countenance.stores.sessions import Sessions
from postgres import shared_folder
from review.made_cases import HOUR, Clock
from review.made_codes import code_of

PASSWORD = "a horse on the roof"
BROWSER = "what its browser has"
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
        self.secret = self.accounts.invited(link, BROWSER).secret
        return self.accounts.enrol(link, BROWSER, password, self.code(1))

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
    invited = here.accounts.invited(link, BROWSER)
    here.secret = invited.secret

    person, codes = here.accounts.enrol(link, BROWSER, PASSWORD, here.code())

    assert (person, invited.name, len(codes)) == (here.alice, "alice", 10)
    assert here.accounts.has_account(here.alice.ref)
    with pytest.raises(SignInError, match="was used"):
        here.accounts.enrol(link, BROWSER, PASSWORD, here.code(1))
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
        here.accounts.invited(first, BROWSER)
    here.clock.now += 24 * HOUR
    with pytest.raises(SignInError):
        here.accounts.invited(second, BROWSER)
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


def test_the_second_factor_of_a_link_is_another_one_in_each_browser(here: Site) -> None:
    """Whoever saw the link on its way has opened it in a browser of its own."""
    link = here.accounts.invite("alice")
    first, second = (here.accounts.invited(link, each) for each in ("theirs", "mine"))
    here.secret = first.secret

    assert first.secret != second.secret
    assert here.accounts.invited(link, "theirs") == first
    with pytest.raises(SignInError, match="not that of this secret"):
        here.accounts.enrol(link, "mine", PASSWORD, here.code())
    assert here.accounts.enrol(link, "theirs", PASSWORD, here.code())[0] == here.alice


def test_a_link_voids_the_token_as_well(here: Site) -> None:
    token = here.people.new_token("alice").text
    assert here.people.person(token) == here.alice
    here.begin()

    assert here.people.person(token) is None
    assert here.people.person(here.people.new_token("alice").text) == here.alice


def test_an_entry_says_that_somebody_did_it_itself_or_the_machine_did(here: Site) -> None:
    here.begin()
    here.sessions.end_all(here.alice.ref)
    for _ in range(5):
        with pytest.raises(SignInError):
            here.sign_in(code="000000")

    by = {each["change"]: each.get("by") for each in here.entries()}
    me = here.alice.ref
    assert by == {
        "added": None, "link": None, "account": me, "signed-out-everywhere": me, "locked": None
    }  # fmt: skip


def test_a_gate_whose_clock_is_behind_gives_no_more_tries(here: Site) -> None:
    here.begin()
    behind = Clock()
    behind.now = here.clock.now - 2 * MINUTE
    with closing(Accounts(here.folder, behind)) as other:
        for at in range(5):
            with pytest.raises(SignInError, match="is wrong"):
                (here.accounts, other)[at % 2].sign_in("alice", PASSWORD, "000000", "192.0.2.1")
        for each in (here.accounts, other):
            with pytest.raises(LockedError):
                each.sign_in("alice", PASSWORD, "000000", "192.0.2.1")


def test_when_a_try_was_made_is_looked_at_when_it_is_its_turn(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for the database while others try has no time from before they did."""
    begun: list[bool] = []
    real, clock = here.accounts._in_turn, here.accounts._clock

    @contextmanager
    def writing() -> Iterator[None]:
        with real():
            begun.append(True)
            try:
                yield
            finally:
                begun.pop()

    def now() -> int:
        assert begun, "the time of before its turn"
        return clock()

    monkeypatch.setattr(here.accounts, "_in_turn", writing)
    monkeypatch.setattr(here.accounts, "_clock", now)
    with pytest.raises(SignInError, match="is wrong"):
        here.sign_in(name="nobody", code="000000")


def test_a_right_try_forgets_nothing_of_what_others_tried_meanwhile(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counted_tries, "ADDRESS", replace(ADDRESS, tries=4))
    here.begin()
    real = fits

    def slow(password: str, kept: str) -> bool:
        monkeypatch.setattr(stored, "fits", real)
        for at in range(2):
            with pytest.raises(SignInError, match="is wrong"):
                here.sign_in(name=f"n{at}", code="0")
        return real(password, kept)

    monkeypatch.setattr(stored, "fits", slow)
    assert here.sign_in() == here.alice
    for at in range(2):
        with pytest.raises(SignInError, match="is wrong"):
            here.sign_in(name=f"m{at}", code="0")
    with pytest.raises(LockedError):
        here.sign_in(name="m2", code="0")


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
    monkeypatch.setattr(counted_tries, "ADDRESS", replace(ADDRESS, tries=6))
    answers = []
    for at in range(7):
        with pytest.raises(SignInError) as raised:
            here.sign_in(name=f"n{at}", code="0", password="")
        answers.append(type(raised.value))
    assert answers == [SignInError] * 6 + [LockedError]
    here.begin()
    assert here.sign_in(address="192.0.2.2") == here.alice


def test_whoever_has_many_addresses_of_one_network_has_no_more_tries(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counted_tries, "ADDRESS", replace(ADDRESS, tries=3))
    for at in range(3):
        with pytest.raises(SignInError, match="is wrong"):
            here.sign_in(name=f"n{at}", code="0", address=f"2001:db8::{at}:1")
    with pytest.raises(LockedError):
        here.sign_in(name="n3", code="0", address="2001:db8::ffff")
    with pytest.raises(SignInError, match="is wrong"):
        here.sign_in(name="n3", code="0", address="2001:db8:0:1::1")


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
        here.accounts.invited(link, BROWSER)
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
            accounts.invited("0" * 64, BROWSER)
