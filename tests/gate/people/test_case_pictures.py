"""The pictures of held calls over HTTP, at a whole gate that keeps what can be revealed."""

import asyncio
import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest
from PIL import Image

from countenance.errors import DetectorError, RecordError
from countenance.faces.look import Blur, Look
from countenance.faces.settings import Still
from countenance.gate.people.case_pictures import CasePictures, look_of, view_of_pictures
from countenance.record.make import Maker
from countenance.review import steps
from countenance.review.case import Case
from countenance.review.preferences import BLURS, BlurWord, Preferences
from countenance.stores.accounts import Accounts
from countenance.stores.held_pictures import Taken
from gate.people.sending import sender
from gate.running import PIN, Running, running
from made_pictures import astronaut, saved
from record.examples import counting
from review.made_cases import ALICE, AUDITOR, BOB, CLERK, Clock, MemoryCases, held, holds
from review.made_codes import code_of

sent = sender("/v1/cases")

STATION = ("capture_device=fixed_cctv", "environment=controlled")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    more = '[review]\nkeep_media = "originals"\nmedia_per_case = 3'
    with running(tmp_path_factory.mktemp("pictures"), more) as started:
        yield started


@pytest.fixture(scope="module")
def people(gate: Running) -> dict[str, str]:
    def token(name: str, *more: str) -> str:
        return str(json.loads(gate.run("people", "add", name, "--json", *more))["token"])

    return {
        "alice": token("alice"), "bob": token("bob"), "carol": token("carol", "--role", "senior"),
        "auditor": token("auditor", "--role", "auditor"),
    }  # fmt: skip


def held_call(gate: Running, name: str) -> str:
    gate.caller(
        name, "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=municipal_police", "use_jurisdiction=NO", "provider_approval=none",
    )  # fmt: skip
    gate.run("callers", "pin", name, PIN)
    gate.run("callers", "register", name, "camera", "station", *STATION)
    key = gate.run("callers", "new-key", name, "station", "--carries", "station").split()[0]
    answer = gate.ask(key, "Who is this?", saved(astronaut(), "JPEG"))
    assert answer.outcome == "hold", answer
    return str(answer.body["countenance"]["case"])


def done(gate: Running, who: str, case: str, act: str, **said: Any) -> dict[str, Any]:
    answer = sent(gate, who, "POST", f"/{case}/{act}", said)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def pixels(data: bytes) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        return np.asarray(image.convert("RGB"))


def test_a_picture_is_blurred_until_it_is_revealed_with_a_reason(
    gate: Running, people: dict[str, str]
) -> None:
    case = held_call(gate, "bergen")
    mine = done(gate, people["alice"], case, "claim")
    token = mine["token"]
    (told,) = mine["pictures"]["kept"]
    at = f"/{case}/pictures/1"
    blurred = sent(gate, people["alice"], "GET", at)
    early = sent(gate, people["alice"], "GET", f"{at}/revealed")
    no_reason = sent(
        gate, people["alice"], "POST", f"/{case}/reveal", {"token": token, "picture": 1}
    )
    after = done(
        gate, people["alice"], case, "reveal", token=token, picture=1, reason="read the badge"
    )
    plain = sent(gate, people["alice"], "GET", f"{at}/revealed")

    assert (told["faces"], told["can_be_revealed"], told["revealed"]) == (1, True, False)
    assert after["pictures"]["kept"][0]["revealed"]
    assert (early.status_code, no_reason.status_code) == (403, 400)
    assert blurred.headers["content-type"] == plain.headers["content-type"] == "image/jpeg"
    assert blurred.headers["cache-control"] == "no-store"
    assert blurred.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in blurred.headers["content-security-policy"]
    x0, y0, x1, y1 = 190, 70, 260, 170  # the face of the astronaut
    original = astronaut()[y0:y1, x0:x1].astype(int)
    far, near = (
        np.abs(pixels(each.content)[y0:y1, x0:x1].astype(int) - original).mean()
        for each in (blurred, plain)
    )
    assert far > 20 > 5 > near
    entries = [each for each in gate.entries() if each.get("case") == case]
    (shown,) = (each for each in entries if each.get("change") == "picture-revealed")
    assert (shown["picture"], "reason" in shown["commit"]) == (1, True)
    assert b"read the badge" not in json.dumps(entries).encode()


def test_nobody_without_the_claim_sees_one(gate: Running, people: dict[str, str]) -> None:
    case = held_call(gate, "oslo")
    mine = done(gate, people["alice"], case, "claim")
    done(gate, people["alice"], case, "reveal", token=mine["token"], picture=1, reason="a badge")

    def status(who: str, more: str = "") -> int:
        return sent(gate, people[who], "GET", f"/{case}/pictures/1{more}").status_code

    assert [status(who) for who in people] == [200, 403, 200, 403]
    assert [status(who, "/revealed") for who in people] == [200, 403, 403, 403]
    assert sent(gate, None, "GET", f"/{case}/pictures/1").status_code == 401
    done(gate, people["alice"], case, "release", token=mine["token"])
    done(gate, people["bob"], case, "claim")
    assert [status(who, "/revealed") for who in people] == [403, 403, 403, 403]
    assert status("alice") == 403
    audited = sent(gate, people["auditor"], "GET", f"/{case}").json()["pictures"]
    assert (len(audited["kept"]), audited["for_you"]) == (1, False)
    assert audited["kept"][0]["sealed"].startswith("sha256:")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/pictures/2", 400), ("/pictures/0", 404), ("/pictures/x", 404), ("/pictures", 404),
     ("/pictures/1/plain", 404), ("/pictures/1?size=9", 400), ("/pictures/99999", 404)],
)  # fmt: skip
def test_what_is_no_picture_is_refused(
    gate: Running, people: dict[str, str], path: str, status: int
) -> None:
    rows = sent(gate, people["carol"], "GET", "").json()["data"]

    assert sent(gate, people["carol"], "GET", f"/{rows[0]['id']}{path}").status_code == status


def test_each_reviewer_sees_it_as_they_chose(gate: Running) -> None:
    case = held_call(gate, "moss")
    gate.run("people", "add", "dora")
    with closing(Accounts(gate.folder)) as accounts:
        link = accounts.invite("dora")
        code = code_of(accounts.invited(link, "a").secret, int(time.time()))
        person, _ = accounts.enrol(link, "a", "a horse on the roof", code)
        token = gate.run("people", "new-token", "dora").split()[0]
        done(gate, token, case, "claim")
        before = sent(gate, token, "GET", f"/{case}/pictures/1").content
        accounts.keep_preferences(person.ref, Preferences(blur="strong", greyscale=True))

    after = sent(gate, token, "GET", f"/{case}/pictures/1").content

    assert np.ptp(pixels(before).astype(int), axis=2).max() > 20
    assert np.ptp(pixels(after).astype(int), axis=2).max() == 0
    edges = [np.abs(np.diff(pixels(each).astype(int), axis=1)).mean() for each in (before, after)]
    assert edges[1] < edges[0] / 2


def test_no_picture_and_no_name_of_a_place_is_in_the_record(
    gate: Running, people: dict[str, str]
) -> None:
    case = held_call(gate, "hamar")
    (kept,) = (each for each in gate.entries()
               if each.get("case") == case and each.get("change") == "pictures-kept")  # fmt: skip

    assert (kept["pictures"], kept["left_out"]) == (1, 0)
    assert set(kept["commit"]) == {"copies.0"}
    assert len(json.dumps(kept)) < 1200


class Softening:
    """Makes nothing softer; fails when it is told to."""

    def __init__(self) -> None:
        self.asked: list[Look] = []
        self.fails = False

    async def softened(self, data: bytes, look: Look) -> bytes:
        self.asked.append(look)
        if self.fails:
            raise DetectorError("detector: its process was lost")
        return b"softened " + data


def kept_case() -> tuple[MemoryCases, Case]:
    cases = MemoryCases(Clock())
    _, case = cases.hold(held(), holds(Maker(cases.clock, counting())))
    cases.keep(case.id, [Taken("here", Still(0, 1, b"blurred", b"plain"))], 2, 100)
    return cases, cases.step(case.id, lambda each, now: steps.claim(each, ALICE, now))


def test_what_cannot_be_made_ready_is_not_shown_as_it_lies_there() -> None:
    cases, case = kept_case()
    eyes, wanted = Softening(), {ALICE.ref: Preferences(blur="soft")}
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    shows = CasePictures(
        cases, eyes, lambda ref: wanted.get(ref, Preferences()), cases.clock, loop
    )

    try:
        soft = shows.shown(case.id, 1, ALICE, revealed=False)
        eyes.fails = True
        with pytest.raises(RecordError, match="cannot be made ready"):
            shows.shown(case.id, 1, ALICE, revealed=False)
        wanted.clear()
        as_kept = shows.shown(case.id, 1, ALICE, revealed=False)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    assert (soft, as_kept) == (b"softened blurred", b"blurred")
    assert eyes.asked == [Look(Blur.SOFT)] * 2


def test_what_is_revealed_is_not_blurred_and_stays_grey() -> None:
    wanted = Preferences(blur="strong", greyscale=True)

    assert look_of(wanted, revealed=False) == Look(Blur.STRONG, greyscale=True)
    assert look_of(wanted, revealed=True) == Look(Blur.FACES, greyscale=True)
    assert {each.value for each in Blur} == set(BLURS) == set(get_args(BlurWord))


def test_everybody_who_reads_a_case_is_told_that_there_are_pictures() -> None:
    cases, case = kept_case()
    now = cases.clock.now

    seen = {who.ref: view_of_pictures(case, who, now) for who in (ALICE, BOB, AUDITOR)}

    assert {ref: view and view["for_you"] for ref, view in seen.items()} == {
        "r-alice": True, "r-bob": False, "r-auditor": False,
    }  # fmt: skip
    assert view_of_pictures(case, None, now)["left_out"] == 2  # type: ignore[index]
    assert view_of_pictures(replace(case, pictures=None), ALICE, now) is None
    assert CLERK.belongs_to(case.caller.ref)
