"""Where the diagram and the reference evaluator differ: every edition, and random situations.

The two share no code. Every situation over the facts that an edition reads is compared, values that
no clause tells apart taken once; and a million random situations over all facts, under four ways to
compile. The bar is no difference.
"""

import sys

import click
import numpy as np
from part import Part

from countenance.decisions.differ import Report, Settings, over_all, over_sample
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

__all__ = ["differences"]

MOST, RANDOM, SEED = 2_000_000, 1_000_000, 2026


def differences() -> Part:
    """The comparison, its counts, and the first differences."""
    editions, vocabulary = packaged_editions(), packaged_vocabulary()
    signed = frozenset(clause.digest for each in editions for clause in each.clauses)
    ways = {
        "as shipped": Settings(),
        "all signed off": Settings(signed=signed),
        "at a gate": Settings(at_gate=True),
        "at a gate, all signed off": Settings(signed=signed, at_gate=True),
    }
    found: dict[str, Report] = {}
    steps = len(editions) + len(ways)
    with click.progressbar(length=steps, label="situations", file=sys.stderr) as bar:
        for edition in editions:
            found[edition.name] = over_all(edition, vocabulary, most=MOST)
            bar.update(1)
        for at, (name, settings) in enumerate(ways.items()):
            chance = np.random.default_rng(SEED + at)
            found[f"random, {name}"] = over_sample(
                editions, vocabulary, chance, RANDOM // len(ways), settings
            )
            bar.update(1)
    rows = [f"  {'':40} {'compared':>12} {'differ':>7}"]
    rows += [
        f"  {name:40} {report.compared:12,} {len(report.differences):7}"
        + ("   clause by clause" if report.by_clause else "")
        for name, report in found.items()
    ]
    short = tuple(
        f"{name}: {report.differences[0]}" for name, report in found.items() if report.differences
    )
    content = {
        name: {
            "compared": report.compared,
            "possible": report.possible,
            "by_clause": report.by_clause,
            "differences": len(report.differences),
        }
        for name, report in found.items()
    }
    return Part("diagram against reference, situations\n" + "\n".join(rows), content, short)
