"""What the worker that decodes sound is told and what it answers."""

import msgspec

from countenance.media.sandbox import SandboxLimits
from countenance.media.sound import DecodedSound, SoundLimits
from countenance.media.sound_kinds import SoundKind

__all__ = ["SoundJob", "SoundSaid"]


class SoundJob(msgspec.Struct, frozen=True):
    """One file to decode: its kind as the caller saw it, its length in bytes, and the limits.

    A length of 0 asks for the limits that hold and decodes nothing. `speech`: a recording that is
    read from its file as it goes, into one channel for recognition.
    """

    kind: SoundKind
    length: int
    limits: SoundLimits
    sandbox: SandboxLimits
    seconds: float
    speech: bool = False


class SoundSaid(msgspec.Struct, frozen=True):
    """What a child says: samples, or why there are none, or the limits that hold."""

    decoded: DecodedSound | None = None
    unreadable: str = ""
    too_large: bool = False
    held: dict[str, bool] | None = None
