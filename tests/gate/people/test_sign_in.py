"""What a gate has for people who sign in, opened and closed with it."""

import asyncio
import importlib.util
import os
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from countenance.errors import DirectoryError, SettingsError
from countenance.gate.people.sign_in import SignIn, about_directory, open_sign_in
from countenance.gate.settings.oidc import OidcSettings
from countenance.gate.settings.settings import parse_settings
from oidc_provider import CLIENT, SECRET, oidc_provider

OIDC = """
[oidc]
issuer = "https://directory.example"
client_id = "gate"
client_secret_env = "SECRET"
"""


def opened(folder: Path, text: str) -> tuple[SignIn, object]:
    async def asked() -> tuple[SignIn, object]:
        async with AsyncExitStack() as stack:
            made = open_sign_in(
                folder, parse_settings(text, {}), {"SECRET": "x"}, stack, time.time_ns, os.urandom
            )
            return made, (made.sessions.find("x"), made.accounts.has_account("p-1"))

    return asyncio.run(asked())


def test_it_is_open_as_long_as_the_gate_is(tmp_path: Path) -> None:
    made, found = opened(tmp_path, "")

    assert (found, made.directory) == ((None, False), None)


def test_a_directory_is_not_asked_before_somebody_signs_in(tmp_path: Path) -> None:
    made, _ = opened(tmp_path, OIDC + 'label = "City"\n')

    assert made.directory is not None
    assert (made.directory.label, made.directory.takes_passwords) == ("City", True)
    assert made.directory.begins_at == "http://127.0.0.1:8800/console/sign-in/directory"


def test_without_the_extra_a_gate_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    assert opened(tmp_path, "")
    with pytest.raises(SettingsError, match=r"install `countenance\[oidc\]`"):
        opened(tmp_path, OIDC)


def test_whoever_sets_it_up_can_ask_it(tmp_path: Path) -> None:
    with oidc_provider() as there:
        settings = OidcSettings(there.issuer, CLIENT, "SECRET")
        about_directory(settings, {"SECRET": SECRET})
        there.about = {"issuer": "http://localhost/"}
        with pytest.raises(DirectoryError, match="letter by letter"):
            about_directory(settings, {"SECRET": SECRET})
    with pytest.raises(SettingsError, match="`SECRET` is empty"):
        about_directory(settings, {})
