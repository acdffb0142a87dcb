from pathlib import Path

import pytest

from cli.running import Commands


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    commands = Commands(tmp_path / "var", capsys)
    commands.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    return commands


def test_an_approval_means_the_use_case_it_is_named_after(commands: Commands) -> None:
    commands.done("callers", "approve", "acme", "identity_verification", "--reference", "4711")

    (asset,) = commands.done("callers", "show", "acme", "--json").json["assets"]

    assert asset["kind"] == "approval"
    assert asset["name"] == "identity-verification"
    assert asset["facts"] == {
        "provider_approval": ["limited_access_use_case"],
        "approved_use_case": ["identity_verification"],
    }


def test_an_approval_of_another_kind_is_said_in_facts(commands: Commands) -> None:
    commands.done(
        "callers", "approve", "acme", "filters",
        "provider_approval=modified_filtering_or_monitoring", "--reference", "4711",
    )  # fmt: skip

    (asset,) = commands.done("callers", "show", "acme", "--json").json["assets"]

    assert asset["facts"] == {"provider_approval": ["modified_filtering_or_monitoring"]}


def test_an_asset_registered_again_takes_the_place_of_the_old_one(commands: Commands) -> None:
    for device in ("fixed_cctv", "fixed_kiosk"):
        commands.done("callers", "register", "acme", "camera", "door", f"capture_device={device}")

    (asset,) = commands.done("callers", "show", "acme", "--json").json["assets"]

    assert asset["facts"] == {"capture_device": ["fixed_kiosk"]}


def test_what_is_dropped_is_entered_as_what_it_was(commands: Commands) -> None:
    commands.done("callers", "approve", "acme", "liveness", "--reference", "x")
    commands.done("callers", "register", "acme", "place", "hall", "space=workplace")
    commands.done("callers", "drop", "acme", "liveness")
    commands.done("callers", "drop", "acme", "hall")

    entries = commands.done("record", "list", "--kind", "registration", "--json").json

    assert [entry["change"] for entry in entries] == [
        "added",
        "approved",
        "asset-added",
        "approval-withdrawn",
        "asset-removed",
    ]
