"""Drafting and checking files, as people type it."""

from pathlib import Path

import msgspec
import pytest

from cli.report_at_desk import begun, desk_in, drafted
from cli.running import Commands
from countenance.reports.digests import canonical_bytes
from reports.acting import OFFICER
from reports.made import RECORDING, SPEAKERS, TRANSCRIPT

FILES = ("--transcript", "t.json", "--speakers", "s.json")


@pytest.fixture
def commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COUNTENANCE_DRAFTER_KEY", raising=False)
    for name, made in (("t", TRANSCRIPT), ("s", SPEAKERS), ("r", RECORDING)):
        (tmp_path / f"{name}.json").write_bytes(canonical_bytes(made))
    return Commands(tmp_path, capsys)


def test_a_draft_is_printed_with_its_gaps(commands: Commands) -> None:
    ran = commands.done("report", "draft", *FILES, "--recording", "r.json", "--type", "traffic",
                        "--field", "place=Elm Street")  # fmt: skip

    assert "[OFFICER TO STATE: the reason for the stop, in your own words]" in ran.out
    assert "The place is Elm Street." in ran.out
    assert 'At 00:08 the driver said: "I do not consent to a search."' in ran.out


def test_a_draft_in_json_is_checked_against_the_words_it_rests_on(
    commands: Commands, tmp_path: Path
) -> None:
    words = ("report", "draft", *FILES, "--recording", "r.json", "--type", "traffic", "--json")
    (tmp_path / "draft.json").write_text(commands.done(*words).out)

    ran = commands.done("report", "check", "draft.json", *FILES)

    assert ran.out == "6 sentences, 0 doubted\n"


def test_a_wrong_sentence_is_shown_with_the_place_to_listen(
    commands: Commands, tmp_path: Path
) -> None:
    (tmp_path / "draft.txt").write_text(
        "The driver said he did not consent to a search.\n\nThe driver consented to a search.\n"
    )

    ran = commands.run("report", "check", "draft.txt", *FILES)

    assert ran.code == 1
    assert ran.out.splitlines()[0] == "The driver consented to a search."
    assert "? negation: `search`" in ran.out
    assert "(listen 00:08-00:10)" in ran.out
    assert ran.out.endswith("2 sentences, 1 doubted\n")
    found = commands.run("report", "check", "draft.txt", *FILES, "--json").json
    assert {flag["sentence"] for flag in found["flags"]} == {"d2"}


def test_a_model_that_cannot_be_asked_drafts_nothing(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTENANCE_DRAFTER_KEY", "k")

    ran = commands.run("report", "draft", *FILES, "--recording", "r.json", "--type", "other",
                       "--model", "gpt-4o", "--gate", "http://127.0.0.1:9")  # fmt: skip

    assert (ran.code, ran.out) == (5, "")
    assert "the gate could not be asked; nothing is drafted" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("check", "t.json", *FILES), 5, "not a draft in JSON"),
        (("check", "bad.txt", *FILES), 5, "not a text in UTF-8"),
        (("check", "draft.txt", "--transcript", "s.json", "--speakers", "s.json"), 5,
         "s.json: not a transcript in JSON"),
        (("check", "long.txt", *FILES), 5, "sentence 1 has 2,001 letters"),
        (("check", "many.txt", *FILES), 5, "5,001 lines"),
        (("check", "draft.txt", *FILES, "--field", "plate"), 2, "NAME=VALUE"),
        (("check", "draft.txt", *FILES, "--field", "plat=1"), 5, "did you mean `plate`"),
        (("draft", *FILES, "--recording", "r.json", "--type", "murder"), 2, "traffic"),
        (("draft", *FILES, "--recording", "r.json", "--type", "other", "--model", "m"), 2,
         "`--model` and `--gate` go together"),
        (("draft", *FILES, "--recording", "r.json", "--type", "other", "--model", "m", "--gate",
          "http://127.0.0.1:9"), 2, "COUNTENANCE_DRAFTER_KEY"),
        (("draft", *FILES, "--recording", "other.json", "--type", "other"), 5, "another sound"),
        (("draft", *FILES), 2, "give `--recording`, `--type` as well; or else REPORT"),
        (("draft", "report-01a3185c", "--model", "m"), 2, "`--model` is for files"),
        (("check", "draft.txt", "--speakers", "s.json"), 2, "give `--transcript` as well"),
        (("check", "report-01a3185c", *FILES), 2, "`--transcript` is for files"),
        (("check", "nothing.txt", *FILES), 2, "neither a file nor the id of a report"),
    ],
)  # fmt: skip
def test_what_is_given_wrongly_is_said(
    commands: Commands, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "draft.txt").write_text("The driver spoke.\n")
    (tmp_path / "long.txt").write_text("x" * 2001)
    (tmp_path / "many.txt").write_text("x\n" * 5001)
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe")
    other = msgspec.structs.replace(RECORDING, samples_sha256="sha256:" + "9" * 64)
    (tmp_path / "other.json").write_bytes(canonical_bytes(other))

    ran = commands.run("report", *words)

    assert ran.code == code
    assert says in ran.err


def test_a_kept_report_is_checked_for_what_nobody_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with desk_in(tmp_path, monkeypatch, capsys) as desk:
        id_ = begun(desk)
        early = desk.run("reyes", "check", id_)
        id_ = drafted(desk, tmp_path)
        open_ = desk.run("reyes", "check", id_)
        flag = desk.site.desk.find(OFFICER, id_).flags[0]
        sentence = flag.sentence
        desk.site.clock.now += 60_000
        desk.done("reyes", "listen", id_, f"{sentence}=60")
        desk.done("reyes", "settle", id_, flag.id, "--reason", "it is what was said")
        after = desk.run("reyes", "check", id_)

    assert (early.code, "has no draft yet" in early.err) == (2, True)
    assert (open_.code, flag.says in open_.out) == (1, True)
    assert (after.code, after.out.endswith("0 doubted\n")) == (0, True)
