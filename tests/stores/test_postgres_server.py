"""A server of one's own: on a socket in its folder, never on a network, never as root."""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from countenance.errors import RecordError, SettingsError
from countenance.stores.postgres_server import PostgresServer, binaries
from postgres import own_server, shared_server


def test_it_listens_on_no_network_and_does_not_run_as_root() -> None:
    server = shared_server()
    status = Path(f"/proc/{server.process}/status").read_text(encoding="utf-8")
    words = Path(f"/proc/{server.process}/cmdline").read_bytes().split(b"\0")

    assert b"-clisten_addresses=" in words
    assert "\nUid:\t0\t" not in status or os.geteuid() != 0
    assert server.url.startswith("postgresql://countenance@/countenance?host=/")


def test_its_folder_is_its_owners_alone() -> None:
    folder = Path(shared_server().url.partition("host=")[2])

    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_too_deep_for_a_socket_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90)

    with pytest.raises(SettingsError, match="too long for a socket"):
        PostgresServer(deep)
    assert not deep.exists()


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(SettingsError, match=r"countenance\[postgres-server\]"):
        binaries()


def test_a_setting_that_postgresql_does_not_know_ends_the_start() -> None:
    with pytest.raises(RecordError, match=r"did not start.*server\.log says why"):
        own_server(no_such_setting="1")


def test_one_that_does_not_start_again_leaves_the_folder_to_whoever_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a command would start one of its own, and stop it under the gate."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short enough for a socket
    server = PostgresServer(folder)
    server._make_folder()
    assert server._taken()
    monkeypatch.setattr(server, "_make_data", lambda: None)
    monkeypatch.setattr(server, "_programs", tmp_path)
    monkeypatch.setattr(server, "_user", None)
    (tmp_path / "postgres").write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    (tmp_path / "postgres").chmod(0o755)

    with pytest.raises(RecordError, match="the server did not start"):
        server.start_again()

    assert not PostgresServer(folder)._taken()
    server.stop()
    assert PostgresServer(folder)._taken()
    shutil.rmtree(folder)
