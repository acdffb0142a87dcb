"""`countenance record request`: what the record has about one agency, for whoever asked for it.

    answer.json            everything, for programs
    answer.html            the same to read, up to so many rows of a table
    calls.csv, changes.csv, duties.csv, rulings.csv
    proofs/0/17.tlog-proof the proof of each entry, with the entry in it

Rules kept here:
 * Every row has its proof, and says what is withheld in it and why.
 * An entry that the operator withholds keeps its row, its hash, its proof and the reason.
 * The log is read twice, entry by entry: memory is taken for the changes, not for the calls.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from countenance.cli.caller_names import caller_names
from countenance.cli.telling.citing import own_editions
from countenance.cli.telling.document import as_html
from countenance.cli.telling.log import Told, new_folder, period_of, told
from countenance.cli.telling.policy import policy_of, policy_options
from countenance.cli.telling.request_files import AnswerFiles
from countenance.cli.telling.request_page import answer_document
from countenance.cli.telling.request_rows import RULINGS, Found, Rows, surveyed
from countenance.cli.words import data_option, json_option, near_or_all, say
from countenance.record.figures.rows import Row
from countenance.stores.citing import Citing
from countenance.stores.whole_file import write_whole

__all__ = ["agency_of", "request"]

_COUNTED = ("calls", "changes", "duties", "rulings", "withheld")

_SHOWN = 500
"""The most rows of one table of the page; the other files have all."""


@click.command()
@click.option("--agency", required=True, metavar="CALLER",
              help="The registration that was asked about, or its `c-...`.")  # fmt: skip
@click.option("--from", "begins", metavar="DAY", help="The first day. [the first entry]")
@click.option("--to", "--until", "ends", metavar="DAY", help="The last day. [the last entry]")
@click.option("--into", metavar="DIR", required=True, type=click.Path(path_type=Path),
              help="A folder that is not there yet, or is empty.")  # fmt: skip
@click.option("--withhold", "withheld", metavar="INDEX=REASON", multiple=True,
              help="Tell of this entry only its hash and this reason.")  # fmt: skip
@policy_options
@data_option
@json_option
def request(
    agency: str,
    begins: str | None,
    ends: str | None,
    into: Path,
    withheld: tuple[str, ...],
    trust: Path | None,
    settings: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Answer a request for public records: everything about one agency in a period, with proofs.

    \b
    Example:
        countenance record request --agency oslo-police --from 2026-01-01 --to 2026-12-31 --into r
    """
    period, withhold = period_of(begins, ends), _reasons(withheld)
    new_folder(into)
    today = datetime.fromtimestamp(time.time(), UTC).date()
    with told(folder, policy_of(trust, settings)) as log:
        name, ref = agency_of(agency, folder)
        found = surveyed(log, ref, period)
        _check_withheld(withhold, found)
        rows = Rows(log, found, into, withhold, Citing(own_editions(settings)))
        about = _about(log, name, found, today, (begins, ends))
        counts = _written(rows, about, found, into, today)
    say(
        f"wrote {counts['calls']} calls, {counts['changes']} changes, {counts['duties']} duties "
        f"and {counts['rulings']} rulings into {into}; {counts['withheld']} entries withheld",
        {"into": str(into), "ref": ref, **{name: counts[name] for name in _COUNTED}},
        as_json=as_json,
    )


def _written(rows: Rows, about: Row, found: Found, into: Path, day: date) -> Counter[str]:
    """Write the answer; how many rows it has of each list, and of how many only the hash."""
    files = AnswerFiles(into)
    shown: dict[str, list[Row]] = {name: [] for name in ("calls", "changes", "duties", "rulings")}
    counts: Counter[str] = Counter()

    def kept(name: str, each: Iterator[Row]) -> Iterator[Row]:
        for row in each:
            counts[name] += 1
            counts["withheld"] += "leaf" in row
            if len(shown[name]) < _SHOWN:
                shown[name].append(row)
            yield row

    changes = list(rows.changes())
    with files.open(about):
        files.write("calls", kept("calls", rows.calls()))
        files.write("changes", kept("changes", (
            row for row in changes if row["kind"] not in RULINGS
        )))  # fmt: skip
        files.write("duties", kept("duties", rows.duties(day)))
        files.write("rulings", kept("rulings", (
            row for row in changes if row["kind"] in RULINGS
        )))  # fmt: skip
    document = answer_document(about, shown, counts, found.held.of(found.ref))
    write_whole(into / "answer.html", as_html(document).encode())
    return counts


def _about(
    log: Told, agency: str, found: Found, day: date, asked: tuple[str | None, str | None]
) -> dict[str, Any]:
    return {
        "object": "countenance.answer",
        "v": 1,
        "agency": agency,
        "ref": found.ref,
        "from": asked[0],
        "until": asked[1],
        "overdue_on": day.isoformat(),
        "log": log.provable,
    }


def agency_of(word: str, folder: Path) -> tuple[str, str]:
    """The name and the pseudonym of a caller. Raises `click.UsageError`."""
    names = caller_names(folder)
    for ref, name in names.items():
        if word in (ref, name):
            return name, ref
    if word.startswith("c-"):
        return "a registration that was removed", word
    hint = near_or_all(word, list(names.values()), "a removed one is named by its `c-...`")
    raise click.UsageError(f"no caller is called `{word}`; {hint}")


def _reasons(words: tuple[str, ...]) -> dict[int, str]:
    found: dict[int, str] = {}
    for word in words:
        index, equals, reason = word.partition("=")
        if not (index.isascii() and index.isdecimal() and equals and reason.strip()):
            raise click.UsageError(f"`{word}`: write `--withhold INDEX=REASON`")
        found[int(index)] = reason.strip()
    return found


def _check_withheld(withhold: dict[int, str], found: Found) -> None:
    for index in withhold:
        if index not in found.places:
            raise click.UsageError(
                f"`--withhold`: entry {index} is none of the {len(found.places)} of this answer"
            )
