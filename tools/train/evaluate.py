"""How well acts are read: five folds that hold situations apart, and each language held out.

Thresholds are cross-fitted: those for one fold come from the others, so that a set is never judged
by a threshold that its own row helped to set.
"""

import sys
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent))

from acts import CACHE, DATA
from fitting import Examples, examples_of, fit, held_out, thresholds_of
from folds import folds_of, groups_of
from rows import Row, read_rows
from sklearn.metrics import f1_score

from countenance.evidence.act_model import combined
from countenance.evidence.labels import LABELS, Label

Numbers = npt.NDArray[np.float64]
BARRED = np.array([label.prohibited_by_default for label in LABELS])


@click.command()
@click.option("--cache", type=click.Path(path_type=Path), default=CACHE, help="For vectors.")
def evaluate(cache: Path) -> None:
    """Print the figures of the act classifier on held-out rows.

    \b
    Example:
        make evaluate
    """
    rows = read_rows(DATA)
    with click.progressbar(rows, label="vectors", file=sys.stderr) as bar:
        examples = examples_of(rows, cache, lambda _: bar)  # type: ignore[arg-type,return-value]
    folds = folds_of(groups_of(rows, examples.whole))
    apart = held_out(examples, folds)
    sets: list[frozenset[Label]] = [frozenset()] * len(rows)
    for fold in np.unique(folds):
        thresholds = thresholds_of(examples, apart, folds != fold)
        for at in np.flatnonzero(folds == fold):
            sets[at] = combined(apart[examples.of(int(at))], thresholds)
    _report("five folds", rows, examples, apart, sets)
    _languages(rows, examples)


def _report(
    name: str, rows: list[Row], examples: Examples, apart: Numbers, sets: list[frozenset[Label]]
) -> None:
    best = np.zeros((len(rows), len(LABELS)))
    np.maximum.at(best, examples.owner, apart)
    macro = f1_score(examples.labels, best.argmax(axis=1), average="macro")
    inside = np.array([row.label in found for row, found in zip(rows, sets, strict=True)])
    sizes = np.array([len(found) for found in sets])
    barred = np.array([row.prohibited for row in rows])
    score = best[:, BARRED].sum(axis=1)
    click.echo(f"{name}: {len(rows)} rows, macro-F1 {macro:.3f}")
    click.echo(
        f"  coverage {inside.mean():.3f} (prohibited {inside[barred].mean():.3f}), "
        f"mean size {sizes.mean():.2f}, one act {np.mean(sizes == 1):.2f}"
    )
    for share in (0.01, 0.05, 0.10):
        limit = np.quantile(score[~barred], 1 - share)
        found_then = np.mean(score[barred] > limit)
        click.echo(f"  prohibited found at {share:.0%} alarms: {found_then:.3f}")
    harmless = np.array([row.has_face and not row.prohibited for row in rows])
    refused = np.array([all(label.prohibited_by_default for label in found) for found in sets])
    alarmed = refused[harmless].mean()
    click.echo(f"  harmless with a face, only barred acts plausible: {alarmed:.3f}")
    reached = np.array([any(not label.prohibited_by_default for label in s) for s in sets])
    covered = reached[barred].mean()
    click.echo(f"  prohibited with a harmless act plausible (covered): {covered:.3f}")
    for at, label in enumerate(LABELS):
        own = examples.labels == at
        click.echo(f"  {label.value:13} {own.sum():4} rows, coverage {inside[own].mean():.3f}")


def _languages(rows: list[Row], examples: Examples) -> None:
    click.echo("each language held out:")
    languages = np.array([row.lang for row in rows])
    for language in sorted(set(languages)):
        own = languages == language
        if own.sum() < 30 or language == "en":
            continue
        model = fit(examples, ~own)
        made = model.probabilities(examples.features)
        best = np.zeros((len(rows), len(LABELS)))
        np.maximum.at(best, examples.owner, made)
        right = best.argmax(axis=1)[own] == examples.labels[own]
        click.echo(f"  {language}: {own.sum():4} rows, likeliest act right {right.mean():.3f}")


if __name__ == "__main__":
    evaluate()
