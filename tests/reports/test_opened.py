"""The reports of a gate: opened with it, lent to pages, expunged for good."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from countenance.errors import OutdatedError, SettingsError
from countenance.gate.application import Gate
from countenance.reports.opened import opens, report_desk
from gate.people.sending import sender
from gate.people.test_case_api import token
from gate.running import running, small
from reports.acting import ScriptedDrafter, ScriptedEar

sent = sender("/v1/reports")
ROOMS = [opens(lambda _: ScriptedEar(), lambda _: ScriptedDrafter())]


def test_a_report_is_expunged_with_its_sound_unless_it_is_held(tmp_path: Path) -> None:
    with running(tmp_path, rooms=ROOMS) as gate:
        gate.caller("agency", "actor_kind=law_enforcement_agency", "on_behalf_of=none",
                    "agency_type=sheriff", "agency_country=NO", "provider_approval=none",
                    "--pin", "ms-aoai-coc@2024-05-03")  # fmt: skip
        officer = token(gate, "reyes", "--role", "officer", "--belongs-to", "agency")
        keeper = token(gate, "keeper", "--role", "operator")
        begun = sent(gate, officer, "POST", "?file=a.wav&incident=1", content=b"RIFF")
        id_ = begun.json()["id"]
        desk = report_desk(gate.gate.desk)
        sealed = tmp_path / "reports" / f"{id_}.sealed"
        assert sealed.exists()

        gate.run("record", "legal-hold", "--case", id_, "--basis", "litigation")
        held = sent(gate, keeper, "POST", f"/{id_}/expunge", {"basis": "legal-duty"})
        assert (held.status_code, held.json()["error"]["code"]) == (409, "legal_hold")
        gate.run("record", "release", "--case", id_)
        done = sent(gate, keeper, "POST", f"/{id_}/expunge", {"basis": "legal-duty"})

        assert done.status_code == 200
        erased = gate.entries()[done.json()["entry"]]
        assert (erased["kind"], erased["case"], erased["basis"]) == ("erasure", id_, "legal-duty")
        assert not sealed.exists()
        gone = sent(gate, officer, "GET", f"/{id_}")
        assert (gone.status_code, gone.json()["error"]["code"]) == (409, "outdated")
        (row,) = sent(gate, officer, "GET").json()["data"]
        assert (row["state"], row["incident"]) == ("expunged", "")
        proof = gate.run("record", "show", begun.json()["entries"][0]["id"])
        assert '"change": "begun"' in proof
        people = gate.gate.desk.people.all()
        who = next(each.person for each in people if each.name == "reyes")
        with pytest.raises(OutdatedError, match="was expunged"):
            desk.find(who, id_)


def test_a_code_that_is_kept_and_not_there_stops_the_start(tmp_path: Path) -> None:
    settings = small(tmp_path, '[reports]\nkeeps = ["no-such-code"]\n[[upstream]]\nname = "m"\n'
                     'kind = "mirror"\nservice = "azure_openai"\n')  # fmt: skip

    with pytest.raises(SettingsError, match="no code is called `no-such-code`"):
        asyncio.run(Gate(settings, {}, rooms=ROOMS).open())


def test_a_gate_without_reports_says_so() -> None:
    with pytest.raises(SettingsError, match="without reports"):
        report_desk(SimpleNamespace(rooms={}))  # type: ignore[arg-type]  # all that is asked
