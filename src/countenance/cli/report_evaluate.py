"""`countenance report evaluate`: how well speech is put into words on an agency's own recordings.

Rules kept here:
 * A figure comes with what it was counted from.
 * Errors are told for each role: an average hides whose words were lost.
"""

import os
import time
from dataclasses import asdict
from pathlib import Path

import click

from countenance.cli.report_claims import Held, case_of, claims_held, grounding, tell_grounding
from countenance.cli.report_clip_drafts import clip_drafts, drafts_together, tell_drafts
from countenance.cli.report_hears import Hears, hearing_options, hears_of
from countenance.cli.report_speech import UNTESTED
from countenance.cli.words import json_option, say_json, table
from countenance.reports.evaluating.drafts import DraftResult
from countenance.reports.hearing import hear
from countenance.reports.speech.measuring import Measured, Role, measured, together
from countenance.reports.speech.truth import Clip, check_times, clips_in, without_truth
from countenance.reports.speech.weights import SpeechWeights

__all__ = ["EVALUATE_COMMANDS"]

_LISTED = 5


@click.command()
@click.argument("clips", type=click.Path(path_type=Path, exists=True, file_okay=False))
@hearing_options
@json_option
@click.pass_context
def evaluate(ctx: click.Context, clips: Path, weights: SpeechWeights | None, as_json: bool) -> None:
    """Measure speech to text on recordings of your own whose words were checked by hand.

    Beside each recording stands NAME.json: {"media": FILE, "turns": [{"role", "start", "end",
    "text"}]}, with seconds and the exact words. Errors are told for each role. Sentences about it,
    "claims": [[1, "ok", SENTENCE], [0, "number", SENTENCE]], true or false, are checked too,
    and so is a draft of such a recording.

    \b
    Example:
        countenance report evaluate clips/ --json
    """
    given = _checked(clips)
    hears = hears_of(ctx, weights)
    found: dict[str, Measured] = {}
    took: dict[str, tuple[float, float, float]] = {}
    held: list[Held] = []
    drafts: list[dict[str, DraftResult]] = []
    for clip in given:
        click.echo(f"... {clip.name}", err=True)
        heard = hear(clip.media)
        wall, processor = time.monotonic(), time.process_time()
        transcript = hears.in_words(heard, lambda _: None)
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
                "model": hears.name,
                "weights": hears.weights,
                "not_tested": UNTESTED,
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
    _tell_measured(found, total, took, hears)
    tell_grounding(grounded)
    tell_drafts(drafted)


EVALUATE_COMMANDS: tuple[click.Command, ...] = (evaluate,)


def _checked(folder: Path) -> tuple[Clip, ...]:
    """The clips, each looked at before minutes are spent on any. Raises `ReportError`."""
    clips = clips_in(folder)
    for clip in clips:
        check_times(clip, hear(clip.media).recording.milliseconds)
        case_of(folder / f"{clip.name}.json")
    if others := without_truth(folder, clips):
        listed = ", ".join(others[:_LISTED]) + (" and others" if len(others) > _LISTED else "")
        click.echo(f"not measured, nothing beside it says what was said: {listed}", err=True)
    return clips


def _tell_measured(
    found: dict[str, Measured],
    total: Measured,
    took: dict[str, tuple[float, float, float]],
    hears: Hears,
) -> None:
    by = hears.weights or "elsewhere"
    click.echo(f"{hears.name}, {by}; load {os.getloadavg()[0]:.1f}\n")
    rows = [
        (*_row(name, each.all_roles), _milliseconds(each), f"{took[name][1] / took[name][0]:.2f}",
         f"{took[name][2] / took[name][0]:.2f}")
        for name, each in found.items()
    ]  # fmt: skip
    head = ("words", "errors", "", "speech", "marked", "without a trace", "turns off by")
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
        f"letters: right for {_share(total.voiced_matched, total.voiced)} of the speech, each "
        f"letter one speaker; {total.letters} for {total.speakers}\n"
        f"\n{UNTESTED}"
    )


def _row(name: str, role: Role) -> tuple[str, ...]:
    return (
        name, str(role.words), str(role.errors), _share(role.errors, role.words),
        f"{role.speech / 1000:.1f} s", _share(role.marked, role.speech),
        _share(role.lost, role.speech),
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
        "roles": {name: _role(role) for name, role in sorted(each.roles.items())},
        "all": _role(total),
        "word_error_rate": _ratio(total.errors, total.words),
        "lost_share": _ratio(total.lost, total.speech),
        "median_start_ms": each.median_start, "turns": each.turns, "turns_found": len(each.starts),
        "words_heard": each.heard, "words_wrong": each.wrong, "words_unclear": each.unclear,
        "wrong_and_unclear": each.unclear_wrong, "marked_ms": each.marked,
        "marked_outside_ms": each.marked_outside, "quiet_ms": each.quiet,
        "letters_ms": each.voiced, "letters_right_ms": each.voiced_right,
        "letters_matched_ms": each.voiced_matched, "letters": each.letters,
        "speakers": each.speakers,
    }  # fmt: skip


def _role(role: Role) -> dict[str, object]:
    """The counts, and what they come to; none where nothing was said."""
    return {
        **asdict(role),
        "word_error_rate": _ratio(role.errors, role.words),
        "lost_share": _ratio(role.lost, role.speech),
    }


def _ratio(count: int, of: int) -> float | None:
    return count / of if of else None
