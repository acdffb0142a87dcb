"""What the classifier of acts sees of one piece of a call: three vectors, flags, and letters.

Rules kept here:
 * Features are made in this one place, for training and for use.
 * Vectors are rounded to a grid of 1/`GRID`, so that what is shipped in one byte is the very
   vector that was trained with.
 * How many faces were found is no feature: a detector that misses one must not change the act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from countenance.evidence.asides import asides_of
from countenance.evidence.asked import Asked, Piece, Turn
from countenance.evidence.embed import Embedder
from countenance.evidence.grams import Grams, grams_of

__all__ = ["FLAGS", "GRID", "VIEWS", "Features", "features_beside", "features_of"]

#: The views of a piece that become vectors: all of it, the last turn, the instructions.
VIEWS: Final = 3
#: Numbers that describe the whole call.
FLAGS: Final = 8
#: A number of a vector is a whole number of these parts of 1; none reaches 127 of them.
GRID: Final = 640


@dataclass(frozen=True, slots=True)
class Features:
    """The pieces of one call: `vectors` is pieces x views x width in whole steps of the grid."""

    vectors: npt.NDArray[np.int8] = field(repr=False)
    flags: npt.NDArray[np.float64] = field(repr=False)
    grams: tuple[Grams, ...] = field(repr=False)


def features_of(pieces: Sequence[Piece], asked: Asked, embedder: Embedder) -> Features:
    """The features of the pieces of `asked`."""
    vectors = np.stack(
        [
            np.stack(
                [
                    embedder.embed(piece.whole),
                    embedder.embed(piece.last),
                    embedder.embed(piece.instructions),
                ]
            )
            for piece in pieces
        ]
    )
    stepped = np.clip(np.rint(vectors * GRID), -127, 127).astype(np.int8)
    return Features(stepped, _flags(asked), tuple(grams_of(piece.whole) for piece in pieces))


def features_beside(
    asked: Asked, weights: Mapping[str, float], embedder: Embedder
) -> Features | None:
    """Those of each sentence of `asked`, and of each part of one, as if it were all that is asked;
    None where there is but one. `weights`: which words are known and how telling they are."""
    texts = asides_of(asked, weights)
    if not texts:
        return None
    alone = Asked((), (Turn("user", texts[0], asked.pictures),), pictures=asked.pictures)
    return features_of([Piece(text, text, "") for text in texts], alone, embedder)


def _flags(asked: Asked) -> npt.NDArray[np.float64]:
    return np.array(
        [
            asked.pictures == 1,
            asked.pictures == 2,
            asked.pictures > 2,
            any(text.strip() for text in asked.system),
            bool(asked.tools),
            bool(asked.schema),
            sum(turn.role == "user" for turn in asked.turns) > 1,
            not any(turn.text.strip() for turn in asked.turns if turn.role == "user"),
        ],
        dtype=np.float64,
    )
