"""The files of an answer to a request: JSON and CSV, written row by row.

Rules kept here:
 * Each row of the JSON is a line of its own, so that a large answer can be read as it was written.
 * A cell of a CSV is never taken for a formula by the program that opens it.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from countenance.errors import RecordError
from countenance.record.figures.rows import Row

__all__ = ["ANSWER", "COLUMNS", "AnswerFiles", "flat"]

ANSWER = "answer.json"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "calls": (
        "index", "time", "kind", "dialect", "operation", "service", "model", "only_asked_about",
        "outcome", "reason", "row_of_the_table", "verdicts", "clauses", "cited", "acts", "missing",
        "question", "relied_on", "contested", "facts", "pictures", "faces", "covered",
        "obligations", "editions", "codes_digest", "left_out_for_length", "result",
        "upstream_status", "answer_check", "answer_withheld", "result_entry", "erased_by_entry",
        "id", "withheld",
        "why_withheld", "proof", "result_proof", "leaf",
    ),
    "changes": (
        "index", "time", "kind", "change", "says", "held_at_the_start", "id", "withheld",
        "why_withheld", "proof", "leaf",
    ),
    "duties": (
        "index", "what", "keeper", "due", "overdue", "done_by_entry", "clauses", "asked_by",
        "proof",
    ),
    "rulings": (
        "index", "time", "kind", "change", "says", "held_at_the_start", "id", "withheld",
        "why_withheld", "proof", "leaf",
    ),
}  # fmt: skip
"""The columns of each CSV."""


class AnswerFiles:
    """Writes the files into a folder. Raises `RecordError` when they cannot be written."""

    def __init__(self, into: Path) -> None:
        self._into = into
        self._json: IO[str] | None = None

    @contextmanager
    def open(self, about: Mapping[str, Any]) -> Iterator[None]:
        """The JSON, begun with what the answer is about and ended when all is written."""
        path = self._into / ANSWER
        try:
            self._into.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8") as file:
                self._json = file
                file.write(f'{{"about":\n{_line(about)}')
                yield
                file.write("\n}\n")
        except OSError as error:
            raise RecordError(f"{path}: cannot be written: {error.strerror}") from error

    def write(self, name: str, rows: Iterable[Row]) -> None:
        """One list of rows, in the JSON and as a CSV."""
        assert self._json is not None  # it was opened
        self._json.write(f',\n"{name}": [')
        with (self._into / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS[name])
            table.writeheader()
            for number, row in enumerate(rows):
                self._json.write(f"{',' if number else ''}\n{_line(row)}")
                table.writerow(flat(row, COLUMNS[name]))
        self._json.write("\n]")


def flat(row: Row, columns: Iterable[str]) -> dict[str, str]:
    """A row as the words of its cells."""
    told = {**row, "why_withheld": dict.fromkeys(row.get("withheld", {}).values())}
    told["withheld"] = list(row.get("withheld", {}))
    told["why_withheld"] = list(told["why_withheld"])
    return {name: _cell(told.get(name)) for name in columns}


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dict():
            told = ", ".join(f"{name}: {_cell(each)}" for name, each in value.items())
        case list():
            told = "; ".join(_cell(each) for each in value)
        case _:
            told = str(value)
    # What begins so would be run as a formula.
    return f"'{told}" if told[:1] in ("=", "+", "-", "@", "\t", "\r") else told


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
