"""`countenance check` asks the codes, from the command line and back."""

import datetime
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from countenance.cli import check as module
from countenance.cli import main
from countenance.cli.check import check
from countenance.stores.packaged import editions_on

MAY_3 = ("--code", "ms-aoai-coc@2024-05-03")
POLICE = ("actor_kind=law_enforcement_agency", "agency_type=municipal_police")
IDENTIFY = "operation=biometric_identification"
BODY_WORN = (IDENTIFY, "capture_device=body_worn")
PAGES = Path(__file__).resolve().parents[2] / "docs"


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(check, list(words), input=stdin)


def told(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json").stdout)
    return found


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> datetime.date:
    day = datetime.date(2026, 11, 22)
    monkeypatch.setattr(module, "_today", lambda: day)
    return day


def test_us_police_are_denied_and_the_exit_code_is_one() -> None:
    found = run(*MAY_3, *POLICE, *BODY_WORN, "agency_country=US", "timeliness=real_time")

    assert found.exit_code == 1
    assert found.stdout.startswith("deny · ms-aoai-coc@2024-05-03 AOAI-USPD · no face recognition")


def test_a_fixed_camera_in_norway_is_unclear_with_three_readings() -> None:
    place = ("agency_country=NO", "capture_device=fixed_cctv", "environment=controlled")
    found = run(*MAY_3, *POLICE, IDENTIFY, *place)

    assert found.exit_code == 3
    assert "older sentence → deny, reporter → silent, publisher's answer → unclear" in found.stdout


@pytest.mark.parametrize("more", [(), ("timeliness=real_time",)])
def test_a_camera_that_was_not_stated_is_asked_for(more: tuple[str, ...]) -> None:
    found = run(*MAY_3, *POLICE, IDENTIFY, "agency_country=NO", "environment=uncontrolled", *more)

    assert found.exit_code == 3
    assert found.stdout.startswith(
        "undetermined: unclear or deny · ask next: capture_device (What recorded the picture?)"
    )


def test_unknown_and_absent_leave_a_fact_open() -> None:
    stated = (*MAY_3, *POLICE, IDENTIFY, "agency_country=NO", "environment=uncontrolled")

    plain = run(*stated).stdout

    assert run(*stated, "capture_device=unknown").stdout == plain
    assert run(*stated, "capture_device=absent").stdout == plain


def test_several_values_leave_each_of_them_possible() -> None:
    found = told(*MAY_3, *POLICE, IDENTIFY, "agency_country=US,NO", "capture_device=fixed_cctv")

    assert found["verdicts"] == ["unclear", "deny"]
    assert found["facts"]["agency_country"] == ["NO", "US"]


def test_a_report_from_speech_is_allowed_after_the_correction_and_unclear_before() -> None:
    stated = (*POLICE, "agency_country=US", "modality=audio", "operation=report_drafting")

    assert run(*MAY_3, *stated).exit_code == 0
    before = run("--code", "ms-aoai-coc@2024-05-01", *stated)
    assert before.exit_code == 3
    assert "the readings differ" in before.stdout
    assert "the text is not established" in before.stdout


@pytest.mark.usefixtures("today")
def test_the_ethics_board_is_unclear_today_and_says_what_a_signature_would_make_of_it() -> None:
    stated = ("--code", "axon-ethics-board", *POLICE, *BODY_WORN)

    found = run(*stated)

    assert found.exit_code == 3
    assert "the text is not established" in found.stdout.splitlines()[0]
    assert found.stdout.splitlines()[0].endswith("once signed off: deny")


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(
    "clause",
    ["all", "rec-1-after-the-trial", "axon-ethics-board@2019-06-27#rec-1-after-the-trial"],
)
def test_a_view_as_if_signed_off_is_shown_as_one(clause: str) -> None:
    found = run("--code", "axon-ethics-board", *POLICE, *BODY_WORN, "--as-if-signed", clause)

    assert found.exit_code == 1
    assert "as if signed off, which nobody did: axon-ethics-board@2019-06-27#rec-1" in found.stdout


def test_a_clause_that_is_nearly_right_is_named() -> None:
    found = run(*MAY_3, *POLICE, IDENTIFY, "--as-if-signed", "AOAI-UPSD")

    assert found.exit_code == 2
    assert "did you mean `AOAI-USPD`?" in found.stderr


def test_before_the_trial_the_board_is_established() -> None:
    found = run("--code", "axon-ethics-board", "--as-of", "2025-12-02", *POLICE, *BODY_WORN)

    assert found.exit_code == 1
    assert " rec-1 " in found.stdout


def test_an_edition_asked_by_name_is_asked_as_it_stood_and_the_service_is_given() -> None:
    found = told(*MAY_3, "actor_kind=private_entity", "on_behalf_of=none", IDENTIFY)

    assert found["verdict"] == "unclear"
    assert found["as_of"] is None
    assert found["taken_as_given"] == {"service": ["azure_openai"]}


def test_a_service_that_is_stated_is_not_taken_as_given() -> None:
    found = told(*MAY_3, IDENTIFY, "service=azure_face")

    assert found["verdict"] == "silent"
    assert found["taken_as_given"] == {}


@pytest.mark.parametrize("how", [("--as-of", "2024-04-30"), ("as_of=2024-04-30",)])
def test_on_a_day_on_which_it_was_not_in_force_an_edition_is_silent(how: tuple[str, ...]) -> None:
    found = run(*MAY_3, *POLICE, IDENTIFY, "agency_country=US", *how)

    assert found.exit_code == 4
    assert "ms-aoai-coc@2024-05-03 is not in force on 2024-04-30" in found.stdout


def test_a_code_alone_is_what_is_in_force_on_the_day() -> None:
    found = told("--code", "ms-aoai-coc", "--as-of", "2024-05-02", IDENTIFY)

    names = [edition["name"] for edition in found["editions"]]
    assert names == ["ms-aoai-coc@2024-05-01", "ms-aoai-coc@2024-05-03"]


@pytest.mark.usefixtures("today")
def test_a_code_that_has_ended_is_silent_and_names_its_editions() -> None:
    found = run("--code", "ms-aoai-coc", IDENTIFY)

    assert found.exit_code == 4
    assert "no edition of ms-aoai-coc is in force on 2026-11-22; there are" in found.stdout


@pytest.mark.usefixtures("today")
def test_without_a_code_all_in_force_are_composed_and_nothing_is_assumed() -> None:
    found = told("actor_kind=private_entity", "on_behalf_of=none", IDENTIFY)

    names = {edition["name"] for edition in found["editions"]}
    assert names == {each.name for each in editions_on(datetime.date(2026, 11, 22))}
    assert {"axon-ethics-board@2019-06-27", "ms-enterprise-ai-coc@4.0"} < names
    assert found["taken_as_given"] == {}
    assert found["as_of"] == "2026-11-22"
    assert found["verdict"] == "undetermined"


def test_two_codes_are_composed_and_the_strictest_wins() -> None:
    both = ("--code", "ms-aoai-coc@2023", "--code", "ms-aoai-coc@2024-05-03")
    found = told(*both, "actor_kind=private_entity", "on_behalf_of=none", IDENTIFY)

    assert found["verdict"] == "deny"


def test_facts_come_from_a_file_with_true_and_lists(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    stated = {
        "facts": {
            "operation": "biometric_identification",
            "subject_minor": False,
            "agency_country": ["NO", "SE"],
        }
    }
    path.write_text(json.dumps(stated))

    found = told(*MAY_3, "--facts", str(path), "on_behalf_of=none")

    assert found["facts"]["subject_minor"] == ["false"]
    assert found["facts"]["agency_country"] == ["NO", "SE"]
    assert found["facts"]["on_behalf_of"] == ["none"]


def test_facts_come_from_the_standard_input() -> None:
    found = run(*MAY_3, "--facts", "-", stdin='{"operation": "emotion_recognition"}')

    assert found.exit_code == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "this is not JSON"),
        ("[]", "write an object of facts"),
        ('{"modality": null}', "write a value, a list of values, true or false"),
        ('{"modality": []}', "write a value, a list of values, true or false"),
        ('{"modality": "text", "modality": "image"}', "`modality` is given twice"),
        ('{"modalitie": "text"}', "did you mean `modality`?"),
        ('{"modality": "txt"}', "did you mean `text`?"),
    ],
)
def test_a_bad_file_says_what_would_be_right(text: str, says: str) -> None:
    found = run(*MAY_3, "--facts", "-", stdin=text)

    assert found.exit_code == 2
    assert says in found.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--code", "ms-aoi-coc"), "did you mean `ms-aoai-coc`?"),
        (("--code", "ms-aoai-coc@2024-5-03"), "did you mean `ms-aoai-coc@2024-05-03`?"),
        (("--as-of", "3 May 2024"), "write it as 2026-11-22"),
        (("--as-of", "2024-05-03", "as_of=2024-05-02"), "asked for one day"),
        (("actor_kin=x",), "did you mean `actor_kind`?"),
        (("actor_kind=privat_entity",), "did you mean `private_entity`?"),
        (("actor_kind",), "write `fact=value`"),
        (("modality=text", "modality=image"), "`modality` is given twice"),
        (("--verify", "proof.json", IDENTIFY), "`--verify` takes a proof and nothing else"),
    ],
)
def test_wrong_usage_exits_two_and_names_what_would_be_right(
    words: tuple[str, ...], says: str
) -> None:
    found = run(*words)

    assert found.exit_code == 2
    assert says in found.stderr


def test_a_fact_in_the_file_and_on_the_line_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text('{"modality": "text"}')

    found = run("--facts", str(path), "modality=image")

    assert found.exit_code == 2
    assert "give it once" in found.stderr


def test_a_file_that_is_not_there_could_not_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--facts", str(tmp_path / "none.json")]) == 5
    assert "cannot be read" in capsys.readouterr().err


def test_next_prints_the_question_alone() -> None:
    found = run(
        *MAY_3, *POLICE, IDENTIFY, "agency_country=NO", "environment=uncontrolled", "--next"
    )

    assert found.stdout.splitlines()[0] == "capture_device: What recorded the picture?"
    assert found.exit_code == 3


def test_next_in_json_adds_what_would_settle() -> None:
    stated = (*MAY_3, *POLICE, IDENTIFY, "agency_country=NO", "environment=uncontrolled")

    plain, more = told(*stated)["ask_next"], told(*stated, "--next")["ask_next"]

    assert "settling" not in plain
    assert more == {**plain, "settling": ["capture_device", "timeliness"]}


def test_contradictory_facts_exit_three() -> None:
    found = run(*MAY_3, "modality=text", "operation=detection")

    assert found.exit_code == 3
    assert found.stdout.startswith("contradictory · text alone shows nobody")


@pytest.mark.parametrize(
    ("operation", "code"),
    [("scene_description", 0), ("biometric_identification", 1), ("report_drafting", 4)],
)
def test_the_exit_code_is_the_same_from_the_tree_of_commands(operation: str, code: int) -> None:
    words = ["check", "--code", "ms-aoai-coc@2023", f"operation={operation}"]

    assert main(words) == code


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    path = tmp_path / "proof.json"
    stated = (*POLICE, *BODY_WORN, "agency_country=US")
    assert run(*MAY_3, *stated, "--certificate", str(path)).exit_code == 1
    return path


def test_a_proof_verifies_offline_and_says_what_it_proves(proof: Path) -> None:
    found = run("--verify", str(proof))

    assert proof.stat().st_size <= 16 * 1024
    assert found.exit_code == 0
    assert found.stdout.startswith("verifies · these facts leave: deny\n")
    assert "capture_device=body_worn" in found.stdout


def test_a_proof_names_the_digest_that_the_answer_names(proof: Path) -> None:
    proven: dict[str, Any] = json.loads(run("--verify", str(proof), "--json").stdout)

    asked = told(*MAY_3, *POLICE, *BODY_WORN, "agency_country=US")

    assert proven["verifies"] is True
    assert proven["verdicts"] == ["deny"]
    assert proven["digest"] == asked["digest"]
    assert proven["facts"] == asked["facts"]


def test_a_proof_that_was_tampered_with_exits_one(proof: Path) -> None:
    proof.write_bytes(proof.read_bytes().replace(b'"deny"', b'"allow"', 1))

    plain, machine = run("--verify", str(proof)), run("--verify", str(proof), "--json")

    assert (plain.exit_code, machine.exit_code) == (1, 1)
    assert plain.stdout.startswith("does not verify · ")
    assert json.loads(machine.stdout)["verifies"] is False


def test_what_is_no_proof_does_not_verify(tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    path.write_text("{}")

    assert run("--verify", str(path)).exit_code == 1


def test_a_proof_of_a_contradiction_could_not_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "proof.json"
    words = [*MAY_3, "modality=text", "operation=detection", "--certificate", str(path)]

    assert main(["check", *words]) == 5
    assert "nothing to certify" in capsys.readouterr().err
    assert not path.exists()


def test_a_place_that_cannot_be_written_could_not_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*MAY_3, IDENTIFY, "--certificate", str(tmp_path / "none" / "proof.json")]

    assert main(["check", *words]) == 5
    assert "cannot be written" in capsys.readouterr().err


def snippets() -> list[tuple[str, str]]:
    """Every command of the pages about questions, with the output that is shown for it."""
    pages = [PAGES / "check.md", PAGES / "why-unclear.md", *sorted((PAGES / "codes").glob("*.md"))]
    found = []
    for page in pages:
        for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
            for piece in re.split(r"^\$ ", block, flags=re.M)[1:]:
                command, _, shown = piece.partition("\n")
                found.append((command, shown))
    return found


@pytest.mark.parametrize(("command", "shown"), snippets())
def test_what_the_pages_show_comes_out(
    command: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An output may end early, and a line that ends in an ellipsis is the start of one."""
    monkeypatch.chdir(PAGES.parent)
    program, name, *words = shlex.split(command)
    assert (program, name) == ("countenance", "check")

    found = run(*words)

    lines = shown.strip().splitlines()
    status = lines.pop() if lines[-1].startswith("[exit") else "[exit 0]"
    assert status == f"[exit {found.exit_code}]"
    for shown_line, line in zip(lines, found.stdout.splitlines(), strict=False):
        start = shown_line.removesuffix("…")
        assert line.startswith(start) if shown_line.endswith("…") else line == shown_line
