"""Held calls decided on the pages, by forms alone, from the queue to the call that passes."""

import re
from collections.abc import Iterator

import pytest

from console.visiting import Visitor, Visits, visits_to
from countenance.review.people import Role
from gate.running import face, running

WHO = "Who is this?"
ODD = "<script>alert(1)</script>{{ 7*7 }}'; DROP TABLE held_calls; --"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    with running(tmp_path_factory.mktemp("gate") / "data") as gate, visits_to(gate) as visits:
        yield visits


@pytest.fixture(scope="module")
def people(here: Visits) -> dict[str, Visitor]:
    return {
        "alice": here.signed_in(Role.REVIEWER, name="alice"),
        "bob": here.signed_in(Role.REVIEWER, name="bob"),
        "carol": here.signed_in(Role.SENIOR, name="carol"),
        "eve": here.signed_in(Role.ETHICS, name="eve"),
        "auditor": here.signed_in(Role.AUDITOR, name="audra"),
        "operator": here.signed_in(Role.OPERATOR, name="olga"),
    }


def says(page: str, rule: str = "wrong") -> list[str]:
    return re.findall(rf'class="{rule}"[^>]*>([^<]+)', page)


def claim_of(visitor: Visitor, case: str) -> str:
    found = re.search(r'name="claim" value="(\d+)"', visitor.get(f"/console/cases/{case}").text)
    assert found
    return found[1]


def claimed(visitor: Visitor, case: str) -> str:
    page = f"/console/cases/{case}"
    assert visitor.send(f"{page}/claim", on=page).headers["location"] == f"{page}?done=claimed"
    return claim_of(visitor, case)


def decided(visitor: Visitor, case: str, **said: str) -> str:
    page = f"/console/cases/{case}"
    answer = visitor.send(f"{page}/decide", on=page, claim=claimed(visitor, case), **said)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_two_persons_let_a_held_call_pass_once(here: Visits, people: dict[str, Visitor]) -> None:
    key = here.police("bergen")
    case = here.held(key)
    row = people["alice"].get("/console/queue").text
    first = decided(people["alice"], case, say="allow", reason=ODD, uses="1", hours="4")
    blind = people["bob"].get(f"/console/cases/{case}").text
    second = decided(people["bob"], case, say="allow", reason="a permit", uses="1", hours="9")
    passed, again = here.gate.ask(key, WHO, face()), here.gate.ask(key, WHO, face())

    assert case in row
    assert "bergen" in row
    assert (first, second) == ("/console/queue?done=allowed",) * 2
    assert "DROP TABLE" not in blind
    assert "has voted; you are told what once you have voted yourself" in blind
    assert (passed.raised, again.raised) == (None, "PermissionDeniedError")
    shown = people["auditor"].get(f"/console/cases/{case}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in shown
    assert "<script>alert" not in shown


def test_a_case_says_what_people_have_to_know(here: Visits, people: dict[str, Visitor]) -> None:
    case = here.held(here.police("tromso"))
    shown = people["alice"].get(f"/console/cases/{case}").text

    for told in (
        "A call of tromso, open", "two persons who would allow it", "fixed cctv",
        "registered by the operator", "AOAI-ID", "if read as", "No words of it are kept",
        "One picture of it is kept, sealed, until",
    ):  # fmt: skip
        assert told in shown, told


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    here: Visits, people: dict[str, Visitor]
) -> None:
    case = here.held(here.police("oslo"))
    page, alice = f"/console/cases/{case}", people["alice"]
    claim = claimed(alice, case)
    nothing = alice.send(f"{page}/decide", on=page, claim=claim, reason="a permit")
    odd = alice.send(
        f"{page}/decide", on=page, claim=claim, say="allow", reason=ODD, uses="x", hours="9999"
    )
    long = alice.send(f"{page}/decide", on=page, claim=claim, say="refuse", reason="a" * 2001)

    assert (nothing.status_code, odd.status_code, long.status_code) == (400, 400, 400)
    assert says(nothing.text) == ["choose what is to become of it"]
    assert ">a permit</textarea>" in nothing.text
    assert says(odd.text) == ["a whole number from 0 to 1000000 is right", "from 1 to 720"]
    assert "<script>alert" not in odd.text
    assert "&lt;script&gt;" in odd.text
    assert 'value="9999"' in odd.text
    assert says(long.text) == ["this has 2001 characters; at most 2000"]
    asked = alice.send(f"{page}/decide", on=page, claim=claim, say="ask", fact="x")
    assert (asked.status_code, "choose which fact to ask for" in asked.text) == (400, True)


def test_a_claim_that_somebody_else_has_since_is_told_plainly(
    here: Visits, people: dict[str, Visitor]
) -> None:
    case = here.held(here.police("moss"))
    page, alice = f"/console/cases/{case}", people["alice"]
    old = claimed(alice, case)
    alice.send(f"{page}/release", on=page, claim=old)
    claimed(people["bob"], case)

    late = alice.send(f"{page}/decide", on=page, claim=old, say="refuse", reason="too late")

    assert late.status_code == 409
    assert "this claim has lapsed or somebody else has it" in late.text
    assert ">too late</textarea>" in late.text
    assert alice.send(f"{page}/claim", on=page).status_code == 409


def test_a_caller_is_refused_with_the_reason_and_appeals_once_on_its_page(
    here: Visits, people: dict[str, Visitor]
) -> None:
    key = here.police("bodo")
    case = here.held(key)
    contact = here.signed_in(Role.CONTACT, "bodo", name="bodil")
    other = here.signed_in(Role.CONTACT, "moss", name="mona")
    page = f"/console/holds/{case}"
    assert "open" in contact.get("/console/holds").text
    decided(people["alice"], case, say="refuse", reason="not in this station")
    refused = contact.get(page).text
    empty = contact.send(f"{page}/appeal", on=page, reason=" ")
    done = contact.send(f"{page}/appeal", on=page, reason=ODD)

    assert "People have refused it: not in this station." in refused
    assert (empty.status_code, says(empty.text)) == (
        400, ["say why somebody else should look at it"],
    )  # fmt: skip
    assert done.headers["location"] == f"{page}?done=appealed"
    assert "there is one appeal" in contact.get(page).text
    assert other.get(page).status_code == 404
    assert case not in other.get("/console/holds").text
    assert contact.get(f"/console/cases/{case}").status_code == 403
    assert "an appeal" in people["carol"].get("/console/queue").text
    mine = people["alice"].send(f"/console/cases/{case}/claim", on="/console/me")
    assert (mine.status_code, "somebody else has to now" in mine.text) == (403, True)


def test_the_ethics_seat_stops_it_and_nobody_else_can(
    here: Visits, people: dict[str, Visitor]
) -> None:
    case = here.held(here.police("hamar"))
    page = f"/console/cases/{case}"
    no = people["alice"].send(f"{page}/veto", on="/console/me", reason="no")
    empty = people["eve"].send(f"{page}/veto", on=page, reason="")
    done = people["eve"].send(f"{page}/veto", on=page, reason="never by a face")

    assert (no.status_code, "it is for: ethics" in no.text) == (403, True)
    assert (empty.status_code, says(empty.text)) == (400, ["say why"])
    assert done.headers["location"] == f"{page}?done=vetoed"
    assert "vetoed it" in people["auditor"].get(page).text


@pytest.mark.parametrize("act", ["claim", "decide", "veto"])
def test_who_keeps_the_gate_sees_no_case_and_an_auditor_decides_none(
    here: Visits, people: dict[str, Visitor], act: str
) -> None:
    case = here.held(here.police(f"voss-{act}"))
    page = f"/console/cases/{case}"
    said = {"decide": {"say": "refuse", "reason": "x", "claim": "0"}, "veto": {"reason": "x"}}

    assert people["operator"].get(page).status_code == 403
    assert people["operator"].get("/console/queue").status_code == 403
    assert people["auditor"].get(page).status_code == 200
    tried = people["auditor"].send(f"{page}/{act}", on="/console/me", **said.get(act, {}))
    assert tried.status_code in (403, 409)
    assert f"/console/cases/{case}/claim" not in people["auditor"].get(page).text


def test_pictures_are_shown_to_who_has_the_case_and_to_nobody_else(
    here: Visits, people: dict[str, Visitor]
) -> None:
    case = here.held(here.police("lillehammer"))
    page, picture = f"/console/cases/{case}", f"/console/cases/{case}/pictures/1"
    before = people["alice"].get(page).text
    claimed(people["alice"], case)
    shown, served = people["alice"].get(page).text, people["alice"].get(picture)
    audited = people["auditor"].get(page).text

    assert picture not in before
    assert "They are shown to who has claimed the case" in before
    assert f'<img src="{picture}" alt="Picture 1 of 1, blurred: 1 face"' in shown
    assert "none can be revealed" in shown
    assert served.status_code == 200
    assert served.content.startswith(b"\xff\xd8")
    assert served.headers["content-type"] == "image/jpeg"
    assert served.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in served.headers["content-security-policy"]
    assert served.headers["cross-origin-resource-policy"] == "same-origin"
    assert "sha256:" in audited
    assert picture not in audited
    assert [people[name].get(picture).status_code
            for name in ("bob", "carol", "auditor", "eve", "operator")] == [
        403, 200, 403, 403, 403,
    ]  # fmt: skip
    elsewhere = people["alice"].ask("GET", picture, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403
    assert here.visitor().get(picture).headers["location"].startswith("/console/sign-in?next=")
    assert people["alice"].get(f"{page}/pictures/2").status_code == 400
    assert people["alice"].get(f"{page}/pictures/x").status_code == 404


def test_calls_like_it_are_allowed_by_form_and_taken_back(
    here: Visits, people: dict[str, Visitor]
) -> None:
    key = here.police("kongsberg")
    case = here.held(key)
    page, said = f"/console/cases/{case}", {"say": "allow", "reason": "a permit", "for": "alike"}
    claim = claimed(people["alice"], case)
    shown = people["alice"].get(page).text
    odd = people["alice"].send(f"{page}/decide", on=page, claim=claim, **{**said, "for": "all"})
    many = people["alice"].send(f"{page}/decide", on=page, claim=claim, uses="51", **said)
    decided(people["alice"], case, uses="2", hours="4", **said)
    decided(people["bob"], case, uses="9", hours="4", **said)
    like = here.gate.ask(key, WHO, face(), seed=1)
    told = people["auditor"].get(page).text
    listed = people["auditor"].get("/console/callers/kongsberg").text
    empty = people["carol"].send(f"{page}/withdraw", on=page, reason=" ")
    no = people["auditor"].send(f"{page}/withdraw", on="/console/me", reason="it has ended")
    done = people["carol"].send(f"{page}/withdraw", on=page, reason="it has ended")
    late = people["carol"].send(f"{page}/withdraw", on="/console/me", reason="it has ended")

    assert "At most 50 calls and 168 hours, by two persons" in shown
    assert (odd.status_code, many.status_code) == (400, 400)
    assert "calls like it are allowed for 1 to 50 of them" in many.text
    assert like.headers["x-countenance-case"] == case
    assert "Allowed for calls like it 2 times until" in told
    assert "passed 1 time, 1 left" in told
    assert (empty.status_code, no.status_code, late.status_code) == (400, 403, 409)
    assert done.headers["location"] == f"{page}?done=withdrawn"
    after = people["auditor"].get(page).text
    assert "It was allowed, and that was taken back." in after
    assert "took the allow back" in after
    assert case in people["alice"].get("/console/queue?state=withdrawn").text
    assert here.gate.ask(key, WHO, face(), seed=2).raised == "PermissionDeniedError"
    assert "calls like it, passed 1 of 2 times, until" in listed
    assert "have allowed it" not in people["operator"].get("/console/callers/kongsberg").text
    callers = people["auditor"].get("/console/callers/kongsberg").text
    assert "Nothing that still counts." in callers


def test_a_picture_that_was_not_kept_plain_is_not_revealed(
    here: Visits, people: dict[str, Visitor]
) -> None:
    case = here.held(here.police("gjovik"))
    page, alice = f"/console/cases/{case}", people["alice"]
    claim = claimed(alice, case)

    empty = alice.send(f"{page}/reveal", on=page, claim=claim, picture="1", reason=" ")
    done = alice.send(f"{page}/reveal", on=page, claim=claim, picture="1", reason="a badge")
    odd = alice.send(f"{page}/reveal", on=page, claim=claim, picture="x", reason="a badge")

    assert (empty.status_code, done.status_code, odd.status_code) == (400, 400, 400)
    assert "the blurred copy alone was kept" in done.text
    assert alice.get(f"{page}/pictures/1/revealed").status_code == 403


def test_a_decision_takes_the_pictures_along(here: Visits, people: dict[str, Visitor]) -> None:
    case = here.held(here.police("hamar-2"))
    decided(people["alice"], case, say="refuse", reason="no permit")

    shown = people["auditor"].get(f"/console/cases/{case}").text

    assert "Copies of its pictures were erased when the case was closed." in shown
    assert "its pictures were erased" in shown
    assert people["carol"].get(f"/console/cases/{case}/pictures/1").status_code == 409


def test_whoever_belongs_to_the_caller_is_not_shown_its_case(here: Visits) -> None:
    case = here.held(here.police("narvik"))
    insider = here.signed_in(Role.REVIEWER, "narvik", name="ida")

    shown = insider.get(f"/console/cases/{case}")
    tried = insider.send(f"/console/cases/{case}/claim", on="/console/me")

    assert (shown.status_code, tried.status_code) == (403, 403)
    assert "your own organisation" in shown.text


def test_what_is_not_there_is_not_found(people: dict[str, Visitor]) -> None:
    for path in ("cases/hold-0", "queue?state=odd", "queue?after=hold-0"):
        assert people["alice"].get(f"/console/{path}").status_code == 404, path
