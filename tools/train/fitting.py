"""Fitting the classifier of acts, and calibrating the set of plausible ones.

Rules kept here:
 * A call has one or more pieces; each piece is an example of the sense of the call.
 * The classifier is a ridge regression on what two pieces have in common: how near their vectors
   lie, which flags and which letters they share. It is solved once for each set of rows.
 * A piece that was decoded is an example of nothing as it stood before: most of what comes encoded
   asks for something barred, and that must not make every text that looks encoded barred.
 * Bounds come from held-out probabilities alone. First the sides: the harmless senses are out for
   `WRONGLY_BARRED` of the harmless requests that show a face, the barred ones for `WRONGLY_CLEARED`
   of the barred requests. Then each sense is out for `MISSED` of its own requests; so each act is
   covered, not only all of them on the average. A barred sense is out for as many of those of its
   own requests for which the harmless side is out, where it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse  # type: ignore[import-untyped]  # its stubs are a package of their own
from rows import Row

from countenance.evidence.act_model import BARRED, FEW, Bounds, likely, likeness, softmax
from countenance.evidence.asked import Piece, pieces_of
from countenance.evidence.embed import Embedder
from countenance.evidence.features import GRID, VIEWS, Features, features_of
from countenance.evidence.grams import BUCKETS, Grams
from countenance.evidence.senses import SENSES
from countenance.evidence.text_views import fold

__all__ = [
    "Examples",
    "Likenesses",
    "Numbers",
    "bounds_of",
    "examples_of",
    "fit",
    "held_out",
    "sharpness_of",
    "together",
]

MISSED = 0.03
WRONGLY_BARRED = 0.02
WRONGLY_CLEARED = 0.02

NEARNESS = 0.7
"""How fast likeness falls: the exponent at the mean square distance from the middle of a view."""
FLAG_SHARE = 0.3
GRAM_SHARE = 0.5
STRENGTH = 0.2
"""What flags and letters count beside one view, and the ridge: chosen among a few values each by
held-out macro-F1 and by that on rows of other authors."""

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Examples:
    """Every piece of every row, the row it belongs to, and the sense of each row.

    `taught` is what a piece is an example of: the sense of its row, or -1 for nothing, where what
    is asked stands in another piece.
    """

    vectors: npt.NDArray[np.int8]
    flags: Numbers
    grams: scipy.sparse.csr_matrix
    owner: npt.NDArray[np.intp]
    senses: npt.NDArray[np.intp]
    taught: npt.NDArray[np.intp]

    def of(self, row: int) -> slice:
        """The pieces of one row; they stand together."""
        first, last = np.searchsorted(self.owner, [row, row + 1])
        return slice(int(first), int(last))

    @property
    def whole(self) -> Numbers:
        """The vector of the first piece of each row."""
        first = np.searchsorted(self.owner, np.arange(len(self.senses)))
        whole: Numbers = self.vectors[first, 0].astype(np.float64)
        return whole


@dataclass(frozen=True)
class Likenesses:
    """How alike any two pieces are, and what that was made of."""

    of: npt.NDArray[np.float32]
    nearness: Numbers
    rarity: Numbers
    grams: scipy.sparse.csr_matrix
    flags: Numbers
    flag_middle: Numbers
    flag_scale: float

    def to(self, others: Features, examples: Examples) -> npt.NDArray[np.float32]:
        """How alike these pieces (rows) are to all of the examples (columns)."""
        flags = (others.flags - self.flag_middle) * self.flag_scale
        weighed = _filled(others.grams) @ scipy.sparse.diags(self.rarity)
        lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        grams = (
            scipy.sparse.diags(np.sqrt(GRAM_SHARE) / np.where(lengths == 0, 1, lengths)) @ weighed
        )
        of: npt.NDArray[np.float32] = (
            flags @ self.flags.T + (grams @ self.grams.T).toarray()
        ).astype(np.float32)
        for view in np.flatnonzero(self.nearness):
            known = examples.vectors[:, view].astype(np.float32)
            of += likeness(others.vectors[:, view], known, self.nearness[view]).astype(np.float32)
        return of

    @classmethod
    def among(cls, examples: Examples, views: int = VIEWS) -> "Likenesses":
        """Those of all pieces, by so many views. Nothing of a label is in them."""
        middle = examples.flags.mean(axis=0)
        scale = float(np.sqrt(FLAG_SHARE / ((examples.flags - middle) ** 2).sum(axis=1).mean()))
        flags = (examples.flags - middle) * scale
        with_it = np.asarray((examples.grams > 0).sum(axis=0)).ravel()
        rarity = np.log((1 + len(examples.owner)) / (1 + with_it)) + 1
        rarity[with_it < 2] = 0
        rarity = rarity.astype(np.float32).astype(np.float64)
        weighed = examples.grams @ scipy.sparse.diags(rarity)
        lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        share = np.sqrt(GRAM_SHARE) / np.where(lengths == 0, 1, lengths)
        grams = (scipy.sparse.diags(share) @ weighed).tocsr()
        nearness = np.zeros(VIEWS)
        of = (flags @ flags.T + (grams @ grams.T).toarray()).astype(np.float32)
        for view in range(views):
            steps = examples.vectors[:, view].astype(np.float32)
            apart = float(((steps - steps.mean(axis=0)) ** 2).sum(axis=1).mean()) / GRID**2
            nearness[view] = np.float32(NEARNESS / apart)
            of += likeness(examples.vectors[:, view], steps, nearness[view]).astype(np.float32)
        return cls(of, nearness, rarity, grams, flags, middle, scale)


@dataclass(frozen=True)
class Fitted:
    """What each piece that was trained on counts for each sense; and the bias."""

    weights: Numbers
    bias: Numbers

    def scores(self, likenesses: npt.NDArray[np.float32]) -> Numbers:
        """Scores of pieces, from their likenesses (rows) to the pieces trained on (columns)."""
        scores: Numbers = likenesses @ self.weights + self.bias
        return scores

    def arrays(self, examples: Examples, likenesses: Likenesses) -> dict[str, npt.NDArray[Any]]:
        """The same as it is shipped: flags and letters weighed directly, each vector kept once."""
        compared = self.weights if likenesses.nearness.any() else self.weights[:0]
        rows = examples.vectors[: len(compared)].reshape(-1, examples.vectors.shape[-1])
        known, places = np.unique(rows, axis=0, return_inverse=True)
        flag_weights = likenesses.flag_scale * (likenesses.flags.T @ self.weights)
        gram_weights = np.sqrt(GRAM_SHARE) * (likenesses.grams.T @ self.weights)
        return {
            "known": known,
            "places": places.reshape(-1, VIEWS).astype(np.uint16),
            "nearness": likenesses.nearness.astype(np.float32),
            "weights": compared.astype(np.float32),
            "flag_weights": flag_weights.astype(np.float32),
            "gram_weights": gram_weights.astype(np.float16),
            "rarity": likenesses.rarity.astype(np.float32),
            "bias": (self.bias - likenesses.flag_middle @ flag_weights).astype(np.float32),
        }


def examples_of(
    rows: Sequence[Row],
    embedder: Embedder,
    words: Mapping[str, float],
    progress: Callable[[Sequence[Row]], Sequence[Row]],
) -> Examples:
    """The features of all rows.

    `words` are those that are known, with how telling they are, as in the model.
    """
    made, flags, owner = [], [], []
    taught: list[int] = []
    grams: list[Grams] = []
    for at, row in enumerate(progress(rows)):
        found = pieces_of(row.asked, words)
        pieces = found.pieces
        seen = features_of(pieces, row.asked, embedder)
        sense = SENSES.index(row.sense)
        # Of two pieces the second is how the first stood before it was decoded.
        undone = found.encodings and len(pieces) == FEW
        taught.extend(
            sense if _asks(piece, row) and not (undone and at_piece) else -1
            for at_piece, piece in enumerate(pieces)
        )
        made.append(seen.vectors)
        grams.extend(seen.grams)
        owner.extend([at] * len(seen.grams))
        flags.extend([seen.flags] * len(seen.grams))
    return Examples(
        np.concatenate(made),
        np.array(flags),
        _filled(grams),
        np.array(owner),
        np.array([SENSES.index(row.sense) for row in rows]),
        np.array(taught),
    )


def together(several: Sequence[Features]) -> Features:
    """The pieces of several calls one after the other, each with the flags of its own."""
    flags = np.concatenate([np.tile(each.flags, (len(each.grams), 1)) for each in several])
    vectors = np.concatenate([each.vectors for each in several])
    return Features(vectors, flags, tuple(gram for each in several for gram in each.grams))


def _filled(grams: Sequence[Grams]) -> scipy.sparse.csr_matrix:
    return scipy.sparse.csr_matrix(
        (
            np.concatenate([each.counts for each in grams]),
            np.concatenate([each.buckets for each in grams]),
            np.cumsum([0, *(len(each.buckets) for each in grams)]),
        ),
        shape=(len(grams), BUCKETS),
    )


def _asks(piece: Piece, row: Row) -> bool:
    """Whether what the row asks stands in this piece, as far as a long row says where that is."""
    if not row.asking:
        return True
    seen = "\n".join((piece.whole, piece.last, piece.instructions))
    return any(fold(text)[:40] in seen or fold(text)[-40:] in seen for text in row.asking)


def fit(examples: Examples, likenesses: Likenesses, train: Flags) -> Fitted:
    """Fit on the pieces of the rows that `train` marks; other pieces weigh nothing."""
    pieces = np.flatnonzero(train[examples.owner] & (examples.taught >= 0))
    wanted = np.eye(len(SENSES), dtype=np.float32)[examples.taught[pieces]]
    bias = wanted.mean(axis=0)
    alike = likenesses.of[np.ix_(pieces, pieces)]
    alike[np.diag_indices_from(alike)] += STRENGTH
    weights = np.zeros((len(examples.owner), len(SENSES)))
    weights[pieces] = np.linalg.solve(alike, wanted - bias)
    return Fitted(weights, bias.astype(np.float64))


def held_out(examples: Examples, likenesses: Likenesses, folds: npt.NDArray[np.intp]) -> Numbers:
    """For each piece the scores of a model that was not trained on its fold."""
    made = np.zeros((len(examples.owner), len(SENSES)))
    for one in np.unique(folds):
        test = (folds == one)[examples.owner]
        made[test] = fit(examples, likenesses, folds != one).scores(likenesses.of[test])
    return made


def sharpness_of(examples: Examples, scores: Numbers, rows: Flags) -> float:
    """What held-out scores are multiplied with, so that probabilities mean what they say."""
    pieces = np.flatnonzero(rows[examples.owner] & (examples.taught >= 0))
    senses = examples.taught[pieces]
    tried = np.arange(2.0, 16.1, 0.5)
    loss = [
        -np.log(softmax(scores[pieces] * each)[np.arange(len(pieces)), senses]).mean()
        for each in tried
    ]
    return float(tried[int(np.argmin(loss))])


def bounds_of(examples: Examples, probabilities: Numbers, rows: Flags, has_face: Flags) -> Bounds:
    """The bounds, from the held-out probabilities of the rows marked."""
    count, classes = len(examples.senses), len(SENSES)
    best = np.stack([likely(probabilities[examples.of(row)]) for row in range(count)])
    pieces = np.bincount(examples.owner, minlength=count)
    mass = probabilities[:, BARRED].sum(axis=1)
    # One piece that is only barred decides, so the piece with the most counts, on either side.
    most = np.zeros(count)
    np.maximum.at(most, examples.owner, mass)
    is_barred = BARRED[examples.senses]
    sides: list[float] = []
    for size in (pieces <= FEW, pieces > FEW):
        sides.append(_quantile(most[rows & is_barred & size], WRONGLY_CLEARED))
        sides.append(_quantile(1 - most[rows & ~is_barred & has_face & size], WRONGLY_BARRED))
    _, harmless, _, harmless_of_many = sides
    only_barred = 1 - most < np.where(pieces <= FEW, harmless, harmless_of_many)
    senses, alone = np.zeros(classes), np.zeros(classes)
    for sense in range(classes):
        own = rows & (examples.senses == sense)
        for bounds, of in ((senses, own), (alone, own & only_barred & is_barred)):
            if of.any():
                bounds[sense] = np.quantile(best[of, sense], MISSED, method="lower")
    return Bounds(senses, alone, *sides)


def _quantile(values: Numbers, share: float) -> float:
    """The bound; 0, so that nothing is ever out, where there are no rows of this kind."""
    return float(np.quantile(values, share)) if len(values) else 0.0
