"""Sound heard by a model elsewhere, through a real gate to a scripted upstream."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.errors import ModelError, NotHeardError, ReportError, TranscriptError
from countenance.reports.hearing import samples_digest
from countenance.reports.installed import hearing_gate
from countenance.reports.out.wav import as_wav
from countenance.reports.ports import Nothing
from countenance.reports.recording import Span
from countenance.reports.speech.ear import GateEar
from countenance.reports.speech.elsewhere import Elsewhere
from countenance.reports.through_gate import GateAnswer
from countenance.reports.transcript import Transcript
from gate.running import Running, running
from reports.made import RECORDING
from reports.speech.kept_answers import KeptHere, verbose
from reports.speech.made import Detecting, silence

US_POLICE = (
    "actor_kind=law_enforcement_agency", "agency_country=US", "agency_type=municipal_police",
    "use_jurisdiction=US", "provider_approval=none", "--pin", "ms-aoai-coc@2024-05-01",
)  # fmt: skip
SPEECH = ((1000, 3000), (8000, 10_000), (20_000, 22_000))
"""Two seconds each, too far from each other for one piece."""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("gate")) as found:
        yield found


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("reports", "actor_kind=private_entity", "provider_approval=none")


@pytest.fixture(autouse=True)
def _unscripted(gate: Running) -> None:
    gate.upstream.script.clear()


def sound(milliseconds: int = 24_000) -> NDArray[np.int16]:
    return (silence(milliseconds) + np.arange(milliseconds * 16) % 97).astype(np.int16)


def hear(
    gate: Running, key: str, kept: Any = None, model: str = "gpt-4o-transcribe", **more: Any
) -> Transcript:
    samples = more.pop("samples", sound())
    recording = msgspec.structs.replace(RECORDING, samples_sha256=samples_digest(samples))
    way = hearing_gate(gate.address, key, seconds=20)
    ear = GateEar(model, way, "azure_openai", Detecting(*more.pop("speech", SPEECH)))
    try:
        return ear.hear(samples, recording, kept=kept or Nothing())
    finally:
        way.close()


def test_each_piece_is_a_call_that_is_decided_entered_and_told(gate: Running, key: str) -> None:
    gate.upstream.script[:] = [verbose("Any weapons?"), verbose("No sir."), verbose("Thank you.")]
    before = gate.calls()

    found = hear(gate, key)

    assert [each.text for each in found.segments] == ["Any weapons?", "No sir.", "Thank you."]
    assert not any(word.is_unclear for each in found.segments for word in each.words)
    assert found.unintelligible == ()
    assert gate.calls() == before + 3
    pieces = found.pieces or ()
    assert [each.span for each in pieces] == [
        Span(700, 3300), Span(7700, 10_300), Span(19_700, 22_300),
    ]  # fmt: skip
    assert [(each.words, each.kept) for each in pieces] == [(2, 2)] * 3
    for piece, reached in zip(pieces, gate.upstream.reached[-3:], strict=True):
        cut = sound()[piece.span.start * 16 : piece.span.end * 16].tobytes()
        assert piece.sha256 == f"sha256:{hashlib.sha256(as_wav(cut)).hexdigest()}"
        (entry,) = gate.entries(piece.entry or 0)[:1]
        assert entry["ask"]["operation"] == "audio.transcriptions"
        assert cut in reached.files[0]
        assert reached.body["response_format"] == "verbose_json"
    program = found.programs[0]
    assert (program.name, program.settings["gate"]) == ("gpt-4o-transcribe", gate.address)


def test_what_is_made_up_in_silence_is_dropped_and_what_is_left_out_is_marked(
    gate: Running, key: str
) -> None:
    """The model's answer is data: a whole sentence in the pause is no word of the transcript."""
    gate.upstream.script[:] = [
        verbose("He confessed to all of it.", start=2.7, step=0.05),
        verbose("No sir."),
        json.dumps({"text": "", "words": [], "segments": []}),
    ]

    found = hear(gate, key, speech=((1000, 1900), (8000, 10_000), (20_000, 22_000)))

    assert [each.text for each in found.segments] == ["No sir."]
    assert found.unintelligible == (Span(1000, 1900), Span(20_000, 22_000))
    assert [(each.words, each.kept) for each in found.pieces or ()] == [(6, 0), (2, 2), (0, 0)]


def test_words_by_no_line_are_all_unclear(gate: Running, key: str) -> None:
    answer = {**json.loads(verbose("No sir.")), "segments": []}
    gate.upstream.script[:] = [json.dumps(answer)]

    found = hear(gate, key, speech=((1000, 3000),))

    assert [word.is_unclear for word in found.segments[0].words] == [True, True]


@pytest.mark.parametrize(
    ("script", "model", "says"),
    [
        ("!status:500", "gpt-4o", r"\[00:07-00:11\]: the gate answered 50"),
        ("!garbage", "gpt-4o", "the gate answered 50"),
        ("!half", "gpt-4o", "the gate answered 50"),
        ("!hang", "impatient", "the gate answered 503"),
        ("{}", "gpt-4o", "the gate answered 50"),
        (json.dumps({"text": "secret words"}), "gpt-4o", "`gpt-4o`, .*gives no times of words"),
        (json.dumps({"text": "a", "words": [{"word": "a"}]}), "gpt-4o", "the gate answered 50"),
    ],
)
def test_what_breaks_off_goes_on_where_it_was(
    gate: Running, key: str, script: str, model: str, says: str
) -> None:
    kept = KeptHere()
    gate.upstream.script[:] = [verbose("Any weapons?"), script]
    with pytest.raises(TranscriptError, match=says) as wrong:
        hear(gate, key, kept, model)
    before = gate.calls()
    gate.upstream.script[:] = [verbose("No sir."), verbose("Thank you.")]

    found = hear(gate, key, kept, model)

    assert "secret" not in str(wrong.value)
    assert [each.text for each in found.segments] == ["Any weapons?", "No sir.", "Thank you."]
    assert gate.calls() == before + 2  # the first piece was not asked about again


def test_what_is_held_waits_for_people_and_names_the_case(gate: Running) -> None:
    key = gate.caller("police", *US_POLICE)
    before = len(gate.upstream.reached)

    with pytest.raises(NotHeardError, match="held for people") as first:
        hear(gate, key)
    with pytest.raises(NotHeardError) as again:
        hear(gate, key)

    assert first.value.is_held
    assert first.value.case == again.value.case is not None
    assert first.value.clauses[0].startswith("ms-aoai-coc@2024-05-01")
    assert len(gate.upstream.reached) == before


def test_a_key_or_a_model_that_is_none_is_told(gate: Running, key: str) -> None:
    with pytest.raises(TranscriptError, match="answered 401.*no caller of it has this key"):
        hear(gate, "cnt_none")
    with pytest.raises(TranscriptError, match="answered 404.*no model of it is called so"):
        hear(gate, key, model="no-such-model")
    with pytest.raises(ModelError, match="no model is called so"):
        hear(gate, key, model="two words")


@dataclass
class Answering:
    """A gate that answers what it is told."""

    answer: GateAnswer
    address: str = "https://gate.example"

    def post(self, path: str, body: bytes, content_type: str) -> GateAnswer:
        return self.answer


def test_what_the_codes_refuse_is_told_with_the_clause_and_nothing_is_kept() -> None:
    kept = KeptHere()
    refused = GateAnswer(400, b"", 17, "northport@2024-05-01#live", is_refused=True)

    with pytest.raises(NotHeardError, match="is refused .* `northport@2024-05-01#live`") as found:
        Elsewhere("m", Answering(refused), kept).lines(silence(1000), 0)

    assert (found.value.is_held, found.value.entry) == (False, 17)
    assert kept.had == {}


def test_what_was_kept_is_of_the_same_sound_model_and_gate_alone() -> None:
    kept, came = KeptHere(), GateAnswer(200, verbose("No sir.").encode(), 3)
    Elsewhere("m", Answering(came), kept).lines(silence(1000), 0)
    other = GateAnswer(503, b"")

    assert Elsewhere("m", Answering(other), kept).lines(silence(1000), 500)[0].words
    for model, gate, samples in (
        ("n", Answering(other), silence(1000)),
        ("m", Answering(other, "https://other.example"), silence(1000)),
        ("m", Answering(other), silence(1001)),
    ):
        with pytest.raises(ReportError, match="answered 503"):
            Elsewhere(model, gate, kept).lines(samples, 0)
    kept.had = dict.fromkeys(kept.had, b"{}")
    assert Elsewhere("m", Answering(came), kept).lines(silence(1000), 0)  # asked for anew
