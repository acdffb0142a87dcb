"""Speech to text on clips whose words are known, and the time that it takes.

 * `shared`: the clips of the shared data. The bars of each are for the model `base`.
 * `voices`: who speaks, proposed by turns and words, and by how the voices sound, side by side; of
   the same words, by `base`. What voices are alike was chosen on other sound (see `by_sound`).
 * `elsewhere`: the same model, heard as one behind a gate is: once, and sure by line.
 * `other`: those of `tests/data/speech`: other words, noise and mostly another voice, made by us.
   How a recording is cut into phrases was chosen on both sets; no model was trained on either.
"""

import os
import statistics
import time
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from part import ROOT, Part, data
from speech_elsewhere import InPlaceOfAGate

from countenance.reports.hearing import Heard, hear
from countenance.reports.speech.activity import Silero
from countenance.reports.speech.by_sound import BySound
from countenance.reports.speech.ear import GateEar
from countenance.reports.speech.measuring import Measured, measured, together
from countenance.reports.speech.recognizer import Whisper
from countenance.reports.speech.transcribing import transcribe
from countenance.reports.speech.truth import Clip, clips_in
from countenance.reports.speech.voice_model import VoiceModel, installed_weights
from countenance.reports.speech.voices import Turns
from countenance.reports.speech.weights import BUILT_IN, built_in
from countenance.reports.transcript import Segment, Transcript

__all__ = ["speech"]

OTHER = ROOT / "tests" / "data" / "speech"
WORD_ERRORS = {
    "stop_quiet": 0.06, "store_theft": 0.09, "welfare_video": 0.10, "stop_siren": 0.36,
}  # fmt: skip
OTHER_WORD_ERRORS = 0.17
TIME = {"base": 0.35, "fast": 0.20}
START_MS = 300
UNCLEAR_CAUGHT, UNCLEAR_MARKED = 0.65, 0.20
LOST = 0.05
CORES = 2


def speech() -> Part:
    """Errors, lost speech, turns, unclear words and time, of each model and set of clips."""
    folder, why = data("data/bodycam")
    lines: list[str] = []
    content: dict[str, object] = {}
    short: list[str] = []
    sets = {"shared": folder, "other": OTHER}
    voices: dict[str, tuple[Measured, Measured, float]] = {}
    elsewhere: dict[str, list[Measured]] = {name: [] for name in sets}
    sound = BySound(VoiceModel(installed_weights()))
    for model in BUILT_IN:
        recognizer, activity = Whisper(built_in(model)), Silero()
        times: list[float] = []
        for name, where in sets.items():
            if where is None:
                continue
            found: dict[str, Measured] = {}
            for clip in clips_in(where):
                heard = hear(clip.media)
                begun, clock = time.process_time(), time.monotonic()
                segments: list[Segment] = []
                transcript = transcribe(
                    heard.samples, heard.recording.samples_sha256, recognizer, activity,
                    voices=_Seen(segments),
                )  # fmt: skip
                length = heard.recording.milliseconds / 1000
                times.append((time.process_time() - begun) / CORES / length)
                found[clip.name] = _measured(transcript, clip, heard)
                wall = (time.monotonic() - clock) / length
                lines.append(_line(f"{model} {clip.name}", found[clip.name], times[-1], wall))
                if model == "base":
                    begun = time.process_time()
                    letters = sound.proposed(segments, heard.samples)
                    took = (time.process_time() - begun) / length
                    other = _measured(_lettered(transcript, letters), clip, heard)
                    voices[clip.name] = (found[clip.name], other, took)
                    ear = GateEar(model, InPlaceOfAGate(recognizer), "", activity)
                    told = ear.hear(heard.samples, heard.recording)
                    elsewhere[name].append(_measured(told, clip, heard))
            total = together(found.values())
            lines += [_line(f"{model} {name}, together", total), *_roles(total)]
            content[f"{model} {name}"] = _content(total)
            if model == "base":
                short += _short(name, found, total)
        median = statistics.median(times)
        lines.append(f"  {model}: median processor time of {CORES} cores / length {median:.3f}\n")
        content[f"{model} time"] = median
        if median > TIME[model]:
            short.append(f"speech, {model}: time {median:.2f} of the length; bar {TIME[model]}")
    lines += _voices(voices)
    for name, measures in elsewhere.items():
        if measures:
            lines.append(_line(f"base elsewhere, {name}", together(measures)))
            content[f"elsewhere {name}"] = _content(together(measures))
    content["voices"] = {
        name: {"by_turns": _letters(turns), "by_sound": _letters(other), "processor": took}
        for name, (turns, other, took) in voices.items()
    }
    if folder is None:
        lines.append(f"  shared: skipped: {why}")
    head = (
        f"speech to text; load {os.getloadavg()[0]:.1f}\n"
        "  clip: word errors; lost speech; turns off by; unclear: wrong ones caught, marked;\n"
        "  [unintelligible] where nobody spoke; letters right; time (processor of two cores, wall)"
    )
    return Part("\n".join((head, *lines)), content, short=tuple(short))


class _Seen(Turns):
    """Proposes by turns, and keeps what it was given."""

    def __init__(self, seen: list[Segment]) -> None:
        self._seen = seen

    def proposed(
        self, segments: Sequence[Segment], samples: NDArray[np.int16]
    ) -> tuple[Segment, ...]:
        self._seen.extend(segments)
        return super().proposed(segments, samples)


def _lettered(transcript: Transcript, letters: Sequence[Segment]) -> Transcript:
    """The transcript with the letters of these, its own segments."""
    named = tuple(
        msgspec.structs.replace(each, voice=other.voice)
        for each, other in zip(transcript.segments, letters, strict=True)
    )
    return msgspec.structs.replace(transcript, segments=named)


def _voices(found: dict[str, tuple[Measured, Measured, float]]) -> list[str]:
    """Speech time under the right letter, each letter one speaker; letters of so many speakers."""
    lines = ["  who speaks, by turns and words | by sound: right, letters/speakers; processor"]
    for name, (turns, sound, took) in found.items():
        lines.append(f"    {name:16} {_letter(turns)} | {_letter(sound)}; {took:.2f}")
    by_turns = together(turns for turns, _, _ in found.values())
    by_sound = together(sound for _, sound, _ in found.values())
    return [*lines, f"    {'together':16} {_letter(by_turns)} | {_letter(by_sound)}"]


def _letter(each: Measured) -> str:
    share = each.voiced_matched / max(1, each.voiced)
    return f"{share:.3f}, {each.letters}/{each.speakers}"


def _letters(each: Measured) -> dict[str, object]:
    share = each.voiced_matched / max(1, each.voiced)
    return {"right": share, "letters": each.letters, "speakers": each.speakers}


def _measured(transcript: Transcript, clip: Clip, heard: Heard) -> Measured:
    return measured(transcript, clip.turns, heard.recording.milliseconds)


def _short(name: str, found: dict[str, Measured], total: Measured) -> list[str]:
    short = []
    for clip, each in found.items():
        if each.word_errors > WORD_ERRORS.get(clip, 1.0):
            short.append(f"speech, {clip}: {each.word_errors:.3f} wrong; bar {WORD_ERRORS[clip]}")
        lost = each.all_roles.lost / each.all_roles.speech
        if lost > LOST:
            short.append(f"speech, {clip}: {lost:.3f} of the speech left no trace; bar {LOST}")
        if (each.median_start or 0) > START_MS:
            short.append(f"speech, {clip}: turns off by {each.median_start} ms; bar {START_MS}")
    if name == "other" and total.word_errors > OTHER_WORD_ERRORS:
        short.append(f"speech, other: {total.word_errors:.3f} wrong; bar {OTHER_WORD_ERRORS}")
    caught, marked = _caught(total), total.unclear / max(1, total.heard)
    if caught < UNCLEAR_CAUGHT:
        short.append(f"speech, {name}: {caught:.2f} of wrong words marked; bar {UNCLEAR_CAUGHT}")
    if marked > UNCLEAR_MARKED:
        short.append(f"speech, {name}: {marked:.2f} of words marked; bar {UNCLEAR_MARKED}")
    return short


def _caught(each: Measured) -> float:
    return each.unclear_wrong / max(1, each.wrong)


def _line(name: str, each: Measured, processor: float = 0.0, wall: float = 0.0) -> str:
    total = each.all_roles
    took = f"; {processor:.2f} {wall:.2f}" if wall else ""
    return (
        f"  {name:26} {each.word_errors:.3f} ({total.errors}/{total.words}); "
        f"{total.lost / total.speech:.3f}; {each.median_start} ms; {_caught(each):.2f} "
        f"({each.unclear_wrong}/{each.wrong}), {each.unclear / max(1, each.heard):.2f}; "
        f"{each.marked_outside / max(1, each.quiet):.3f}; "
        f"{each.voiced_right / max(1, each.voiced):.2f}{took}"
    )


def _roles(total: Measured) -> list[str]:
    return [
        f"    {name:12} {role.errors / max(1, role.words):.3f} ({role.errors}/{role.words})"
        for name, role in sorted(total.roles.items())
    ]


def _content(total: Measured) -> dict[str, object]:
    return {
        "word_errors": total.word_errors,
        "by_role": {name: [role.errors, role.words] for name, role in total.roles.items()},
        "lost": total.all_roles.lost / total.all_roles.speech,
        "median_start_ms": total.median_start,
        "wrong_words_marked": _caught(total),
        "words_marked": total.unclear / max(1, total.heard),
        "marked_where_nobody_spoke": total.marked_outside / max(1, total.quiet),
        "letters_right": total.voiced_right / max(1, total.voiced),
    }
