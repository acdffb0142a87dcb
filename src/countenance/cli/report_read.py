"""`countenance report list`, `figures`, `show` and `save`: what people read of reports.

Rules kept here:
 * Each sees their view and no more; that a report was saved to a file is entered first.
"""

from pathlib import Path

import click
import msgspec

from countenance.cli.report_site import Site, at_desk, site_options
from countenance.cli.words import say_json, table
from countenance.reports.clock import clock
from countenance.reports.digests import canonical_bytes, digest
from countenance.reports.out.wav import wav_pieces
from countenance.reports.reading import Sought
from countenance.reports.report import Report
from countenance.reports.view import row_of_report, view_of_report

__all__ = ["READ_COMMANDS", "say_report"]


@click.command("list")
@click.option("--ai", type=click.Choice(["part"]), help="Those that a program wrote a part of.")
@click.option("--officer", default="", metavar="NAME", help="Those of this officer.")
@click.option("--program", default="", metavar="NAME", help="Those that it had a part in.")
@click.option("--overridden", default="", metavar="KIND", help="With such a flag; `any`: with one.")
@click.option("--state", default="", help="Those that are so far.")
@click.option("--incident", default="", metavar="NUMBER", help="Those about this incident.")
@site_options
def list_(
    ai: str | None, officer: str, program: str, overridden: str, state: str, incident: str,
    token: str | None, settings: str | None, folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """List the reports that you see, the newest first.

    \b
    Example:
        countenance report list --ai part --overridden any
    """
    with at_desk(token, settings, folder) as site:
        ref = site.named(officer).ref if officer else ""
        sought = Sought(ref, program, overridden, state, incident, ai="part" if ai else "")
        rows = site.desk.all(site.who, sought)
        if as_json:
            say_json([row_of_report(each) for each in rows])
        elif not rows:
            click.echo("no report of these")
        else:
            table(("REPORT", "STATE", "INCIDENT", "OFFICER", "DRAFTS", "OPEN"), [
                (each.id, each.state, each.incident or "-", site.name_of(each.officer),
                 str(each.counted.generations), str(each.counted.open))
                for each in rows
            ])  # fmt: skip


@click.command()
@site_options
def figures(token: str | None, settings: str | None, folder: Path, as_json: bool) -> None:
    """Count reports by state, origin of their sentences, officer: for a chief, without content.

    \b
    Example:
        countenance report figures
    """
    with at_desk(token, settings, folder) as site:
        found = site.desk.figures(site.who)
        if as_json:
            say_json(msgspec.to_builtins(found))
            return
        click.echo(f"{found.reports} reports, {found.in_part_by_ai} in part by AI")
        for state, count in sorted(found.by_state.items()):
            click.echo(f"  {state}: {count}")
        for officer, counts in sorted(found.officers.items()):
            told = ", ".join(f"{count} {name}" for name, count in counts.items())
            click.echo(f"  {site.name_of(officer)}: {told}")


@click.command()
@click.argument("report")
@site_options
def show(
    report: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Show a report: its text with the times in the recording, what is open, what is lacking.

    \b
    Example:
        countenance report show report-01a3185c-5000-77a8-9ab1-a02d810ef829
    """
    with at_desk(token, settings, folder) as site:
        say_report(site.desk.find(site.who, report), site, as_json=as_json)


@click.command()
@click.argument("report")
@click.argument("into", type=click.Path(path_type=Path, exists=False))
@click.option("--sound", type=click.Path(path_type=Path, exists=False), metavar="FILE",
              help="The sound as it was heard, as WAV.")
@click.option("--to", default="the command line", show_default=True, metavar="WHOM",
              help="For whom it is; kept with the report.")  # fmt: skip
@site_options
def save(
    report: str, into: Path, sound: Path | None, to: str, token: str | None, settings: str | None,
    folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Write all of a report to a file, for `export` and `bundle`; that it was is entered first.

    \b
    Example:
        countenance report save report-01a3185c report.json --sound stop.wav
    """
    for path in (into, sound):
        if path is not None and path.exists():
            raise click.UsageError(f"{path}: is there already; it is not written over")
    with at_desk(token, settings, folder) as site:
        whole = site.desk.hand_out(site.who, report, to)
        if sound is not None:
            size = site.desk.sound_size(site.who, report)
            with sound.open("wb") as file:
                for piece in wav_pieces(size, site.desk.sound_pieces(site.who, report)):
                    file.write(piece)
    into.write_bytes(canonical_bytes(whole))
    if as_json:
        say_json({"report": report, "digest": digest(whole), "entry": whole.entries[-1].index})
    else:
        click.echo(f"saved: {into}, {digest(whole)}, entry {whole.entries[-1].index}")


READ_COMMANDS = (list_, figures, show, save)


def say_report(report: Report, site: Site, *, as_json: bool) -> None:
    """What a command about one report prints."""
    view = view_of_report(report, site.desk.lacking(site.who, report.id))
    if as_json:
        say_json(view)
        return
    drafts = "1 draft" if len(report.generations) == 1 else f"{len(report.generations)} drafts"
    click.echo(f"{report.id}: {report.state}, version {report.version}, {drafts}")
    for each in () if report.sentences or report.transcript is None else report.transcript.segments:
        click.echo(f"  [{clock(each.span.start)}] {each.id} {each.voice}: {each.text}")
    for sentence in report.sentences:
        click.echo(f"  {sentence.id} ({sentence.origin}) {sentence.text}")
    for why in view["lacking"]:
        click.echo(f"  lacking: {why}", err=True)
