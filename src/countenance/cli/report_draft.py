"""`countenance report draft` and `check`: a draft of a transcript, and doubts about its sentences.

Rules kept here:
 * These work on files, without a gate and a record. A draft that becomes a report is made by the
   gate, which enters it before anybody sees it.
 * A draft to be checked is a text with a sentence on each line, or a draft in JSON, whose sentences
   are held against the words that they rest on.
 * What is doubted exits 1.
 * A model drafts only by way of a gate, with the key of a caller, which is in no argument.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar, get_args

import click
import msgspec

from countenance.cli.words import json_option, number_of, say_json
from countenance.errors import ReportError
from countenance.reports.checking.check import check as flags_of
from countenance.reports.draft import Draft, Flag, IncidentType, Sentence
from countenance.reports.drafting.asking import GateChat
from countenance.reports.drafting.drafters import ByModel, Extractive
from countenance.reports.drafting.model import Model
from countenance.reports.drafting.times import minutes
from countenance.reports.recording import Recording
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Support, Transcript

__all__ = ["DRAFT_COMMANDS"]

_DOUBTED = 1
_KEY = "COUNTENANCE_DRAFTER_KEY"
_LARGEST = 16 * 1024 * 1024
_MOST = 5_000
_LONGEST = 2_000
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_Read = TypeVar("_Read")

_transcript_option = click.option(
    "--transcript", "transcript_file", metavar="FILE", required=True, type=_FILE,
    help="The transcript, in JSON.",
)  # fmt: skip
_speakers_option = click.option(
    "--speakers", "speakers_file", metavar="FILE", required=True, type=_FILE,
    help="Who speaks, as a person confirmed it, in JSON.",
)  # fmt: skip
_fields_option = click.option(
    "--field", "fields", multiple=True, metavar="NAME=VALUE",
    help="A field of the case file; may be given again.",
)  # fmt: skip


@click.command()
@_transcript_option
@_speakers_option
@click.option("--recording", "recording_file", metavar="FILE", required=True, type=_FILE,
              help="What is known of the recording, in JSON.")  # fmt: skip
@click.option("--type", "incident_type", required=True, type=click.Choice(get_args(IncidentType)),
              help="The kind of incident: it chooses what is asked of the officer.")  # fmt: skip
@_fields_option
@click.option("--model", metavar="NAME", help="Have a model draft it, by way of a gate.")
@click.option("--gate", metavar="URL", help="That gate; the key is in COUNTENANCE_DRAFTER_KEY.")
@json_option
def draft(
    transcript_file: Path,
    speakers_file: Path,
    recording_file: Path,
    incident_type: IncidentType,
    fields: tuple[str, ...],
    model: str | None,
    gate: str | None,
    as_json: bool,
) -> None:
    """Draft a report from a transcript: what was said, by whom, and gaps for all else.

    \b
    Example:
        countenance report draft --transcript t.json --speakers s.json --recording r.json \\
            --type traffic --field place="Route 9 at Elm Street"
    """
    transcript = _read(transcript_file, Transcript, "a transcript")
    speakers = _read(speakers_file, Speakers, "speakers")
    recording = _read(recording_file, Recording, "a recording")
    typed = _typed(fields)
    drafter = _drafter(model, gate)
    made = drafter.draft(transcript, speakers, recording, incident_type, typed)
    if as_json:
        say_json(msgspec.to_builtins(made))
        return
    for bracket in (each for each in made.brackets if each.after is None):
        click.echo(f"[OFFICER TO STATE: {bracket.asks}]")
    for sentence in made.sentences:
        click.echo(sentence.text + (" (heard unclearly)" if sentence.unclear else ""))
        for bracket in (each for each in made.brackets if each.after == sentence.id):
            click.echo(f"  [OFFICER TO STATE: {bracket.asks}]")
        for flag in (each for each in made.flags if each.sentence == sentence.id):
            click.echo(f"  ? {_said(flag, transcript)}")
    for omission in made.omissions:
        words = " ".join(_words(transcript, omission.support))
        click.echo(f"left out ({omission.kind}), {_place(transcript, omission.support)}: {words}")


@click.command()
@click.argument("draft_file", metavar="DRAFT", type=_FILE)
@_transcript_option
@_speakers_option
@_fields_option
@json_option
def check(
    draft_file: Path,
    transcript_file: Path,
    speakers_file: Path,
    fields: tuple[str, ...],
    as_json: bool,
) -> None:
    """Hold each sentence of a draft against what was said; exits 1 where one is doubted.

    \b
    Example:
        countenance report check draft.txt --transcript t.json --speakers s.json
    """
    transcript = _read(transcript_file, Transcript, "a transcript")
    speakers = _read(speakers_file, Speakers, "speakers")
    sentences = _sentences(draft_file)
    flags = flags_of(sentences, transcript, speakers, _typed(fields))
    if as_json:
        say_json({"sentences": len(sentences), "flags": msgspec.to_builtins(flags)})
    else:
        for sentence in sentences:
            doubts = [flag for flag in flags if flag.sentence == sentence.id]
            if doubts:
                click.echo(sentence.text)
            for flag in doubts:
                click.echo(f"  ? {_said(flag, transcript)}")
        doubted = len({flag.sentence for flag in flags})
        click.echo(f"{number_of(len(sentences), 'sentence')}, {doubted} doubted")
    if flags:
        raise click.exceptions.Exit(_DOUBTED)


DRAFT_COMMANDS = (draft, check)


def _drafter(model: str | None, gate: str | None) -> Extractive | ByModel:
    if model is None and gate is None:
        return Extractive()
    if model is None or gate is None:
        raise click.UsageError("`--model` and `--gate` go together: which model, by way of whom")
    key = os.environ.get(_KEY, "")
    if not key:
        raise click.UsageError(f"`--model` needs a caller's key of the gate in {_KEY}")
    return ByModel(Model(model), GateChat(gate, key))


def _read(path: Path, kind: type[_Read], what: str) -> _Read:
    data = _bytes(path)
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ReportError(f"{path}: not {what} in JSON: {error}") from error


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReportError(f"{path}: more than {_LARGEST // 1024**2} MiB")
    return data


def _sentences(path: Path) -> tuple[Sentence, ...]:
    """The sentences of a draft in JSON, or of a text: one on each line that is not empty."""
    if path.suffix == ".json":
        return _read(path, Draft, "a draft").sentences
    try:
        lines = [line.strip() for line in _bytes(path).decode("utf-8").splitlines()]
    except UnicodeDecodeError as error:
        raise ReportError(f"{path}: not a text in UTF-8") from error
    lines = [line for line in lines if line]
    if len(lines) > _MOST:
        raise ReportError(f"{path}: {len(lines):,} lines; a draft has {_MOST:,} at most")
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST:
            raise ReportError(
                f"{path}: sentence {number} has {len(line):,} letters; {_LONGEST:,} at most"
            )
    return tuple(Sentence(f"d{number}", line, "human") for number, line in enumerate(lines, 1))


def _typed(words: Sequence[str]) -> dict[str, str]:
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise click.UsageError(f"`--field {word}`: write `NAME=VALUE`, such as `plate=7KLM421`")
        found[name] = value
    return found


def _said(flag: Flag, transcript: Transcript) -> str:
    place = f" ({_place(transcript, flag.listen)})" if flag.listen else ""
    return f"{flag.kind}: {flag.says}{place}"


def _place(transcript: Transcript, support: Sequence[Support]) -> str:
    words = [word for each in support for word in transcript.words(each)]
    return f"listen {minutes(words[0].start)}-{minutes(words[-1].end)}"


def _words(transcript: Transcript, support: Sequence[Support]) -> list[str]:
    return [word.text for each in support for word in transcript.words(each)]
