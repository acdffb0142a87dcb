"""The pages in a real browser: all of its tests are in this file, so that one browser and one gate
serve them all."""

import time
from base64 import b32decode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from console.browser import chromium, look_closely
from console.inside import RULING
from console.visiting import PASSWORD, Visitor, Visits, visits_to
from countenance.gate.people.case_acts import Said, act_of
from countenance.gate.settings.oidc import way_back
from countenance.review.directory import NamedBy
from countenance.review.people import Person, Role
from countenance.review.steps import claim, refuse
from countenance.stores.directory_names import DirectoryNames
from gate.running import Running, running
from oidc_provider import CLIENT, SECRET, OidcProvider, oidc_provider
from review.made_codes import code_of

OPEN = {
    "keys": "/console/keys",
    "no-such-page": "/console/no-such-page",
    "public": "/public",
    "refused": "/public/refused",
    "codes": "/public/codes",
    "code": "/public/codes/ms-aoai-coc",
    "edition": "/public/codes/ms-aoai-coc/2024-05-03",
    "diff": "/public/diff?from=ms-aoai-coc@2024-05-01&to=ms-aoai-coc@2024-05-03",
    "map": "/public/map?edition=ms-aoai-coc@2024-05-03&with=ms-aoai-coc@2024-05-01"
    "&at=operation=report_drafting,agency_country=US",
    "questions": "/public/questions",
    "ask": "/public/questions/ask?edition=ms-aoai-coc@2024-05-03",
    "rulings": "/public/rulings",
}
"""Pages that anybody may see."""

INSIDE: dict[str, tuple[str, Role]] = {
    "queue": ("/console/queue", Role.REVIEWER),
    "me": ("/console/me", Role.AUDITOR),
    "holds": ("/console/holds", Role.CONTACT),
    "overview": ("/console", Role.OPERATOR),
    "record": ("/console/record", Role.AUDITOR),
    "refused-inside": ("/console/refused", Role.CONTACT),
    "entry": ("/console/record/6", Role.AUDITOR),
    "callers": ("/console/callers", Role.OPERATOR),
    "caller": ("/console/callers/bergen", Role.OPERATOR),
    "settings": ("/console/settings", Role.OPERATOR),
    "ruling": ("/console/rulings/station", Role.SENIOR),
    "propose": (
        "/console/rulings/propose?edition=ms-aoai-coc@2024-05-03&clause=AOAI-ID", Role.SENIOR,
    ),
    "propose-choose": ("/console/rulings/propose?edition=ms-aoai-coc@2024-05-03", Role.SENIOR),
    "changes": ("/console/changes", Role.OPERATOR),
    "propose-change": ("/console/callers/bergen/propose", Role.OPERATOR),
    "board": ("/console/board", Role.BOARD),
    "ask-board": ("/console/board/ask", Role.SENIOR),
}
"""Pages for who is signed in, and a role that sees them."""


@pytest.fixture(scope="module")
def directory() -> Iterator[OidcProvider]:
    """Where people may sign in as well; for a browser it is another site."""
    with oidc_provider() as there:
        there.asks = True
        yield there

LOADED = "img => img.complete || new Promise(done => { img.onload = done; })"
"""Waits until a picture is there."""


@pytest.fixture(scope="module")
def gate(
    tmp_path_factory: pytest.TempPathFactory, directory: OidcProvider
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("gate")
    (folder / "secret").write_text(SECRET)
    more = (
        '[review]\nkeep_media = "originals"\n'
        f'[oidc]\nissuer = "{directory.issuer}"\nclient_id = "{CLIENT}"\n'
        f'client_secret_file = "{folder / "secret"}"\n'
    )
    with running(folder / "data", more) as gate:
        directory.back = way_back(gate.address)
        yield gate


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def visits(gate: Running) -> Iterator[Visits]:
    with visits_to(gate) as visits:
        yield visits


@pytest.fixture(scope="module")
def key(visits: Visits) -> str:
    return visits.police("bergen")


@pytest.fixture(scope="module")
def case(visits: Visits, key: str) -> str:
    """A case that waits."""
    return visits.held(key)


@pytest.fixture(scope="module")
def people(visits: Visits, key: str) -> Callable[[Role], Visitor]:
    """One person of each role, signed in."""
    return cache(
        lambda role: visits.signed_in(role, *(["bergen"] if role is Role.CONTACT else []))
    )


@pytest.fixture
def page(browser: Browser, gate: Running) -> Iterator[Page]:
    with opened(browser, gate) as page:
        yield page


@contextmanager
def opened(
    browser: Browser, gate: Running, who: Visitor | None = None, scripts: bool = True
) -> Iterator[Page]:
    """A page of a browser, in which somebody may be signed in."""
    context = browser.new_context(base_url=gate.address, java_script_enabled=scripts)
    if who is not None:
        context.add_cookies([{"name": "countenance", "value": who.cookie, "url": gate.address}])
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield page
    context.close()
    assert wrong == []  # no script failed, and no page asked for what it may not have


@pytest.mark.long
@pytest.mark.parametrize("name", INSIDE)
def test_a_page_for_people_keeps_none_of_them_out(
    browser: Browser, gate: Running, people: Callable[[Role], Visitor], case: str, name: str
) -> None:
    path, role = INSIDE[name]
    if name == "ruling":
        senior = people(role)
        sent = senior.send("/console/rulings/propose/text", text=RULING, act="propose")
        assert sent.status_code == 303
    with opened(browser, gate, people(role)) as page:
        page.goto(path)
        assert look_closely(page, name) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_signs_in_by_the_directory_from_the_first_page_to_the_last(
    browser: Browser, gate: Running, visits: Visits, directory: OidcProvider, scripts: bool
) -> None:
    alice = visits.somebody(Role.REVIEWER)
    directory.person = {
        "sub": alice.ref, "email": f"{alice.name}@example.org", "email_verified": True
    }  # fmt: skip
    with closing(DirectoryNames(gate.folder)) as names:
        names.give(alice.name, f"{alice.name}@example.org", NamedBy.EMAIL)
    with opened(browser, gate, scripts=scripts) as page:
        page.goto("/console/queue")
        if scripts:
            assert look_closely(page, "sign-in-directory") == []
        page.get_by_role("link", name="Sign in with the directory").click()
        assert page.url.startswith(directory.issuer)
        page.get_by_role("button", name="I am Alice").click()
        page.get_by_text(f"you are {alice.name} here").wait_for()
        if scripts:
            assert look_closely(page, "directory-code") == []
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("the code is wrong").wait_for()
        page.get_by_label("Code").fill(alice.code())
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Which calls wait for people?").wait_for()
        assert page.url == f"{gate.address}/console/queue"
        assert page.get_by_role("link", name=alice.name).is_visible()


def test_a_held_call_is_decided_by_the_keyboard_alone(
    browser: Browser, gate: Running, visits: Visits, people: Callable[[Role], Visitor]
) -> None:
    visits.held(visits.police("hamar"))
    with opened(browser, gate, people(Role.REVIEWER)) as page:
        page.goto("/console/queue")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        page.wait_for_url("**/console/cases/*")
        assert look_closely(page, "case-open") == []
        page.keyboard.press("c")
        page.wait_for_url("**done=claimed")
        page.locator(".pictures img").first.scroll_into_view_if_needed()
        page.locator(".pictures img").first.evaluate(LOADED)
        assert page.locator(".pictures img").first.evaluate("img => img.naturalWidth") > 0
        assert look_closely(page, "case-claimed") == []
        page.keyboard.press("1")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("2")
        assert page.input_value("#field-for") == "alike"
        assert look_closely(page, "case-allowing") == []
        for _ in range(9):
            if page.evaluate("document.activeElement.id") == "field-reason":
                break
            page.keyboard.press("Tab")
        page.keyboard.type("jck: a permit")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**done=allowed")
        shown = page.inner_text("main")

    assert "Your vote to allow it is on record." in shown
    assert "waits for a second person" in shown


def test_the_queue_shows_by_itself_what_is_new_and_leads_away_when_the_session_is_over(
    browser: Browser, gate: Running, visits: Visits
) -> None:
    alice = visits.signed_in(Role.REVIEWER)
    with opened(browser, gate, alice) as page:
        page.clock.install()
        page.goto("/console/queue")
        case = visits.held(visits.police("larvik"))
        assert page.query_selector(f"[id='row-{case}']") is None
        page.clock.fast_forward(20_000)
        page.wait_for_selector(f"[id='row-{case}']")
        alice.send("/console/sign-out", on="/console/me")
        page.clock.fast_forward(20_000)
        page.wait_for_url("**/console/sign-in**")


def test_the_same_is_done_with_scripts_off(
    browser: Browser, gate: Running, visits: Visits, people: Callable[[Role], Visitor]
) -> None:
    case = visits.held(visits.police("molde"))
    with opened(browser, gate, people(Role.SENIOR), scripts=False) as page:
        page.goto("/console/queue")
        page.click(f"a[href='/console/cases/{case}']")
        page.click("button:has-text('Claim it')")
        page.click("button:has-text('Decide')")
        wrong = page.inner_text(".problems")
        page.check("#say-refuse")
        page.fill("#field-reason", "not in this station")
        page.click("button:has-text('Decide')")
        page.wait_for_url("**done=refused")
        page.goto(f"/console/cases/{case}")
        shown = page.inner_text("main")

    assert "choose what is to become of it" in wrong
    assert "refused" in shown
    assert "not in this station" in shown


def test_a_picture_is_revealed_for_a_reason_with_scripts_off(
    browser: Browser, gate: Running, visits: Visits, people: Callable[[Role], Visitor]
) -> None:
    case = visits.held(visits.police("bodo"))
    with opened(browser, gate, people(Role.SENIOR), scripts=False) as page:
        page.goto(f"/console/cases/{case}")
        page.click("button:has-text('Claim it')")
        page.locator(".pictures img").scroll_into_view_if_needed()
        page.click("summary:has-text('Reveal it')")
        page.click("button:has-text('Reveal picture 1')")
        wrong = page.inner_text(".pictures .problems")
        page.fill("#field-picture-1-reason", "the badge has to be read")
        page.click("button:has-text('Reveal picture 1')")
        page.wait_for_url("**done=revealed")
        caption = page.inner_text(".pictures figcaption")
        history = page.inner_text(".history")
    with opened(browser, gate, people(Role.SENIOR)) as page:
        page.goto(f"/console/cases/{case}")
        page.locator(".pictures img").scroll_into_view_if_needed()
        # No expression to be looked at again: the policy of the page has none evaluated.
        page.locator(".pictures img").evaluate(LOADED)
        barriers = look_closely(page, "case-revealed")
        seen = page.get_attribute(".pictures img", "src")

    assert "say why you need to see the faces" in wrong
    assert "revealed under your claim" in caption
    assert "had a picture shown without the blur" in history
    assert barriers == []
    assert seen == f"/console/cases/{case}/pictures/1/revealed"


def test_an_allow_for_calls_like_it_is_taken_back_on_its_page(
    browser: Browser, gate: Running, visits: Visits, people: Callable[[Role], Visitor]
) -> None:
    case, cases = visits.held(visits.police("lom")), gate.gate.desk.cases
    for who in (Person("p-one", Role.REVIEWER), Person("p-two", Role.REVIEWER)):
        said = Said(cases.step(case, act_of("claim", who, Said())).token, "a permit", None, 3, 1)
        cases.step(case, act_of("allow", who, replace(said, for_="alike")))
    with opened(browser, gate, people(Role.REVIEWER)) as page:
        page.goto(f"/console/cases/{case}")
        barriers = look_closely(page, "case-allowed-alike")
        notice = page.inner_text("main .notice")
        page.fill("#field-reason", "the permit has ended")
        page.click("button:has-text('Take it back')")
        page.wait_for_url("**done=withdrawn")
        after = page.inner_text("main")

    assert barriers == []
    assert "passed 0 times, 3 left" in notice
    assert "It was allowed, and that was taken back." in after


def test_a_caller_appeals_on_its_page(
    browser: Browser, gate: Running, visits: Visits, people: Callable[[Role], Visitor], key: str
) -> None:
    case = visits.held(key, "Who are the people in this picture?")
    held_calls = gate.gate.desk.cases
    who = Person("p-test", Role.SENIOR)
    mine = held_calls.step(case, lambda each, now: claim(each, who, now))
    held_calls.step(case, lambda each, now: refuse(each, who, mine.token, "no permit", now))
    with opened(browser, gate, people(Role.CONTACT)) as page:
        page.goto(f"/console/holds/{case}")
        barriers = look_closely(page, "hold")
        page.fill("#field-reason", "there is a permit")
        page.click("button:has-text('Appeal')")
        page.wait_for_url("**done=appealed")
        shown = page.inner_text("main")

    assert barriers == []
    assert "there is one appeal" in shown


def test_somebody_begins_signs_out_and_in_again(
    browser: Browser, gate: Running, visits: Visits
) -> None:
    gate.run("people", "add", "alice", "--role", "board")
    link = "/console/begin/" + gate.run("people", "invite", "alice").rsplit("/", 1)[1]
    with opened(browser, gate) as page:
        page.goto(link)
        barriers = look_closely(page, "begin")
        secret = b32decode(page.inner_text("dd code").replace(" ", ""))
        page.fill("#field-password", PASSWORD)
        page.fill("#field-again", PASSWORD)
        page.fill("#field-code", code_of(secret, int(time.time())))
        page.click("button:has-text('Begin')")
        page.wait_for_selector("h1:has-text('recovery codes')")
        barriers += look_closely(page, "recovery-codes")
        recovery = page.inner_text("ol.codes li:first-child")
        page.click("button:has-text('Sign out')")
        barriers += look_closely(page, "sign-in")
        page.goto("/console/sign-in?next=/console/me")
        page.fill("#field-name", "alice")
        page.fill("#field-password", PASSWORD)
        page.fill("#field-code", recovery)
        page.keyboard.press("Enter")
        page.wait_for_selector(".who >> text=alice")

    assert barriers == []


@pytest.mark.long
@pytest.mark.parametrize("name", OPEN)
def test_a_page_keeps_nobody_out(page: Page, name: str) -> None:
    page.goto(OPEN[name])

    assert look_closely(page, name) == []


def test_a_map_is_chosen_and_a_cell_pressed_with_scripts_off(
    browser: Browser, gate: Running
) -> None:
    with opened(browser, gate, scripts=False) as page:
        page.goto("/public/map?edition=ms-aoai-coc@2024-05-03")
        page.click("text=Choose other facts")
        page.select_option("#columns", "capture_device")
        page.select_option("#is-agency_country", "NO")
        page.click("text=Show the map")
        shown, _, place = page.url.partition("#")
        page.click("table.map td a >> nth=0")

        assert place == "shown"
        assert shown.endswith("columns=capture_device&agency_country=NO")
        assert page.locator("#cell").is_visible()
        assert page.url.startswith(f"{shown}&at=operation=")


def test_keys_do_nothing_where_somebody_writes_and_lead_nowhere_unshown(page: Page) -> None:
    page.goto("/console/keys")
    page.keyboard.press("?")

    # The key leads to this page: it may be loading anew.
    page.wait_for_load_state("load")
    assert page.url.endswith("/console/keys")
