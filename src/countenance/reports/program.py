"""A program that had a part in a report, exactly enough to be named on its pages and run again."""

from typing import Literal

import msgspec

from countenance.reports.recording import Sha256

__all__ = ["Part", "Program"]

Part = Literal["speech-to-text", "voice-activity", "speakers", "drafter", "check"]


class Program(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One program. `name` and `version`: as people would look it up. `weights`: what it was loaded
    from; `settings`: all by which another run would differ; `prompt`: of its template."""

    part: Part
    name: str
    version: str
    weights: Sha256 | None = None
    prompt: Sha256 | None = None
    settings: dict[str, str | int] = {}
