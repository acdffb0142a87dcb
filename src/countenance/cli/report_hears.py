"""Who hears for a command: a model on this machine, or one elsewhere by way of a gate.

Rules kept here:
 * It is one or the other, and a model here is loaded only where it hears.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from countenance.cli.report_elsewhere import (
    GateOptions,
    elsewhere_of,
    gate_options,
    heard_elsewhere,
)
from countenance.errors import ModelError
from countenance.reports.hearing import Heard
from countenance.reports.speech.activity import Silero
from countenance.reports.speech.recognizer import Whisper
from countenance.reports.speech.transcribing import Progress, transcribe
from countenance.reports.speech.weights import BUILT_IN, SpeechWeights, built_in, from_folder
from countenance.reports.transcript import Transcript

__all__ = ["Hears", "hearing_options", "hears_of"]

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Hears:
    """What puts recordings into words. `weights`: of a model on this machine; `elsewhere`: how one
    is asked that is not."""

    name: str
    weights: str | None
    elsewhere: GateOptions | None
    in_words: Callable[[Heard, Progress], Transcript]


def hearing_options(command: _F) -> _F:
    """`--model`, or `--gate` and what goes with it; handed on as `weights` and in the context."""
    option = click.option(
        "--model", "weights", show_default="base", metavar="MODEL", callback=_weights,
        help="`base`, `fast`, or FOLDER@SHA256: a Whisper model as CTranslate2, and the digest of "
        "its `model.bin`.",
    )  # fmt: skip
    return option(gate_options(command))


def hears_of(ctx: click.Context, weights: SpeechWeights | None) -> Hears:
    """Who hears, by the options. Raises `ModelError`, and `click.UsageError`."""
    elsewhere = elsewhere_of(ctx)
    if elsewhere is not None:
        return Hears(
            elsewhere.model, None, elsewhere,
            lambda heard, progress: heard_elsewhere(heard, elsewhere, progress),
        )  # fmt: skip
    weights = weights or built_in("base")
    try:
        recognizer, activity = Whisper(weights), Silero()
    except (RuntimeError, ValueError, OSError) as cause:
        raise ModelError(f"{weights.name}: it cannot be loaded ({type(cause).__name__})") from cause
    return Hears(
        weights.name, weights.sha256, None,
        lambda heard, progress: transcribe(
            heard.samples, heard.recording.samples_sha256, recognizer, activity, progress
        ),
    )  # fmt: skip


def _weights(
    ctx: click.Context, _param: click.Parameter, given: str | None
) -> SpeechWeights | None:
    """Those of a model here that was named."""
    if elsewhere_of(ctx) is not None and given is not None:
        raise click.UsageError(
            "`--model` is a model on this machine, `--model-name` one behind `--gate`", ctx
        )
    if given is None:
        return None
    for which in BUILT_IN:
        if given == which:
            return built_in(which)
    folder, at, sha256 = given.rpartition("@")
    if not at:
        raise click.UsageError(
            f"`{given}` is no model; write `{'`, `'.join(BUILT_IN)}`, or `FOLDER@SHA256` with the "
            "SHA-256 of its `model.bin`",
            ctx,
        )
    return from_folder(Path(folder), sha256)
