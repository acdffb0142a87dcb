from pathlib import Path

import pytest

from cli.running import Commands
from countenance.stores.packaged import packaged_editions
from house.source import ROOT


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


def test_every_code_is_listed_with_what_is_in_force_and_how_well_it_is_known(
    commands: Commands,
) -> None:
    found = commands.done("codes", "list", "--as-of", "2024-05-02", "--json").json
    text = commands.done("codes", "list", "--as-of", "2024-05-02").out.splitlines()

    rows = {row["code"]: row for row in found["codes"]}
    assert rows["ms-aoai-coc"]["in_force"] == ["2024-05-01", "2024-05-03"]
    clauses = [clause for each in packaged_editions() for clause in each.clauses]
    assert sum(sum(row["shelves"].values()) for row in found["codes"]) == len(clauses)
    assert text[0].split()[:4] == ["CODE", "IN", "FORCE", "ON"]
    assert f"of {len(clauses)} clauses:" in text[-1]
    assert "not established" in text[-1]


def test_an_edition_is_shown_by_name_or_by_day(commands: Commands) -> None:
    named = commands.done("codes", "show", "ms-aoai-coc@2024-05-03").out
    dated = commands.done("codes", "show", "ms-aoai-coc", "--as-of", "2024-05-10").out
    both = commands.done("codes", "show", "ms-aoai-coc", "--as-of", "2024-05-02", "--json").json

    assert named == dated
    assert [each["name"] for each in both["editions"]] == [
        "ms-aoai-coc@2024-05-01", "ms-aoai-coc@2024-05-03",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "ms-aoai-co"), "did you mean `ms-aoai-coc`?"),
        (("show", "ms-aoai-coc@2024"), "did you mean `ms-aoai-coc@2023`?"),
        (("show", "ms-aoai-coc@2023", "--as-of", "2024-01-01"), "leave `--as-of` out"),
        (("show", "ms-aoai-coc", "--as-of", "2027-01-01"), "there are ms-aoai-coc@2023"),
        (("show", "ms-aoai-coc", "--as-of", "May"), "write it as 2026-11-22"),
        (("timeline", "nothing"), "no code is called `nothing`"),
        (("diff", "ms-aoai-coc@2023", "ms-aoai-coc@2023"), "compared with itself"),
        (("diff", "ms-aoai-coc@2023", "ms-aoai-coc"), "no edition is called `ms-aoai-coc`"),
        (("dif",), "did you mean `diff`?"),
    ],
)
def test_a_word_that_is_not_known_is_wrong_usage(
    commands: Commands, words: tuple[str, ...], says: str
) -> None:
    ran = commands.run("codes", *words)

    assert ran.code == 2
    assert says in ran.err


def test_the_timeline_is_also_a_picture(commands: Commands, tmp_path: Path) -> None:
    drawn = tmp_path / "timeline.svg"

    lines = commands.done("codes", "timeline", "ms-aoai-coc", "--svg", str(drawn)).out.splitlines()
    found = commands.done("codes", "timeline", "ms-aoai-coc", "--json").json

    assert lines[1].split()[:2] == ["2023", "2023-01-01"]
    assert lines[-1] == f"drawn: {drawn}"
    assert drawn.read_text(encoding="utf-8").startswith("<svg ")
    assert len(found) == 5


def test_a_picture_that_cannot_be_written_could_not_be_done(
    commands: Commands, tmp_path: Path
) -> None:
    ran = commands.run("codes", "timeline", "ms-aoai-coc", "--svg", str(tmp_path / "no" / "t.svg"))

    assert ran.code == 5
    assert "cannot be written" in ran.err


def test_what_changed_is_told_for_people_and_for_programs(commands: Commands) -> None:
    words = ("codes", "diff", "ms-aoai-coc@2024-05-01", "ms-aoai-coc@2024-05-03")

    text = commands.done(*words).out
    found = commands.done(*words, "--json").json
    signed = commands.done(*words, "--as-if-signed", "--json").json

    assert text.startswith("ms-aoai-coc@2024-05-01 → ms-aoai-coc@2024-05-03\n  added: ")
    (part,) = found["parts"]
    assert sum(row["situations"] for row in part["table"]) == found["situations"]
    assert part["stricter"] == 0
    assert signed["parts"][0]["less_strict"] > part["less_strict"]


def test_a_looser_edition_fails_and_one_that_is_not_passes(commands: Commands) -> None:
    corrected = ("ms-aoai-coc@2024-05-01", "ms-aoai-coc@2024-05-03")

    looser = commands.run("codes", "no-looser", *corrected)
    back = commands.run("codes", "no-looser", *reversed(corrected))
    content = commands.run("codes", "no-looser", *corrected, "--json")

    assert looser.code == content.code == 1
    assert looser.out.startswith("looser · 380,550 situations")
    assert "unclear → silent" in looser.out
    assert back.code == 0
    assert back.out.startswith("no looser")
    assert content.json["parts"][0]["looser"] == 380550


ZONES = (
    "codes", "map", "ms-aoai-coc@2024-05-03", "--rows", "capture_device",
    "--cols", "environment,agency_country",
    "--given", "operation=biometric_identification", "--given", "timeliness=real_time",
    "--given", "actor_kind=law_enforcement_agency", "--given", "on_behalf_of=none",
    "--given", "agency_type=municipal_police",
)  # fmt: skip


def test_a_map_is_printed_drawn_and_written_as_a_page(commands: Commands, tmp_path: Path) -> None:
    svg, page = tmp_path / "m.svg", tmp_path / "m.html"

    text = commands.done(*ZONES, "--svg", str(svg), "--html", str(page)).out
    found = commands.done(*ZONES, "--json").json

    assert "capture_device=mobile" in text
    assert svg.read_text(encoding="utf-8") in page.read_text(encoding="utf-8")
    assert found["given"]["timeliness"] == ["real_time"]
    assert found["cells"][0] == [["deny"], ["deny"], ["unclear"], ["deny"]]


def test_the_picture_in_the_docs_is_what_the_command_draws(
    commands: Commands, tmp_path: Path
) -> None:
    drawn = tmp_path / "m.svg"
    commands.done(*ZONES, "--svg", str(drawn))

    assert drawn.read_bytes() == (ROOT / "docs" / "pictures" / "grey-zones.svg").read_bytes()


@pytest.mark.parametrize(
    ("rows", "says"),
    [("capture_devise", "did you mean `capture_device`?"), ("environment", "is named twice")],
)
def test_a_map_of_facts_that_are_not_there_is_wrong_usage(
    commands: Commands, rows: str, says: str
) -> None:
    words = ["codes", "map", "ms-aoai-coc@2024-05-03", "--rows", rows, "--cols", "environment"]

    ran = commands.run(*words)

    assert ran.code == 2
    assert says in ran.err


def test_the_grey_zones_of_an_edition_are_told(commands: Commands) -> None:
    text = commands.done("codes", "grey", "ms-aoai-coc@2024-05-03").out
    signed = commands.done("codes", "grey", "ms-aoai-coc@2024-05-03", "--as-if-signed").out
    both = commands.done("codes", "grey", "ms-aoai-coc", "--as-of", "2024-05-02", "--json").json

    assert "AOAI-USPD-REDACT" in text
    assert "AOAI-USPD-REDACT" not in signed
    assert [each["edition"].partition("@")[2] for each in both] == ["2024-05-01", "2024-05-03"]
