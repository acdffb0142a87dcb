"""How well acts are read: five folds that hold situations apart, and each language held out.

Thresholds are cross-fitted: those for one fold come from the others, and those for a language from
rows in the other languages, so that a set is never judged by a threshold that its own row helped to
set.
"""

import json
import sys
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent))

from acts import CACHE, DATA
from fitting import Examples, Numbers, examples_of, fit, held_out, thresholds_of
from folds import folds_of, groups_of
from measures import Figures, Judged, as_lines, judged_of, measures
from rows import Row, digest_of_rows, read_rows

from countenance.evidence.act_model import combined
from countenance.evidence.labels import LABELS, Label

Folds = npt.NDArray[np.intp]


@click.command()
@click.option("--cache", type=click.Path(path_type=Path), default=CACHE, help="For vectors.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="The figures, for programs.")
def evaluate(cache: Path, out: Path | None) -> None:
    """Print the figures of the act classifier on held-out rows.

    \b
    Example:
        python tools/train/evaluate.py --json acts.json
    """
    rows = read_rows(DATA)
    with click.progressbar(rows, label="vectors", file=sys.stderr) as bar:
        examples = examples_of(rows, cache, lambda _: bar)  # type: ignore[arg-type,return-value]  # a bar is a sequence read once
    folds = folds_of(groups_of(rows, examples.whole))
    click.echo("five folds", err=True)
    apart = held_out(examples, folds)
    told = _five_folds(rows, examples, folds, apart)
    click.echo("each language held out", err=True)
    told |= _languages(rows, examples, apart)
    for name, groups in told.items():
        click.echo("\n".join(as_lines(name, groups)))
    if out is not None:
        figures = {"rows": digest_of_rows(DATA), "figures": told}
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _five_folds(
    rows: list[Row], examples: Examples, folds: Folds, apart: Numbers
) -> dict[str, dict[str, Figures]]:
    sets: list[frozenset[Label]] = [frozenset()] * len(rows)
    for fold in np.unique(folds):
        thresholds = thresholds_of(examples, apart, folds != fold)
        for at in np.flatnonzero(folds == fold):
            sets[at] = combined(apart[examples.of(int(at))], thresholds)
    judged = judged_of(rows, examples, apart, sets)
    every = np.ones(len(rows), dtype=np.bool_)
    tactics = np.array([row.tactic for row in rows])
    return {
        "five folds": {"all rows": measures(judged, every)},
        "by act": {
            label.value: measures(judged, examples.labels == at) for at, label in enumerate(LABELS)
        },
        "by tactic": _by(judged, tactics),
    }


def _languages(
    rows: list[Row], examples: Examples, apart: Numbers
) -> dict[str, dict[str, Figures]]:
    languages = np.array([row.lang for row in rows])
    made = np.zeros_like(apart)
    sets: list[frozenset[Label]] = [frozenset()] * len(rows)
    counted = [name for name in sorted(set(languages)) if (languages == name).sum() >= 30]
    for name in counted:
        own = languages == name
        pieces = own[examples.owner]
        made[pieces] = fit(examples, ~own).probabilities(examples.features[pieces])
        thresholds = thresholds_of(examples, apart, ~own)
        for at in np.flatnonzero(own):
            sets[at] = combined(made[examples.of(int(at))], thresholds)
    judged = judged_of(rows, examples, made, sets)
    seen = np.isin(languages, counted)
    return {
        "a language held out": {"all of them": measures(judged, seen)},
        "by language held out": {name: measures(judged, languages == name) for name in counted},
    }


def _by(judged: Judged, names: npt.NDArray[np.str_]) -> dict[str, Figures]:
    return {str(name): measures(judged, names == name) for name in sorted(set(names))}


if __name__ == "__main__":
    evaluate()
