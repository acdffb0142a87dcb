"""From the settings to what each part of a gate is told.

Every function takes a table of the settings and gives what one part understands; nothing here opens
anything but the file of a detector's weights.
"""

import hashlib
from dataclasses import fields
from pathlib import Path

import msgspec

from countenance.callers.standing import Rules, Threshold
from countenance.faces.settings import FaceSettings
from countenance.faces.weights import DetectorKind
from countenance.gate.fetch import FetchLimits
from countenance.gate.quotas import CallerLimits, Quotas
from countenance.gate.settings.media import PicturesSettings
from countenance.gate.settings.notices import hook_shown
from countenance.gate.settings.settings import (
    CallerLimitsSettings,
    LimitsSettings,
    OffencesSettings,
    Settings,
)
from countenance.gate.settings.upstream import UpstreamSettings
from countenance.media.decoder import Unsandboxed, check_c2pa_extra
from countenance.media.film_messages import FilmLimits
from countenance.media.print_reader import check_ocr_extra
from countenance.record.changes import UpstreamSeen
from countenance.stores.weights import built_in_weights, weights_from_file

__all__ = [
    "face_settings",
    "fetch_limits",
    "flat",
    "quotas_of",
    "rules_of",
    "seen_upstreams",
    "settings_digest",
]


def quotas_of(settings: LimitsSettings) -> Quotas:
    """What each caller may take, and how many pictures may wait."""
    general = _caller_limits(settings)
    own = {name: _caller_limits(each, settings) for name, each in settings.callers.items()}
    return Quotas(general, own, settings.pictures_waiting)


def _caller_limits(
    own: LimitsSettings | CallerLimitsSettings, general: LimitsSettings | None = None
) -> CallerLimits:
    def limit(name: str) -> int:
        value = getattr(own, name)
        return int(getattr(general, name) if value is None else value)

    return CallerLimits(**{each.name: limit(each.name) for each in fields(CallerLimits)})


def rules_of(settings: OffencesSettings) -> Rules:
    """When refusals of one caller add up to a step."""
    return Rules(
        Threshold(settings.notice_after, settings.notice_hours),
        Threshold(settings.review_after, settings.review_hours),
        Threshold(settings.suspend_after, settings.suspend_hours),
        automatic=settings.suspension == "automatic",
    )


def fetch_limits(settings: PicturesSettings) -> FetchLimits:
    """From where pictures are fetched, and what one may cost."""
    return FetchLimits(
        frozenset(settings.fetch), settings.fetch_max_bytes, settings.fetch_seconds
    )


def face_settings(settings: Settings) -> FaceSettings:
    """What the settings say about looking at pictures, with the weights loaded and their digest
    checked. Raises `SettingsError` for an extra that is asked for and not installed."""
    faces, films = settings.faces, settings.films
    read_text = settings.pictures.read_text == "on"
    if read_text:
        check_ocr_extra()
    read_credentials = settings.pictures.read_credentials == "on"
    if read_credentials:
        check_c2pa_extra()
    if faces.detector == "yunet":
        weights = weights_from_file(Path(faces.model), DetectorKind.YUNET, faces.sha256)
    else:
        weights = built_in_weights()
    named = faces.unsandboxed == "i-know-the-risk"
    return FaceSettings(
        weights,
        workers=faces.workers,
        seconds=faces.seconds,
        unsandboxed=Unsandboxed.I_KNOW_THE_RISK if named else Unsandboxed.REFUSE,
        films=FilmLimits(
            bytes=films.max_bytes,
            seconds=films.max_length_seconds,
            frames=films.max_frames,
            rate=films.frames_per_second,
        ),
        film_seconds=films.seconds,
        read_text=read_text,
        read_credentials=read_credentials,
    )


def seen_upstreams(upstreams: tuple[UpstreamSettings, ...]) -> tuple[UpstreamSeen, ...]:
    """The upstreams as the record notes them."""
    return tuple(
        UpstreamSeen(one.name, one.kind, one.service, one.url or "mirror") for one in upstreams
    )


def flat(settings: Settings) -> dict[str, str]:
    """Every setting by its name; there are no secrets among them. The path of a hook may be one:
    a digest stands for it, by which another one is noticed."""
    tables = msgspec.to_builtins(settings)
    tables.pop("upstream")
    noted = {
        f"{table}.{key}": msgspec.json.encode(value).decode()
        for table, content in tables.items()
        for key, value in content.items()
    }
    noted["notices.hooks"] = msgspec.json.encode(
        [f"{hook_shown(each)} {_digest(each)}" for each in settings.notices.hooks]
    ).decode()
    for one in settings.upstream:
        if one.hosted_tools:
            noted[f"upstream.{one.name}.hosted_tools"] = ",".join(one.hosted_tools)
    return noted


def _digest(words: str) -> str:
    return "sha256:" + hashlib.sha256(words.encode()).hexdigest()


def settings_digest(settings: Settings) -> str:
    """The digest of all of them together."""
    written = msgspec.json.encode(settings, order="sorted")
    return "sha256:" + hashlib.sha256(written).hexdigest()
