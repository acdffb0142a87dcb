"""The ear and the drafter that come with the program, as the desk asks for them.

Rules kept here:
 * The model is read when the first recording is heard, not when the gate starts; where the extra is
   not installed that recording says so, and nothing else of the gate misses it.
 * A draft is checked as it is made: its flags come with it.
"""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import msgspec

from countenance.errors import ModelError
from countenance.gate.desk import Desk
from countenance.gate.reports_settings import ReportsSettings
from countenance.reports.checking.check import check
from countenance.reports.checking.omissions import omissions
from countenance.reports.draft import Draft, Flag, IncidentType, Omission, Sentence
from countenance.reports.drafting.draft import draft
from countenance.reports.opened import opens
from countenance.reports.ports import Opened
from countenance.reports.recording import Overlay, Recording
from countenance.reports.speakers import Speakers
from countenance.reports.speech.ear import LocalEar
from countenance.reports.speech.weights import BuiltIn, from_folder
from countenance.reports.transcript import Transcript

__all__ = ["ROOM", "Extractive", "OwnEar"]


class OwnEar:
    """A model on this machine. `settings`: which one."""

    service = LocalEar.service

    def __init__(self, settings: ReportsSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._made: LocalEar | None = None

    def open(self, path: Path, name: str, overlay: Overlay | None) -> Opened:
        """A recording; pictures are dropped unseen. Raises `MediaError`, `DetectorError`."""
        return LocalEar().open(path, name, overlay)

    def hear(
        self, samples: bytes, recording: Recording, progress: Callable[[float], None]
    ) -> Transcript:
        """What is said in it. Raises `TranscriptError`, `ModelError`."""
        return self._model().hear(samples, recording, progress)

    def _model(self) -> LocalEar:
        with self._lock:
            if self._made is None:
                self._made = _chosen(self._settings)
            return self._made


class Extractive:
    """Drafts by rules: attributed statements in the order of time, and gaps for all else."""

    def draft(
        self,
        transcript: Transcript,
        speakers: Speakers,
        recording: Recording,
        incident_type: IncidentType,
        fields: Mapping[str, str],
    ) -> Draft:
        """A draft with its flags. Raises `ReportError` for a field that is not known."""
        made = draft(transcript, speakers, incident_type, fields, recording)
        flags = check(made.sentences, transcript, speakers, fields)
        return msgspec.structs.replace(made, flags=flags)

    def check(
        self,
        sentence: Sentence,
        transcript: Transcript,
        speakers: Speakers,
        fields: Mapping[str, str],
    ) -> tuple[Flag, ...]:
        """What is doubtful about one sentence."""
        return check((sentence,), transcript, speakers, fields)

    def omissions(
        self, sentences: tuple[Sentence, ...], transcript: Transcript, speakers: Speakers
    ) -> tuple[Omission, ...]:
        """What has to appear and does not."""
        return omissions(sentences, transcript, speakers)


def _chosen(settings: ReportsSettings) -> LocalEar:
    for which in get_args(BuiltIn):
        if settings.model == which:
            return LocalEar.of(which)
    if not settings.model_sha256:
        raise ModelError(
            f"`reports.model` is a folder, `{settings.model}`: `reports.model_sha256` says which "
            "digest its `model.bin` has"
        )
    sha256 = settings.model_sha256
    return LocalEar(weights=from_folder(Path(settings.model), sha256))


def _ear(desk: Desk) -> OwnEar:
    return OwnEar(desk.settings.reports)


def _drafter(_: Desk) -> Extractive:
    return Extractive()


ROOM = opens(_ear, _drafter)
"""Opens the reports of a gate with what comes with the program."""
