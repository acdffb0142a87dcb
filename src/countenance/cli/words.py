"""What the commands about callers and entries share: groups, words on the line, the folder.

Rules kept here:
 * A word on the command line that is not known is wrong usage (exit 2), and the message names the
   nearest one; what the disk or the database refuses could not be done (exit 5).
 * The folder of data is `--data`, else `COUNTENANCE_DATA`, else `COUNTENANCE_GATE_DATA` (what a
   gate is told by its environment), else `./var`.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from countenance.codes.model import Edition
from countenance.decisions import trials
from countenance.errors import CallerError, CodeError, FactError
from countenance.facts.vocabulary import nearest
from countenance.stores.embedded import embedded_for_command
from countenance.stores.library import Library, library
from countenance.stores.packaged import packaged_vocabulary

__all__ = [
    "NearestGroup",
    "codes_option",
    "data_option",
    "json_option",
    "near_or_all",
    "number_of",
    "parse_day",
    "parse_facts",
    "say",
    "say_json",
    "services_bound",
    "table",
    "usage",
]

_LISTED = 20
"""The most words that a message lists."""

_F = TypeVar("_F", bound=Callable[..., Any])


class NearestGroup(click.Group):
    """A group of commands that names the nearest one when there is none of a name."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        found = super().get_command(ctx, cmd_name)
        if found is None:
            hint = near_or_all(cmd_name, list(self.commands))
            raise click.UsageError(f"no command is called `{cmd_name}`; {hint}", ctx)
        return found


def data_option(command: _F) -> _F:
    """`--data DIR`: the folder of the registry and the record, as `folder`."""

    def folder(ctx: click.Context, _param: click.Parameter, given: str | None) -> Path:
        named = given or os.environ.get("COUNTENANCE_DATA")
        found = Path(named or os.environ.get("COUNTENANCE_GATE_DATA") or "var")
        if not ctx.resilient_parsing:
            ctx.with_resource(embedded_for_command(found))
        return found

    return click.option(
        "--data",
        "folder",
        metavar="DIR",
        callback=folder,
        help="The folder of the gate's data. [COUNTENANCE_DATA, else ./var]",
    )(command)


def codes_option(command: _F) -> _F:
    """`--codes DIR`: a site's own codes beside those that come with countenance, as `library`."""

    def found(_ctx: click.Context, _param: click.Parameter, given: Path | None) -> Library:
        return library(given)

    return click.option(
        "--codes",
        "library",
        metavar="DIR",
        type=click.Path(path_type=Path),
        callback=found,
        help="A folder with codes of your own, beside those that come with countenance.",
    )(command)


def json_option(command: _F) -> _F:
    """`--json`: the same for programs, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")(
        command
    )


@contextmanager
def usage() -> Iterator[None]:
    """Turn an error about a word that was given into one of usage."""
    try:
        yield
    except (CallerError, FactError, CodeError) as error:
        raise click.UsageError(str(error)) from error


def parse_facts(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read `fact=value` and `fact=value,value`. Raises `click.UsageError`."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        name, equals, given = word.partition("=")
        values = tuple(value for value in given.split(",") if value)
        if not equals or not name or not values:
            raise click.UsageError(f"`{word}`: write `fact=value`, or `fact=value,value`")
        if name in found:
            raise click.UsageError(f"`{name}` is given twice; write `{name}=one,other` for either")
        found[name] = values
    return found


def parse_day(given: str | None) -> date | None:
    """Read a day, `2026-11-22`. Raises `click.UsageError`."""
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise click.UsageError(f"`{given}` is not a day; write it as 2026-11-22") from error


def services_bound(editions: Iterable[Edition]) -> dict[str, tuple[str, ...]]:
    """The services that these editions bind, as a fact to suppose; nothing where none is named."""
    return trials.services_bound(editions, packaged_vocabulary())


def say(words: str, told: object, *, as_json: bool) -> None:
    """Say something in words for people, or the same for programs."""
    if as_json:
        say_json(told)
    else:
        click.echo(words)


def say_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def near_or_all(word: str, known: Sequence[str], otherwise: str | None = None) -> str:
    """How a message about a word that is not known ends: the nearest one, or what there is."""
    near = nearest(word, known)
    if near is not None:
        return f"did you mean `{near}`?"
    listed = ", ".join(known[:_LISTED]) or "none"
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return otherwise or f"there are: {listed}{more}"


def number_of(count: int, one: str, many: str | None = None) -> str:
    """A number with its word: `1 call`, `2 calls`."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a head, in columns as wide as they need to be."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())
