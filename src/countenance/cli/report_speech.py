"""`countenance report transcribe` and `report evaluate`: speech to text, and how well it does.

Rules kept here:
 * All of it happens on this machine; nothing is sent anywhere, and no gate is asked.
 * What was heard unclearly is marked by a sign besides its colour, and speech without words has a
   line of its own.
 * A figure comes with what it was counted from.
"""

import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

import click
import msgspec

from countenance.cli.report_claims import Held, claims_held, grounding, tell_grounding
from countenance.cli.report_clip_drafts import clip_drafts, drafts_together, tell_drafts
from countenance.cli.words import json_option, number_of, say_json, table
from countenance.errors import ModelError
from countenance.reports.evaluating.drafts import DraftResult
from countenance.reports.hearing import Heard, hear
from countenance.reports.out.captions import as_vtt, cues_of
from countenance.reports.out.clock import span_clock
from countenance.reports.recording import Overlay, Recording
from countenance.reports.speech.activity import Silero
from countenance.reports.speech.measuring import Measured, Role, measured, together
from countenance.reports.speech.recognizer import Whisper
from countenance.reports.speech.transcribing import transcribe as put_into_words
from countenance.reports.speech.truth import clips_in
from countenance.reports.speech.weights import BUILT_IN, SpeechWeights, built_in, from_folder
from countenance.reports.transcript import Segment, Transcript

__all__ = ["SPEECH_COMMANDS"]

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_UNTESTED = (
    "not tested on real body-camera sound; for community members the error is unknown, and may be "
    "several times that of officers"
)


def _weights(ctx: click.Context, _param: click.Parameter, given: str) -> SpeechWeights:
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


_model_option = click.option(
    "--model", "weights", default="base", show_default=True, metavar="MODEL", callback=_weights,
    help="`base`, `fast`, or FOLDER@SHA256: a Whisper model as CTranslate2, and the digest of its "
    "`model.bin`.",
)  # fmt: skip


@click.command()
@click.argument("file", type=_FILE)
@_model_option
@click.option("--overlay", metavar="TIME", help="The time burnt into the first picture, as you read"
              " it there, in UTC: 2026-03-01T18:42:10Z.")  # fmt: skip
@click.option("--label", default="", metavar="TEXT", help="The camera's label that stands there.")
@click.option("--vtt", "as_captions", is_flag=True, help="Print captions (WebVTT).")
@json_option
def transcribe(
    file: Path,
    weights: SpeechWeights,
    overlay: str | None,
    label: str,
    as_captions: bool,
    as_json: bool,
) -> None:
    """Put a recording into words, on this machine: unclear words with a `?`, voices as letters.

    Speech that gave no words stands there too, as [unintelligible]. Names, plates and addresses are
    as they were heard, and often wrong.

    \b
    Example:
        countenance report transcribe stop.mp4
        countenance report transcribe stop.mp4 --vtt > stop.vtt
    """
    if as_captions and as_json:
        raise click.UsageError("`--vtt` or `--json`; both at once cannot be printed")
    if label and not overlay:
        raise click.UsageError("`--label` comes with `--overlay TIME`")
    heard = hear(file, overlay=_overlay(overlay, label))
    transcript = _in_words(heard, weights)
    if as_json:
        say_json(
            {
                "recording": msgspec.to_builtins(heard.recording),
                "transcript": msgspec.to_builtins(transcript),
            }
        )
    elif as_captions:
        cues = cues_of(transcript, None, heard.recording.muted)
        click.echo(as_vtt(cues, f"By {weights.name}; {_UNTESTED}."), nl=False)
    else:
        _tell(heard.recording, transcript)


@click.command()
@click.argument("clips", type=click.Path(path_type=Path, exists=True, file_okay=False))
@_model_option
@json_option
def evaluate(clips: Path, weights: SpeechWeights, as_json: bool) -> None:
    """Measure speech to text on recordings of your own whose words were checked by hand.

    Beside each recording stands NAME.json: {"media": FILE, "turns": [{"role", "start", "end",
    "text"}]}, with seconds and the exact words. Errors are told for each role. Sentences about it,
    "claims": [[1, "ok", SENTENCE], [0, "number", SENTENCE]], true or false, are checked too,
    and so is a draft of such a recording.

    \b
    Example:
        countenance report evaluate clips/ --json
    """
    recognizer, activity = Whisper(weights), Silero()
    found: dict[str, Measured] = {}
    took: dict[str, tuple[float, float, float]] = {}
    held: list[Held] = []
    drafts: list[dict[str, DraftResult]] = []
    for clip in clips_in(clips):
        click.echo(f"... {clip.name}", err=True)
        heard = hear(clip.media)
        wall, processor = time.monotonic(), time.process_time()
        transcript = put_into_words(
            heard.samples, heard.recording.samples_sha256, recognizer, activity
        )
        took[clip.name] = (
            heard.recording.milliseconds / 1000,
            time.monotonic() - wall,
            time.process_time() - processor,
        )
        found[clip.name] = measured(transcript, clip.turns, heard.recording.milliseconds)
        truth = clips / f"{clip.name}.json"
        held.append(claims_held(truth, transcript))
        drafts.append(clip_drafts(truth, transcript))
    total, grounded, drafted = together(found.values()), grounding(held), drafts_together(drafts)
    if as_json:
        say_json(
            {
                "model": weights.name,
                "weights": weights.sha256,
                "not_tested": _UNTESTED,
                "load": os.getloadavg()[0],
                "clips": {name: _content(each, *took[name]) for name, each in found.items()},
                "grounding": {against: asdict(each) for against, each in grounded.items()},
                "drafts": {against: asdict(each) for against, each in drafted.items()},
                "together": _content(
                    total, *(sum(each) for each in zip(*took.values(), strict=True))
                ),
            }
        )
        return
    _tell_measured(found, total, took, weights)
    tell_grounding(grounded)
    tell_drafts(drafted)


SPEECH_COMMANDS: tuple[click.Command, ...] = (transcribe, evaluate)


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


def _in_words(heard: Heard, weights: SpeechWeights) -> Transcript:
    """The transcript, with a bar where somebody looks on."""
    try:
        recognizer, activity = Whisper(weights), Silero()
    except (RuntimeError, ValueError, OSError) as cause:
        raise ModelError(f"{weights.name}: it cannot be loaded ({type(cause).__name__})") from cause
    with click.progressbar(
        length=1000, label="listening", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def progress(done: float) -> None:
            bar.update(round(done * 1000) - bar.pos)

        return put_into_words(
            heard.samples, heard.recording.samples_sha256, recognizer, activity, progress
        )


def _tell(recording: Recording, transcript: Transcript) -> None:
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
    click.echo(_UNTESTED)


def _line(segment: Segment) -> str:
    words = [
        click.style(f"{word.text}(?)", fg="yellow") if word.is_unclear else word.text
        for word in segment.words
    ]
    return f"[{span_clock(segment.span)}]  {segment.voice}  {' '.join(words)}"


def _tell_measured(
    found: dict[str, Measured],
    total: Measured,
    took: dict[str, tuple[float, float, float]],
    weights: SpeechWeights,
) -> None:
    click.echo(f"{weights.name}, {weights.sha256}; load {os.getloadavg()[0]:.1f}\n")
    rows = [
        (*_row(name, each.all_roles), _milliseconds(each), f"{took[name][1] / took[name][0]:.2f}",
         f"{took[name][2] / took[name][0]:.2f}")
        for name, each in found.items()
    ]  # fmt: skip
    head = ("words", "errors", "", "speech", "without a trace", "turns off by")
    table(("clip", *head, "time/length", "processor/length"), rows)
    click.echo()
    table(
        ("role", *head[:-1]),
        [*(_row(*each) for each in sorted(total.roles.items())), _row("all", total.all_roles)],
    )
    click.echo(
        f"\nwords heard: {total.heard}, wrong {total.wrong}; marked as unclear {total.unclear} "
        f"({_share(total.unclear, total.heard)}), of the wrong ones {total.unclear_wrong} "
        f"({_share(total.unclear_wrong, total.wrong)})\n"
        f"[unintelligible]: {total.marked / 1000:.1f} s, of it {total.marked_outside / 1000:.1f} s "
        f"where nobody spoke ({_share(total.marked_outside, total.quiet)} of that time)\n"
        f"letters: right for {_share(total.voiced_right, total.voiced)} of the speech\n"
        f"\n{_UNTESTED}"
    )


def _row(name: str, role: Role) -> tuple[str, ...]:
    return (
        name, str(role.words), str(role.errors), _share(role.errors, role.words),
        f"{role.speech / 1000:.1f} s", _share(role.lost, role.speech),
    )  # fmt: skip


def _milliseconds(each: Measured) -> str:
    return "-" if each.median_start is None else f"{each.median_start} ms"


def _share(count: int, of: int) -> str:
    return f"{count / of:.1%}" if of else "-"


def _content(each: Measured, seconds: float, wall: float, processor: float) -> dict[str, object]:
    """One clip, or all of them, for programs."""
    total = each.all_roles
    return {
        "seconds": seconds, "wall_seconds": wall, "processor_seconds": processor,
        "roles": {name: asdict(role) for name, role in sorted(each.roles.items())},
        "all": asdict(total),
        "word_error_rate": _ratio(total.errors, total.words),
        "lost_share": _ratio(total.lost, total.speech),
        "median_start_ms": each.median_start, "turns": each.turns, "turns_found": len(each.starts),
        "words_heard": each.heard, "words_wrong": each.wrong, "words_unclear": each.unclear,
        "wrong_and_unclear": each.unclear_wrong, "marked_ms": each.marked,
        "marked_outside_ms": each.marked_outside, "quiet_ms": each.quiet,
        "letters_ms": each.voiced, "letters_right_ms": each.voiced_right,
    }  # fmt: skip


def _ratio(count: int, of: int) -> float | None:
    return count / of if of else None
