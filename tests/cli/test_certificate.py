"""Making a certificate to try the gate over TLS, and serving with it."""

import ssl
import stat
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from cli.running import Commands
from cli.test_serve import Serving
from upstream import scripted_upstream


def test_it_writes_two_files_and_the_key_is_for_its_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Commands(tmp_path, capsys).run("certificate", "new", "--dev", "--folder", f"{tmp_path}/t")

    assert ran.code == 0
    assert f'certificate = "{tmp_path}/t/certificate.pem"' in ran.out
    assert stat.S_IMODE((tmp_path / "t" / "key.pem").stat().st_mode) == 0o600
    assert "PRIVATE" not in (tmp_path / "t" / "certificate.pem").read_text(encoding="utf-8")


def test_nothing_is_overwritten_and_nothing_but_a_trial_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = Commands(tmp_path, capsys)
    folder = str(tmp_path / "t")
    commands.run("certificate", "new", "--dev", "--folder", folder)
    before = (tmp_path / "t" / "key.pem").read_bytes()

    again = commands.run("certificate", "new", "--dev", "--folder", folder)
    other = commands.run("certificate", "new", "--folder", folder)

    assert (again.code, other.code) == (5, 2)
    assert "is there already" in again.err
    assert "--dev" in other.err
    assert (tmp_path / "t" / "key.pem").read_bytes() == before


def test_a_gate_serves_with_it_and_only_who_trusts_it_is_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Commands(tmp_path, capsys).run("certificate", "new", "--dev", "--folder", f"{tmp_path}/t")
    public = tmp_path / "t" / "certificate.pem"
    trusting = ssl.create_default_context(cafile=str(public))
    more = f'[tls]\ncertificate = "{public}"\nkey = "{tmp_path}/t/key.pem"\n'
    with scripted_upstream() as upstream:
        serving = Serving(tmp_path, upstream.url, more, trusting)
        try:
            for host in ("localhost", "127.0.0.1"):
                address = f"https://{host}:{serving.port}/livez"
                with urllib.request.urlopen(address, context=trusting) as answer:
                    assert answer.status == 200
            with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
                urllib.request.urlopen(f"https://127.0.0.1:{serving.port}/livez")
            with pytest.raises(OSError, match=r".+"):
                urllib.request.urlopen(f"http://127.0.0.1:{serving.port}/livez")
        finally:
            serving.stop()
