"""Signing in by a directory as a browser sees it: real stores, a real directory, no gate."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from console.served import ADDRESS, asked, desk
from countenance.console.asked import signed_in
from countenance.console.pages import directory, sign_in
from countenance.gate.metrics import Metrics
from countenance.gate.people.sign_in import open_sign_in
from countenance.gate.settings.oidc import way_back
from countenance.gate.settings.settings import parse_settings
from countenance.review.directory import NamedBy
from countenance.review.people import Role
from countenance.stores.directory_names import DirectoryNames
from countenance.stores.people import People
from oidc_provider import CLIENT, SECRET, OidcProvider, oidc_provider
from review.made_codes import code_of
from stores.made_account import made_account

SETTINGS = """
[gate]
data = "{folder}"
[oidc]
issuer = "{issuer}"
client_id = "{client}"
client_secret_env = "SECRET"
label = "City <directory>"
"""


class Browser:
    """One browser, at one gate, where Alice has an account and a name at the directory."""

    def __init__(self, folder: Path, there: OidcProvider, more: str = "") -> None:
        self.there, self.cookies = there, dict[str, str]()
        # The stores are closed when the process ends: they are of files of this test alone.
        stack, self.people, self.names = AsyncExitStack(), People(folder), DirectoryNames(folder)
        self.alice, _ = self.people.add("alice", Role.REVIEWER)
        self.secret = made_account(folder, self.alice.ref)
        self.names.give("alice", "alice@example.org", NamedBy.EMAIL)
        text = SETTINGS.format(folder=folder, issuer=there.issuer, client=CLIENT) + more
        settings = parse_settings(text, {})
        self.metrics = Metrics()
        opened = open_sign_in(folder, settings, {"SECRET": SECRET}, stack, time.time_ns, os.urandom)
        self.desk = desk(settings=settings, sign_in=opened, metrics=self.metrics)
        me = Route("/console/me", signed_in(lambda request: PlainTextResponse(
            request.state.who.name)), methods=["GET"])  # fmt: skip
        self.routes = [*sign_in.routes(self.desk), *directory.routes(self.desk), me]

    def ask(self, path: str, method: str = "GET", **more: Any) -> httpx.Response:
        """One page. A browser that comes from another site sends no strict cookie."""
        sent = more.pop("cookies", self.cookies)
        headers = {"origin": ADDRESS, "cookie": "; ".join(f"{k}={v}" for k, v in sent.items())}
        answer = asked(self.routes, path, method, desk=self.desk, headers=headers, **more)
        for each in answer.headers.get_list("set-cookie"):
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if "Max-Age=0" not in each:
                self.cookies[name] = value
        return answer

    def led_back(self, after: str = "/console/me") -> str:
        """To the directory, where somebody is signed in, and the address that it leads back to."""
        led = self.ask(f"/console/sign-in/directory?next={quote(after)}")
        assert led.status_code == 303, led.text
        back = httpx.get(led.headers["location"]).headers["location"]
        return back.removeprefix(ADDRESS)

    def back(self, path: str | None = None) -> httpx.Response:
        """Come back from the directory, which is another site."""
        path = path or self.led_back()
        lax = {k: v for k, v in self.cookies.items() if k == "countenance-directory"}
        return self.ask(path, cookies=lax)

    def typed(self, page: httpx.Response, code: str, **more: str) -> httpx.Response:
        """Type a code into the page that asks for one."""
        hidden = dict(re.findall(r'name="(token|ticket|name)" value="([^"]*)"', page.text))
        return self.ask("/console/sign-in/directory/code", "POST",
                        data={**hidden, "code": code, **more})  # fmt: skip

    def code(self) -> str:
        return code_of(self.secret, int(time.time()) + 30)

    def counted(self, outcome: str) -> bool:
        line = f'countenance_sign_ins_total{{by="directory",outcome="{outcome}"}} 1.0'
        return line.encode() in self.metrics.page()


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    with oidc_provider() as made:
        yield made


@pytest.fixture
def there(running: OidcProvider) -> OidcProvider:
    for name, value in vars(OidcProvider(running.issuer, way_back(ADDRESS))).items():
        setattr(running, name, value)
    return running


@pytest.fixture
def alice(tmp_path: Path, there: OidcProvider) -> Browser:
    return Browser(tmp_path, there)


def test_the_page_leads_there_and_back_and_asks_for_a_code(alice: Browser) -> None:
    shown = alice.ask("/console/sign-in?next=/console/me").text
    assert "City &lt;directory&gt;" in shown
    assert f'href="{ADDRESS}/console/sign-in/directory?next=%2Fconsole%2Fme"' in shown
    assert 'name="password"' in shown

    page = alice.back()
    assert page.status_code == 200
    assert "<strong>alice</strong>" in page.text
    assert "countenance" not in alice.cookies

    done = alice.typed(page, alice.code())
    assert (done.status_code, done.headers["location"]) == (303, "/console/me")
    assert alice.ask("/console/me").text == "alice"
    assert "countenance-directory" not in alice.cookies
    assert alice.counted("in")


def test_what_it_keeps_lets_nobody_in_and_goes_to_no_script(alice: Browser) -> None:
    led = alice.ask("/console/sign-in/directory")
    kept = [each for each in led.headers.get_list("set-cookie") if "directory" in each]

    assert "HttpOnly" in kept[0]
    assert "SameSite=lax" in kept[0]
    assert led.headers["cache-control"] == "no-store"
    sent = {"countenance": alice.cookies["countenance-directory"]}
    assert alice.ask("/console/me", cookies=sent).status_code == 303


def test_a_wrong_code_is_said_and_the_right_one_still_counts(alice: Browser) -> None:
    page = alice.back()

    for wrong, status in (("000000", 401), ("", 400)):
        page = alice.typed(page, wrong)
        assert page.status_code == status
    assert "type the six digits" in page.text
    assert alice.counted("wrong")
    assert alice.typed(page, alice.code()).status_code == 303


def test_a_form_of_another_session_or_with_more_fields_is_refused(alice: Browser) -> None:
    page = alice.back()

    assert alice.typed(page, alice.code(), token="x").status_code == 403
    assert alice.typed(page, alice.code(), admin="yes").status_code == 400


def test_another_browser_cannot_go_on_with_what_one_has_shown(alice: Browser) -> None:
    page, code = alice.back(), alice.code()
    ticket = re.search(r'name="ticket" value="([^"]*)"', page.text)
    assert ticket
    alice.cookies.clear()

    shown = alice.ask("/console/sign-in").text
    token = re.search(r'name="token" value="([^"]*)"', shown)
    assert token
    sent = {"token": token[1], "ticket": ticket[1], "name": "alice", "code": code}
    refused = alice.ask("/console/sign-in/directory/code", "POST", data=sent)
    assert refused.status_code == 401
    assert "in another browser" in refused.text


def test_with_its_second_factor_there_a_page_leads_on_by_itself(
    tmp_path: Path, there: OidcProvider
) -> None:
    alice = Browser(tmp_path, there, 'second_factor = "directory"\n')
    there.claims = {"amr": ["mfa"]}

    page = alice.back(alice.led_back("/console/me?at=1&b=2"))

    assert '<meta http-equiv="refresh" content="0; url=/console/me?at=1&amp;b=2">' in page.text
    assert alice.ask("/console/me").text == "alice"
    alice.people.remove("alice")
    assert alice.ask("/console/me").status_code == 303


def test_it_leads_to_no_other_place(tmp_path: Path, there: OidcProvider) -> None:
    alice = Browser(tmp_path, there, 'second_factor = "directory"\n')
    there.claims = {"amr": ["mfa"]}

    for after in ("https://evil.example", "//evil.example", "/\\evil", "/console/..//evil"):
        page = alice.back(alice.led_back(after)).text
        assert 'content="0; url=/console"' in page
        assert "evil" not in page


@pytest.mark.parametrize(
    ("changes", "status", "why", "says"),
    [
        ({"claims": {"email_verified": False}}, 401, "unverified", "has not verified"),
        ({"claims": {"email": "m@example.org"}}, 403, "unknown", "nobody here goes by"),
        ({"claims": {"exp": 1}}, 401, "token", "it is over"),
        ({"claims": {"iss": "https://another.example"}}, 401, "token", "another issuer"),
        ({"claims": {"nonce": "n"}}, 401, "token", "another sign-in"),
        ({"answer": {"iss": "https://another.example"}}, 401, "other-issuer", "sent to"),
        ({"answer": {"error": "access_denied", "code": ""}}, 401, "declined", "did not let you in"),
        ({"answer": {"state": "x"}}, 401, "not-begun", "not begun in this browser"),
        ({"answer": {"code": "x"}}, 401, "code", "does not take the code"),
    ],
)
def test_who_is_not_let_in_is_told_why_on_the_page_to_sign_in_on(
    alice: Browser, changes: dict[str, Any], status: int, why: str, says: str
) -> None:
    for name, value in changes.items():
        setattr(alice.there, name, value)

    page = alice.back()

    assert page.status_code == status
    assert says in page.text
    assert "City &lt;directory&gt;" in page.text
    assert alice.counted(why)
    assert alice.ask("/console/me").status_code == 303


def test_the_same_answer_counts_once(alice: Browser) -> None:
    path = alice.led_back()
    kept = dict(alice.cookies)
    assert alice.back(path).status_code == 200

    again = alice.ask(path, cookies=kept)

    assert again.status_code == 401
    assert "was used already" in again.text


def test_somebody_else_by_the_same_name_is_not_let_in(alice: Browser) -> None:
    alice.typed(alice.back(), alice.code())
    alice.there.person["sub"] = "u-2"

    refused = alice.back()

    assert (refused.status_code, alice.counted("another")) == (403, True)
    assert "somebody else at the directory had this name" in refused.text


def test_who_was_removed_is_told_so(alice: Browser) -> None:
    alice.people.remove("alice")

    assert "your account was removed" in alice.back().text


def test_wrong_codes_lock_the_account_here_too(alice: Browser) -> None:
    page = alice.back()
    for _ in range(5):
        page = alice.typed(page, "000000")

    locked = alice.typed(page, alice.code())

    assert locked.status_code == 429
    assert "too many tries" in locked.text
    assert alice.counted("locked")


def test_what_stands_twice_in_the_answer_is_not_taken(alice: Browser) -> None:
    path = alice.led_back()

    assert "without a code" in alice.back(f"{path}&code=x").text


def test_a_directory_that_is_away_is_no_reason_to_wait_long(alice: Browser) -> None:
    alice.there.down = True

    away = alice.ask("/console/sign-in/directory")

    assert away.status_code == 503
    assert "did not answer" in away.text
    assert 'name="password"' in away.text


def test_passwords_can_be_off(tmp_path: Path, there: OidcProvider) -> None:
    alice = Browser(tmp_path, there, 'passwords = "off"\n')
    shown = alice.ask("/console/sign-in").text
    assert 'name="password"' not in shown
    assert alice.typed(alice.back(), alice.code()).status_code == 303

    token = re.search(r'name="token" value="([^"]*)"', alice.ask("/console/sign-in").text)
    assert token
    fields = {"token": token[1], "name": "alice", "password": "x", "code": "1"}
    refused = alice.ask("/console/sign-in", "POST", data=fields)
    assert refused.status_code == 403
    assert "a password counts for nothing" in refused.text


def test_without_a_directory_there_are_no_such_pages() -> None:
    lent = desk()
    for path in ("/console/sign-in/directory", "/console/sign-in/directory/back?code=x"):
        answer = asked(directory.routes(lent), path, desk=lent)

        assert answer.status_code == 404
        assert "nobody signs in by a directory here" in answer.text
