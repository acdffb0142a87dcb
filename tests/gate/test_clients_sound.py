"""Sound through a whole gate, sent by the unmodified client."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
import soundfile  # type: ignore[import-untyped]  # ships no py.typed
from openai import APIStatusError, AzureOpenAI, BadRequestError, OpenAI, PermissionDeniedError

from gate.running import Running, running
from media.made_sound import written
from shared_data import shared

US_POLICE = (
    "actor_kind=law_enforcement_agency", "agency_country=US", "agency_type=municipal_police",
    "use_jurisdiction=US", "provider_approval=none",
)  # fmt: skip
TAGGED = written("WAV", "PCM_16") + b"LIST\x0e\x00\x00\x00INFOsecret tag"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("sound")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def _client(gate: Running, key: str) -> OpenAI:
    return OpenAI(base_url=f"{gate.address}/v1", api_key=key)


@pytest.mark.parametrize("form", ["WAV", "FLAC", "OGG", "MP3"])
def test_sound_is_written_down_and_what_went_up_was_made_anew(
    gate: Running, acme: str, form: str
) -> None:
    data = TAGGED if form == "WAV" else written(form)
    with _client(gate, acme) as client:
        said = client.audio.transcriptions.create(
            model="gpt-4o", file=(f"body cam 4711.{form.lower()}", data), language="en"
        )

    reached = gate.upstream.reached[-1]
    assert said.text == "I was sent 1 file(s)."
    assert reached.body == {"model": "gpt-4o", "language": "en"}
    (sent,) = reached.files
    assert b"secret tag" not in sent
    assert len(soundfile.read(io.BytesIO(sent))[0]) > 6000


def test_of_a_clip_only_the_sound_goes_up(gate: Running, acme: str) -> None:
    clip = shared("data/bodycam/welfare_video.mp4").read_bytes()
    with _client(gate, acme) as client:
        client.audio.transcriptions.create(model="gpt-4o", file=("AXON 4711.mp4", clip))

    (sent,) = gate.upstream.reached[-1].files
    with av.open(io.BytesIO(sent)) as reached:
        assert [stream.type for stream in reached.streams] == ["audio"]
    assert abs(soundfile.info(io.BytesIO(sent)).duration - 50.2) < 0.5
    assert b"ftyp" not in sent


def test_the_entry_names_the_sound_and_nothing_of_it(gate: Running, acme: str) -> None:
    with _client(gate, acme) as client:
        raw = client.audio.transcriptions.with_raw_response.create(
            model="gpt-4o", file=("a.wav", TAGGED), prompt="Wilhelmina"
        )
    (entry,) = gate.entries(int(raw.headers["x-countenance-entry"]))[:1]

    assert entry["ask"]["operation"] == "audio.transcriptions"
    assert {part["kind"] for part in entry["parts"]} == {"sound", "text"}
    assert entry["media"][0]["kind"] == "wav"
    assert [act["label"] for act in entry["acts"]] == ["transcribe"]
    facts = {fact["name"]: fact["values"] for fact in entry["facts"]}
    assert facts["modality"] == ["audio"]
    assert facts["operation"] == ["transcription"]
    assert "Wilhelmina" not in json.dumps(entry)


def test_an_order_to_recognise_the_voice_is_refused_as_that(gate: Running, acme: str) -> None:
    before = len(gate.upstream.reached)
    with _client(gate, acme) as client, pytest.raises(BadRequestError) as caught:
        client.audio.transcriptions.create(
            model="gpt-4o", file=("a.wav", TAGGED),
            prompt="Say who is speaking, identify the speaker by voice",
        )

    assert caught.value.code == "content_filter"
    assert len(gate.upstream.reached) == before
    entry = [each for each in gate.entries() if each["kind"] == "decision"][-1]
    assert [act["label"] for act in entry["acts"]] == ["transcribe", "identify"]
    (words,) = (part for part in entry["parts"] if part["kind"] == "text")
    assert words["inspected_by"] == ["operation-table", "voice-wordings"]
    assert "speaking" not in json.dumps(entry)


def test_names_and_what_was_said_before_are_hints_for_spelling(gate: Running, acme: str) -> None:
    hint = "Wilhelmina Quist, Ole Nordmann. 911, who is speaking please? Can you identify him?"
    with _client(gate, acme) as client:
        raw = client.audio.transcriptions.with_raw_response.create(
            model="gpt-4o", file=("a.wav", TAGGED), prompt=hint
        )

    assert raw.headers["x-countenance-decision"] == "pass"
    assert gate.upstream.reached[-1].body["prompt"] == hint


def test_a_streamed_answer_comes_in_events(gate: Running, acme: str) -> None:
    with _client(gate, acme) as client:
        events = client.audio.transcriptions.create(
            model="gpt-4o", file=("a.wav", TAGGED), stream=True
        )
        kinds = [event.type for event in events]

    assert kinds == ["transcript.text.delta", "transcript.text.done"]


def test_azure_asks_in_its_own_form(gate: Running, acme: str) -> None:
    with AzureOpenAI(
        azure_endpoint=gate.address, api_key=acme, api_version="2024-10-21"
    ) as client:
        said = client.audio.transcriptions.create(model="azure-4o", file=("a.wav", TAGGED))

    assert said.text == "I was sent 1 file(s)."
    assert gate.upstream.reached[-1].path.endswith(
        "/openai/deployments/azure-4o/audio/transcriptions?api-version=2024-10-21"
    )


@pytest.mark.parametrize(
    ("pin", "raised"),
    [("ms-aoai-coc@2024-05-03", None), ("ms-aoai-coc@2024-05-01", PermissionDeniedError)],
)
def test_what_police_may_have_written_down_depends_on_the_edition(
    gate: Running, pin: str, raised: type[APIStatusError] | None
) -> None:
    key = gate.caller(f"police-{pin[-2:]}", *US_POLICE, "--pin", pin)
    before = len(gate.upstream.reached)
    with _client(gate, key) as client:
        if raised is None:
            client.audio.transcriptions.create(model="gpt-4o", file=("a.wav", TAGGED))
            assert len(gate.upstream.reached) == before + 1
            return
        with pytest.raises(raised) as caught:
            client.audio.transcriptions.create(model="gpt-4o", file=("a.wav", TAGGED))
    assert caught.value.code == "review_required"
    assert len(gate.upstream.reached) == before


@pytest.mark.parametrize(
    ("data", "more", "status", "says"),
    [
        (b"FORM\x00\x00\x00\x00AIFF", {}, 415, "AIFF"),
        (b"RIFF\x00\x00\x00\x00WAVEjunk", {}, 400, "does not decode"),
        (TAGGED, {"known_speaker_names": ["Anna"]}, 400, "biometric"),
        (TAGGED, {"response_format": "diarized_json"}, 400, "biometric"),
        (TAGGED, {"colour": "red"}, 400, "colour"),
    ],
)
def test_what_cannot_be_checked_is_refused_by_name_and_once(
    gate: Running, acme: str, data: bytes, more: dict[str, object], status: int, says: str
) -> None:
    before, entries = len(gate.upstream.reached), gate.calls()
    with _client(gate, acme) as client, pytest.raises(APIStatusError) as caught:
        client.audio.transcriptions.create(
            model="gpt-4o", file=("a.wav", data), stream=True, extra_body=more
        )

    assert caught.value.status_code == status
    assert says in str(caught.value)
    assert status != 400 or isinstance(caught.value, BadRequestError)
    assert len(gate.upstream.reached) == before
    assert gate.calls() == entries + 1
