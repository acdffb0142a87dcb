"""Making a certificate to try the gate over TLS."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from countenance.cli.words import NearestGroup
from countenance.errors import SettingsError
from countenance.gate.certificate import DAYS, NAMES, development_certificate
from countenance.stores.secret_file import write_secret

__all__ = ["certificate"]


@click.group(cls=NearestGroup)
def certificate() -> None:
    """Make a certificate to try the gate over TLS.

    \b
    Example:
        countenance certificate new --dev
    """


@certificate.command()
@click.option("--dev", is_flag=True, help="For trying it on this machine: it signs itself.")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("tls"),
    show_default=True, help="Where the two files are written.",
)  # fmt: skip
def new(dev: bool, folder: Path) -> None:
    """Write a certificate for loopback and its key, and say how to use them.

    It names localhost, 127.0.0.1 and ::1, signs itself, and can sign nothing else. For any other
    name, use a certificate of your own authority.

    \b
    Example:
        countenance certificate new --dev
    """
    if not dev:
        raise click.UsageError(
            "only certificates for trying it are made here: say `--dev`; for other names than "
            "loopback, set a certificate of your own authority in `[tls]`"
        )
    public, private = development_certificate(datetime.now(UTC))
    file = folder / "certificate.pem"
    if file.exists():
        raise SettingsError(f"{file}: is there already; name another folder, or remove it")
    write_secret(folder / "key.pem", private)
    _write(file, public)
    click.echo(
        f"""\
wrote {file} and {folder / "key.pem"}: {", ".join(NAMES)}, for {DAYS} days

  in the settings of the gate:
  [tls]
  certificate = "{file}"
  key = "{folder / "key.pem"}"

  clients trust it with SSL_CERT_FILE={file}"""
    )


def _write(path: Path, content: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror}") from error
