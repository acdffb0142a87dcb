"""`countenance report export`, `bundle`, `verify` and `key`: what is handed out, and checked.

Rules kept here:
 * Nothing that is there is written over, and nothing is written before all of it could be made.
 * What does not verify exits 1, and says which file.
"""

import time
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import click
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from countenance.callers.jws import kid_of
from countenance.cli.key_files import new_key_pair, private_key
from countenance.cli.log_reading import trust_options, trusted, who_signed
from countenance.cli.report_files import (
    bundle_in,
    editions_of,
    named,
    proofs_of,
    read_report,
    write_files,
)
from countenance.cli.telling.log import new_folder
from countenance.cli.words import codes_option, data_option, json_option, number_of, say_json
from countenance.errors import RecordError, ReportError
from countenance.record.trust import Trust
from countenance.reports.digests import canonical_bytes
from countenance.reports.hearing import hear
from countenance.reports.out.captions import as_srt, as_vtt, cues_of
from countenance.reports.out.manifest import PROOFS, Purpose
from countenance.reports.out.report_document import every_page, mark_of, report_document
from countenance.reports.out.told import told
from countenance.reports.out.verify import Verified, verify_bundle
from countenance.reports.out.withheld import read_withheld
from countenance.reports.report import Report
from countenance.stores.library import Library
from countenance.stores.secret_file import read_secret

__all__ = ["OUT_COMMANDS"]

_DOES_NOT_VERIFY = 1
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_names_option = click.option(
    "--name", "names", multiple=True, metavar="WHO=NAME",
    help="The name of somebody who has a pseudonym in it; may be given again.",
)  # fmt: skip


@click.command()
@click.argument("report", type=_FILE)
@click.option("--into", metavar="DIR", type=click.Path(path_type=Path), default=Path(),
              help="Where to write. [here]")  # fmt: skip
@click.option("--pdf", is_flag=True, help="A PDF; needs the extra `reports`.")
@click.option("--docx", is_flag=True, help="A DOCX; needs the extra `reports`.")
@click.option("--json", "as_json", is_flag=True, help="All of it, in canonical JSON.")
@click.option("--vtt", is_flag=True, help="The transcript as captions (WebVTT).")
@click.option("--srt", is_flag=True, help="The transcript as captions (SubRip).")
@_names_option
@codes_option
def export(
    report: Path,
    into: Path,
    pdf: bool,
    docx: bool,
    as_json: bool,
    vtt: bool,
    srt: bool,
    names: tuple[str, ...],
    library: Library,
) -> None:
    """Write a report as files: PDF, DOCX, JSON, captions. What nobody signed says DRAFT throughout.

    \b
    Example:
        countenance report export report.json --pdf --vtt --into out
    """
    called, found = named(names), read_report(report)
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
@click.argument("report", type=_FILE)
@click.option("--into", metavar="DIR", required=True, type=click.Path(path_type=Path),
              help="A folder that is not there yet, or is empty.")  # fmt: skip
@click.option("--key", "key_file", metavar="FILE", required=True, type=_FILE,
              help="The private key (Ed25519, PEM) of whoever hands it out.")  # fmt: skip
@click.option("--with-audio", "sound", metavar="FILE", type=_FILE,
              help="The recording, so that each sentence can be heard.")  # fmt: skip
@click.option("--for", "purpose", type=click.Choice(["defence", "prosecution"]),
              help="For whom it is made; it is written on it.")  # fmt: skip
@click.option("--withheld", metavar="FILE", type=_FILE,
              help="What is not handed out, each thing with its rule (TOML).")  # fmt: skip
@_names_option
@codes_option
@data_option
def bundle(
    report: Path,
    into: Path,
    key_file: Path,
    sound: Path | None,
    purpose: Purpose | None,
    withheld: Path | None,
    names: tuple[str, ...],
    library: Library,
    folder: Path,
) -> None:
    """Write a folder that opens by double-click in any browser, and that anybody can verify.

    The proofs of its entries come from the log in the folder of data, where one is there.

    \b
    Example:
        countenance report bundle report.json --into bundle --key office.key --for defence \\
            --with-audio stop.wav
    """
    new_folder(into)
    if withheld is not None and purpose is None:
        raise click.UsageError("`--withheld` needs `--for`: for whom is it withheld?")
    _check_extra("bundle")
    # What writes papers is an extra: only whoever makes a bundle needs it.
    from countenance.reports.out.bundle import Handed, bundle_files  # noqa: PLC0415

    called, found = named(names), read_report(report)
    left = () if withheld is None else read_withheld(withheld.read_bytes(), str(withheld))
    files = bundle_files(
        found,
        editions_of(found, library),
        called,
        Handed(
            made=_now(),
            purpose=purpose or "",
            withheld=left,
            samples=None if sound is None else hear(sound).samples.astype("<i2").tobytes(),
            proofs=proofs_of(found, folder),
        ),
        private_key(read_secret(key_file), key_file),
    )
    write_files(into, files)
    proofs = sum(path.startswith(PROOFS) for path in files)
    click.echo(f"wrote {number_of(len(files), 'file')} into {into}, {number_of(proofs, 'proof')}")
    if proofs < len(found.entries):
        click.echo(
            f"no proof of {number_of(len(found.entries) - proofs, 'entry', 'entries')}: name the "
            "folder of the gate's data with `--data`",
            err=True,
        )


@click.command()
@click.argument("folder_", metavar="BUNDLE",
                type=click.Path(path_type=Path, exists=True, file_okay=False))  # fmt: skip
@click.option("--signed-by", metavar="KEY-ID|FILE", required=True,
              help="The key that has to have signed it: its id, or its public half.")  # fmt: skip
@trust_options
@data_option
@json_option
def verify(
    folder_: Path,
    signed_by: str,
    trust: Path | None,
    key: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Verify a bundle from itself alone: every file, the signatures, the entries in the log.

    Exits 1 when it does not verify, and says which file.

    \b
    Example:
        countenance report verify bundle --signed-by office.key.pub \\
            --key gate.example.org/record+0a1b2c3d+AQ...
    """
    kid = _kid(signed_by)
    try:
        files = bundle_in(folder_)
        has_proofs = any(path.startswith(PROOFS) for path in files)
        whom = trusted(trust, key, folder) if has_proofs or trust or key else Trust()
        found = verify_bundle(files, kid, whom.keys)
        signed = sorted({who_signed(head, whom) for head in found.heads})
    except (RecordError, ReportError) as error:
        if as_json:
            say_json({"verified": False, "wrong": str(error)})
        else:
            click.echo(f"does not verify: {error}")
        raise click.exceptions.Exit(_DOES_NOT_VERIFY) from error
    if as_json:
        say_json(_in_json(found, len(files), signed))
        return
    _say(found, len(files), signed)


@click.command("key")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def key_(path: Path) -> None:
    """Make a key to sign bundles with: FILE, and FILE.pub for those who verify. Prints its id.

    \b
    Example:
        countenance report key office.key
    """
    key, public = new_key_pair(path)
    click.echo(kid_of(key.public_key().public_bytes_raw()))
    click.echo(f"for those who verify: {public}, or this id; tell them by another way", err=True)


def _papers(
    report: Report, library: Library, names: dict[str, str], *, pdf: bool, docx: bool
) -> dict[str, bytes]:
    _check_extra("--pdf" if pdf else "--docx")
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


def _check_extra(what: str) -> None:
    for module, name in (("reportlab", "ReportLab"), ("docx", "python-docx")):
        if find_spec(module) is None:
            raise ReportError(
                f"{what}: {name} is not installed: pip install 'countenance[reports]'"
            )


def _kid(signed_by: str) -> str:
    """The id of a key that is given as an id, or as a file. Raises `click.UsageError`."""
    if len(signed_by) == 32 and not signed_by.strip("0123456789abcdef"):
        return signed_by
    path = Path(signed_by)
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise click.UsageError(
            f"`--signed-by {signed_by}`: neither the id of a key (32 hexadecimal digits) nor a "
            "file with a public key in PEM"
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise click.UsageError(f"{path}: not an Ed25519 key, which is the only kind accepted")
    return kid_of(key.public_bytes_raw())


def _now() -> str:
    now = datetime.fromtimestamp(time.time(), UTC)
    return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z"


def _say(found: Verified, files: int, signed: list[str]) -> None:
    manifest = found.manifest
    state = "signed" if manifest.signed else "a draft that nobody signed"
    purpose = f", made for the {manifest.purpose}" if manifest.purpose else ""
    click.echo(
        f"verified: all {number_of(files, 'file')} of {manifest.report}, {state}{purpose}, "
        f"{manifest.made} · {number_of(len(found.heads), 'entry', 'entries')} in the log"
        + "".join(f" · {each}" for each in signed)
    )
    for each in manifest.withheld:
        click.echo(f"withheld: {each.what} under: {each.rule}")
    if found.shown:
        click.echo(f"shown by the log to be the same: {', '.join(found.shown)}")
    if found.unproven:
        told_ = ", ".join(map(str, found.unproven))
        click.echo(f"not proven: the bundle has no proof of the entries {told_}")


def _in_json(found: Verified, files: int, signed: list[str]) -> dict[str, object]:
    manifest = found.manifest
    return {
        "verified": True,
        "report": manifest.report,
        "text": manifest.text,
        "signed": manifest.signed,
        "for": manifest.purpose or None,
        "files": files,
        "entries": len(found.heads),
        "log": signed,
        "unproven": list(found.unproven),
        "shown": list(found.shown),
        "withheld": [{"what": each.what, "rule": each.rule} for each in manifest.withheld],
    }


OUT_COMMANDS = (export, bundle, verify, key_)
"""The commands about what is handed out."""
