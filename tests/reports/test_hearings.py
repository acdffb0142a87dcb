"""Recordings that are put into words, one at a time."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from countenance.errors import OutdatedError, TranscriptError
from countenance.reports.hearings import Hearings
from countenance.reports.ports import Held, Refused
from countenance.reports.report import Decided
from countenance.reports.speech.by_sound import BySound
from countenance.reports.speech.ear import LocalEar
from countenance.reports.transcript import Transcript
from reports.acting import OFFICER, SAMPLES, TERMS
from reports.desk_site import Site, site_in
from reports.made_report import DECIDED
from reports.speech.made import Counting, Detecting, line
from reports.speech.sounding import Sounding


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as made:
        yield made


@pytest.fixture
def hearings(site: Site) -> Iterator[Hearings]:
    made = Hearings(site.desk._keeper, site.ear, TERMS, site.desk._separate)
    yield made
    made.close()


def test_a_hearing_that_broke_off_goes_on_with_what_it_had(site: Site, hearings: Hearings) -> None:
    id_ = site.new().id
    site.ear.fails = TranscriptError("the gate answered 503")
    with pytest.raises(TranscriptError):
        hearings.hear(id_)
    pieces = [*site.store.pieces_of(id_).iterdir()]
    site.ear.fails = None

    assert hearings.hear(id_).state == "transcribed"

    assert site.ear.had == b"some words"
    assert len(pieces) == 1
    assert not site.store.pieces_of(id_).exists()  # done: nothing of it is left


def test_what_came_so_far_is_sealed(site: Site, hearings: Hearings) -> None:
    id_ = site.new().id
    site.ear.fails = TranscriptError("no words came")
    with pytest.raises(TranscriptError):
        hearings.hear(id_)

    (path,) = site.store.pieces_of(id_).iterdir()
    assert b"some words" not in path.read_bytes()
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(TranscriptError):
        hearings.hear(id_)
    assert site.ear.had is None  # what was changed counts for nothing


def test_a_recording_is_heard_by_whom_the_codes_let_and_by_nobody_else(
    site: Site, hearings: Hearings
) -> None:
    id_ = site.new().id
    site.ear.service = "azure_openai"

    with pytest.raises(OutdatedError, match="heard by `on_premises_model`.*by `azure_openai` by"):
        hearings.hear(id_)

    assert site.ear.heard == []


def test_why_a_recording_was_not_heard_is_told_until_it_is_tried_again(
    site: Site, hearings: Hearings
) -> None:
    id_ = site.new().id
    assert hearings.failure(id_) == ""
    for error, says in (
        (TranscriptError("the gate answered 503"), "the gate answered 503"),
        (ValueError("secret words"), "the recording could not be heard (ValueError); try it again"),
    ):
        site.ear.fails = error
        hearings.begin(id_)
        with pytest.raises(type(error)):
            hearings.wait(id_, 30)
        assert hearings.failure(id_) == says
    site.ear.fails = None
    hearings.begin(id_)
    hearings.wait(id_, 30)

    assert (hearings.failure(id_), hearings.is_on(id_), hearings.count()) == ("", False, 0)


def test_of_several_processes_one_hears_a_recording(site: Site, hearings: Hearings) -> None:
    id_ = site.new().id

    with (
        site.store.heard_alone(id_),
        pytest.raises(OutdatedError, match="into words already, by another process"),
    ):
        hearings.hear(id_)

    assert site.ear.heard == []
    assert hearings.hear(id_).state == "transcribed"


class Sound:
    """Hours of it, in the hands of an ear."""


def test_nothing_of_a_hearing_that_is_over_stays_in_memory(
    site: Site, hearings: Hearings, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[weakref.ref[Sound]] = []

    def fails(*_: object, **more: bool) -> Transcript:
        sound = Sound()
        left.append(weakref.ref(sound))
        try:
            raise ValueError
        except ValueError as cause:
            raise TranscriptError("no words came") from cause

    broken, heard = site.new().id, site.new().id
    with monkeypatch.context() as patched:
        patched.setattr(site.ear, "hear", fails)
        hearings.begin(broken)
        with pytest.raises(TranscriptError):
            hearings.wait(broken, 30)
    hearings.begin(heard)
    hearings.wait(heard, 30)
    gc.collect()

    assert hearings.failure(broken) == "no words came"
    assert [each() for each in left] == [None]
    assert [each.result() for each in (hearings._begun[heard],)] == [None]  # and no words


def test_a_gate_that_is_stopped_gives_up_what_it_hears(site: Site, hearings: Hearings) -> None:
    id_ = site.new().id
    hearings.close()

    with pytest.raises(RuntimeError, match="shutdown"):
        hearings.begin(id_)
    with pytest.raises(TranscriptError, match="hear it again"):
        hearings.hear(id_)
    assert hearings.progress(id_) == 0.0
    assert site.desk.find(OFFICER, id_).state == "decided"


@pytest.mark.parametrize(
    ("apart", "by_sound", "said"),
    [
        (DECIDED, True, {"by_sound": "let", "entry": 7}),
        (Refused("no", 8, ()), False, {"by_sound": "refused", "entry": 8}),
        (Held("people", 9, (), "hold-1"), False,
         {"by_sound": "held", "entry": 9, "case": "hold-1"}),
    ],
)  # fmt: skip
def test_voices_are_told_apart_only_where_the_codes_let_it_and_the_transcript_says_which(
    site: Site, hearings: Hearings, apart: Decided | Refused | Held, by_sound: bool,
    said: dict[str, object],
) -> None:  # fmt: skip
    site.ear.separates, site.decider.apart = True, apart

    heard = hearings.hear(site.new().id)

    assert site.ear.by_sound is by_sound
    (program,) = [each for each in heard.transcripts[-1].programs if each.part == "speakers"]
    assert said.items() <= program.settings.items()


def test_an_ear_that_tells_no_voices_apart_asks_for_nothing(
    site: Site, hearings: Hearings
) -> None:
    site.decider.apart = Refused("no", 8, ())

    heard = hearings.hear(site.new().id)

    assert site.ear.by_sound is False
    assert all("by_sound" not in each.settings for each in heard.transcripts[-1].programs)


def test_how_a_voice_sounds_is_nowhere_on_the_disk_and_in_no_report(site: Site) -> None:
    """Looked for as the numbers are in memory, and as they would be written."""
    model = Sounding()
    ear = LocalEar(
        Counting(lambda window: [line("Stop right there.", window.start)]),
        Detecting((500, 4000), (7000, 9500)), voices=BySound(model),
    )  # fmt: skip
    hearings = Hearings(site.desk._keeper, ear, TERMS, site.desk._separate)
    report = hearings.hear(site.new().id)
    hearings.close()
    site.store.close()

    assert model.asked
    assert report.transcripts[-1].is_by_sound
    kept = [path.read_bytes() for path in site.folder.rglob("*") if path.is_file()]
    kept.append(msgspec.json.encode(report))
    for bytes_ in model.as_written():
        assert not any(bytes_ in each for each in kept)
    assert b"." not in kept[-1].split(b'"segments":')[1].split(b'"unintelligible"')[0].replace(
        b"there.", b""
    )  # times and letters alone: no fraction
    assert len(SAMPLES) > 0
