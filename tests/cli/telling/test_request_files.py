"""The files of an answer: a line for each row, and no cell that is taken for a formula."""

import csv
import json
from pathlib import Path

import pytest

from countenance.cli.telling.request_files import COLUMNS, AnswerFiles, flat
from countenance.errors import RecordError


def test_each_row_is_a_line_and_the_whole_is_json(tmp_path: Path) -> None:
    files = AnswerFiles(tmp_path / "a")
    rows = [{"index": 1, "what": "x"}, {"index": 2, "what": "y"}]
    with files.open({"object": "countenance.answer"}):
        for name in COLUMNS:
            files.write(name, rows if name == "duties" else [])

    text = (tmp_path / "a" / "answer.json").read_text(encoding="utf-8")
    with (tmp_path / "a" / "duties.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))

    assert json.loads(text)["duties"] == rows
    assert '{"index":1,"what":"x"},\n{"index":2,"what":"y"}\n]' in text
    assert [row["what"] for row in told] == ["x", "y"]


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@a", "\ta"])
def test_a_cell_is_never_a_formula(word: str) -> None:
    assert flat({"what": word}, ("what",)) == {"what": f"'{word}"}


def test_cells_say_yes_no_and_lists_in_words() -> None:
    row = {"a": True, "b": None, "c": ["x", 2], "d": {"n": 1}, "withheld": {"p": "why", "q": "why"}}

    assert flat(row, ("a", "b", "c", "d", "withheld", "why_withheld")) == {
        "a": "yes", "b": "", "c": "x; 2", "d": "n: 1", "withheld": "p; q", "why_withheld": "why",
    }  # fmt: skip


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(RecordError, match="cannot be written"), AnswerFiles(
        tmp_path / "file"
    ).open({}):
        pass
