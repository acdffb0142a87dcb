"""Reports over HTTP: what is answered, and what is refused by name."""

import asyncio
import io
import json
import os
import threading
import wave
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from countenance.dialects.call import Reply, Request
from countenance.errors import (
    LegalHoldError,
    NotForYouError,
    OutdatedError,
    ReviewError,
    TranscriptError,
)
from countenance.gate.people.door import LARGEST
from countenance.reports.api import ReportApi
from countenance.reports.out.handing import Hands
from countenance.reports.out.manifest import AUDIO
from countenance.reports.ports import Held, Opened, Refused
from countenance.reports.recording import Overlay
from countenance.reports.report import Decided
from countenance.review.people import Person
from countenance.stores.packaged import edition
from reports.acting import CHIEF, DEFENSE, OFFICER, SAMPLES, SUPERVISOR, ScriptedDecider
from reports.desk_site import KEEPER, Site, site_in
from reports.made_report import AT
from reports.out.test_handing import publish

FILE = "?file=/films/of/a/stop.wav&incident=2026-1&evidence=bwc-1&incident_type=traffic"


class Asking:
    """An interface, asked directly."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.headers: tuple[tuple[str, str], ...] = ()
        people = {"defense": DEFENSE}
        self.folder = site.folder / "reports"
        hands = Hands(site.desk, site.folder, edition, dict, lambda: AT)
        self.api = ReportApi(
            site.desk, self.folder, people.__getitem__, lambda name: f"c-{name}", hands
        )

    def sent(
        self, who: Person, method: str, path: str, body: Any = None, content: bytes = b""
    ) -> Reply:
        names, _, query = path.partition("?")
        content = content if body is None else json.dumps(body).encode()
        request = Request(
            method, f"/v1/reports{names}", tuple(parse_qsl(query)), self.headers, content
        )

        async def answered() -> Reply:
            reply = await self.api.answer(request, [e for e in names.split("/") if e], who)
            if isinstance(reply, Reply):
                return reply
            body = b"".join([each async for each in reply.chunks])
            assert dict(reply.headers)["content-length"] == str(len(body))
            return Reply(reply.status, reply.headers, body)

        return asyncio.run(answered())

    def told(self, *asked: Any, **more: Any) -> dict[str, Any]:
        reply = self.sent(*asked, **more)
        assert reply.status == 200, reply.body
        found: dict[str, Any] = json.loads(reply.body)
        return found

    def error(self, *asked: Any, **more: Any) -> tuple[int, str, str]:
        reply = self.sent(*asked, **more)
        error = json.loads(reply.body)["error"]
        return reply.status, error["code"], error["message"]


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Asking]:
    with site_in(tmp_path) as site:
        asking = Asking(site)
        yield asking
        asking.api.close()


def test_a_recording_that_is_sent_begins_a_report_and_lies_nowhere_after(asking: Asking) -> None:
    report = asking.told(OFFICER, "POST", FILE, content=b"RIFF" * 100_000)

    assert (report["state"], report["recording"]["file"]) == ("decided", "stop.wav")
    assert (report["incident"], report["evidence"]) == ("2026-1", "bwc-1")
    assert report["lacking"]
    assert not report["hearing"]
    assert [each.name for each in asking.folder.iterdir()] == [f"{report['id']}.sealed"]
    assert LARGEST < 400_000


def test_it_never_waits_in_a_thread_that_the_gate_needs_to_answer_it(tmp_path: Path) -> None:
    """What is decided needs a thread, and so does who waits for that: the gate would stand still
    with as many requests as it has threads."""

    class Decides(ScriptedDecider):
        async def decide(self, *asked: Any) -> Decided | Refused | Held:
            await asyncio.wait_for(asyncio.to_thread(int), 10)
            return await super().decide(*asked)

    async def work() -> int:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(1))
        asking = Asking(Site(tmp_path, loop, decider=Decides()))
        query = tuple(parse_qsl(FILE.removeprefix("?")))
        request = Request("POST", "/v1/reports", query, (), b"RIFF")
        reply = await asking.api.answer(request, [], OFFICER)
        asking.api.close()
        asking.site.desk.close()
        asking.site.store.close()
        return reply.status

    assert asyncio.run(work()) == 200


def test_recordings_that_take_long_to_open_keep_nobody_from_their_reports(asking: Asking) -> None:
    may, ear = threading.Event(), asking.site.ear
    opens = ear.open

    def slow(path: Path, name: str, overlay: Overlay | None) -> Opened:
        may.wait(10)
        return opens(path, name, overlay)

    ear.open = slow  # type: ignore[method-assign]
    query = tuple(parse_qsl(FILE.removeprefix("?")))
    begins = Request("POST", "/v1/reports", query, (), b"RIFF")

    async def work() -> tuple[int, set[int]]:
        handed_in = [
            asyncio.ensure_future(asking.api.answer(begins, [], OFFICER)) for _ in range(20)
        ]
        await asyncio.sleep(0)  # all of them are under way
        reads = Request("GET", "/v1/reports", (), (), b"")
        read = await asyncio.wait_for(asking.api.answer(reads, [], OFFICER), 8)
        may.set()
        return read.status, {each.status for each in await asyncio.gather(*handed_in)}

    assert asyncio.run(work()) == (200, {200})


def test_why_a_recording_could_not_be_heard_is_told(asking: Asking) -> None:
    id_ = asking.told(OFFICER, "POST", FILE, content=b"RIFF")["id"]
    asking.site.ear.fails = TranscriptError("[00:07-00:11]: the gate answered 503")
    asking.told(OFFICER, "POST", f"/{id_}/hear", {})
    with pytest.raises(TranscriptError):
        asking.site.desk.heard(OFFICER, id_, 30)

    told = asking.told(OFFICER, "GET", f"/{id_}")

    assert (told["hearing"], told["state"]) == (False, "decided")
    assert told["not_heard"] == "[00:07-00:11]: the gate answered 503"


@pytest.mark.parametrize(
    ("query", "content", "says"),
    [
        ("?file=a.wav", b"x", "`incident` is needed"),
        ("?incident=1", b"x", "`file` is needed"),
        ("?file=a.wav&incident=1&incident_type=murder", b"x", "one of: traffic, property"),
        ("?file=a.wav&incident=1&color=red", b"x", "at most once, and nothing else"),
        ("?file=a.wav&incident=1", b"", "nothing was sent"),
    ],
)
def test_what_is_missing_or_unknown_is_said(
    asking: Asking, query: str, content: bytes, says: str
) -> None:
    with pytest.raises(ReviewError, match=says):
        asking.sent(OFFICER, "POST", query, content=content)


def test_an_overlay_and_an_organization_are_taken_as_they_are_typed(asking: Asking) -> None:
    more = f"{FILE}&overlay_at=2026-11-22T10:00:00Z&overlay_label=unit&organization=1"

    report = asking.told(OFFICER, "POST", more, content=b"RIFF")

    assert report["recording"]["overlay"] == {"at": "2026-11-22T10:00:00Z", "label": "unit"}
    assert report["organization"] == "c-1"


@pytest.mark.parametrize(
    ("answer", "code", "case"),
    [
        (Refused("no", 3, ("e c",)), "codes_refuse", None),
        (Held("people decide", 3, ("e c",), "hold-1"), "review_required", "hold-1"),
    ],
)
def test_what_the_codes_do_not_let_is_told_with_clause_and_case(
    asking: Asking, answer: Refused | Held, code: str, case: str | None
) -> None:
    asking.site.decider.answer = answer

    reply = asking.sent(OFFICER, "POST", FILE, content=b"RIFF")

    error = json.loads(reply.body)["error"]
    assert (reply.status, error["code"], error["case"]) == (403, code, case)
    assert (error["entry"], error["clauses"]) == (3, ["e c"])


def test_all_that_is_done_is_done_by_acts(asking: Asking) -> None:
    id_ = asking.site.drafted()

    edited = asking.told(OFFICER, "POST", f"/{id_}/edit", {"sentence": "d2", "text": "He refused."})
    again = asking.told(OFFICER, "POST", f"/{id_}/draft", {"fields": {"case": "26-1"}})
    found = asking.told(OFFICER, "GET", f"/{id_}/differences?first=1&second=2")

    assert edited["sentences"][1]["origin"] == "ai_edited"
    assert len(again["generations"]) == 2
    assert again["open"] == {"brackets": ["b1"], "flags": ["f1"], "omissions": ["o1"]}
    assert [each["what"] for each in found["data"]] == ["same", "same"]


def test_a_signed_report_is_reviewed_disclosed_and_expunged(asking: Asking) -> None:
    id_ = asking.site.signed()
    asking.told(SUPERVISOR, "POST", f"/{id_}/approve", {"version": 1})
    asking.told(SUPERVISOR, "POST", f"/{id_}/disclose", {"to": "defense", "reason": "discovery"})

    assert asking.told(DEFENSE, "GET", f"/{id_}")["state"] == "reviewed"
    done = asking.told(KEEPER, "POST", f"/{id_}/expunge", {"basis": "legal-duty"})
    assert (done["object"], done["entry"]) == ("countenance.report.expunged", 7)


def test_words_that_an_act_does_not_take_are_refused(asking: Asking) -> None:
    id_ = asking.site.drafted()

    for body, says in (
        ({"sentence": "d1"}, "`edit` takes `sentence`, `text`, `own_knowledge`"),
        ({"sentence": "d1", "text": "x", "color": "red"}, "unknown field `color`"),
    ):
        with pytest.raises(ReviewError, match=says):
            asking.sent(OFFICER, "POST", f"/{id_}/edit", body)
    with pytest.raises(ReviewError, match="`hear` takes nothing"):
        asking.sent(OFFICER, "POST", f"/{id_}/hear", content=b"[1]")


def test_what_is_lacking_is_told_as_it_is_also_before_the_account(asking: Asking) -> None:
    id_ = asking.site.heard()

    view = asking.told(OFFICER, "GET", f"/{id_}")

    assert view["transcripts"] == []
    assert not [each for each in view["lacking"] if "put into words" in each]


def test_lists_and_figures_are_told(asking: Asking) -> None:
    id_ = asking.site.drafted()

    rows = asking.told(SUPERVISOR, "GET", "?ai=part&officer=p-officer")["data"]
    figures = asking.told(CHIEF, "GET", "/figures")

    assert [(each["id"], each["counted"]["generations"]) for each in rows] == [(id_, 1)]
    assert (figures["reports"], figures["by_state"]) == (1, {"drafted": 1})
    with pytest.raises(ReviewError, match="query"):
        asking.sent(SUPERVISOR, "GET", "?ai=all")


def test_the_sound_is_a_file_that_plays(asking: Asking) -> None:
    id_ = asking.site.drafted()

    reply = asking.sent(OFFICER, "GET", f"/{id_}/sound")

    with wave.open(io.BytesIO(reply.body)) as file:
        assert file.readframes(file.getnframes()) == SAMPLES
    assert dict(reply.headers)["content-type"] == "audio/wav"


def test_a_range_of_the_sound_is_that_range(asking: Asking) -> None:
    id_ = asking.site.drafted()
    whole = asking.sent(OFFICER, "GET", f"/{id_}/sound").body

    for asked, wanted in (("40-59", whole[40:60]), ("-9", whole[-9:]), ("44-", whole[44:])):
        asking.headers = (("range", f"bytes={asked}"),)
        reply = asking.sent(OFFICER, "GET", f"/{id_}/sound")
        assert (reply.status, reply.body) == (206, wanted)
    asking.headers = (("range", f"bytes={len(whole)}-"),)
    assert asking.error(OFFICER, "GET", f"/{id_}/sound")[:2] == (416, "no_such_part")


def test_what_opens_its_entries_is_told(asking: Asking) -> None:
    id_ = asking.site.drafted()

    entries = asking.told(OFFICER, "GET", f"/{id_}/proofs")["entries"]

    assert len(entries) == 5
    assert all(len(one["salt"]) == 64 for fields in entries.values() for one in fields.values())


def test_what_is_not_there_is_told_from_what_cannot_be_done(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = asking.site.drafted()

    def raises(error: Exception) -> None:
        def fails(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(asking.site.desk, "find", fails)

    assert asking.error(OFFICER, "GET", "/report-9")[:2] == (404, "unknown_report")
    assert asking.error(OFFICER, "GET", f"/{id_}/nothing")[:2] == (404, "unknown_route")
    assert asking.error(OFFICER, "DELETE", f"/{id_}")[:2] == (405, "method_not_allowed")
    assert asking.error(OFFICER, "GET", f"/{id_}/edit")[:2] == (405, "method_not_allowed")
    with pytest.raises(OutdatedError):
        asking.sent(OFFICER, "POST", f"/{id_}/sign", {"name": "R. Reyes"})
    with pytest.raises(NotForYouError):
        asking.sent(SUPERVISOR, "POST", f"/{id_}/draft", {})
    with pytest.raises(ReviewError, match="number of a generation"):
        asking.sent(OFFICER, "GET", f"/{id_}/differences?first=1")
    raises(TranscriptError("no words"))
    assert asking.error(OFFICER, "GET", f"/{id_}") == (400, "cannot_be_done", "no words")
    raises(LegalHoldError("held"))
    assert asking.error(OFFICER, "GET", f"/{id_}") == (409, "legal_hold", "held")


def test_a_bundle_is_handed_out_as_an_archive(asking: Asking) -> None:
    id_ = asking.site.signed()
    body = {
        "to": "Okafor and Partners", "for": "defence", "audio": True,
        "withheld": [{"account": True, "rule": "Evidence Code 1040"}],
    }  # fmt: skip
    asked = (SUPERVISOR, "POST", f"/{id_}/bundle", body)
    assert asking.error(*asked)[:2] == (503, "not_published")
    publish(asking.site.folder)

    reply = asking.sent(*asked)

    assert (reply.status, dict(reply.headers)["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        assert f"{id_}/{AUDIO}" in archive.namelist()
        assert b'"purpose":"defence"' in archive.read(f"{id_}/manifest.json")
        assert b"Evidence Code 1040" in archive.read(f"{id_}/manifest.json")
        assert b"I stopped a car." not in archive.read(f"{id_}/report.json")
    assert asking.site.entries()[-1]["change"] == "handed-out"
    assert asking.error(DEFENSE, *asked[1:])[:2] == (404, "unknown_report")
    assert asking.error(SUPERVISOR, "GET", f"/{id_}/bundle")[:2] == (405, "method_not_allowed")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "`bundle` takes `to`, `for`, `audio`, `withheld`"),
        ({"to": "x", "for": "me"}, "Invalid enum value 'me'"),
        ({"to": "x", "audio": "yes"}, "Expected `bool`"),
        ({"to": "x", "color": "red"}, "unknown field `color`"),
        ({"to": "x", "withheld": [{"account": True, "rule": "Rule 1"}]}, "needs `for`"),
    ],
)
def test_what_is_wrong_about_a_bundle_is_said(
    asking: Asking, body: dict[str, Any], says: str
) -> None:
    id_ = asking.site.new().id
    with pytest.raises(ReviewError, match=says):
        asking.sent(SUPERVISOR, "POST", f"/{id_}/bundle", body)
    wrong = {"to": "x", "for": "defence", "withheld": [{"from": "9:00", "rule": "Rule 1"}]}
    told = asking.error(SUPERVISOR, "POST", f"/{id_}/bundle", wrong)
    assert told == (
        400, "cannot_be_done", "`withheld`, item 1: a span has `from` and `until`, such as `00:07`"
    )  # fmt: skip


def test_a_recording_that_a_killed_gate_left_is_removed(asking: Asking) -> None:
    asking.folder.mkdir(exist_ok=True)
    old, new, other = (asking.folder / each for each in ("handed-in-1", "handed-in-2", "stop.wav"))
    for each in (old, new, other):
        each.write_bytes(b"RIFF")
    for each in (old, other):
        os.utime(each, (0, 0))

    Asking(asking.site)

    assert [each.exists() for each in (old, new, other)] == [False, True, True]
