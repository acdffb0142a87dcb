"""Folds that never test a model on what it was trained on in other words.

Rules kept here:
 * Rows that tell of one situation share a group, and rows whose texts lie closer to one another
   than `CLOSE` (cosine of their vectors) do as well: translations and near copies of one request.
   Long rows, which lie close by their passages, are in the group of what they ask.
 * A group is in one fold. The folds are as even as groups allow, and the same in every run.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rows import Row

__all__ = ["CLOSE", "folds_of", "groups_of"]

CLOSE = 0.93
"""Cosine from which two requests count as one situation: joins most translations (a fifth of all
rows are in a group), and no group holds more than about seventy rows."""

Indexes = npt.NDArray[np.intp]


def groups_of(rows: Sequence[Row], vectors: npt.NDArray[np.float64]) -> Indexes:
    """A group for each row; `vectors` has one row of numbers for each, of the whole text."""
    parent = list(range(len(rows)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    told: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row.situation:
            parent[root(at)] = root(told.setdefault(row.situation, at))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.where(lengths == 0, 1, lengths)
    unit[[bool(row.asking) for row in rows]] = 0
    for first, second in zip(*np.where(np.triu(unit @ unit.T, 1) >= CLOSE), strict=True):
        parent[root(int(first))] = root(int(second))
    return np.array([root(at) for at in range(len(rows))])


def folds_of(groups: Indexes, number: int = 5, seed: int = 0) -> Indexes:
    """A fold for each row: the largest groups first, each into the emptiest fold."""
    names, counts = np.unique(groups, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    full = np.zeros(number, dtype=np.intp)
    fold_of: dict[int, int] = {}
    for at in sorted(order, key=lambda at: -counts[at]):
        emptiest = int(full.argmin())
        fold_of[int(names[at])] = emptiest
        full[emptiest] += counts[at]
    return np.array([fold_of[int(group)] for group in groups])
