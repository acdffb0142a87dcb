"""An agency in California that keeps the code of the service that it does not use any more."""

import json
import runpy
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2 as httpx
import msgspec
import pytest

from countenance.errors import RecordError
from countenance.gate.deciding import Deciding
from countenance.gate.desk import Desk
from countenance.gate.replaying import Replay, Same
from countenance.record.entry import Decision, Entry
from countenance.record.figures.duties import Duties
from countenance.reports.desk import ReportDesk
from countenance.reports.opened import opens, report_desk
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from gate.people.sending import sender
from gate.running import Running, running
from house.source import ROOT
from reports.acting import ScriptedDrafter, ScriptedEar
from reports.made import SPEAKERS

AGENCY = (
    "actor_kind=law_enforcement_agency", "on_behalf_of=none", "agency_type=municipal_police",
    "agency_country=US", "use_jurisdiction=US-CA", "provider_approval=none",
)  # fmt: skip
OWED = {
    "ai_disclosure_on_report", "ai_program_named", "audit_trail", "first_ai_draft_retained",
    "officer_signed_review",
}  # fmt: skip

ENTRIES: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)
sent = sender("/v1/reports")


@dataclass
class Later:
    """The clock, some seconds later."""

    seconds: int = 0

    def __call__(self) -> int:
        return time.time_ns() + self.seconds * 10**9


@dataclass
class Site:
    """A gate with reports, and its people by name."""

    gate: Running
    ear: ScriptedEar
    clock: "Later"
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def desk(self) -> ReportDesk:
        return report_desk(self.gate.gate.desk)

    def agency(self, name: str, *more: str) -> str:
        """Register an agency, an officer and a supervisor of it; its pseudonym."""
        self.gate.caller(name, *AGENCY, *more)
        for role in ("officer", "supervisor"):
            self.person(f"{name}-{role}", role, name)
        return next(r.ref for r in self.gate.gate.desk.callers.registrations() if r.id == name)

    def person(self, name: str, role: str, caller: str | None = None) -> None:
        belongs = () if caller is None else ("--belongs-to", caller)
        told = self.gate.run("people", "add", name, "--role", role, *belongs, "--json")
        self.tokens[name] = json.loads(told)["token"]

    def ask(self, who: str, method: str, path: str = "", body: Any = None, **more: Any) -> Any:
        return sent(self.gate, self.tokens[who], method, path, body, **more)

    def new(self, who: str, data: bytes, kind: str = "traffic") -> httpx.Response:
        path = f"?file=stop.wav&incident=2026-1&evidence=bwc-1&incident_type={kind}"
        answer: httpx.Response = self.ask(who, "POST", path, content=data)
        return answer

    def signed(self, officer: str, data: bytes) -> dict[str, Any]:
        """A report from its recording to its signature, over HTTP."""
        id_ = self.new(officer, data).json()["id"]
        assert self.ask(officer, "POST", f"/{id_}/hear").status_code == 200
        people = [{"voice": each.voice, "standing": each.standing, "called": each.called}
                  for each in SPEAKERS.people]  # fmt: skip
        who = next(e for e in self.gate.gate.desk.people.all() if e.name == officer).person
        self.desk.heard(who, id_, 30)
        for act, body in (
            ("account", {"text": "I stopped a car."}),
            ("roles", {"people": people}),
            ("draft", {}),
            ("listen", {"played": {"d2": 5000}}),
            ("fill", {"bracket": "b1", "text": "My radar showed 52."}),
            ("override", {"flag": "f1", "reason": "I am sure"}),
            ("leave-out", {"omission": "o1", "reason": "it is in the citation"}),
            ("sign", {"name": "R. Reyes"}),
        ):
            self.clock.seconds += 10
            answer = self.ask(officer, "POST", f"/{id_}/{act}", body)
            assert answer.status_code == 200, (act, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    def read(self) -> list[Entry]:
        with closing(DatabaseReader(self.gate.folder)) as reader:
            return [ENTRIES.decode(stored.data) for stored in reader.entries()]

    def entries(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self.gate.entries() if each["kind"] == kind]

    def decisions(self, caller: str) -> list[dict[str, Any]]:
        return [e for e in self.entries("decision") if e["caller"]["ref"] == caller]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    ear = ScriptedEar()

    def made(_: Desk) -> ScriptedEar:
        return ear

    keeps = '[reports]\nkeeps = ["ms-aoai-coc"]'
    clock, rooms = Later(), [opens(made, lambda _: ScriptedDrafter())]
    with running(tmp_path_factory.mktemp("reports"), keeps, clock, rooms=rooms) as gate:
        yield Site(gate, ear, clock)


def test_pinned_to_the_wording_of_1_may_it_is_held_and_nothing_is_heard(site: Site) -> None:
    ref = site.agency("south", "--pin", "ms-aoai-coc@2024-05-01")
    heard = len(site.ear.heard)

    answer = site.new("south-officer", b"RIFF south")

    assert answer.status_code == 403
    error = answer.json()["error"]
    assert error["code"] == "review_required"
    assert error["case"].startswith("hold-")
    assert "ms-aoai-coc@2024-05-01 AOAI-USPD-ANY" in error["clauses"]
    (decision,) = site.decisions(ref)
    assert (decision["outcome"], decision["ask"]["service"]) == ("hold", "azure_openai")
    assert {e["change"] for e in site.entries("hold") if e["case"] == error["case"]} == {"opened"}
    assert site.ask("south-officer", "GET").json()["data"] == []
    assert len(site.ear.heard) == heard
    # The same recording again is the same held call.
    assert site.new("south-officer", b"RIFF south").json()["error"]["case"] == error["case"]


def test_telling_voices_apart_is_a_biometric_act_that_the_codes_leave_to_people(
    site: Site,
) -> None:
    """No code allows it for this agency; what is said is heard all the same, without it."""
    ref = site.agency("plains", "--pin", "ms-aoai-coc@2024-05-03")
    site.ear.separates = True
    id_ = site.new("plains-officer", b"RIFF plains").json()["id"]
    assert site.ask("plains-officer", "POST", f"/{id_}/hear").status_code == 200
    who = next(e for e in site.gate.gate.desk.people.all() if e.name == "plains-officer").person

    assert site.desk.heard(who, id_, 30).state == "transcribed"

    site.ear.separates = False
    (decision,) = [
        each for each in site.decisions(ref) if each["ask"]["operation"] == "reports.voices"
    ]
    facts = {fact["name"]: fact["values"] for fact in decision["facts"]}
    assert (facts["operation"], facts["modality"]) == (["grouping"], ["audio"])
    assert decision["outcome"] in ("hold", "refuse")
    assert site.ear.by_sound is False
    program = site.desk._keeper.find(id_).transcripts[-1].programs[-1]
    assert program.settings["by_sound"] in ("held", "refused")


def test_pinned_to_the_corrected_wording_it_passes_with_what_california_asks_for(
    site: Site,
) -> None:
    ref = site.agency("north", "--pin", "ms-aoai-coc@2024-05-03")

    report = site.signed("north-officer", b"RIFF north")

    kept, own = site.decisions(ref)
    assert (kept["ask"]["service"], own["ask"]["service"]) == ("azure_openai", "on_premises_model")
    assert kept["outcome"] == own["outcome"] == "pass"
    assert {"edition": "ms-aoai-coc@2024-05-03", "pinned": True} in kept["code"]["editions"]
    due = (date.fromisoformat(own["time"][:10]) + timedelta(days=30)).isoformat()
    assert {(o["what"], o["keeper"], o["status"], o["due"]) for o in own["obligations"]} == {
        (what, "later", "pending", due) for what in OWED
    }
    assert report["decision"]["kept_as"] == ["azure_openai"]
    asked_by = {o["what"]: o["clauses"] for o in report["decision"]["obligations"]}
    assert asked_by["officer_signed_review"] == ["us-ca-pen-13663@2026-01-01 13663(a)(2)"]


def test_the_signature_keeps_what_was_owed_and_the_codes_are_asked_again(site: Site) -> None:
    ref = site.agency("west", "--pin", "ms-aoai-coc@2024-05-03")
    site.signed("west-officer", b"RIFF west")

    signed = next(
        e for e in site.entries("report") if e["change"] == "signed" and e["caller"]["ref"] == ref
    )

    assert {(o["what"], o["status"]) for o in signed["obligations"]} == {(w, "done") for w in OWED}
    assert set(signed["verdicts"]) <= {"silent", "allow"}
    assert signed["decisions"] == [each["id"] for each in reversed(site.decisions(ref))]
    duties = Duties(ref)
    for index, entry in enumerate(site.read()):
        duties.add(index, entry)
    assert {each.what for each in duties} == OWED
    assert all(each.done is not None for each in duties)


def test_utah_asks_for_what_its_own_rule_names(site: Site) -> None:
    site.gate.caller("utah", *(w for w in AGENCY if "US-CA" not in w), "use_jurisdiction=US-UT",
                     "--pin", "ms-aoai-coc@2024-05-03")  # fmt: skip
    site.person("utah-officer", "officer", "utah")

    report = site.new("utah-officer", b"RIFF utah").json()

    assert {o["what"] for o in report["decision"]["obligations"]} == {
        "ai_disclosure_on_report", "officer_signed_review",
    }  # fmt: skip
    clauses = {c for o in report["decision"]["obligations"] for c in o["clauses"]}
    assert {each.partition(" ")[0] for each in clauses} == {"us-ut-53-25-602@2025-05-07"}


def test_what_was_let_through_has_an_outcome(site: Site) -> None:
    ref = site.agency("east", "--pin", "ms-aoai-coc@2024-05-03")
    site.new("east-officer", b"RIFF east")

    for each in site.decisions(ref):
        assert site.gate.outcome_of(each)["result"] == "done"


def test_where_the_codes_cannot_be_asked_to_the_end_nothing_was_let_through(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.agency("broken", "--pin", "ms-aoai-coc@2024-05-03")
    asked = Deciding.decided
    made: list[str] = []

    async def decided(*given: Any) -> Any:
        if made:
            raise RecordError("the disk is full")
        found = await asked(*given)
        made.append(found.id)
        return found

    monkeypatch.setattr(Deciding, "decided", decided)

    assert site.new("broken-officer", b"RIFF broken").status_code == 503
    (decision,) = [each for each in site.entries("decision") if each["id"] == made[0]]
    assert site.gate.outcome_of(decision)["result"] == "gate-failure"


def test_a_caller_with_two_keys_says_which(site: Site) -> None:
    site.agency("twokeys", "--pin", "ms-aoai-coc@2024-05-03")
    site.gate.run("callers", "new-key", "twokeys", "second")

    answer = site.new("twokeys-officer", b"RIFF two")
    named = site.ask(
        "twokeys-officer", "POST", "?file=a.wav&incident=1&key=second", content=b"RIFF two"
    )

    assert (answer.status_code, "has several keys" in answer.text) == (400, True)
    assert named.status_code == 200


def test_recordings_come_in_by_a_folder_and_their_state_goes_out_by_it(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.agency("inbox", "--pin", "ms-aoai-coc@2024-05-03")
    site.agency("closed", "--pin", "ms-aoai-coc@2024-05-01")
    look = runpy.run_path(str(ROOT / "examples" / "report_folder.py"))["main"]
    (tmp_path / "a.wav").write_bytes(b"RIFF folder")
    case = {"incident": "2026-7", "evidence": "bwc-7", "incident_type": "service"}
    (tmp_path / "a.wav.case.json").write_text(json.dumps(case))

    def told(who: str) -> dict[str, Any]:
        monkeypatch.setenv("COUNTENANCE_TOKEN", site.tokens[who])
        look(site.gate.address, tmp_path)
        found: dict[str, Any] = json.loads((tmp_path / "a.wav.status.json").read_text())
        return found

    held = told("closed-officer")
    assert (held["state"], held["report"]) == ("held", None)
    assert held["case"].startswith("hold-")
    first = told("inbox-officer")
    assert first == {**case, **first}
    who = next(e.person for e in site.gate.gate.desk.people.all() if e.name == "inbox-officer")
    site.desk.heard(who, first["report"], 30)
    again = told("inbox-officer")

    assert (again["report"], again["state"]) == (first["report"], "transcribed")
    assert "the officer's own account is not sealed" in again["lacking"]


def test_the_decisions_are_made_again_from_their_entries(site: Site) -> None:
    ref = site.agency("again", "--pin", "ms-aoai-coc@2024-05-03")
    site.new("again-officer", b"RIFF again")

    again = Replay(packaged_editions(), packaged_vocabulary(), frozenset())

    found = [e for e in site.read() if isinstance(e, Decision) and e.caller.ref == ref]
    assert len(found) == 2
    for each in found:
        assert again.again(each).same is Same.SAME
