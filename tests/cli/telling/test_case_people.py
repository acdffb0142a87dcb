"""A call that people decided, in the pack about it and in the answer about its caller: made by a
real gate, read as a court would read it."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.running import Commands
from cli.telling.decided_story import Story, told_story


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with told_story(tmp_path_factory.mktemp("story")) as one:
        yield one


@pytest.fixture
def commands(
    story: Story, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(story.gate.folder))
    return Commands(story.gate.folder, capsys)


def pack(commands: Commands, which: str | int, into: Path) -> tuple[Any, str]:
    """The pack of a call, verified; and its page."""
    commands.done("record", "case", str(which), "--into", str(into))
    said = commands.done("record", "verify", str(into)).out
    assert "all of them are there" in said
    made = json.loads((into / "case.json").read_text(encoding="utf-8"))
    return made, (into / "case.html").read_text(encoding="utf-8")


def kinds(rows: list[Any]) -> list[str]:
    return [" ".join(filter(None, (each["kind"], each["change"]))) for each in rows]


def test_a_call_that_was_let_through_names_the_two_who_allowed_it(
    story: Story, commands: Commands, tmp_path: Path
) -> None:
    made, page = pack(commands, story.passed, tmp_path / "a")

    assert made["cases"] == [story.case]
    assert [each["index"] for each in made["calls"]] == [story.held]
    votes = [each for each in made["before"] if each["kind"] == "vote"]
    assert [each["says"].count("vote: allow") for each in votes] == [1, 1]
    places = ", ".join(str(each["index"]) for each in votes)
    assert f"It was allowed by 2 persons (entries {places})." in page
    assert page.count("(reviewer)") >= 4  # each of the two claimed it and voted
    assert "(<code>review-allowed</code>)" in page
    assert set(kinds(made["later"])) == {"hold used", "outcome", "identification"}


def test_the_held_call_tells_what_came_of_it_and_so_does_the_name_of_its_case(
    story: Story, commands: Commands, tmp_path: Path
) -> None:
    made, page = pack(commands, story.held, tmp_path / "a")
    named, _ = pack(commands, story.case, tmp_path / "b")

    assert named == made
    assert made["before"] == []
    (passed,) = made["calls"]
    assert (passed["index"], passed["outcome"], passed["result"]) == (story.passed, "pass", "done")
    assert {"hold opened", "hold claimed", "vote", "hold used", "outcome"} <= set(
        kinds(made["later"])
    )
    assert "nothing went to an AI service then; people let it through later" in page
    assert f"It was let through (entry {story.passed})." in page


def test_the_motion_that_let_it_pass_is_there_with_who_voted(
    story: Story, commands: Commands, tmp_path: Path
) -> None:
    made, page = pack(commands, story.passed, tmp_path / "a")

    held = [each for each in made["held"]["entries"] if f"motion: {story.motion}" in each["says"]]
    assert kinds(held) == ["motion opened", *["ballot"] * 4, "motion counted"]
    assert "to switch on: face-matching for" in page
    assert "role: ethics" in page


def test_the_ruling_by_which_a_call_passed_is_there_and_no_vote_about_the_call_before(
    story: Story, commands: Commands, tmp_path: Path
) -> None:
    made, page = pack(commands, story.ruled, tmp_path / "a")

    rulings = [each for each in made["held"]["entries"] if each["kind"] == "ruling"]
    assert kinds(rulings) == ["ruling proposed", "ruling adopted"]
    (ruling,) = made["rulings"]
    assert ruling["ruling"] == "station"
    assert "A police station is no place in the wild." in ruling["text"]
    assert "A police station is no place in the wild." in page
    assert made["cases"] == [f"{story.case}-2"]
    assert {each["outcome"] for each in made["calls"]} == {"hold"}
    assert "hold settled" in kinds(made["later"])
    assert "vote" not in kinds([*made["before"], *made["later"]])
    assert f"It was let through (entry {story.ruled})." in page


def test_an_answer_has_the_motions_that_reach_its_caller_and_no_others(
    story: Story, commands: Commands, tmp_path: Path
) -> None:
    def rulings(agency: str, *more: str) -> list[str]:
        into = tmp_path / "-".join((agency, *more))
        commands.done("record", "request", "--agency", agency, "--into", str(into), *more)
        commands.done("record", "verify", str(into))
        with (into / "rulings.csv").open(encoding="utf-8", newline="") as file:
            rows = [f"{row['kind']} {row['change']}".strip() for row in csv.DictReader(file)]
            return [each for each in rows if not each.startswith("hold")]

    of_motion = ["motion opened", *["ballot"] * 4, "motion counted"]
    of_ruling = ["ruling proposed", "ruling adopted"]
    assert rulings("idp") == [*of_motion, "vote", "vote", *of_ruling]
    assert rulings("acme") == of_ruling
    assert rulings("idp", "--from", "2099-01-01") == [*of_motion, *of_ruling]
    assert rulings("idp", "--to", "2020-01-01") == []


def test_the_year_counts_votes_rulings_and_motions(commands: Commands) -> None:
    year = str(datetime.now(UTC).year)
    made = commands.done("record", "yearly", year, "--json").json
    said = commands.done("record", "yearly", year).out

    assert [(each["kind"], each["what"], each["entries"]) for each in made["people"]] == [
        ("motion", "face-matching adopted", 1), ("vote", "allow", 2),
    ]  # fmt: skip
    assert [(each["clause"], each["change"]) for each in made["rulings"]] == [
        ("AOAI-ID", "adopted"), ("AOAI-ID", "proposed"),
    ]  # fmt: skip
    assert "| idp | vote | allow | 2 |" in said
    assert "| ms-aoai-coc@2024-05-03 | AOAI-ID | adopted | 1 |" in said


def test_a_case_that_is_said_to_be_another_does_not_verify(
    story: Story, commands: Commands, tmp_path: Path
) -> None:
    made, _ = pack(commands, story.passed, tmp_path / "a")
    file = tmp_path / "a" / "case.json"
    for change, says in (
        ({"cases": ["hold-other"]}, "no entry of it says that its call is of `hold-other`"),
        ({"calls": [{**made["calls"][0], "outcome": "pass"}]}, "something else than entry"),
        ({"rulings": [{"ruling": "x", "digest": "y", "text": "z"}]}, "no entry has this text"),
        ({"before": [{**made["before"][0], "change": "x"}]}, "something else than the entry"),
    ):
        file.write_text(json.dumps({**made, **change}), encoding="utf-8")
        ran = commands.run("record", "verify", str(tmp_path / "a"))
        assert (ran.code, says in ran.out) == (1, True), ran.out


def test_a_pack_from_before_people_were_told_still_verifies(
    story: Story, commands: Commands, tmp_path: Path
) -> None:
    made, _ = pack(commands, story.passed, tmp_path / "a")
    old = {name: made[name] for name in made if name not in ("cases", "calls", "before", "rulings")}
    (tmp_path / "a" / "case.json").write_text(json.dumps(old), encoding="utf-8")

    assert commands.run("record", "verify", str(tmp_path / "a")).code == 0


def test_wrong_names_say_what_would_be_right(
    story: Story, commands: Commands, tmp_path: Path
) -> None:
    vote = next(i for i, each in enumerate(story.gate.entries()) if each["kind"] == "vote")
    for which, says in (
        ("hold-0", "no call was held as `hold-0`"),
        (str(vote), f"is a vote; a case begins with an entry of a call: decision, unreadable, "
                    f"redaction, gate-failure; it is about `{story.case}`, which may be named"),
    ):  # fmt: skip
        ran = commands.run("record", "case", which, "--into", str(tmp_path / "a"))
        assert (ran.code, says in ran.err) == (2, True), ran.err
