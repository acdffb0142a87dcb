"""`[faces]`, `[films]`, `[pictures]`: how media are opened and looked at."""

from typing import Annotated, Literal

import msgspec

from countenance.errors import SettingsError

__all__ = ["FacesSettings", "FilmsSettings", "PicturesSettings", "refuse_odd_faces"]

Positive = Annotated[int, msgspec.Meta(ge=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=3600)]


class FacesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[faces]`: the detector and its limits."""

    detector: Literal["centerface", "yunet"] = "centerface"
    model: str = ""
    """For `yunet`: the path of the model file."""
    sha256: str = ""
    """For `yunet`: its digest; a file with another digest is not loaded."""
    workers: Positive = 2
    seconds: Seconds = 30.0
    unsandboxed: Literal["", "i-know-the-risk"] = ""
    """Only for machines where no limit on the decoder holds; the risk is named in every report."""


class FilmsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[films]`: how much of a film is opened; it needs the extra `film`."""

    frames_per_second: Annotated[float, msgspec.Meta(ge=0, le=1000)] = 2.0
    """How many frames a second leave at most, each looked at; 0: every one."""
    max_frames: Positive = 120
    max_length_seconds: Positive = 60
    max_bytes: Positive = 32 * 1024 * 1024
    seconds: Seconds = 50.0
    """The longest for one, decoding and looking; below `gate.call_seconds`."""


class PicturesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[pictures]`: from where pictures are fetched that stand elsewhere."""

    fetch: tuple[str, ...] = ()
    """Host names; `*`: every host of the public internet; empty: nothing is fetched."""
    fetch_max_bytes: Positive = 20 * 1024 * 1024
    fetch_seconds: Seconds = 10.0
    read_text: Literal["off", "on"] = "off"
    """Whether print in the pictures is read; needs the extra `ocr`."""
    read_credentials: Literal["off", "on"] = "off"
    """Whether content credentials (C2PA) are read; needs the extra `c2pa`."""
    linked_hours: Positive = 24
    """How long it is kept, as a keyed digest, that a caller has shown a picture."""
    conversation_minutes: Count = 30
    """How far back what was asked of the same picture counts as asked still; 0: not at all."""


def refuse_odd_faces(faces: FacesSettings, where: str) -> None:
    """Raise `SettingsError` for a model that this detector does not have, or has not."""
    if faces.detector == "yunet" and not (faces.model and faces.sha256):
        raise SettingsError(f"{where}: detector `yunet` needs `model` (a path) and `sha256`")
    if faces.detector == "centerface" and (faces.model or faces.sha256):
        raise SettingsError(f"{where}: detector `centerface` is built in; remove `model`, `sha256`")
