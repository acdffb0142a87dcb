"""What was really said in a recording, checked by hand: turns with their times and exact words.

    clips/stop.wav  clips/stop.json:
    {"media": "stop.wav", "turns": [
        {"role": "officer", "start": 0.6, "end": 5.8, "text": "Good evening."}]}

Rules kept here:
 * Turns stand in the order in which they begin; two may overlap. Times are seconds.
 * A `sha256` of the media, where it is given, has to be right: figures of other sound mean nothing.
   Neither has a turn words that are none, or a time after the recording has ended.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from countenance.errors import ReportError

__all__ = ["Clip", "Turn", "check_times", "clips_in", "without_truth"]

_RECORDINGS = frozenset(
    {".flac", ".m4a", ".mkv", ".mov", ".mp3", ".mp4", ".ogg", ".wav", ".webm"}
)
_BEYOND = 1.0
"""Seconds by which a turn may seem to last longer than its recording."""


class Turn(msgspec.Struct, frozen=True):
    """What one person said in a row. `speaker`: tells two people of the same role apart."""

    role: str
    start: float
    end: float
    text: str
    speaker: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a turn from second {self.start} until second {self.end}")
        if not self.role or not self.text.split():
            raise ValueError(f"the turn at second {self.start} has no role, or no words")


class _Truth(msgspec.Struct, frozen=True):
    media: str
    turns: tuple[Turn, ...]
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording and what is said in it."""

    name: str
    media: Path
    turns: tuple[Turn, ...]


def clips_in(folder: Path) -> tuple[Clip, ...]:
    """Every clip of a folder, by name. Raises `ReportError` for what is not one."""
    found = tuple(_clips(folder))
    if not found:
        raise ReportError(f"{folder}: there is no clip; expected NAME.json beside its recording")
    return found


def without_truth(folder: Path, clips: Iterable[Clip]) -> tuple[str, ...]:
    """The names of recordings in a folder that are none of these clips."""
    known = {clip.media.name for clip in clips}
    return tuple(
        path.name
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _RECORDINGS and path.name not in known and path.is_file()
    )


def check_times(clip: Clip, milliseconds: int) -> None:
    """Raise `ReportError` for a turn that ends after a recording of this length."""
    for turn in clip.turns:
        if turn.end > milliseconds / 1000 + _BEYOND:
            raise ReportError(
                f"{clip.media.with_name(clip.name)}.json: a turn ends at second {turn.end:g}, and "
                f"the recording at {milliseconds / 1000:.1f}; times are seconds from its beginning"
            )


def _clips(folder: Path) -> Iterator[Clip]:
    for path in sorted(folder.glob("*.json")):
        try:
            truth = msgspec.json.decode(path.read_bytes(), type=_Truth)
        except (msgspec.MsgspecError, UnicodeDecodeError) as cause:
            raise ReportError(
                f"{path}: not the truth of a clip: {cause}; expected "
                '{"media": FILE, "turns": [{"role", "start", "end", "text"}]}'
            ) from cause
        if Path(truth.media).name != truth.media:
            raise ReportError(f"{path}: `media` is `{truth.media}`; expected a file beside it")
        media = folder / truth.media
        _check(media, truth.sha256)
        turns = tuple(sorted(truth.turns, key=lambda turn: turn.start))
        if not turns:
            raise ReportError(f"{path}: there are no turns")
        yield Clip(path.stem, media, turns)


def _check(media: Path, sha256: str) -> None:
    try:
        with media.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as cause:
        raise ReportError(f"{media}: {cause.strerror or 'it cannot be read'}") from cause
    if sha256 and found != sha256.removeprefix("sha256:"):
        raise ReportError(f"{media}: its SHA-256 is {found}; its truth is of {sha256}")
