"""`countenance report new` to `expunge`: what people do about reports, on the machine of the gate.

Rules kept here:
 * A command is one act of the desk, by somebody with a token; what it refuses says why, exit 2.
 * What the codes refuse exits 1, what they leave to people 3, as everywhere.
"""

from pathlib import Path
from typing import IO, get_args

import click

from countenance.cli.report_read import READ_COMMANDS, say_report
from countenance.cli.report_site import Site, at_desk, site_options
from countenance.cli.words import say_json
from countenance.errors import CountenanceError, NotHeardError
from countenance.record.members import ErasureWord
from countenance.reports.draft import IncidentType
from countenance.reports.recording import Overlay
from countenance.reports.report import Report
from countenance.reports.speakers import Speaker, Speakers, Standing
from countenance.reports.view import why_not_heard

__all__ = ["WORK_COMMANDS"]

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_reason = click.option("--reason", required=True, help="Why, in words; kept with the report.")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--incident", required=True, metavar="NUMBER", help="The number of the incident.")
@click.option("--evidence", default="", metavar="ID", help="How the evidence is called elsewhere.")
@click.option(
    "--type",
    "kind",
    type=click.Choice(get_args(IncidentType)),
    default="other",
    show_default=True,
    help="The kind of incident: it chooses what is asked of you.",
)
@click.option("--key", metavar="NAME", help="Which key of your organization, if it has several.")
@click.option("--overlay", metavar="TIME", help="The clock in the first picture, as you read it.")
@click.option("--officer", metavar="NAME", help="Who writes it: has to be who has the token.")
@site_options
def new(
    file: Path, incident: str, evidence: str, kind: IncidentType, key: str | None,
    overlay: str | None, officer: str | None, token: str | None, settings: str | None,
    folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Begin a report about a recording: decided by the codes, then put into words.

    Of a film only the sound is used. Exit code 1 when the codes refuse it, 3 when it is held.

    \b
    Example:
        countenance report new welfare.mp4 --incident 2026-4711 --type service
    """
    with at_desk(token, settings, folder) as site:
        if officer is not None and site.named(officer).ref != site.who.ref:
            raise click.UsageError(f"the token is not that of `{officer}`; each begins their own")
        try:
            report = site.desk.new(
                site.who, file, file.name, incident=incident, evidence=evidence,
                incident_type=kind, key=key, overlay=Overlay(overlay) if overlay else None,
            )  # fmt: skip
        except NotHeardError as error:
            raise _not_heard(error) from None
        say_report(_heard(site, report.id), site, as_json=as_json)


@click.command()
@click.argument("report")
@site_options
def hear(report: str, token: str | None, settings: str | None, folder: Path, as_json: bool) -> None:
    """Put the recording of a report into words, where that was refused, held or broken off.

    What came already from a model elsewhere is not asked for again.

    \b
    Example:
        countenance report hear report-01a3185c
    """
    with at_desk(token, settings, folder) as site:
        say_report(_heard(site, report), site, as_json=as_json)


@click.command()
@click.argument("report")
@click.argument("text", type=click.File("r", encoding="utf-8"))
@site_options
def account(
    report: str, text: IO[str], token: str | None, settings: str | None,
    folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Seal your own account, from a file or `-`: once, before the recording is shown to you.

    \b
    Example:
        countenance report account report-01a3185c account.txt
    """
    with at_desk(token, settings, folder) as site:
        done = site.desk.seal_account(site.who, report, text.read())
        say_report(done, site, as_json=as_json)


@click.command()
@click.argument("report")
@click.option(
    "--voice",
    "voices",
    multiple=True,
    required=True,
    metavar="LETTER=STANDING:CALLED",
    help="Who a voice is: officer, dispatch or community, and how the report says it.",
)
@click.option("--move", "moves", multiple=True, metavar="SEGMENT=LETTER",
              help="A segment that is of another voice than was proposed.")  # fmt: skip
@site_options
def roles(
    report: str, voices: tuple[str, ...], moves: tuple[str, ...], token: str | None,
    settings: str | None, folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Confirm who is speaking.

    \b
    Example:
        countenance report roles report-01a3185c --voice "A=officer:the officer" \\
            --voice "B=community:the driver"
    """
    speakers = Speakers(tuple(map(_speaker, voices)), dict(map(_pair, moves)))
    with at_desk(token, settings, folder) as site:
        say_report(site.desk.confirm(site.who, report, speakers), site, as_json=as_json)


@click.command()
@click.argument("report")
@click.argument("sentence", required=False)
@click.option("--text", help="The words that shall stand there.")
@click.option("--remove", is_flag=True, help="Take the sentence out.")
@click.option("--new-after", metavar="ID", help="A sentence more behind this; `start`: first.")
@click.option("--own-knowledge", is_flag=True, help="You know it, and not from the recording.")
@site_options
def edit(
    report: str, sentence: str | None, text: str | None, remove: bool, new_after: str | None,
    own_knowledge: bool, token: str | None, settings: str | None, folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Change a sentence, take one out, or write one more.

    \b
    Example:
        countenance report edit report-01a3185c d4 --text "The driver refused a search."
    """
    if [bool(text and sentence), remove, bool(new_after and text)].count(True) != 1 or (
        remove and not sentence
    ):
        raise click.UsageError("a sentence with --text or --remove, or --new-after with --text")
    with at_desk(token, settings, folder) as site:
        desk, who = site.desk, site.who
        if remove:
            done = desk.remove(who, report, sentence or "")
        elif new_after:
            after = None if new_after == "start" else new_after
            done = desk.add(who, report, text or "", after, own_knowledge=own_knowledge)
        else:
            done = desk.edit(who, report, sentence or "", text or "", own_knowledge=own_knowledge)
        say_report(done, site, as_json=as_json)


@click.command()
@click.argument("report")
@click.argument("what")
@click.option("--text", help="A sentence that fills a bracket, or tells an omission.")
@click.option("--reason", help="Why it does not apply, is overridden, or is left out.")
@site_options
def settle(
    report: str, what: str, text: str | None, reason: str | None, token: str | None,
    settings: str | None, folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Settle a bracket (`b1`), a flag (`f1`) or an omission (`o1`), with words or with a reason.

    \b
    Example:
        countenance report settle report-01a3185c b1 --text "My radar showed 52 in a 35 zone."
    """
    if (text is None) == (reason is None):
        raise click.UsageError("one of --text and --reason is right")
    with at_desk(token, settings, folder) as site:
        desk, who = site.desk, site.who
        match what[:1], text, reason:
            case "b", str(), _:
                done = desk.fill(who, report, what, text)
            case "b", _, str():
                done = desk.dismiss(who, report, what, reason)
            case "f", _, str():
                done = desk.override(who, report, what, reason)
            case "o", str(), _:
                done = desk.tell(who, report, what, text)
            case "o", _, str():
                done = desk.leave_out(who, report, what, reason)
            case _:
                raise click.UsageError("a flag takes --reason; its sentence is changed by `edit`")
        say_report(done, site, as_json=as_json)


@click.command()
@click.argument("report")
@click.argument("played", nargs=-1, required=True, metavar="SENTENCE=SECONDS...")
@site_options
def listen(
    report: str, played: tuple[str, ...], token: str | None, settings: str | None,
    folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Count what you played of the recording: for players that are not the pages.

    \b
    Example:
        countenance report listen report-01a3185c d4=6.5
    """
    try:
        counted = {name: round(1000 * float(word)) for name, word in map(_pair, played)}
    except ValueError as error:
        raise click.UsageError("SENTENCE=SECONDS, such as d4=6.5") from error
    with at_desk(token, settings, folder) as site:
        say_report(site.desk.listen(site.who, report, counted), site, as_json=as_json)


@click.command()
@click.argument("report")
@click.option("--name", required=True, help="Your name, as it stands under the report.")
@site_options
def sign(
    report: str, name: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Sign your report: refused, with every reason, while anything is open.

    \b
    Example:
        countenance report sign report-01a3185c --name "R. Reyes"
    """
    with at_desk(token, settings, folder) as site:
        say_report(site.desk.sign(site.who, report, name), site, as_json=as_json)


@click.command()
@click.argument("report")
@click.argument("says", type=click.Choice(["approve", "send-back"]))
@click.option("--version", type=click.IntRange(1), help="Which version you have read.")
@click.option("--reason", default="", help="Why; needed to send it back.")
@site_options
def review(
    report: str, says: str, version: int | None, reason: str, token: str | None,
    settings: str | None, folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Approve a signed report or send it back: for a supervisor who has read this version.

    \b
    Example:
        countenance report review report-01a3185c send-back --version 1 --reason "no reason given"
    """
    with at_desk(token, settings, folder) as site:
        desk, who = site.desk, site.who
        if version is None:
            number = desk.find(who, report).version
            raise click.UsageError(
                f"say which version you have read: it is at version {number}, which "
                f"`countenance report show {report}` shows; then `--version {number}`"
            )
        said = "approved" if says == "approve" else "sent-back"
        done = desk.review(who, report, said, reason, version)  # type: ignore[arg-type]  # as said
        say_report(done, site, as_json=as_json)


@click.command()
@click.argument("report")
@_reason
@site_options
def revise(
    report: str, reason: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Begin a new version of your signed report; the signed one stays as it is.

    \b
    Example:
        countenance report revise report-01a3185c --reason "the street was wrong"
    """
    with at_desk(token, settings, folder) as site:
        say_report(site.desk.revise(site.who, report, reason), site, as_json=as_json)


@click.command()
@click.argument("report")
@click.option("--to", required=True, metavar="NAME", help="A prosecutor, or who defends.")
@_reason
@site_options
def disclose(
    report: str, to: str, reason: str, token: str | None, settings: str | None,
    folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Let a prosecutor or a lawyer of the defense read a signed report: for a supervisor.

    \b
    Example:
        countenance report disclose report-01a3185c --to okafor --reason discovery
    """
    with at_desk(token, settings, folder) as site:
        done = site.desk.disclose(site.who, report, site.named(to), reason)
        say_report(done, site, as_json=as_json)


@click.command()
@click.argument("report")
@click.option("--basis", required=True, type=click.Choice(get_args(ErasureWord)),
              help="Why it has to go.")  # fmt: skip
@click.option("--note", default="", help="What you write down about it.")
@site_options
def expunge(
    report: str, basis: ErasureWord, note: str, token: str | None, settings: str | None,
    folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Destroy what is kept of a report; every proof about it stays. For an operator.

    \b
    Example:
        countenance report expunge report-01a3185c --basis legal-duty
    """
    with at_desk(token, settings, folder) as site:
        entry = site.desk.expunge(site.who, report, basis, note)
    if as_json:
        say_json({"report": report, "entry": entry})
    else:
        click.echo(f"expunged: {report}, by entry {entry}; its proofs stay")


WORK_COMMANDS = (
    new, hear, *READ_COMMANDS, account, roles, edit, settle, listen, sign, review,
    revise, disclose, expunge,
)  # fmt: skip


def _heard(site: Site, report: str) -> Report:
    """The report with its words. Exits where somebody else lets it not be heard."""
    site.desk.hear(site.who, report)
    try:
        return site.desk.heard(site.who, report)
    except NotHeardError as error:
        raise _not_heard(error, report) from None
    except CountenanceError:
        click.echo(f"{report} is begun; `countenance report hear {report}` tries again", err=True)
        raise


def _not_heard(error: NotHeardError, report: str = "") -> click.exceptions.Exit:
    click.echo(why_not_heard(error), err=True)
    if report:
        click.echo(f"{report} is begun; `countenance report hear {report}` goes on", err=True)
    return click.exceptions.Exit(3 if error.is_held else 1)


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not (name and equals and value):
        raise click.UsageError(f"`{word}`: NAME=VALUE is right")
    return name, value


def _speaker(word: str) -> Speaker:
    letter, said = _pair(word)
    standing, colon, called = said.partition(":")
    if standing not in get_args(Standing) or not colon or not called:
        words = ", ".join(get_args(Standing))
        raise click.UsageError(f"`{word}`: LETTER=STANDING:CALLED is right; standing: {words}")
    return Speaker(letter, standing, called)  # type: ignore[arg-type]  # as was looked
