"""Commands that read the record: which entries there are, and what one says."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import click

from countenance.cli.caller_names import caller_names
from countenance.cli.log_reading import found_entry
from countenance.cli.record_cases import CASE_COMMANDS
from countenance.cli.record_log import LOG_COMMANDS
from countenance.cli.telling.commands import TELLING_COMMANDS
from countenance.cli.words import (
    NearestGroup,
    data_option,
    json_option,
    near_or_all,
    say_json,
    table,
)
from countenance.record.canonical import parse
from countenance.record.entry import Head
from countenance.stores.log import DatabaseReader

__all__ = ["record"]

KINDS: tuple[str, ...] = get_args(Head.__annotations__["kind"])


@click.group(cls=NearestGroup)
def record() -> None:
    """Read the record, prove what is in it, and verify what others were given.

    \b
    Example:
        countenance record list --last 20
        countenance record proof 17 > entry.tlog-proof
        countenance record verify entry.tlog-proof
    """


for command in (*CASE_COMMANDS, *LOG_COMMANDS, *TELLING_COMMANDS):
    record.add_command(command)


@record.command("list")
@click.option("--last", default=50, type=click.IntRange(1), help="How many, the newest last. [50]")
@click.option("--kind", metavar="KIND", help="Only entries of this kind, such as `decision`.")
@click.option("--caller", metavar="CALLER", help="Only entries about this caller.")
@data_option
@json_option
def list_(last: int, kind: str | None, caller: str | None, folder: Path, as_json: bool) -> None:
    """List the newest entries, one line each.

    \b
    Example:
        countenance record list --kind decision --caller oslo-police
    """
    if kind is not None and kind not in KINDS:
        raise click.UsageError(f"no kind of entry is called `{kind}`; {near_or_all(kind, KINDS)}")
    names = caller_names(folder)
    ref = None
    if caller is not None:
        ref = next((one for one, name in names.items() if caller in (name, one)), caller)
        if ref == caller and ref not in names and not ref.startswith("c-"):
            known = list(names.values())
            hint = near_or_all(caller, known, "a removed one is named by its `c-...`")
            raise click.UsageError(f"no caller is called `{caller}`; {hint}")
    log = DatabaseReader(folder)
    found = [(stored, json.loads(stored.data)) for stored in log.newest(last, kind, ref)]
    if as_json:
        say_json([{"index": stored.index, **entry} for stored, entry in found])
        return
    rows = [
        (
            str(stored.index),
            entry["time"],
            entry["kind"],
            _caller(entry, names),
            _gist(entry),
            entry["id"],
        )
        for stored, entry in found
    ]
    table(("INDEX", "TIME", "KIND", "CALLER", "WHAT", "ID"), rows)


@record.command()
@click.argument("which", metavar="INDEX|ID")
@click.option("--raw", is_flag=True, help="The bytes as they stand in the record.")
@data_option
def show(which: str, raw: bool, folder: Path) -> None:
    """Show one entry, by its index or its id; first checks that its bytes fit their hash.

    What its commitments were made from shows `countenance record open`.

    \b
    Example:
        countenance record show 17
    """
    log = DatabaseReader(folder)
    stored = found_entry(log, which)
    if sha256(b"\0" + stored.data).digest() != stored.leaf:
        raise click.ClickException(f"entry {stored.index}: the bytes do not fit their hash")
    if raw:
        click.echo(stored.data)
        return
    entry = parse(stored.data)
    shown: dict[str, Any] = {"index": stored.index, "leaf": stored.leaf.hex(), "entry": entry}
    say_json(shown)


def _caller(entry: dict[str, Any], names: dict[str, str]) -> str:
    ref = (entry.get("caller") or {}).get("ref")
    return "-" if ref is None else names.get(ref, ref)


def _gist(entry: dict[str, Any]) -> str:
    """What an entry says, in a few words."""
    match entry["kind"]:
        case "decision":
            clauses = [f"{one['edition']} {one['clause']}" for one in entry["clauses"][:1]]
            return " · ".join([entry["outcome"], *(clauses or ["none speaks"])])
        case "outcome":
            status = entry["status"]
            return f"{entry['result']} · {status}" if status else str(entry["result"])
        case "identification":
            matched = entry["matched"]
            return "match not told" if matched is None else f"{len(matched)} matched"
        case "unreadable":
            return f"refuse · {entry['clause']}"
        case "redaction":
            return f"{entry['media'][0]['faces']} faces covered"
        case "gate-failure":
            return f"{entry['stage']} · {entry['error']}"
        case "key":
            return f"{entry['change']} · {entry['key']}"
        case "registration":
            return f"{entry['change']} · {', '.join(entry['changed'])}"
        case "standing":
            return " · ".join([entry["change"], entry["clause"] or f"by a {entry['by']}"])
        case "hold" | "person":
            return f"{entry['change']} · {entry.get('state', entry.get('role'))}"
        case "motion":
            return f"{entry['change']} · {entry['state']} · {entry['about']}"
        case "proposal":
            return f"{entry['change']} · {', '.join(entry['changed'])}"
        case "ballot":
            return f"about {entry['motion']}"
        case "ruling" | "question":
            return f"{entry['change']} · {entry[entry['kind']]}"
        case "report":
            return f"{entry['change']} · {entry['state']} · {entry['case']}"
        case "vote":
            return f"{entry['vote']} · {entry['state']}"
        case "settings":
            return f"{len(entry['changed'])} changed"
        case "code-activated":
            of_services = [name for one in entry["in_force"] for name in one["editions"]]
            count = len({*entry["everywhere"], *entry["laws"], *of_services})
            return f"{count} editions · own codes {'yes' if entry['own'] else 'none'}"
        case "erasure":
            return f"{entry['cases']} erased · {entry['basis']}"
        case "legal-hold":
            return f"{entry['change']} · {entry['basis']}"
        case "unsealed":
            return f"{entry['what']} · {entry['found']} · {entry['purpose']}"
        case "openings-key":
            return f"{entry['change']} · {entry['key']}"
        case "code-refused":
            return f"not taken · {entry['wrong']}"
        case _:
            return "-"

