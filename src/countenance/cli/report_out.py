"""`countenance report export` and `bundle`: what is handed out of a report.

Rules kept here:
 * Nothing that is there is written over, and nothing is there before all of it could be made.
 * That something is made of a report that the gate keeps is entered first.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from countenance.callers.jws import kid_of
from countenance.cli.key_files import private_key
from countenance.cli.log_reading import published
from countenance.cli.report_files import (
    editions_of,
    named,
    new_files,
    proofs_of,
    read_report,
    write_files,
)
from countenance.cli.report_kept import is_id, kept_reports
from countenance.cli.settings_file import settings_option
from countenance.cli.telling.log import new_folder
from countenance.cli.who import token_option, wrong_usage
from countenance.cli.words import codes_option, data_option, number_of
from countenance.errors import ReportError
from countenance.reports.digests import canonical_bytes
from countenance.reports.hearing import samples_in
from countenance.reports.out.captions import as_srt, as_vtt, cues_of
from countenance.reports.out.handing import Hands, check_papers
from countenance.reports.out.manifest import MANIFEST, PROOFS, SIGNATURE, Purpose
from countenance.reports.out.report_document import every_page, mark_of, report_document
from countenance.reports.out.told import told
from countenance.reports.out.withheld import read_withheld
from countenance.reports.report import Report
from countenance.stores.library import Library
from countenance.stores.secret_file import read_secret

__all__ = ["OUT_COMMANDS"]

_PIECE = 1 << 20
_KEPT = "\0kept"
"""What stands for the recording that the gate keeps."""
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_to_option = click.option(
    "--to", default="the command line", show_default=True, metavar="WHOM",
    help="For whom it is, of a report that the gate keeps; kept with it.",
)  # fmt: skip
_names_option = click.option(
    "--name", "names", multiple=True, metavar="WHO=NAME",
    help="The name of somebody who has a pseudonym in it; may be given again.",
)  # fmt: skip


@click.command()
@click.argument("report", metavar="REPORT")
@click.option("--into", metavar="DIR", type=click.Path(path_type=Path), default=Path(),
              help="Where to write. [here]")  # fmt: skip
@click.option("--pdf", is_flag=True, help="A PDF; needs the extra `reports`.")
@click.option("--docx", is_flag=True, help="A DOCX; needs the extra `reports`.")
@click.option("--json", "as_json", is_flag=True, help="All of it, in canonical JSON.")
@click.option("--vtt", is_flag=True, help="The transcript as captions (WebVTT).")
@click.option("--srt", is_flag=True, help="The transcript as captions (SubRip).")
@_to_option
@_names_option
@token_option
@settings_option
@codes_option
@data_option
def export(
    report: str,
    into: Path,
    pdf: bool,
    docx: bool,
    as_json: bool,
    vtt: bool,
    srt: bool,
    to: str,
    names: tuple[str, ...],
    token: str | None,
    settings: str | None,
    library: Library,
    folder: Path,
) -> None:
    """Write a report as files: PDF, DOCX, JSON, captions. What nobody signed says DRAFT throughout.

    REPORT is a file of JSON, or the id of one that the gate here keeps.

    \b
    Example:
        countenance report export report.json --pdf --vtt --into out
    """
    called = named(names)
    if is_id(report):
        with kept_reports(folder, settings, token) as kept:
            kept.find(report)
            with wrong_usage():
                found = kept.desk.hand_out(kept.who, report, to)
            called = {**kept.names, **called}
    else:
        found = read_report(Path(report))
    files: dict[str, bytes] = {}
    if pdf or docx:
        files |= _papers(found, library, called, pdf=pdf, docx=docx)
    if as_json:
        files[f"{found.id}.json"] = canonical_bytes(found)
    if vtt or srt:
        files |= _captions(found, vtt=vtt, srt=srt)
    if not files:
        raise click.UsageError("say as what: `--pdf`, `--docx`, `--json`, `--vtt`, `--srt`")
    for path in files:
        if (into / path).exists():
            raise click.UsageError(f"{into / path}: is there already; nothing is written over")
    write_files(into, files)
    for path in files:
        click.echo(into / path)


@click.command()
@click.argument("report", metavar="REPORT")
@click.option("--into", metavar="DIR", required=True, type=click.Path(path_type=Path),
              help="A folder that is not there yet, or is empty.")  # fmt: skip
@click.option("--key", "key_file", metavar="FILE", type=_FILE,
              help="The private key (Ed25519, PEM) of whoever hands it out. [that of the gate]",
              )  # fmt: skip
@click.option("--with-audio", "sound", metavar="[FILE]", is_flag=False, flag_value=_KEPT,
              help="The recording, so that each sentence can be heard. [what the gate keeps]",
              )  # fmt: skip
@click.option("--for", "purpose", type=click.Choice(["defence", "prosecution"]),
              help="For whom it is made; it is written on it.")  # fmt: skip
@click.option("--withheld", metavar="FILE", type=_FILE,
              help="What is not handed out, each thing with its rule (TOML).")  # fmt: skip
@_to_option
@_names_option
@token_option
@settings_option
@codes_option
@data_option
def bundle(
    report: str,
    into: Path,
    key_file: Path | None,
    sound: str | None,
    purpose: Purpose | None,
    withheld: Path | None,
    to: str,
    names: tuple[str, ...],
    token: str | None,
    settings: str | None,
    library: Library,
    folder: Path,
) -> None:
    """Write a folder that opens by double-click in any browser, and that anybody can verify.

    REPORT is a file of JSON, or the id of one that the gate here keeps: then its sound, its key and
    what opens its entries are there, too. The proofs come from the log in the folder of data.

    \b
    Example:
        countenance report bundle report.json --into bundle --key office.key --for defence \\
            --with-audio stop.wav
    """
    new_folder(into)
    if withheld is not None and purpose is None:
        raise click.UsageError("`--withheld` needs `--for`: for whom is it withheld?")
    check_papers("bundle")
    # What writes papers is an extra: only whoever makes a bundle needs it.
    from countenance.reports.out.bundle import Handed, Sound, write_bundle  # noqa: PLC0415

    called = named(names)
    left = () if withheld is None else read_withheld(withheld.read_bytes(), str(withheld))
    key = None if key_file is None else private_key(read_secret(key_file), key_file)
    if is_id(report):
        if sound not in (None, _KEPT):
            raise click.UsageError("`--with-audio`: the gate keeps the sound; leave the file out")
        published(folder)
        with kept_reports(folder, settings, token) as kept, new_files(into) as puts:
            kept.find(report)
            hands = Hands(
                kept.desk, folder, library.edition, lambda: {**kept.names, **called}, _now
            )
            with wrong_usage():
                manifest = hands.bundle(
                    kept.who, report, to, puts, purpose=purpose or "", withheld=left,
                    with_audio=sound is not None, key=key,
                )  # fmt: skip
            kid = kid_of(bytes.fromhex(kept.desk.public_key()))
            if key is None:
                click.echo(f"signed with the key of the gate: {kid}", err=True)
        steps = 0  # the gate has proofs of all
    else:
        if key is None or sound == _KEPT:
            raise click.UsageError("of a file: give `--key FILE`, and the recording by its name")
        found = read_report(Path(report))
        samples = None if sound is None else samples_in(Path(sound))
        handed = Handed(
            made=_now(),
            purpose=purpose or "",
            withheld=left,
            sound=None if samples is None else Sound(len(samples), _pieces(samples)),
            proofs=proofs_of(found, folder),
        )
        with new_files(into) as puts:
            manifest = write_bundle(found, editions_of(found, library), called, handed, key, puts)
        steps = len(found.entries)
    paths = [*manifest.files, MANIFEST, SIGNATURE]
    proofs = sum(path.startswith(PROOFS) for path in paths)
    click.echo(f"wrote {number_of(len(paths), 'file')} into {into}, {number_of(proofs, 'proof')}")
    if proofs < steps:
        click.echo(
            f"no proof of {number_of(steps - proofs, 'entry', 'entries')}: name the "
            "folder of the gate's data with `--data`",
            err=True,
        )


def _pieces(samples: memoryview) -> Iterator[bytes]:
    for at in range(0, len(samples), _PIECE):
        yield bytes(samples[at : at + _PIECE])


def _papers(
    report: Report, library: Library, names: dict[str, str], *, pdf: bool, docx: bool
) -> dict[str, bytes]:
    check_papers("--pdf" if pdf else "--docx")
    # What writes papers is an extra: only whoever wants one needs it.
    from countenance.reports.out.docx import as_docx  # noqa: PLC0415
    from countenance.reports.out.pdf import as_pdf  # noqa: PLC0415

    made = told(report, editions_of(report, library), names)
    document, below, mark = report_document(made), every_page(made), mark_of(made)
    files = {}
    if pdf:
        files[f"{report.id}.pdf"] = as_pdf(document, below, mark)
    if docx:
        files[f"{report.id}.docx"] = as_docx(document, below, mark)
    return files


def _captions(report: Report, *, vtt: bool, srt: bool) -> dict[str, bytes]:
    if report.transcript is None:
        raise ReportError("report: it has no transcript yet, and so no captions")
    speakers = report.speakers[-1].speakers if report.speakers else None
    cues = cues_of(report.transcript, speakers, report.recording.muted)
    files = {}
    if vtt:
        files[f"{report.id}.vtt"] = as_vtt(cues).encode()
    if srt:
        files[f"{report.id}.srt"] = as_srt(cues).encode()
    return files


def _now() -> str:
    now = datetime.fromtimestamp(time.time(), UTC)
    return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z"


OUT_COMMANDS = (export, bundle)
"""The commands about what is handed out."""
