"""A report as programs read it over HTTP and as the commands print it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from countenance.errors import NotHeardError
from countenance.reports.open_items import open_items
from countenance.reports.reading import Row
from countenance.reports.report import Report, programs_of, text_digest

__all__ = ["row_of_report", "view_of_report", "why_not_heard"]


def view_of_report(
    report: Report, lacking: Sequence[str] = (), *, hearing: bool = False, failed: str = ""
) -> dict[str, Any]:
    """Everything about one report. `lacking`: why it cannot be signed; `hearing`: it is put into
    words now; `failed`: why that could not be done."""
    opened = open_items(report)
    return {
        "object": "countenance.report",
        **msgspec.to_builtins(report),
        "text_sha256": text_digest(report),
        "programs": msgspec.to_builtins(programs_of(report)),
        "hearing": hearing,
        "not_heard": failed,
        "open": {
            "brackets": [each.id for each in opened.brackets],
            "flags": [each.id for each in opened.flags],
            "omissions": [each.id for each in opened.omissions],
        },
        "lacking": list(lacking) if report.signature is None else [],
    }


def row_of_report(row: Row) -> dict[str, Any]:
    """A report as one row of a list."""
    found: dict[str, Any] = msgspec.to_builtins(row)
    return found


def why_not_heard(error: NotHeardError) -> str:
    """Why, with the entry, and with the case where people decide."""
    case = f"; people decide: case {error.case}" if error.case else ""
    return f"{error} (entry {error.entry}{case})"
