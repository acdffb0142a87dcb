"""A recording put into words by a model elsewhere, through a gate: the options, and the way.

Rules kept here:
 * The key of a caller is in a file that its owner alone can read, in no argument.
 * What came stays in a folder until all of it is there, so that the same command goes on where one
   was refused, held or broken off; then the folder goes.
 * What the gate refuses exits 1, what it leaves to people 3, as everywhere.
"""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from countenance.cli.words import number_of
from countenance.errors import CountenanceError, NotHeardError, ReportError
from countenance.reports.hearing import Heard
from countenance.reports.installed import hearing_gate
from countenance.reports.speech.ear import GateEar
from countenance.reports.speech.transcribing import Progress
from countenance.reports.transcript import Transcript
from countenance.reports.view import why_not_heard
from countenance.stores.secret_file import read_secret

__all__ = [
    "GateOptions", "PiecesFolder", "elsewhere_of", "gate_options", "heard_elsewhere", "tell_pieces",
]  # fmt: skip

_F = TypeVar("_F", bound=Callable[..., Any])
_ELSEWHERE = "elsewhere"
_DENIED, _UNCLEAR = 1, 3


@dataclass(frozen=True, slots=True)
class GateOptions:
    """Which model, by way of which gate, with the key in which file; where what came is kept."""

    gate: str
    key_file: Path
    model: str
    pieces: Path | None


class PiecesFolder:
    """What came of a hearing, each in a file of a folder that its owner alone can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, name: str) -> bytes | None:
        """See `Kept`."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ReportError(f"{self.folder / name}: cannot be read: {error.strerror}") from error

    def put(self, name: str, data: bytes) -> None:
        """See `Kept`."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            begun = self.folder / f".{name}"
            descriptor = os.open(begun, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            begun.replace(self.folder / name)
        except OSError as error:
            raise ReportError(
                f"{self.folder}: what came cannot be kept there: {error.strerror}; "
                "`--pieces FOLDER` names another place"
            ) from error

    def count(self) -> int:
        """How many answers are there."""
        return sum(1 for _ in self._files())

    def clear(self) -> None:
        """Remove them, and the folder where nothing else is in it."""
        for path in self._files():
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def _files(self) -> list[Path]:
        return [*self.folder.glob("[0-9a-f]" * 64), *self.folder.glob("." + "[0-9a-f]" * 64)]


def gate_options(command: _F) -> _F:
    """`--gate`, `--key-file`, `--model-name` and `--pieces`; handed on as one `elsewhere`."""
    options = (
        click.option("--gate", metavar="URL", is_eager=True, expose_value=False, callback=_noted,
                     help="Have a model elsewhere hear it, by way of this gate."),
        click.option("--key-file", metavar="FILE", type=click.Path(path_type=Path), is_eager=True,
                     expose_value=False, callback=_noted,
                     help="The key of a caller of that gate, in a file that you alone can read."),
        click.option("--model-name", metavar="NAME", is_eager=True, expose_value=False,
                     callback=_noted, help="Which model the gate is asked for."),
        click.option("--pieces", metavar="FOLDER", type=click.Path(path_type=Path), is_eager=True,
                     expose_value=False, callback=_noted,
                     help="Where what came is kept until all is there; if not given, the name of "
                     "the recording with `.pieces`."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def elsewhere_of(ctx: click.Context) -> GateOptions | None:
    """What the options say together; none: it is heard here. Raises `click.UsageError`."""
    given: dict[str, Any] = ctx.meta.get(_ELSEWHERE, {})
    if not given:
        return None
    for name in ("gate", "key_file", "model_name"):
        if name not in given:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(
                "a model elsewhere is asked by `--gate URL --key-file FILE --model-name NAME`; "
                f"`{option}` is missing",
                ctx,
            )
    return GateOptions(given["gate"], given["key_file"], given["model_name"], given.get("pieces"))


def heard_elsewhere(heard: Heard, options: GateOptions, progress: Progress) -> Transcript:
    """The transcript. Exits where the gate refuses a piece, or leaves it to people."""
    lines = read_secret(options.key_file).decode("utf-8", "replace").split()
    if len(lines) != 1:
        raise click.UsageError(
            f"{options.key_file}: expected the key of a caller on one line, and nothing else"
        )
    gate = hearing_gate(options.gate, lines[0])
    kept = PiecesFolder(options.pieces or Path(f"{heard.recording.file}.pieces"))
    ear = GateEar(options.model, gate, "")
    try:
        transcript = ear.hear(heard.samples, heard.recording, progress, kept)
    except NotHeardError as error:
        click.echo(why_not_heard(error), err=True)
        _tell_kept(kept)
        raise click.exceptions.Exit(_UNCLEAR if error.is_held else _DENIED) from None
    except CountenanceError:
        _tell_kept(kept)
        raise
    finally:
        gate.close()
    kept.clear()
    return transcript


def tell_pieces(transcript: Transcript, options: GateOptions) -> None:
    """Say what was sent where, and how much of what came was kept."""
    pieces = transcript.pieces or ()
    entries = [str(each.entry) for each in pieces if each.entry is not None]
    words, kept = (sum(each.words for each in pieces), sum(each.kept for each in pieces))
    click.echo(
        f"heard by way of {options.gate}, in {number_of(len(pieces), 'piece')}; entries of its "
        f"record: {', '.join(entries) or 'none'}"
    )
    if words > kept:
        click.echo(
            f"of {words} words that came {words - kept} were not kept: without a time of their "
            "own, or where nobody speaks"
        )
    told = [word for segment in transcript.segments for word in segment.words]
    if told and all(word.is_unclear for word in told):
        click.echo(
            "every word is marked: the model says of none how sure it is, or is sure of none"
        )


def _noted(ctx: click.Context, param: click.Parameter, given: Any) -> None:
    if given is not None:
        ctx.meta.setdefault(_ELSEWHERE, {})[param.name] = given


def _tell_kept(kept: PiecesFolder) -> None:
    if count := kept.count():
        click.echo(
            f"{kept.folder}: {number_of(count, 'piece')} of it came and is kept there; the same "
            "command goes on from there. It holds what was said: remove it if you do not go on",
            err=True,
        )
