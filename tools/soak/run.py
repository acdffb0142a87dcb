"""Everything that a gate has to stand: bytes, requests, kills, chaos, people, pictures, time.

    make soak
    python tools/soak/run.py --minutes 30 --inputs 1000000 --kills 300
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from api import api
from chaos import chaos, full
from figures import Row
from flips import flips
from fuzz import INPUTS, fuzz
from in_a_row import in_a_row
from kills import kills
from parts import missed_in
from properties import properties
from report_steps import report_steps
from reviews import reviews
from spending import spending
from steady import steady

from postgres import postgres

__all__ = ["main"]

PARTS = (
    "fuzz", "properties", "api", "kills", "postgres", "full", "chaos", "flips", "review",
    "allows", "reports", "pictures", "steady",
)  # fmt: skip


@click.command()
@click.option("--minutes", default=30.0, show_default=True, help="Of mixed calls.")
@click.option("--pictures", default=1000, show_default=True, help="In a row.")
@click.option("--inputs", default=INPUTS, show_default=True, help="For each parser.")
@click.option("--seconds", default=1800, show_default=True, help="For each parser, at most.")
@click.option("--examples", default=200, show_default=True, help="Of requests, for each route.")
@click.option("--kills", "deaths", default=300, show_default=True, help="Without warning.")
@click.option("--pairs", default=60, show_default=True, help="Kills of two gates on PostgreSQL.")
@click.option("--crashes", default=12, show_default=True, help="Of PostgreSQL.")
@click.option("--full", "filled", default=20, show_default=True, help="Times that a disk is full.")
@click.option("--calls", default=10_000, show_default=True, help="In chaos.")
@click.option("--seed", default=1, show_default=True, help="Of the chaos.")
@click.option("--flips", "changed", default=1500, show_default=True, help="Of single bytes.")
@click.option("--steps", default=12_000, show_default=True, help="Of people who review.")
@click.option("--cases", default=3000, show_default=True, help="Of one queue for five of them.")
@click.option("--allows", default=200, show_default=True, help="Spent by four gates at once.")
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="These parts alone.")
@click.option("--json", "as_json", is_flag=True, help="The same content for programs.")
def main(
    minutes: float,
    pictures: int,
    inputs: int,
    seconds: int,
    examples: int,
    deaths: int,
    pairs: int,
    crashes: int,
    filled: int,
    calls: int,
    seed: int,
    changed: int,
    steps: int,
    cases: int,
    allows: int,
    only: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say whether the gate stands everything; exit 1 when a bar is missed.

    \b
    Example:
        python tools/soak/run.py --only fuzz --inputs 10000
    """
    parts: dict[str, Callable[[], list[Row]]] = {
        "fuzz": lambda: fuzz(inputs, seconds),
        "properties": lambda: properties(os.cpu_count() or 1),
        "api": lambda: api(examples),
        "kills": lambda: kills(deaths),
        "postgres": lambda: postgres(pairs, crashes),
        "full": lambda: full(filled),
        "chaos": lambda: chaos(calls, seed),
        "flips": lambda: flips(changed),
        "review": lambda: reviews(steps, cases),
        "reports": lambda: report_steps(steps),
        "allows": lambda: spending(allows),
        "pictures": lambda: in_a_row(pictures),
        "steady": lambda: steady(minutes),
    }
    missed = missed_in(parts, only, as_json=as_json)
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
