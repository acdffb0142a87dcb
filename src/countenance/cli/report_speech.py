"""`countenance report transcribe`: a recording put into words.

Rules kept here:
 * All of it happens on this machine; nothing is sent anywhere, and no gate is asked, unless a
   model elsewhere is asked for by name: then by way of a gate.
 * What was heard unclearly is marked by a sign besides its colour, and speech without words has a
   line of its own.
"""

import sys
import time
from pathlib import Path

import click
import msgspec

from countenance.cli.report_elsewhere import tell_pieces
from countenance.cli.report_hears import Hears, hearing_options, hears_of
from countenance.cli.words import json_option, number_of, say_json
from countenance.reports.clock import span_clock
from countenance.reports.hearing import Heard, hear
from countenance.reports.out.captions import as_vtt, cues_of
from countenance.reports.recording import Overlay, Recording
from countenance.reports.speech.weights import SpeechWeights
from countenance.reports.transcript import Segment, Transcript

__all__ = ["SPEECH_COMMANDS", "UNTESTED"]

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
UNTESTED = (
    "not tested on real body-camera sound; for community members the error is unknown, and may be "
    "several times that of officers"
)


@click.command()
@click.argument("file", type=_FILE)
@hearing_options
@click.option("--overlay", metavar="TIME", help="The time burnt into the first picture, as you read"
              " it there, in UTC: 2026-03-01T18:42:10Z.")  # fmt: skip
@click.option("--label", default="", metavar="TEXT", help="The camera's label that stands there.")
@click.option("--vtt", "as_captions", is_flag=True, help="Print captions (WebVTT).")
@json_option
@click.pass_context
def transcribe(
    ctx: click.Context,
    file: Path,
    weights: SpeechWeights | None,
    overlay: str | None,
    label: str,
    as_captions: bool,
    as_json: bool,
) -> None:
    """Put a recording into words, on this machine: unclear words with a `?`, voices as letters.

    Speech that gave no words stands there too, as [unintelligible]. Names, plates and addresses are
    as they were heard, and often wrong. With `--gate` a model elsewhere hears it, piece by piece:
    exit code 1 when the gate refuses one, 3 when people decide; the same command goes on there.

    \b
    Example:
        countenance report transcribe stop.mp4
        countenance report transcribe stop.mp4 --vtt > stop.vtt
        countenance report transcribe stop.mp4 --gate https://gate.example --key-file caller.key \\
            --model-name whisper-1
    """
    if as_captions and as_json:
        raise click.UsageError("`--vtt` or `--json`; both at once cannot be printed")
    if label and not overlay:
        raise click.UsageError("`--label` comes with `--overlay TIME`")
    heard = hear(file, overlay=_overlay(overlay, label))
    hears = hears_of(ctx, weights)
    transcript = _in_words(heard, hears)
    if as_json:
        say_json(
            {
                "recording": msgspec.to_builtins(heard.recording),
                "transcript": msgspec.to_builtins(transcript),
            }
        )
    elif as_captions:
        cues = cues_of(transcript, None, heard.recording.muted)
        click.echo(as_vtt(cues, f"By {hears.name}; {UNTESTED}."), nl=False)
    else:
        _tell(heard.recording, transcript, hears)


SPEECH_COMMANDS: tuple[click.Command, ...] = (transcribe,)


def _overlay(given: str | None, label: str) -> Overlay | None:
    if given is None:
        return None
    try:
        time.strptime(given, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError as error:
        raise click.UsageError(
            f"`{given}` is no time; write it in UTC as 2026-03-01T18:42:10Z"
        ) from error
    return Overlay(given, label)


def _in_words(heard: Heard, hears: Hears) -> Transcript:
    """The transcript, with a bar where somebody looks on."""
    with click.progressbar(
        length=1000, label="listening", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        return hears.in_words(heard, lambda done: bar.update(round(done * 1000) - bar.pos))


def _tell(recording: Recording, transcript: Transcript, hears: Hears) -> None:
    video = "its pictures were dropped unseen" if recording.video == "dropped" else "no pictures"
    click.echo(f"{recording.file}: {recording.milliseconds / 1000:.1f} s, {video}")
    for span in recording.muted:
        click.echo(f"[{span_clock(span)}]  no sound was recorded")
    lines: list[tuple[int, str]] = [
        (span.start, click.style(f"[{span_clock(span)}]     [unintelligible]", fg="yellow"))
        for span in transcript.unintelligible
    ]
    lines += [(segment.span.start, _line(segment)) for segment in transcript.segments]
    for _, line in sorted(lines):
        click.echo(line)
    words = [word for segment in transcript.segments for word in segment.words]
    unclear = sum(word.is_unclear for word in words)
    click.echo(
        f"{number_of(len(words), 'word')}, {unclear} heard unclearly (?), "
        f"{number_of(len(transcript.unintelligible), 'stretch', 'stretches')} without words"
    )
    click.echo("letters are proposals: who is who, a person says")
    for program in transcript.programs:
        click.echo(f"by {program.name} ({program.version})")
    if hears.elsewhere is not None:
        tell_pieces(transcript, hears.elsewhere)
    click.echo(UNTESTED)


def _line(segment: Segment) -> str:
    words = [
        click.style(f"{word.text}(?)", fg="yellow") if word.is_unclear else word.text
        for word in segment.words
    ]
    return f"[{span_clock(segment.span)}]  {segment.voice}  {' '.join(words)}"
