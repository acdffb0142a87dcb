"""Decisions of the record made again: the same texts, or one edition in place of another."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.words import (
    data_option,
    json_option,
    near_or_all,
    parse_day,
    say_json,
    table,
)
from countenance.codes.model import Edition
from countenance.errors import CodeError, DecisionError
from countenance.gate.replaying import Again, Replay, Same
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.stores.log import DatabaseReader
from countenance.stores.own_codes import load_own
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.rulings import every_ruling

__all__ = ["replay"]

_DIFFERS = 1
_NAMED = 5

_WHY = {
    Same.OTHER_TEXTS: "decided otherwise under the texts, the program or the sign-offs of today",
    Same.NOT_HERE: "under an edition or a ruling that is not here",
    Same.CUT: "too long to list everything that was known",
    Same.UNREADABLE: "about a fact or an act that is not known here",
}


@click.command()
@click.option("--edition", metavar="NAME", help="Decide under this edition instead.")
@click.option("--codes", "own", metavar="DIR", type=click.Path(path_type=Path, exists=True),
              help="A folder of your own codes to find editions in.")  # fmt: skip
@click.option("--from", "begins", metavar="DAY", help="The first day. [the first entry]")
@click.option("--until", "ends", metavar="DAY", help="The last day. [today]")
@settings_option
@data_option
@json_option
def replay(
    edition: str | None,
    own: Path | None,
    begins: str | None,
    ends: str | None,
    settings: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Make recorded decisions again, from what stands in their entries.

    Without `--edition`: whether each comes out as it did; exits 1 when one does not. With it: what
    would have been decided otherwise.

    \b
    Example:
        countenance replay --edition my-org@2026-12-01 --codes codes --from 2026-11-01
    """
    first, last = parse_day(begins) or date.min, parse_day(ends) or date.max
    signed = frozenset(
        digest.removeprefix("sha256:") for digest in load_settings(settings).codes.signed_off
    )
    editions = [*packaged_editions(), *_own(own)]
    instead = None if edition is None else _named(edition, editions)
    vocabulary = packaged_vocabulary()
    again = Replay(editions, vocabulary, signed, every_ruling(folder, editions, vocabulary))
    found = [
        (index, entry, again.again(entry, instead))
        for index, entry in _decisions(folder, first, last)
    ]
    if as_json:
        say_json([_row(*each) for each in found if instead is None or _changed(each[1], each[2])])
    elif instead is None:
        _say_same(found)
    else:
        _say_changed(found, instead)
    if instead is None and any(each.same is Same.OTHER for _, _, each in found):
        raise click.exceptions.Exit(_DIFFERS)


def _own(where: Path | None) -> list[Edition]:
    if where is None:
        return []
    try:
        return list(load_own(where, {}).editions)
    except (CodeError, DecisionError) as error:
        raise click.UsageError(str(error)) from error


def _named(name: str, editions: list[Edition]) -> Edition:
    found = {edition.name: edition for edition in editions}
    if name not in found:
        raise click.UsageError(f"no edition is called `{name}`; {near_or_all(name, list(found))}")
    return found[name]


def _decisions(folder: Path, first: date, last: date) -> Iterator[tuple[int, kinds.Decision]]:
    log = DatabaseReader(folder)
    try:
        size = log.size()
        with click.progressbar(length=size, label="entries", file=sys.stderr) as bar:
            for stored in log.entries(0, size):
                bar.update(1)
                if b'"kind":"decision"' not in stored.data:
                    continue
                entry = parse_as(stored.data, kinds.Decision)
                if first <= datetime.fromisoformat(entry.time).date() <= last:
                    yield stored.index, entry
    finally:
        log.close()


def _changed(entry: kinds.Decision, again: Again) -> bool:
    """Whether it could be made again and came out otherwise."""
    return bool(again.verdicts) and again.verdicts != entry.verdicts


def _row(index: int, entry: kinds.Decision, again: Again) -> dict[str, Any]:
    return {
        "index": index,
        "same": again.same.value,
        "verdicts": list(entry.verdicts),
        "now": list(again.verdicts),
        "clauses": list(again.clauses),
    }


def _say_same(found: list[tuple[int, kinds.Decision, Again]]) -> None:
    counts = Counter(again.same for _, _, again in found)
    click.echo(f"{len(found)} decisions: {counts[Same.SAME]} come out the same")
    for why, says in _WHY.items():
        if counts[why]:
            click.echo(f"  {counts[why]} {says}")
    wrong = [index for index, _, again in found if again.same is Same.OTHER]
    if wrong:
        click.echo(f"  {len(wrong)} come out otherwise under the same digest: {_few(wrong)}")


def _say_changed(found: list[tuple[int, kinds.Decision, Again]], instead: Edition) -> None:
    made = [each for each in found if each[2].verdicts]
    changed: dict[tuple[str, str, str], list[int]] = {}
    for index, entry, again in made:
        if _changed(entry, again):
            key = (
                "/".join(entry.verdicts),
                "/".join(again.verdicts),
                again.clauses[0] if again.clauses else "none speaks",
            )
            changed.setdefault(key, []).append(index)
    total = sum(len(indexes) for indexes in changed.values())
    left = f" · {len(found) - len(made)} could not be made again" if len(made) < len(found) else ""
    click.echo(f"{total} of {len(made)} decisions would differ under {instead.name}{left}")
    if changed:
        rows = sorted(changed.items(), key=lambda each: -len(each[1]))
        table(
            ("THEN", "NOW", "CALLS", "DECIDED BY", "ENTRIES"),
            [(then, now, str(len(ids)), by, _few(ids)) for (then, now, by), ids in rows],
        )


def _few(indexes: list[int]) -> str:
    more = f" and {len(indexes) - _NAMED} more" if len(indexes) > _NAMED else ""
    return ", ".join(map(str, indexes[:_NAMED])) + more
