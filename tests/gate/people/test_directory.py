"""Signing in by a directory, from the first step to the last, without a browser."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2 as httpx
import pytest

from countenance.errors import DirectoryError, SignInError
from countenance.gate.people.directory import BEGUN_SECONDS, KNOWN_SECONDS, Directory
from countenance.gate.people.provider import Provider
from countenance.gate.settings.oidc import OidcSettings, way_back
from countenance.review.directory import NamedBy
from countenance.review.people import Role
from countenance.stores.directory_names import DirectoryNames
from countenance.stores.people import People
from oidc_provider import CLIENT, SECRET, OidcProvider, ec_key, oidc_provider
from review.made_codes import code_of
from stores.made_account import made_account

GATE = "http://127.0.0.1:8800"
BROWSER = "what its browser has"
PLACE = "192.0.2.1"


class Clock:
    """The hour, and what was waited for."""

    ahead = 0

    def __call__(self) -> int:
        return time.time_ns() + self.ahead * 10**9


class Site:
    """One gate's side, with Alice in it."""

    def __init__(self, folder: Path, there: OidcProvider, **more: Any) -> None:
        self.there, self.clock = there, Clock()
        self.people = People(folder)
        self.names = DirectoryNames(folder, self.clock, os.urandom)
        self.alice, _ = self.people.add("alice", Role.REVIEWER)
        self.names.give("alice", "alice@example.org", NamedBy.EMAIL)
        self.secret = made_account(folder, self.alice.ref)
        settings = OidcSettings(there.issuer, CLIENT, **more)
        self.provider = Provider(there.issuer, CLIENT, SECRET)
        self.directory = Directory(
            settings, self.provider, self.names, folder, GATE, self.clock, os.urandom
        )

    def close(self) -> None:
        for each in (self.people, self.names, self.provider):
            each.close()

    def gone_there(self) -> tuple[dict[str, str], str]:
        """What comes back by the browser, and what it keeps."""
        address, cookie = self.directory.begin("/console/me")
        back = httpx.get(address).headers["location"]
        assert back.startswith(way_back(GATE))
        return dict(parse_qsl(urlsplit(back).query)), cookie

    def refused(self, answer: dict[str, str] | None = None, cookie: str | None = None) -> str:
        came, kept = self.gone_there()
        if answer is not None:
            came = {name: value for name, value in {**came, **answer}.items() if value}
        with pytest.raises(DirectoryError) as found:
            self.directory.back(came, kept if cookie is None else cookie, BROWSER, PLACE)
        assert came.get("code", "-") not in str(found.value)
        return found.value.why

    def code(self) -> str:
        """The next one of the authenticator."""
        return code_of(self.secret, int(time.time()) + 30)

    def came_back(self) -> Any:
        return self.directory.back(*self.gone_there(), BROWSER, PLACE)


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    with oidc_provider() as made:
        yield made


@pytest.fixture
def there(running: OidcProvider) -> OidcProvider:
    for name, value in vars(OidcProvider(running.issuer, way_back(GATE))).items():
        setattr(running, name, value)
    return running


@pytest.fixture
def here(tmp_path: Path, there: OidcProvider) -> Iterator[Site]:
    site = Site(tmp_path, there)
    yield site
    site.close()


@pytest.fixture
def by_proof(tmp_path: Path, there: OidcProvider) -> Iterator[Site]:
    site = Site(tmp_path, there, second_factor="directory", acr=("silver", "gold"))
    yield site
    site.close()


def test_somebody_comes_back_and_shows_a_code(here: Site) -> None:
    came = here.came_back()
    assert (came.name, came.person, came.after) == ("alice", None, "/console/me")

    code = here.code()
    assert here.directory.finish(came.ticket, code, BROWSER, PLACE) == (here.alice, "/console/me")
    with pytest.raises(SignInError, match="was used"):
        here.directory.finish(came.ticket, code, BROWSER, PLACE)


@pytest.mark.parametrize("proof", [{"amr": ["pwd", "mfa"]}, {"acr": "gold"}])
def test_a_second_factor_at_the_directory_is_enough_where_it_is_set_so(
    by_proof: Site, there: OidcProvider, proof: dict[str, Any]
) -> None:
    there.claims = proof

    assert by_proof.came_back().person == by_proof.alice
    address, _ = by_proof.directory.begin("/console")
    assert "acr_values=silver+gold" in address


def test_without_its_word_for_it_nobody_is_let_in(by_proof: Site, there: OidcProvider) -> None:
    for claims in ({}, {"amr": ["pwd"]}, {"acr": "bronze"}):
        there.claims = claims
        assert by_proof.refused() == "second-factor"


def test_what_another_browser_has_begun_is_not_taken(here: Site) -> None:
    _, of_another = here.gone_there()

    assert here.refused(cookie=of_another) == "not-begun"
    for cookie in ("", "x", "é", "a" * 5000, of_another[:-4] + "AAAA"):
        assert here.refused(cookie=cookie) == "not-begun"
    for state in ("", "another", "é"):
        assert here.refused({"state": state}) == "not-begun"


def test_it_is_taken_once_and_in_time(here: Site) -> None:
    came, cookie = here.gone_there()
    here.directory.back(came, cookie, BROWSER, PLACE)
    with pytest.raises(DirectoryError) as found:
        here.directory.back(came, cookie, BROWSER, PLACE)
    assert found.value.why == "used"

    came, cookie = here.gone_there()
    here.clock.ahead = BEGUN_SECONDS + 1
    with pytest.raises(DirectoryError) as found:
        here.directory.back(came, cookie, BROWSER, PLACE)
    assert found.value.why == "not-begun"


def test_a_code_of_somebody_else_is_not_taken(here: Site) -> None:
    """Whoever slips a code of its own to a browser that has begun a sign-in lets it in as nobody:
    the verifier and the nonce are those of another sign-in."""
    of_mallory, _ = here.gone_there()

    assert here.refused({"code": of_mallory["code"]}) == "code"


def test_a_token_of_another_sign_in_is_not_taken(here: Site, there: OidcProvider) -> None:
    there.token = there.signed("another nonce")

    assert here.refused() == "token"


def test_an_answer_of_another_issuer_is_not_taken(here: Site, there: OidcProvider) -> None:
    assert here.refused({"iss": "https://another.example"}) == "other-issuer"

    there.answer = {"iss": there.issuer}
    assert here.came_back().name == "alice"


def test_a_directory_that_names_itself_always_does(here: Site, there: OidcProvider) -> None:
    there.about = {"authorization_response_iss_parameter_supported": True}

    assert here.refused() == "other-issuer"


@pytest.mark.parametrize("error", ["access_denied", "server_error", "<b>", ""])
def test_whoever_comes_back_without_a_code_is_told_so(here: Site, error: str) -> None:
    assert here.refused({"error": error, "code": ""}) == "declined"
    assert here.refused({"code": "x" * 5000}) == "declined"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": 1}, "token"),
        ({"iss": "https://another.example"}, "token"),
        ({"email_verified": False}, "unverified"),
        ({"email": "mallory@example.org"}, "unknown"),
        ({"email": None}, "token"),
    ],
)
def test_what_it_says_has_to_be_right(
    here: Site, there: OidcProvider, claims: dict[str, Any], why: str
) -> None:
    there.claims = claims

    assert here.refused() == why


def test_a_key_that_has_turned_is_found(here: Site, there: OidcProvider) -> None:
    here.came_back()
    there.key = ec_key("k-2")
    there.keys = [there.key.as_dict(private=False)]

    assert here.came_back().name == "alice"


def test_a_ticket_is_of_one_browser_and_for_minutes(here: Site) -> None:
    ticket = here.came_back().ticket
    code = here.code()

    for wrong, browser in ((ticket, "another"), ("x", BROWSER), (here.gone_there()[1], BROWSER)):
        with pytest.raises(DirectoryError, match="sign in anew"):
            here.directory.finish(wrong, code, browser, PLACE)
    here.clock.ahead = KNOWN_SECONDS + 1
    with pytest.raises(DirectoryError, match="more than 5 minutes"):
        here.directory.finish(ticket, code, BROWSER, PLACE)


def test_who_is_removed_meanwhile_is_not_let_in(here: Site) -> None:
    ticket = here.came_back().ticket
    here.people.remove("alice")

    with pytest.raises(DirectoryError, match="was removed"):
        here.directory.finish(ticket, here.code(), BROWSER, PLACE)


def test_where_nobody_is_yet_nobody_is_led_anywhere(tmp_path: Path, there: OidcProvider) -> None:
    with closing(DirectoryNames(tmp_path)) as names, closing(
        Provider(there.issuer, CLIENT, SECRET)
    ) as provider:
        made = Directory(OidcSettings(there.issuer, CLIENT), provider, names, tmp_path, GATE)

        with pytest.raises(DirectoryError, match="first operator begins by a link"):
            made.begin("/console")


def test_a_directory_that_is_away_says_so(here: Site, there: OidcProvider) -> None:
    came, cookie = here.gone_there()
    there.down = True

    with pytest.raises(DirectoryError, match="did not answer") as found:
        here.directory.back(came, cookie, BROWSER, PLACE)
    assert found.value.why == "failed"
