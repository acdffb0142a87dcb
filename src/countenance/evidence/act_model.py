"""The act classifier as data: coefficients, thresholds and words, read from bytes and checked.

Rules kept here:
 * A model is numbers and words. Nothing in its files can run, and no file is read here.
 * The manifest names the digest of every other file and of the rows that the model was trained
   from; a file that does not fit is refused, as is a model with other labels or other sizes.
 * Features are made in one place, for training and for use.
 * The set of plausible labels of several pieces of one call: a piece in which only prohibited
   acts are plausible decides that the call asks for such an act (the most intrusive thing asked
   for counts); otherwise every label that is plausible in any piece is plausible.

Training is the work of `tools/train`; cutting texts is `countenance.evidence.asked`.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from countenance.errors import ModelError
from countenance.evidence.asked import Asked, Piece
from countenance.evidence.embed import WIDTH, Embedder
from countenance.evidence.labels import LABELS, Label

__all__ = [
    "COEFFICIENTS",
    "FEATURES",
    "FORMAT",
    "MANIFEST",
    "WORDS",
    "ActModel",
    "combined",
    "digest_of",
    "features_of",
    "parse_model",
    "softmax",
]

Numbers = npt.NDArray[np.float64]

MANIFEST: Final = "acts.json"
COEFFICIENTS: Final = "acts.npz"
WORDS: Final = "words.tsv"
FORMAT: Final = "countenance-acts-1"

_FLAGS: Final = 8
#: Numbers that describe one piece: three vectors and the flags.
FEATURES: Final = 3 * WIDTH + _FLAGS


@dataclass(frozen=True, slots=True)
class ActModel:
    """A linear classifier over `FEATURES` numbers with one threshold for each label.

    A label is plausible when its probability reaches its threshold. `digest` names the whole
    model; `trained_on` the rows.
    """

    weights: Numbers = field(repr=False)
    bias: Numbers = field(repr=False)
    thresholds: Numbers = field(repr=False)
    words: Mapping[str, float] = field(repr=False)
    embedder: str
    digest: str
    trained_on: str

    def probabilities(self, features: Numbers) -> Numbers:
        """One row of seventeen probabilities for each row of features."""
        return softmax(features @ self.weights.T + self.bias)

    def plausible(self, features: Numbers) -> frozenset[Label]:
        """The labels that are plausible for the call whose pieces these are."""
        return combined(self.probabilities(features), self.thresholds)


def softmax(scores: Numbers) -> Numbers:
    """Rows of scores as rows of probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return cast(Numbers, raised / raised.sum(axis=1, keepdims=True))


def combined(probabilities: Numbers, thresholds: Numbers) -> frozenset[Label]:
    """The plausible labels of a call, from the probabilities of its pieces (one row each)."""
    likeliest = probabilities.argmax(axis=1)
    inside = probabilities >= thresholds
    inside[np.arange(len(probabilities)), likeliest] = True
    every = inside.any(axis=0)
    if (~inside[:, _PLAIN]).all(axis=1).any():
        every = every & ~_PLAIN_MASK
    return frozenset(LABELS[at] for at in np.flatnonzero(every))


def features_of(pieces: Iterable[Piece], asked: Asked, embedder: Embedder) -> Numbers:
    """One row of `FEATURES` numbers for each piece."""
    flags = _flags(asked)
    return np.stack(
        [
            np.concatenate(
                [
                    embedder.embed(piece.whole),
                    embedder.embed(piece.last),
                    embedder.embed(piece.instructions),
                    flags,
                ]
            )
            for piece in pieces
        ]
    ).astype(np.float64)


def _flags(asked: Asked) -> Numbers:
    # How many faces were found is no flag: a detector that misses one must not change the act.
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


def parse_model(manifest: bytes, coefficients: bytes, words: bytes) -> ActModel:
    """The model in these three files.

    Raises `ModelError` when they do not belong together or are not such a model.
    """
    told = _manifest(manifest)
    for name, raw in ((COEFFICIENTS, coefficients), (WORDS, words)):
        expected, found = told.files.get(name, "nothing"), digest_of(raw)
        if found != expected:
            raise ModelError(f"{name}: the digest is `{found}`; the manifest says `{expected}`")
    arrays = _arrays(coefficients)
    return ActModel(
        weights=arrays["weights"],
        bias=arrays["bias"],
        thresholds=arrays["thresholds"],
        words=_words(words),
        embedder=told.embedder,
        digest=digest_of(manifest),
        trained_on=told.trained_on,
    )


def digest_of(raw: bytes) -> str:
    """`sha256:` and the digest of `raw` in hex."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


@dataclass(frozen=True, slots=True)
class _Manifest:
    files: Mapping[str, str]
    embedder: str
    trained_on: str


def _manifest(raw: bytes) -> _Manifest:
    try:
        told = json.loads(raw)
        labels = told["labels"]
        read = _Manifest(
            files={str(name): str(digest) for name, digest in told["files"].items()},
            embedder=str(told["embedder"]),
            trained_on=str(told["trained_on"]),
        )
        written = told["format"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{MANIFEST}: this is not a manifest of an act model") from error
    if written != FORMAT:
        raise ModelError(f"{MANIFEST}: the format is `{written}`; this release reads `{FORMAT}`")
    if labels != [label.value for label in LABELS]:
        raise ModelError(f"{MANIFEST}: the labels are not the {len(LABELS)} of this release")
    return read


def _arrays(raw: bytes) -> Mapping[str, Numbers]:
    shapes: Mapping[str, Sequence[int]] = {
        "weights": (len(LABELS), FEATURES),
        "bias": (len(LABELS),),
        "thresholds": (len(LABELS),),
    }
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as archive:
            arrays = {name: np.asarray(archive[name], dtype=np.float64) for name in shapes}
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise ModelError(f"{COEFFICIENTS}: these are not the arrays of an act model") from error
    for name, shape in shapes.items():
        if arrays[name].shape != tuple(shape):
            found = arrays[name].shape
            raise ModelError(f"{COEFFICIENTS}: `{name}` is {found}; {tuple(shape)} is right")
        if not np.isfinite(arrays[name]).all():
            raise ModelError(f"{COEFFICIENTS}: `{name}` holds a number that is not finite")
        arrays[name].setflags(write=False)
    return arrays


def _words(raw: bytes) -> Mapping[str, float]:
    try:
        lines = raw.decode("utf-8").splitlines()
        pairs = [line.split("\t") for line in lines]
        return {word: float(weight) for word, weight in pairs}
    except ValueError as error:
        raise ModelError(f"{WORDS}: each line is a word, a tab and a number") from error


_PLAIN_MASK: Final = np.array([not label.prohibited_by_default for label in LABELS])
_PLAIN: Final = np.flatnonzero(_PLAIN_MASK)
