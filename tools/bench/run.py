"""`make bench`: what everything costs, in processor time or ratios within this one run.

Rules kept here:
 * The load of the machine is printed, not hidden.
 * A figure beside its target says whether it was met. The exit code is 0 either way, unless
   `--strict` is given.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent))

from beside import beside, crowd
from composed import composed
from console_pages import console
from engine import engine, library
from figures import Row
from growth import growth
from parts import missed_in
from pictures import BAR, measured
from record_cost import record
from starts import starts
from text_call import text_call

from countenance.stores.weights import built_in_weights

__all__ = ["main"]


def pictures() -> list[Row]:
    """A large picture from bytes to verdict, to its scaled decode and the passes that ran."""
    return [
        Row(f"12 MP picture, {cost.picture}", cost.ratio, "x", BAR, f"{cost.whole * 1000:.0f} ms")
        for cost in measured(built_in_weights())
    ]


PARTS: dict[str, Callable[[], list[Row]]] = {
    "engine": engine,
    "composed": composed,
    "library": library,
    "text-call": text_call,
    "beside": beside,
    "crowd": crowd,
    "growth": growth,
    "record": record,
    "console": console,
    "starts": starts,
    "pictures": pictures,
}


@click.command()
@click.option("--only", multiple=True, type=click.Choice(sorted(PARTS)), help="These parts alone.")
@click.option("--json", "as_json", is_flag=True, help="The same content for programs.")
@click.option("--strict", is_flag=True, help="Exit 1 when a target is missed.")
def main(only: tuple[str, ...], as_json: bool, strict: bool) -> None:
    """Say what everything costs, and whether the targets are met.

    \b
    Example:
        python tools/bench/run.py --only engine --only starts
    """
    missed = missed_in(PARTS, only, as_json=as_json)
    if strict and missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
