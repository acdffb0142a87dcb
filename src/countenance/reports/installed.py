"""The ear and the drafter of a gate, as its settings choose them and the desk asks for them.

Rules kept here:
 * The model is read when the first recording is heard, not when the gate starts; where the extra is
   not installed that recording says so, and nothing else of the gate misses it.
 * A model elsewhere, that hears or drafts, is asked by way of a gate, this one or another, by the
   key of a caller: what is asked of it is decided and entered like any call.
 * Voices are told apart by how they sound only where that is set; what is missing for it is named
   when the gate starts.
 * As what the codes know a model elsewhere is the service of the upstream that serves it; where
   that stands behind another gate, the operator says it.
"""

import os
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import get_args

from countenance.errors import ModelError, SettingsError
from countenance.gate.desk import Desk
from countenance.gate.settings.reports import ReportsSettings
from countenance.gate.settings.upstream import UpstreamSettings
from countenance.reports.drafting.asking import GateChat
from countenance.reports.drafting.drafters import ByModel, Extractive
from countenance.reports.drafting.model import Model
from countenance.reports.opened import opens
from countenance.reports.ports import NOTHING, Kept, Opened
from countenance.reports.recording import Overlay, Recording
from countenance.reports.speech.by_sound import BySound
from countenance.reports.speech.ear import GateEar, LocalEar
from countenance.reports.speech.voice_model import VoiceModel, installed_weights
from countenance.reports.speech.voices import Voices
from countenance.reports.speech.weights import BuiltIn, built_in, from_folder
from countenance.reports.through_gate import ThroughGate
from countenance.reports.transcript import Transcript

__all__ = ["ROOM", "OwnEar", "drafter_of", "ear_of", "hearing_gate"]

_TRANSCRIBE = ("openai", "azure_openai", "mirror")
"""Kinds of upstreams that are asked for transcriptions."""


class OwnEar:
    """A model on this machine. `settings`: which one."""

    service = LocalEar.service

    def __init__(self, settings: ReportsSettings, voices: Voices | None = None) -> None:
        self._settings, self._voices = settings, voices
        self._lock = threading.Lock()
        self._made: LocalEar | None = None

    @property
    def separates(self) -> bool:
        """Whether voices can be told apart by how they sound."""
        return self._voices is not None

    def open(self, path: Path, name: str, overlay: Overlay | None) -> Opened:
        """A recording; pictures are dropped unseen. Raises `MediaError`, `DetectorError`."""
        return LocalEar().open(path, name, overlay)

    def hear(
        self,
        samples: bytes | memoryview,
        recording: Recording,
        progress: Callable[[float], None],
        kept: Kept = NOTHING,
        *,
        by_sound: bool = False,
    ) -> Transcript:
        """What is said in it. Raises `TranscriptError`, `ModelError`."""
        return self._model().hear(samples, recording, progress, kept, by_sound=by_sound)

    def _model(self) -> LocalEar:
        with self._lock:
            if self._made is None:
                self._made = _chosen(self._settings, self._voices)
            return self._made


def hearing_gate(address: str, key: str, seconds: float = 120.0) -> ThroughGate:
    """The way through a gate on which a model elsewhere hears. Raises `SettingsError`."""
    return ThroughGate(
        address, key, whose="the ear's", then="nothing is written down", seconds=seconds
    )


def ear_of(
    settings: ReportsSettings,
    here: str,
    environment: Mapping[str, str],
    upstreams: Sequence[UpstreamSettings],
    services: Collection[str],
) -> OwnEar | GateEar:
    """Who hears. `here`: the address of this gate; `services`: those that the codes know.

    Raises `SettingsError`, and `ModelError` where voices are to be told apart and cannot be.
    """
    if not settings.hear_model:
        if settings.hear_gate or settings.hear_key_env or settings.hear_service:
            raise SettingsError(
                "`reports.hear_gate`, `hear_key_env` and `hear_service` need `hear_model`"
            )
        return OwnEar(settings, _voices(settings))
    key = _key(settings.hear_key_env, "hear", environment)
    service = _service(settings, upstreams)
    if service not in services:
        raise SettingsError(
            f"reports: no service is called `{service}`; the codes know {', '.join(services)}"
        )
    gate = hearing_gate(settings.hear_gate or here, key)
    return GateEar(settings.hear_model, gate, service, voices=_voices(settings))


def drafter_of(
    settings: ReportsSettings, here: str, environment: Mapping[str, str]
) -> Extractive | ByModel:
    """Who drafts. `here`: the address of this gate. Raises `SettingsError`."""
    if not settings.draft_model:
        if settings.draft_gate or settings.draft_key_env:
            raise SettingsError("`reports.draft_gate` and `draft_key_env` need `draft_model`")
        return Extractive()
    key = _key(settings.draft_key_env, "draft", environment)
    return ByModel(Model(settings.draft_model), GateChat(settings.draft_gate or here, key))


def _key(named: str, does: str, environment: Mapping[str, str]) -> str:
    if not named:
        raise SettingsError(
            f"`reports.{does}_model` is asked by way of a gate: `reports.{does}_key_env` names the "
            "variable that holds the key of a caller there"
        )
    key = environment.get(named)
    if not key:
        raise SettingsError(f"reports: the variable `{named}` is not set")
    return key


def _voices(settings: ReportsSettings) -> BySound | None:
    """What tells voices apart by how they sound, where that is set. Raises `ModelError`."""
    if settings.voices == "turns":
        return None
    return BySound(VoiceModel(installed_weights()))


def _service(settings: ReportsSettings, upstreams: Sequence[UpstreamSettings]) -> str:
    if settings.hear_gate:
        if not settings.hear_service:
            raise SettingsError(
                "reports: `hear_service` says as what the codes know the service behind the gate "
                "at `hear_gate`, such as `azure_openai`"
            )
        return settings.hear_service
    model = settings.hear_model
    for each in upstreams:
        if each.kind in _TRANSCRIBE and (not each.models or model in each.models):
            if settings.hear_service not in ("", each.service):
                raise SettingsError(
                    f"reports: `hear_service` is `{settings.hear_service}`, and this gate's "
                    f"upstream of `{model}` is `{each.service}`; leave it out"
                )
            return each.service
    raise SettingsError(f"reports: no upstream of this gate serves `hear_model`, `{model}`")


def _chosen(settings: ReportsSettings, voices: Voices | None) -> LocalEar:
    for which in get_args(BuiltIn):
        if settings.model == which:
            return LocalEar(weights=built_in(which), voices=voices)
    if not settings.model_sha256:
        raise ModelError(
            f"`reports.model` is a folder, `{settings.model}`: `reports.model_sha256` says which "
            "digest its `model.bin` has"
        )
    sha256 = settings.model_sha256
    return LocalEar(weights=from_folder(Path(settings.model), sha256), voices=voices)


def _ear(desk: Desk) -> OwnEar | GateEar:
    settings = desk.settings
    services = desk.vocabulary.fact("service").values
    return ear_of(settings.reports, settings.address, os.environ, settings.upstream, services)


def _drafter(desk: Desk) -> Extractive | ByModel:
    return drafter_of(desk.settings.reports, desk.settings.address, os.environ)


ROOM = opens(_ear, _drafter)
"""Opens the reports of a gate with what comes with the program."""
