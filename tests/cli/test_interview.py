"""One question at a time: answers by number and by name, wrong ones, back, not known, the end."""

import io
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import Commands
from codes.asking import compiled, facts
from countenance.cli.interview import Interview, interview
from countenance.decisions.decide import decide

CODE = "ms-aoai-coc@2024-05-03"


class Talk:
    """Answers that are given one after the other, and everything that was said."""

    def __init__(self, *answers: str) -> None:
        self._answers: Iterator[str] = iter(answers)
        self.said: list[str] = []

    def held(self, **known: str) -> Interview:
        """Ask one edition, these facts being known."""
        return interview(
            compiled(CODE), facts(CODE, known), lambda: next(self._answers, None), self.said.append
        )

    @property
    def asked(self) -> list[str]:
        """The facts that were asked for, in order."""
        return [line.rpartition("(")[2].rstrip(")") for line in self.said if line[0].isdigit()]


def test_it_asks_until_the_matter_is_settled() -> None:
    talk = Talk("biometric_identification", "municipal_police", "US", "law_enforcement_agency")

    found = talk.held()

    assert not found.ended
    assert talk.asked[0] == "operation"
    decision = decide(compiled(CODE), facts(CODE, {n: v[0] for n, v in found.stated.items()}))
    assert decision.verdicts.words == ("deny",)


def test_nothing_is_asked_where_nothing_is_open() -> None:
    talk = Talk()

    found = talk.held(operation="scene_description")

    assert found == Interview({}, ended=False)
    assert talk.said == []


def test_a_number_stands_for_all_values_of_its_choice() -> None:
    talk = Talk("6")

    found = talk.held()

    assert not found.ended
    assert found.stated["operation"] == ("enrolment", "reference_database_building", "disclosure")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("identificaton", "did you mean `biometric_identification`?"),
        ("0", "there are choices from 1 to"),
        ("999", "there are choices from 1 to"),
        ("detection,nothing", "`operation` has no value `nothing`"),
    ],
)
def test_a_wrong_answer_is_asked_again_with_what_would_be_right(wrong: str, said: str) -> None:
    talk = Talk(wrong, "redaction", "quit")

    found = talk.held()

    assert found.stated == {"operation": ("redaction",)}
    assert any(said in line for line in talk.said)


def test_a_value_that_cannot_be_is_refused() -> None:
    talk = Talk("text_only", "quit")

    found = talk.held(modality="image")

    assert found.stated == {}
    assert any("`text_only` cannot be, with what is known" in line for line in talk.said)


def test_not_known_is_not_asked_again() -> None:
    talk = Talk("?", "unknown", "", *["?"] * 60)

    found = talk.held()

    assert found == Interview({}, ended=False)
    assert len(talk.asked) == len(set(talk.asked)) >= 3


def test_back_takes_the_last_answer_back() -> None:
    talk = Talk("back", "redaction", "b", "scene_description")

    found = talk.held()

    assert found == Interview({"operation": ("scene_description",)}, ended=False)
    assert talk.asked[0] == talk.asked[2] == "operation"
    assert "  this is the first question" in talk.said


def test_the_end_of_the_input_ends_the_questions() -> None:
    talk = Talk("biometric_identification")

    found = talk.held()

    assert found.ended
    assert found.stated == {"operation": ("biometric_identification",)}


def test_piped_answers_come_to_a_verdict_and_the_command_that_repeats_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:

    commands = Commands(tmp_path, capsys)
    lines = "biometric_identification\n2\nUS\n1\nlaw_enforcement_agency\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    asked = commands.run("check", "--interactive", "--code", CODE)
    (line,) = [line for line in asked.out.splitlines() if line.startswith("  the same again: ")]

    again = commands.run(*shlex.split(line.removeprefix("  the same again: "))[1:])

    assert asked.code == again.code
    (first, *_) = again.out.splitlines()
    assert first in asked.out.splitlines()


def test_programs_get_the_answer_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:

    commands = Commands(tmp_path, capsys)
    monkeypatch.setattr("sys.stdin", io.StringIO("scene_description\n"))

    asked = commands.run("check", "--interactive", "--code", CODE, "--json")

    assert asked.code == 4
    assert asked.json["verdict"] == "silent"
    assert asked.json["command"].endswith("operation=scene_description")
    assert "(operation)" in asked.err


@pytest.mark.parametrize("words", [("--next",), ("--facts", "-")])
def test_it_does_not_go_with_what_reads_the_same_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:

    ran = Commands(tmp_path, capsys).run("check", "--interactive", *words)

    assert ran.code == 2
