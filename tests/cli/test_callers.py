import re
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from cli.running import Commands
from countenance.cli.callers import callers
from countenance.stores.registry import RegistryReader


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    return Commands(tmp_path / "var", capsys)


def add_police(commands: Commands, *more: str) -> str:
    """Register the police of a city; its first key."""
    ran = commands.done(
        "callers", "add", "oslo-police", "--organisation", "Oslo police",
        "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=municipal_police", "--may-state", "timeliness", *more,
    )  # fmt: skip
    return ran.out.strip()


def test_a_caller_is_added_and_its_key_works(commands: Commands) -> None:
    key = add_police(commands)

    found = RegistryReader(commands.folder).caller_for_key(key)

    assert found is not None
    assert found.id == "oslo-police"
    assert found.facts_on(datetime.now(UTC).date())["on_behalf_of"] == ("none",)


def test_the_key_stands_alone_on_the_output_and_is_never_shown_again(commands: Commands) -> None:
    key = add_police(commands)

    assert re.fullmatch(r"cnt_[a-z2-7]{10}_[a-z2-7]{52}", key)
    for words in (["list"], ["list", "--json"], ["show", "oslo-police"], ["lint"]):
        shown = commands.run("callers", *words).out
        assert key not in shown
        assert key.split("_")[2] not in shown
    assert key[-4:] in commands.done("callers", "show", "oslo-police").out


def test_whoever_registers_a_caller_without_a_place_is_told_so(commands: Commands) -> None:
    place = "use_jurisdiction=NO"
    added = commands.done(
        "callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity"
    )

    named = commands.done("callers", "change", "acme", place)
    left_out = commands.done("callers", "change", "acme", "--without", "use_jurisdiction")

    for ran in (added, left_out):
        assert "acme names no place, so the laws of every place may bind its calls" in ran.err
    assert "place" not in named.err


def test_a_caller_is_shown_to_people_and_programs(commands: Commands) -> None:
    add_police(commands, "--pin", "ms-aoai-coc@2024-05-03")

    people = commands.done("callers", "show", "oslo-police").out
    programs = commands.done("callers", "show", "oslo-police", "--json").json

    assert "Oslo police" in people
    assert "ms-aoai-coc@2024-05-03" in people
    assert programs["pin"] == "ms-aoai-coc@2024-05-03"
    assert programs["may_state"] == ["timeliness"]
    assert [one["id"] for one in commands.done("callers", "list", "--json").json] == ["oslo-police"]


def test_a_camera_counts_for_the_key_that_carries_it(commands: Commands) -> None:
    first = add_police(commands)
    commands.done(
        "callers", "register", "oslo-police", "camera", "station",
        "capture_device=fixed_cctv", "environment=controlled", "--reference", "inventory 7",
    )  # fmt: skip
    key = commands.done(
        "callers", "new-key", "oslo-police", "camera", "--carries", "station", "--json"
    ).json["key"]
    reader = RegistryReader(commands.folder)
    today = datetime.now(UTC).date()

    found, plain = reader.caller_for_key(key), reader.caller_for_key(first)

    assert found is not None
    assert plain is not None
    assert found.facts_on(today)["capture_device"] == ("fixed_cctv",)
    assert "capture_device" not in plain.facts_on(today)


def test_a_revoked_key_no_longer_works(commands: Commands) -> None:
    key = add_police(commands)
    reader = RegistryReader(commands.folder)
    assert reader.caller_for_key(key) is not None

    commands.done("callers", "revoke-key", "oslo-police", "first")

    assert reader.caller_for_key(key) is None


def test_pins_codes_approvals_and_obligations_are_entered_and_taken_back(
    commands: Commands,
) -> None:
    add_police(commands)
    steps = [
        ("pin oslo-police ms-aoai-coc@2024-05-03", "unpin oslo-police"),
        ("add-code oslo-police axon-ethics-board", "remove-code oslo-police axon-ethics-board"),
        (
            "accept oslo-police inform_the_person",
            "accept oslo-police inform_the_person --withdraw",
        ),
        (
            "approve oslo-police liveness --reference letter --until 2030-01-01",
            "drop oslo-police liveness",
        ),
        (
            "register oslo-police place hall use_jurisdiction=NO --from 2026-01-01",
            "drop oslo-police hall",
        ),
    ]
    before = commands.done("callers", "show", "oslo-police", "--json").json

    for do, undo in steps:
        commands.done("callers", *do.split())
        changed = commands.done("callers", "show", "oslo-police", "--json").json
        assert changed["revision"] > before["revision"], do
        commands.done("callers", *undo.split())
        after = commands.done("callers", "show", "oslo-police", "--json").json
        assert {**after, "revision": 0} == {**before, "revision": 0}, undo


def test_facts_are_changed_with_their_days_and_reference(commands: Commands) -> None:
    add_police(commands)

    commands.done(
        "callers", "change", "oslo-police", "use_jurisdiction=NO,SE", "--without", "agency_type",
        "--reference", "letter", "--until", "2027-05-03", "--may-state-nothing",
        "--organisation", "Oslo politidistrikt",
    )  # fmt: skip

    shown = commands.done("callers", "show", "oslo-police", "--json").json
    facts = {row["fact"]: row for row in shown["facts"]}
    assert facts["use_jurisdiction"]["values"] == ["NO", "SE"]
    assert facts["use_jurisdiction"]["until"] == "2027-05-03"
    assert "agency_type" not in facts
    assert shown["may_state"] == []
    assert shown["organisation"] == "Oslo politidistrikt"


def test_a_removed_caller_is_gone_and_its_key_with_it(commands: Commands) -> None:
    key = add_police(commands)

    commands.done("callers", "remove", "oslo-police")

    assert RegistryReader(commands.folder).caller_for_key(key) is None
    assert commands.run("callers", "show", "oslo-police").code == 2


def test_an_attesting_key_is_made_or_registered_and_removed(commands: Commands) -> None:
    add_police(commands)
    private = commands.folder / "desk.pem"

    kid = commands.done(
        "callers", "attesting-key", "oslo-police", "desk", "--out", str(private)
    ).out.strip()

    shown = commands.done("callers", "show", "oslo-police", "--json").json
    assert shown["attesting_keys"] == [{"kid": kid, "name": "desk"}]
    assert private.stat().st_mode & 0o777 == 0o600
    commands.done("callers", "attesting-key", "oslo-police", "desk", "--remove")
    shown = commands.done("callers", "show", "oslo-police", "--json").json
    assert shown["attesting_keys"] == []


def test_no_private_key_is_written_for_a_caller_that_is_not_there(commands: Commands) -> None:
    add_police(commands)
    private = commands.folder / "desk.pem"

    ran = commands.run("callers", "attesting-key", "oslo-polise", "desk", "--out", str(private))

    assert ran.code == 2
    assert not private.exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("shwo oslo-police", "did you mean `show`?"),
        ("show oslo-polise", "did you mean `oslo-police`?"),
        ("pin oslo-police ms-aoai-coc@2024-05-30", "did you mean `ms-aoai-coc@2024-05-03`?"),
        ("add-code oslo-police axon-ethic-board", "did you mean `axon-ethics-board`?"),
        ("accept oslo-police inform_the_persn", "did you mean `inform_the_person`?"),
        ("accept oslo-police cover_faces", "no obligation that a caller keeps"),
        ("change oslo-police agency_contry=SE", "did you mean `agency_country`?"),
        ("change oslo-police agency_type=sherif", "did you mean `sheriff`?"),
        ("change oslo-police agency_type", "write `fact=value`"),
        ("change oslo-police purpose=patrol purpose=media", "given twice"),
        ("change oslo-police purpose=patrol --until tomorrow", "write it as 2026-11-22"),
        ("change oslo-police operation=redaction", "`operation` cannot be registered"),
        ("change oslo-police --may-state actor_kind", "can never be stated"),
        ("revoke-key oslo-police frist", "did you mean `first`?"),
        ("drop oslo-police station", "no asset is called `station`"),
        ("register oslo-police camra x capture_device=drone", "camra"),
        ("approve oslo-police livenes --reference x", "did you mean `liveness`?"),
        ("approve oslo-police liveness", "reference to the document"),
        ("attesting-key oslo-police desk", "give one of"),
        ("unpin oslo-police", "nothing was changed"),
        ("add oslo-police --organisation x actor_kind=court", "registered already"),
        ("add acme --organisation x actor_kind=court --key A", "cannot name a key"),
        ("add acme --organisation x", "`actor_kind` needs exactly one value"),
        ("add acme --organisation x actor_kind=private_entity agency_country=NO", "only for a law"),
    ],
)
def test_wrong_words_are_usage_and_name_what_would_be_right(
    commands: Commands, words: str, message: str
) -> None:
    add_police(commands)
    before = commands.done("record", "list", "--json").out

    ran = commands.run("callers", *words.split())

    assert ran.code == 2
    assert message in ran.err
    assert commands.done("record", "list", "--json").out == before


def test_a_folder_without_a_registry_could_not_be_read(commands: Commands, tmp_path: Path) -> None:
    ran = commands.run("callers", "list", "--data", str(tmp_path / "nowhere"))

    assert ran.code == 5
    assert "there is no database" in ran.err
    assert not (tmp_path / "nowhere").exists()


def test_lint_exits_1_when_it_finds_something(commands: Commands) -> None:
    add_police(commands, "use_jurisdiction=NO")
    assert commands.run("callers", "lint").code == 0
    commands.done("callers", "revoke-key", "oslo-police", "first")

    ran = commands.run("callers", "lint", "--json")

    assert ran.code == 1
    assert ran.json == ["caller `oslo-police`: has no key and cannot call"]


@pytest.mark.parametrize("name", sorted(callers.commands))
def test_every_command_shows_one_run(name: str) -> None:
    command = callers.commands[name]

    text = command.get_help(click.Context(command, info_name=name))

    assert f"countenance callers {name}" in text
