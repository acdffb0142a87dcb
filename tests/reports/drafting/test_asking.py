"""A draft by a model, through a real gate to a scripted upstream."""

import json
from collections.abc import Iterator

import pytest

from countenance.errors import ReportError, SettingsError
from countenance.reports.drafting.asking import GateChat
from countenance.reports.drafting.drafters import ByModel
from countenance.reports.drafting.model import Model
from gate.running import Running, running
from reports.made import RECORDING, SPEAKERS, TRANSCRIPT

SAID = {"text": "The driver said that he did not consent to a search.", "support": ["s4"]}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    with running(tmp_path_factory.mktemp("gate")) as found:
        yield found, found.caller("reports", "actor_kind=private_entity", "provider_approval=none")


def drafter(gate: tuple[Running, str], model: str = "gpt-4o") -> ByModel:
    return ByModel(Model(model), GateChat(gate[0].address, gate[1], seconds=20))


def test_a_draft_goes_through_the_gate_and_is_entered(gate: tuple[Running, str]) -> None:
    found, _ = gate
    found.upstream.script.append(json.dumps({"sentences": [SAID]}))
    before = found.calls()

    made = drafter(gate).draft(TRANSCRIPT, SPEAKERS, RECORDING, "traffic", {})

    assert SAID["text"] in [each.text for each in made.sentences]
    assert made.flags == ()
    assert found.calls() == before + 1
    sent = found.upstream.reached[-1].body
    assert sent["response_format"]["json_schema"]["name"] == "draft"
    assert sent["temperature"] == 0


@pytest.mark.parametrize(
    ("script", "model", "says"),
    [
        ("!status:500", "gpt-4o", "the gate answered 50"),
        ("!garbage", "gpt-4o", "the gate answered 50"),
        ("!hang", "impatient", "the gate answered 503"),
        ("!two:{}|{}", "gpt-4o", "2 answers"),
        ("Sure, here it is.", "gpt-4o", "not of the schema"),
        ("{}", "no-such-model", "the gate answered 404"),
    ],
)
def test_what_goes_wrong_is_an_error_without_content(
    gate: tuple[Running, str], script: str, model: str, says: str
) -> None:
    gate[0].upstream.script[:] = [script]

    with pytest.raises(ReportError, match=says) as found:
        drafter(gate, model).draft(TRANSCRIPT, SPEAKERS, RECORDING, "traffic", {})

    assert "secret words" not in str(found.value)


def test_a_key_that_is_none_drafts_nothing(gate: tuple[Running, str]) -> None:
    with pytest.raises(ReportError, match="the gate answered 401"):
        GateChat(gate[0].address, "sk-none").ask(b"{}")


def test_a_gate_that_is_not_there_drafts_nothing() -> None:
    chat = GateChat("http://127.0.0.1:9", "k", seconds=5)
    with pytest.raises(ReportError, match="could not be asked"):
        chat.ask(b"{}")
    chat.close()


@pytest.mark.parametrize(
    "address", ["http://models.example", "ftp://x", "gate", "https://user@gate.example"]
)
def test_an_address_that_is_no_gate_s_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="the drafter's gate"):
        GateChat(address, "k")
