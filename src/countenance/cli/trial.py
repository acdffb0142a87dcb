"""`countenance trial`: what a copy of the traffic came to, before a call is touched.

Rules kept here:
 * It reads the record and nothing else; what was really decided does not count.
 * What people judged comes from a file that the page of the report writes; words in it that are not
   known are wrong usage.
"""

import json
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from countenance.cli.caller_names import caller_names
from countenance.cli.trial_page import page
from countenance.cli.words import NearestGroup, data_option, json_option, parse_day, say_json, table
from countenance.gate.trial.tally import UNREAD, Judged, Tally, changed, tally
from countenance.stores.examples import TRIAL_KEY, Examples
from countenance.stores.log import DatabaseReader
from countenance.stores.secret_file import read_secret

__all__ = ["trial"]

OUTCOMES = ("pass", "redact", "refuse", "hold", UNREAD)


@click.group(cls=NearestGroup)
def trial() -> None:
    """Try the gate on a copy of your traffic, before it touches a call.

    \b
    Example:
        countenance trial report --html trial.html --kept examples
    """


@trial.command()
@click.option("--since", metavar="DAY", help="From this day on (UTC), as 2026-11-22.")
@click.option("--until", metavar="DAY", help="Up to and without this day.")
@click.option(
    "--judged",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What people judged: the file that the page of --html gives back.",
)
@click.option(
    "--html",
    "page_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page to this file, with the examples to judge.",
)
@click.option(
    "--kept",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of blurred examples: what `trial.keep` is set to.",
)
@data_option
@json_option
def report(
    since: str | None,
    until: str | None,
    judged: Path | None,
    page_file: Path | None,
    kept: Path | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Print what would have become of the calls that were only asked about.

    \b
    Example:
        countenance trial report --since 2026-11-22 --judged judged.json
    """
    if kept is not None and page_file is None:
        raise click.UsageError("--kept goes with --html: examples are shown on the page alone")
    first, end = parse_day(since), parse_day(until)
    names = caller_names(folder)
    log = DatabaseReader(folder)
    counted = tally(_entries(log, first, end), _judged(judged))
    if page_file is not None:
        examples = _examples(folder, kept)
        to_judge = [each for each in _entries(log, first, end) if each["id"] in examples]
        shown = [each for each in to_judge if changed(each)]
        written = page(_as_object(counted, names), shown, examples, names)
        page_file.write_text(written, encoding="utf-8")
    if as_json:
        say_json(_as_object(counted, names))
    else:
        _show(counted, names)


def _entries(
    log: DatabaseReader, first: date | None, end: date | None
) -> Iterator[dict[str, Any]]:
    """The entries of a trial, between two days."""
    for stored in log.entries():
        entry = json.loads(stored.data)
        if entry.get("what_if") is not True:
            continue
        day = entry["time"][:10]
        if (first is None or day >= first.isoformat()) and (end is None or day < end.isoformat()):
            yield {**entry, "index": stored.index}


def _judged(path: Path | None) -> dict[str, Judged]:
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise TypeError
        return {str(name): Judged(word) for name, word in found.items()}
    except (ValueError, TypeError) as error:
        words = ", ".join(f"`{word.value}`" for word in Judged)
        raise click.UsageError(
            f"{path}: not what the page of the report gives back: ids of entries, each {words}"
        ) from error


def _examples(folder: Path, kept: Path | None) -> dict[str, bytes]:
    if kept is None:
        return {}
    examples = Examples(kept, read_secret(folder / TRIAL_KEY), lambda: int(time.time()))
    return {example.entry: example.picture for example in examples.all()}


def _as_object(counted: Tally, names: Mapping[str, str]) -> dict[str, Any]:
    share = counted.false_alarm_share
    low, high = share.interval
    return {
        "from": counted.first or None,
        "to": counted.last or None,
        "calls": counted.all.calls,
        "outcomes": {word: counted.all.outcomes[word] for word in OUTCOMES},
        "pictures": counted.all.pictures,
        "faces": counted.all.faces,
        "by_clause": [
            {"outcome": outcome, "clause": clause, "calls": calls}
            for (outcome, clause), calls in sorted(
                counted.by_clause.items(), key=lambda item: (-item[1], item[0])
            )
        ],
        "by_caller": [
            {
                "caller": names.get(ref, ref),
                "calls": each.calls,
                **{word: each.outcomes[word] for word in OUTCOMES},
            }
            for ref, each in sorted(counted.by_caller.items(), key=lambda item: -item[1].calls)
        ],
        "judged": {
            "calls": share.of,
            "false_alarms": share.count,
            "share": share.share,
            "interval": [low, high] if share.of else None,
            "by_clause": dict(counted.false_alarms.most_common()),
        },
    }


def _show(counted: Tally, names: Mapping[str, str]) -> None:
    found = _as_object(counted, names)
    if not found["calls"]:
        click.echo("no call was only asked about; docs/trial.md says how traffic is copied")
        return
    outcomes = " · ".join(f"{word} {found['outcomes'][word]}" for word in OUTCOMES)
    click.echo(f"{found['from']} to {found['to']}")
    click.echo(f"{found['calls']} calls: {outcomes}")
    click.echo(f"{found['pictures']} pictures with {found['faces']} faces\n")
    if found["by_clause"]:
        rows = [(one["outcome"], one["clause"], str(one["calls"])) for one in found["by_clause"]]
        table(("OUTCOME", "CLAUSE", "CALLS"), rows)
        click.echo()
    columns = ("calls", *OUTCOMES)
    table(
        ("CALLER", *(word.upper() for word in columns)),
        [(one["caller"], *(str(one[word]) for word in columns)) for one in found["by_caller"]],
    )
    click.echo()
    click.echo(_false_alarms(found["judged"]))


def _false_alarms(judged: Mapping[str, Any]) -> str:
    if not judged["calls"]:
        return "false alarms: nobody has judged an example yet (--html, then --judged)"
    low, high = judged["interval"]
    return (
        f"false alarms: {judged['false_alarms']} of {judged['calls']} judged, "
        f"{judged['share']:.1%} (95 %: {low:.1%} to {high:.1%})"
    )
