"""Making a certificate to try the gate over TLS, and serving with it."""

import ssl
import stat
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from azure.ai.inference import ChatCompletionsClient
from azure.core.credentials import AccessToken, TokenCredential
from azure.core.exceptions import HttpResponseError, ServiceRequestError

from cli.running import Commands
from cli.test_serve import Serving
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings
from gate.running import Running, face, messages
from upstream import scripted_upstream


class Token(TokenCredential):
    """A credential of Azure whose token is the key of a caller."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.asked = 0

    def get_token(self, *scopes: str, **_: object) -> AccessToken:
        self.asked += 1
        return AccessToken(self.key, int(time.time()) + 3600)


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


@pytest.mark.long
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


def test_a_client_of_azure_with_a_token_is_served_over_tls_and_nowhere_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Commands(tmp_path, capsys).run("certificate", "new", "--dev", "--folder", f"{tmp_path}/t")
    public = tmp_path / "t" / "certificate.pem"
    more = f'[tls]\ncertificate = "{public}"\nkey = "{tmp_path}/t/key.pem"\n'
    with scripted_upstream() as upstream:
        serving = Serving(
            tmp_path, upstream.url, more, ssl.create_default_context(cafile=str(public))
        )
        try:
            local = Running("", serving.folder, upstream, Gate(parse_settings("", {}), {}))
            private = ("actor_kind=private_entity", "provider_approval=none")
            token = Token(local.caller("acme", *private))
            address = f"https://localhost:{serving.port}/openai/deployments/gpt-4o"
            scopes: Any = {"credential_scopes": ["https://service.example/.default"]}
            with ChatCompletionsClient(
                address, token, connection_verify=str(public), **scopes
            ) as client:
                answer = client.complete(messages=messages("What is a notary?", None))
                with pytest.raises(HttpResponseError, match="content_filter"):
                    client.complete(messages=messages("Who is this?", face()))
            with (
                ChatCompletionsClient(address.replace("https", "http"), token, **scopes) as plain,
                pytest.raises(ServiceRequestError, match="non-TLS"),
            ):
                plain.complete(messages=messages("What is a notary?", None))
        finally:
            serving.stop()

    assert "1 text(s)" in answer.choices[0].message.content
    assert token.asked >= 1
    assert len(upstream.reached) == 1
