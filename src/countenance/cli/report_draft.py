"""`countenance report draft` and `check`: a draft of a transcript, and doubts about its sentences.

Rules kept here:
 * Of a report that a gate keeps the gate makes the draft, and enters it before anybody sees it. Of
   files it is made here, without a gate and a record, and becomes no report.
 * A draft to be checked is a text with a sentence on each line, or a draft in JSON, whose sentences
   are held against the words that they rest on.
 * What is doubted exits 1.
 * A model drafts only by way of a gate, with the key of a caller, which is in no argument.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar, get_args

import click
import msgspec

from countenance.cli.report_kept import is_id
from countenance.cli.report_read import say_report
from countenance.cli.report_site import at_desk, site_options
from countenance.cli.words import number_of, say_json
from countenance.errors import ReportError
from countenance.reports.checking.check import check as flags_of
from countenance.reports.checking.meaning import installed
from countenance.reports.clock import span_clock
from countenance.reports.draft import Draft, Flag, IncidentType, Sentence
from countenance.reports.drafting.asking import GateChat
from countenance.reports.drafting.drafters import ByModel, Extractive
from countenance.reports.drafting.model import Model
from countenance.reports.open_items import open_items
from countenance.reports.recording import Recording, Span
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
    "--transcript", "transcript_file", metavar="FILE", type=_FILE,
    help="Of files: the transcript, in JSON.",
)  # fmt: skip
_speakers_option = click.option(
    "--speakers", "speakers_file", metavar="FILE", type=_FILE,
    help="Of files: who speaks, as a person confirmed it, in JSON.",
)  # fmt: skip
_fields_option = click.option(
    "--field", "fields", multiple=True, metavar="NAME=VALUE",
    help="A field of the case file; may be given again.",
)  # fmt: skip


@click.command()
@click.argument("report", required=False)
@_fields_option
@_transcript_option
@_speakers_option
@click.option("--recording", "recording_file", metavar="FILE", type=_FILE,
              help="Of files: what is known of the recording, in JSON.")  # fmt: skip
@click.option(
    "--type",
    "incident_type",
    type=click.Choice(get_args(IncidentType)),
    help="Of files: the kind of incident; it chooses what is asked of the officer.",
)
@click.option("--model", metavar="NAME", help="Of files: have a model draft it, by way of a gate.")
@click.option("--gate", metavar="URL", help="That gate; the key is in COUNTENANCE_DRAFTER_KEY.")
@site_options
def draft(
    report: str | None, fields: tuple[str, ...], transcript_file: Path | None,
    speakers_file: Path | None, recording_file: Path | None, incident_type: IncidentType | None,
    model: str | None, gate: str | None, token: str | None, settings: str | None, folder: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Have a report drafted: what was said, by whom, and gaps for all else.

    Each draft is kept, and its number told. Without REPORT a draft is made of files, and only
    printed.

    \b
    Example:
        countenance report draft report-01a3185c --field place="Route 9 at Elm Street"
        countenance report draft --transcript t.json --speakers s.json --recording r.json \\
            --type traffic
    """
    typed = _typed(fields)
    files = {
        "--transcript": transcript_file, "--speakers": speakers_file,
        "--recording": recording_file, "--type": incident_type,
    }  # fmt: skip
    if report is not None:
        _without({**files, "--model": model, "--gate": gate})
        with at_desk(token, settings, folder) as site:
            say_report(site.desk.generate(site.who, report, typed), site, as_json=as_json)
        return
    if (
        transcript_file is None or speakers_file is None or recording_file is None
        or incident_type is None
    ):  # fmt: skip
        raise _lacking("REPORT, the id of one that the gate keeps", files)
    transcript = _read(transcript_file, Transcript, "a transcript")
    speakers = _read(speakers_file, Speakers, "speakers")
    recording = _read(recording_file, Recording, "a recording")
    made = _drafter(model, gate).draft(transcript, speakers, recording, incident_type, typed)
    if as_json:
        say_json(msgspec.to_builtins(made))
    else:
        _say_draft(made, transcript)


@click.command()
@click.argument("draft", metavar="REPORT|DRAFT")
@_transcript_option
@_speakers_option
@_fields_option
@site_options
def check(
    draft: str, transcript_file: Path | None, speakers_file: Path | None, fields: tuple[str, ...],
    token: str | None, settings: str | None, folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Hold each sentence of a draft against what was said; exits 1 where one is doubted.

    Of a report that the gate keeps: what nobody has settled yet.

    \b
    Example:
        countenance report check report-01a3185c
        countenance report check draft.txt --transcript t.json --speakers s.json
    """
    files = {"--transcript": transcript_file, "--speakers": speakers_file}
    if is_id(draft):
        _without({**files, "--field": fields or None})
        with at_desk(token, settings, folder) as site:
            kept = site.desk.find(site.who, draft)
        if kept.transcript is None or kept.draft is None:
            raise click.UsageError(f"`{draft}` has no draft yet: `countenance report draft`")
        sentences, flags = kept.sentences, open_items(kept).flags
        transcript = kept.transcript
    else:
        if not Path(draft).is_file():
            raise click.UsageError(f"{draft}: neither a file nor the id of a report")
        if transcript_file is None or speakers_file is None:
            raise _lacking("the id of a report that the gate keeps", files)
        transcript = _read(transcript_file, Transcript, "a transcript")
        speakers = _read(speakers_file, Speakers, "speakers")
        sentences = _sentences(Path(draft))
        flags = flags_of(sentences, transcript, speakers, _typed(fields), installed())
    if as_json:
        say_json({"sentences": len(sentences), "flags": msgspec.to_builtins(flags)})
    else:
        _say_doubts(sentences, flags, transcript)
    if flags:
        raise click.exceptions.Exit(_DOUBTED)


DRAFT_COMMANDS = (draft, check)


def _without(given: Mapping[str, object]) -> None:
    """Refuse what is for files alone."""
    for option, value in given.items():
        if value is not None:
            raise click.UsageError(
                f"`{option}` is for files; of a report that is kept, leave it out"
            )


def _lacking(else_: str, given: Mapping[str, object]) -> click.UsageError:
    lacking = ", ".join(f"`{option}`" for option, value in given.items() if value is None)
    return click.UsageError(f"of files: give {lacking} as well; or else {else_}")


def _say_draft(made: Draft, transcript: Transcript) -> None:
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


def _say_doubts(
    sentences: Sequence[Sentence], flags: Sequence[Flag], transcript: Transcript
) -> None:
    for sentence in sentences:
        doubts = [flag for flag in flags if flag.sentence == sentence.id]
        if doubts:
            click.echo(sentence.text)
        for flag in doubts:
            click.echo(f"  ? {_said(flag, transcript)}")
    doubted = len({flag.sentence for flag in flags})
    click.echo(f"{number_of(len(sentences), 'sentence')}, {doubted} doubted")


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
    return f"listen {span_clock(Span(words[0].start, words[-1].end))}"


def _words(transcript: Transcript, support: Sequence[Support]) -> list[str]:
    return [word.text for each in support for word in transcript.words(each)]
