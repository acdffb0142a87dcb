"""The ear and the drafter of a gate, as its settings choose them and the desk asks for them.

Rules kept here:
 * The model is read when the first recording is heard, not when the gate starts; where the extra is
   not installed that recording says so, and nothing else of the gate misses it.
 * A model that drafts is asked by way of a gate, this one or another, by the key of a caller: what
   is asked of it is decided and entered like any call.
"""

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

from countenance.errors import ModelError, SettingsError
from countenance.gate.desk import Desk
from countenance.gate.settings.reports import ReportsSettings
from countenance.reports.drafting.asking import GateChat
from countenance.reports.drafting.drafters import ByModel, Extractive
from countenance.reports.drafting.model import Model
from countenance.reports.opened import opens
from countenance.reports.ports import Opened
from countenance.reports.recording import Overlay, Recording
from countenance.reports.speech.ear import LocalEar
from countenance.reports.speech.weights import BuiltIn, from_folder
from countenance.reports.transcript import Transcript

__all__ = ["ROOM", "OwnEar", "drafter_of"]


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


def drafter_of(
    settings: ReportsSettings, here: str, environment: Mapping[str, str]
) -> Extractive | ByModel:
    """Who drafts. `here`: the address of this gate. Raises `SettingsError`."""
    if not settings.draft_model:
        if settings.draft_gate or settings.draft_key_env:
            raise SettingsError("`reports.draft_gate` and `draft_key_env` need `draft_model`")
        return Extractive()
    if not settings.draft_key_env:
        raise SettingsError(
            "`reports.draft_model` is asked by way of a gate: `reports.draft_key_env` names the "
            "variable that holds the key of a caller there"
        )
    key = environment.get(settings.draft_key_env)
    if not key:
        raise SettingsError(f"reports: the variable `{settings.draft_key_env}` is not set")
    return ByModel(Model(settings.draft_model), GateChat(settings.draft_gate or here, key))


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


def _drafter(desk: Desk) -> Extractive | ByModel:
    return drafter_of(desk.settings.reports, desk.settings.address, os.environ)


ROOM = opens(_ear, _drafter)
"""Opens the reports of a gate with what comes with the program."""
