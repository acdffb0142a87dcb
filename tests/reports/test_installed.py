"""Who hears and who drafts at a gate: by what is set, and read when it is wanted."""

import wave
from pathlib import Path

import pytest

from countenance.errors import ModelError, SettingsError
from countenance.gate.settings.reports import ReportsSettings
from countenance.gate.settings.upstream import UpstreamSettings
from countenance.reports import installed
from countenance.reports.drafting.drafters import ByModel, Extractive
from countenance.reports.installed import OwnEar, drafter_of, ear_of
from countenance.reports.speech.ear import GateEar
from countenance.reports.speech.weights import BUILT_IN
from reports.acting import SAMPLES
from reports.made import RECORDING

HERE = "http://127.0.0.1:8800"
UPSTREAMS = (
    UpstreamSettings("faces", "azure_face", "azure_face", "https://face.example"),
    UpstreamSettings("speech", "openai", "openai", "https://ai.example", models=("whisper-1",)),
)
SERVICES = ("azure_openai", "openai", "on_premises_model")


def ear(environment: dict[str, str] | None = None, **settings: str) -> OwnEar | GateEar:
    made = ReportsSettings(**settings)  # type: ignore[arg-type]  # all of them are text
    return ear_of(made, HERE, environment or {"K": "k"}, UPSTREAMS, SERVICES)


def test_a_model_here_hears_unless_one_elsewhere_is_set() -> None:
    assert ear().service == "on_premises_model"

    here = ear(hear_model="whisper-1", hear_key_env="K")
    there = ear(
        hear_model="w", hear_key_env="K", hear_gate="https://gate.example",
        hear_service="azure_openai",
    )  # fmt: skip

    assert isinstance(here, GateEar)
    assert (here.service, there.service) == ("openai", "azure_openai")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"hear_gate": "https://gate.example"}, "need `hear_model`"),
        ({"hear_service": "openai"}, "need `hear_model`"),
        ({"hear_model": "whisper-1"}, r"`reports\.hear_key_env` names the variable"),
        ({"hear_model": "whisper-1", "hear_key_env": "ABSENT"}, "`ABSENT` is not set"),
        ({"hear_model": "w-2", "hear_key_env": "K"}, "no upstream of this gate serves .*`w-2`"),
        ({"hear_model": "whisper-1", "hear_key_env": "K", "hear_service": "azure_openai"},
         "upstream of `whisper-1` is `openai`; leave it out"),
        ({"hear_model": "w", "hear_key_env": "K", "hear_gate": "https://gate.example"},
         "`hear_service` says as what the codes know"),
        ({"hear_model": "w", "hear_key_env": "K", "hear_gate": "https://gate.example",
          "hear_service": "azure"}, "no service is called `azure`; the codes know azure_openai"),
        ({"hear_model": "whisper-1", "hear_key_env": "K", "hear_gate": "http://gate.example",
          "hear_service": "openai"}, "the ear's gate: `http` is for this machine"),
    ],
)  # fmt: skip
def test_an_ear_that_nobody_can_have_meant_is_refused(settings: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        ear(None, **settings)


def test_the_rules_draft_unless_a_model_is_set() -> None:
    assert isinstance(drafter_of(ReportsSettings(), HERE, {}), Extractive)

    made = drafter_of(
        ReportsSettings(draft_model="gpt-4o", draft_key_env="DRAFT_KEY"), HERE, {"DRAFT_KEY": "k"}
    )
    assert isinstance(made, ByModel)
    assert made.model.name == "gpt-4o"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (ReportsSettings(draft_gate="https://gate.example"), "need `draft_model`"),
        (ReportsSettings(draft_model="gpt-4o"), r"`reports\.draft_key_env` names the variable"),
        (ReportsSettings(draft_model="m", draft_key_env="ABSENT"), "`ABSENT` is not set"),
        (
            ReportsSettings(draft_model="m", draft_key_env="K", draft_gate="http://gate.example"),
            "`http` is for this machine",
        ),
    ],
)
def test_a_model_without_its_way_or_its_key_is_refused(
    settings: ReportsSettings, says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        drafter_of(settings, HERE, {"K": "k"})


def test_voices_are_told_apart_by_sound_only_where_it_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for more in ({}, {"hear_model": "whisper-1", "hear_key_env": "K"}):
        assert not ear(None, **more).separates
        assert ear(None, voices="by-sound", **more).separates

    def absent() -> None:
        raise ModelError("package `resemblyzer` is not installed")

    monkeypatch.setattr(installed, "installed_weights", absent)
    with pytest.raises(ModelError, match="`resemblyzer` is not installed"):
        ear(None, voices="by-sound")


def test_a_recording_is_opened_without_a_model(tmp_path: Path) -> None:
    path = tmp_path / "stop.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(SAMPLES)

    opened = OwnEar(ReportsSettings()).open(path, "stop.wav", None)

    assert (opened.samples, opened.recording.file) == (SAMPLES, "stop.wav")
    assert opened.recording.milliseconds == len(SAMPLES) // 32


def test_a_folder_of_ones_own_needs_its_digest(tmp_path: Path) -> None:
    settings = ReportsSettings(model=str(tmp_path))

    with pytest.raises(ModelError, match=r"`reports\.model_sha256` says which digest"):
        OwnEar(settings).hear(SAMPLES, RECORDING, lambda _: None)
    assert ReportsSettings().model in BUILT_IN
