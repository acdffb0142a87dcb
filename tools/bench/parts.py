"""Parts of a measurement, one after the other: their rows, and whether a bar was missed."""

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

import click
from figures import Row, as_table

__all__ = ["missed_in"]


def missed_in(
    parts: Mapping[str, Callable[[], list[Row]]], only: Sequence[str], *, as_json: bool
) -> list[str]:
    """Take all parts, or `only` some, and print what they found; the rows that miss their target.

    The load of the machine is printed before and after, not hidden.
    """
    head: dict[str, object] = {
        "load": round(os.getloadavg()[0], 2),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
    }
    if not as_json:
        click.echo(" · ".join(f"{name} {value}" for name, value in head.items()) + "\n")
    rows: list[Row] = []
    for name, part in parts.items():
        if only and name not in only:
            continue
        click.echo(f"... {name}", err=True)
        found = part()
        rows += found
        if not as_json:
            click.echo(as_table(found))
    missed = [row.what for row in rows if row.is_met is False]
    load = round(os.getloadavg()[0], 2)
    if as_json:
        figures = [{**asdict(row), "met": row.is_met} for row in rows]
        click.echo(json.dumps({**head, "load_at_the_end": load, "figures": figures}, indent=2))
    else:
        click.echo(f"\nload at the end {load}")
        click.echo("missed: " + ", ".join(missed) if missed else "every target is met")
    return missed
