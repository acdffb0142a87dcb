"""Everything that a gate has to stand: made-up bytes, made-up requests, kills, and time.

    make soak
    python tools/soak/run.py --minutes 30 --seconds 120 --kills 300
"""

import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from api import api
from figures import Row, as_table
from fuzz import fuzz
from kills import kills
from steady import steady

__all__ = ["main"]

PARTS = ("fuzz", "api", "kills", "steady")


@click.command()
@click.option("--minutes", default=30.0, show_default=True, help="Of mixed calls.")
@click.option("--pictures", default=1000, show_default=True, help="In a row before that.")
@click.option("--seconds", default=120, show_default=True, help="For each parser, at most.")
@click.option("--examples", default=200, show_default=True, help="Of requests, for each route.")
@click.option("--kills", "deaths", default=300, show_default=True, help="Without warning.")
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="These parts alone.")
@click.option("--json", "as_json", is_flag=True, help="The same content for programs.")
def main(
    minutes: float,
    pictures: int,
    seconds: int,
    examples: int,
    deaths: int,
    only: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say whether the gate stands everything; exit 1 when a bar is missed.

    \b
    Example:
        python tools/soak/run.py --only fuzz --seconds 30
    """
    parts: dict[str, Callable[[], list[Row]]] = {
        "fuzz": lambda: fuzz(seconds),
        "api": lambda: api(examples),
        "kills": lambda: kills(deaths),
        "steady": lambda: steady(minutes, pictures),
    }
    head = {
        "load": round(os.getloadavg()[0], 2),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
    }
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
    if as_json:
        figures = [{**asdict(row), "met": row.is_met} for row in rows]
        click.echo(json.dumps({**head, "figures": figures}, indent=2))
    else:
        click.echo("missed: " + ", ".join(missed) if missed else "every bar is met")
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
