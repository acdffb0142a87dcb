"""What somebody may try who is not who it says, or wants another one to do something for it."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from console.visiting import PASSWORD, Visitor, Visits, visits_to
from countenance.review.people import Role
from countenance.stores.people import People
from gate.running import running

PAGE = "/console/me"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    with running(tmp_path_factory.mktemp("gate") / "data") as gate, visits_to(gate) as visits:
        yield visits


@pytest.fixture
def alice(here: Visits) -> Visitor:
    found = here.signed_in(Role.REVIEWER)
    assert found.get(PAGE).status_code == 200
    return found


def test_a_stolen_cookie_is_worth_nothing_once_its_owner_signed_out(
    here: Visits, alice: Visitor
) -> None:
    thief = here.visitor(alice.cookie)
    assert thief.get(PAGE).status_code == 200

    alice.send("/console/sign-out", on=PAGE)

    assert thief.get(PAGE).status_code == 303


def test_signing_out_everywhere_ends_every_browser(here: Visits, alice: Visitor) -> None:
    other = here.visitor(alice.cookie)
    alice.send("/console/sign-out-everywhere", on=PAGE)

    assert other.get(PAGE).status_code == 303


def test_who_is_removed_is_out_with_the_next_page(here: Visits, alice: Visitor) -> None:
    with closing(People(here.gate.folder)) as people:
        people.remove(alice.name)

    assert alice.get(PAGE).status_code == 303
    assert alice.sign_in().status_code == 401


def test_signing_in_gives_another_session_than_the_browser_had(here: Visits) -> None:
    """Whoever planted a session in a browser does not have the one that comes of it."""
    bob = here.somebody(Role.REVIEWER)
    bob.cookies["countenance"] = "planted"
    assert bob.sign_in().status_code == 303

    assert bob.cookie not in ("", "planted")
    assert here.visitor("planted").get(PAGE).status_code == 303


def test_the_session_before_ends_when_somebody_signs_in_again(
    here: Visits, alice: Visitor
) -> None:
    before = alice.cookie
    assert alice.sign_in().status_code == 303

    assert alice.cookie != before
    assert here.visitor(before).get(PAGE).status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_of_another_site_does_nothing(here: Visits, alice: Visitor, origin: str) -> None:
    token = alice.token(PAGE)
    sent = alice.ask(
        "POST", "/console/sign-out", data={"token": token}, headers={"origin": origin}
    )

    assert sent.status_code == 403
    assert alice.get(PAGE).status_code == 200


def test_a_form_without_the_token_of_its_session_does_nothing(
    here: Visits, alice: Visitor
) -> None:
    other = here.somebody(Role.REVIEWER)
    other.sign_in()
    for token in ("", "x", other.token(PAGE), here.visitor().token("/console/sign-in")):
        sent = alice.ask("POST", "/console/sign-out", data={"token": token})
        assert sent.status_code == 403
    assert alice.ask("POST", "/console/sign-out").status_code == 415
    assert alice.ask("POST", "/console/sign-out", json={"token": "x"}).status_code == 415

    assert alice.get(PAGE).status_code == 200


def test_looking_never_does_anything(alice: Visitor) -> None:
    assert alice.get("/console/sign-out").status_code == 405
    assert alice.get(PAGE).status_code == 200


def test_the_cookie_is_for_this_gate_and_no_script(here: Visits) -> None:
    bob = here.somebody(Role.REVIEWER)
    set_ = bob.sign_in().headers["set-cookie"]

    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(re.split(r"; ?", set_))


def test_a_code_that_was_typed_is_not_shown_again(here: Visits) -> None:
    bob = here.somebody(Role.REVIEWER)
    for code in ("271828", bob.recovery[0]):
        shown = bob.sign_in(code=code, password="no")
        assert (shown.status_code, code in shown.text) == (401, False)


def test_guessing_is_stopped_also_with_the_right_password(here: Visits) -> None:
    bob = here.somebody(Role.REVIEWER)
    answers = [bob.sign_in(code=f"{at:06}").status_code for at in range(8)]

    assert answers == [401] * 5 + [429] * 3
    assert bob.sign_in().status_code == 429


@pytest.mark.parametrize("name", ["nobody-here", "{{ 7*7 }}", "'; DROP TABLE people; --", "%s%n"])
def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(
    here: Visits, alice: Visitor, name: str
) -> None:
    unknown = here.visitor().send("/console/sign-in", name=name, password=PASSWORD, code="000000")
    alice.send("/console/sign-out", on=PAGE)
    wrong = alice.send("/console/sign-in", name=alice.name, password="no", code="000000")

    says = [re.findall(r'role="alert"><p>([^<]+)', each.text) for each in (unknown, wrong)]
    assert (unknown.status_code, says[0]) == (wrong.status_code, says[1])
    assert "49" not in re.findall(r'name="name"[^>]*value="([^"]*)"', unknown.text)[0]


@pytest.mark.parametrize(
    "after", ["https://evil.example", "//evil.example", "/\\evil.example", "/console/../v1", "x",
              "/console//evil.example", "/console/me\r\nx: y"]
)  # fmt: skip
def test_one_is_led_back_to_the_console_and_nowhere_else(here: Visits, after: str) -> None:
    bob = here.somebody(Role.REVIEWER)
    assert bob.sign_in(next=after).headers["location"] == "/console"


def test_a_page_that_one_wanted_is_come_back_to(here: Visits) -> None:
    bob = here.somebody(Role.REVIEWER)
    led = bob.get("/console/me").headers["location"]
    assert led == "/console/sign-in?next=/console/me"
    bob.get(led)
    assert bob.sign_in(next="/console/me?done=kept").headers["location"] == "/console/me?done=kept"


def test_a_link_begins_an_account_and_looking_at_it_takes_nothing(here: Visits) -> None:
    name = "invited"
    with closing(People(here.gate.folder)) as people:
        people.add(name, Role.AUDITOR)
    address = here.gate.run("people", "invite", name)
    path = "/console/begin/" + address.rsplit("/", 1)[1]
    for _ in range(3):
        assert here.visitor().get(path).status_code == 200

    one, other = here.visitor(), here.visitor()
    secrets = [re.findall(r"<code>([A-Z2-7 ]+)</code>", each.get(path).text)
               for each in (one, one, other)]  # fmt: skip
    assert secrets[0] == secrets[1] != secrets[2]
    assert here.visitor().ask("HEAD", path).status_code == 200
    assert here.visitor().ask("HEAD", "/console/sign-in").status_code == 200
    assert here.visitor().get(path[:-1] + "g").status_code == 404
    assert "counts no more" in here.visitor().get(path[:-1] + "g").text


def test_a_form_with_odd_fields_is_refused(alice: Visitor) -> None:
    token = alice.token(PAGE)
    for body in (b"token=%s&role=operator", b"token=%s&token=%s", b"token=%s&keys=%%FF", b"=%%"):
        sent = alice.ask(
            "POST",
            "/console/me/pages",
            content=body.replace(b"%s", token.encode()).replace(b"%%", b"%"),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert sent.status_code in (400, 403), body


def test_an_account_changes_its_password_and_token_on_its_own_page(
    here: Visits, alice: Visitor
) -> None:
    before = alice.cookie
    wrong = alice.send(
        "/console/me/password", on=PAGE, old="no", new="a cow in the cellar",
        again="a cow in the cellar", code="000000",
    )  # fmt: skip
    assert wrong.status_code == 400
    assert "a cow in the cellar" not in wrong.text
    done = alice.send(
        "/console/me/password", on=PAGE, old=PASSWORD, new="a cow in the cellar",
        again="a cow in the cellar", code=alice.code(),
    )  # fmt: skip
    refused = alice.send("/console/me/token", on=PAGE, what="make", password="no", code="123456")
    assert (refused.status_code, re.findall(r"cnp_\w+", refused.text)) == (400, [])
    assert alice.send("/console/me/token", on=PAGE, what="make").status_code == 400
    made = alice.send(
        "/console/me/token", on=PAGE, what="make", password="a cow in the cellar",
        code=alice.code(),
    )  # fmt: skip

    assert done.headers["location"] == "/console/me?done=password"
    assert here.visitor(before).get(PAGE).status_code == 303
    (token,) = re.findall(r"cnp_\w+", made.text)
    cases = here.gate.post("/v1/cases", token, b"")
    assert cases.status_code == 405  # let in; `GET` is right there
    alice.send("/console/me/token", on=PAGE, what="void")
    assert here.gate.post("/v1/cases", token, b"").status_code == 401
