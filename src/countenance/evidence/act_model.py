"""The act classifier as data: examples, weights, bounds and words, read from bytes and checked.

Rules kept here:
 * A model is numbers and words. Nothing in its files can run, and no file is read here.
 * The manifest names the digest of every other file and of the rows that the model was trained
   from; a file that does not fit is refused, as is a model with other senses or other sizes.
 * A piece is compared with every piece that the model was trained on: the nearer two vectors lie,
   the more the one counts for the other. Flags and letters in a row are weighed beside that.
 * The set of a piece: first which side it is on. Barred senses are out when together they have
   less than their bound, and so are the others; then each sense by a bound of its own. Where only
   barred senses are left, they are told apart by bounds for that case.
 * The set of several pieces of one call: a piece in which only barred senses are plausible decides
   that the call asks for such an act (the most intrusive thing asked for counts); otherwise every
   sense that is plausible in any piece is plausible. Only that nothing is asked needs all of them.
   In a long call either no barred sense is plausible, or only barred ones, or all barred ones.

Training is the work of `tools/train`; what is seen of a piece that of
`countenance.evidence.features`.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from countenance.errors import ModelError
from countenance.evidence.embed import WIDTH
from countenance.evidence.features import FLAGS, GRID, VIEWS, Features
from countenance.evidence.grams import BUCKETS
from countenance.evidence.senses import SENSES, Sense

__all__ = [
    "BARRED",
    "COEFFICIENTS",
    "FEW",
    "FORMAT",
    "MANIFEST",
    "WORDS",
    "ActModel",
    "Bounds",
    "barred_alone",
    "combined",
    "digest_of",
    "likely",
    "likeness",
    "parse_model",
    "softmax",
    "widened",
]

Numbers = npt.NDArray[np.float64]
Steps = npt.NDArray[np.int8]

MANIFEST: Final = "acts.json"
COEFFICIENTS: Final = "acts.npz"
WORDS: Final = "words.tsv"
FORMAT: Final = "countenance-acts-3"

#: Pieces of a call that is not long: what is written, and what it is when decoded.
FEW: Final = 2
#: Which senses are barred, in the order of the classes.
BARRED: Final = np.array([sense.barred for sense in SENSES])
_NONE: Final = SENSES.index(Sense.NONE)
_OUTRIGHT: Final = frozenset(
    {
        Sense.IDENTIFY,
        Sense.FACE_SEARCH,
        Sense.VERIFY,
        Sense.SENSITIVE,
        Sense.EMOTION,
        Sense.AGE_GENDER,
    }
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """From which probability on something is plausible: a sense, and each side of them together.

    `alone` are those of senses where no harmless one is left. Those of a call of more than `FEW`
    pieces stand apart: one of many looks barred by chance more easily than one alone, and what is
    asked between other things is harder to see.
    """

    senses: Numbers
    alone: Numbers
    barred: float
    harmless: float
    barred_of_many: float
    harmless_of_many: float


@dataclass(frozen=True, slots=True)
class ActModel:
    """What was learned of labelled pieces.

    `known` are different vectors, `places` says for each piece that was trained on which three of
    them it has, `weights` what it counts for each sense. `digest` names the whole model;
    `trained_on` the rows.
    """

    known: npt.NDArray[np.float32] = field(repr=False)
    places: npt.NDArray[np.int64] = field(repr=False)
    nearness: Numbers = field(repr=False)
    weights: Numbers = field(repr=False)
    flag_weights: Numbers = field(repr=False)
    gram_weights: Numbers = field(repr=False)
    rarity: Numbers = field(repr=False)
    bias: Numbers = field(repr=False)
    sharpness: float
    bounds: Bounds = field(repr=False)
    words: Mapping[str, float] = field(repr=False)
    embedder: str
    digest: str
    trained_on: str

    def probabilities(self, features: Features) -> Numbers:
        """One row of probabilities for each piece."""
        scores = np.empty((len(features.grams), len(SENSES)))
        scores[:] = self.bias + features.flags @ self.flag_weights
        for view in range(VIEWS):
            alike = likeness(features.vectors[:, view], self.known, self.nearness[view])
            scores += alike[:, self.places[:, view]] @ self.weights
        for at, grams in enumerate(features.grams):
            scores[at] += grams.weighed(self.rarity) @ self.gram_weights[grams.buckets]
        return softmax(scores * self.sharpness)

    def plausible(self, features: Features) -> frozenset[Sense]:
        """The senses that are plausible for the call whose pieces these are."""
        return combined(self.probabilities(features), self.bounds)


def likeness(vectors: Steps, known: npt.NDArray[np.float32], nearness: float) -> Numbers:
    """How alike each of the vectors is to each of the `known`: 1 for the same, near 0 for far."""
    # Whole steps: every sum is exact in single precision, so the same on every machine.
    rows = vectors.astype(np.float32)
    squares = (known * known).sum(axis=1) + (rows * rows).sum(axis=1)[:, None]
    return cast(
        Numbers, np.exp((squares - 2 * (rows @ known.T)).astype(np.float64) * (-nearness / GRID**2))
    )


def softmax(scores: Numbers) -> Numbers:
    """Rows of scores as rows of probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return cast(Numbers, raised / raised.sum(axis=1, keepdims=True))


def combined(probabilities: Numbers, bounds: Bounds) -> frozenset[Sense]:
    """The plausible senses of a call, from the probabilities of its pieces (one row each)."""
    many = len(probabilities) > FEW
    barred = bounds.barred_of_many if many else bounds.barred
    harmless = bounds.harmless_of_many if many else bounds.harmless
    insides = np.stack([_inside(row, bounds, barred, harmless) for row in probabilities])
    every: npt.NDArray[np.bool_] = np.any(insides, axis=0)
    # Nothing is asked where nothing is asked in any piece.
    every[_NONE] = insides[:, _NONE].all()
    if (~insides[:, ~BARRED]).all(axis=1).any():
        every &= BARRED
    elif many and every[BARRED].any():
        # Which of them is asked in a long call, if any, is not told apart well enough.
        every |= BARRED
    return frozenset(SENSES[at] for at in np.flatnonzero(every))


def barred_alone(probabilities: Numbers, bounds: Bounds) -> frozenset[Sense]:
    """What the pieces (one row each) ask for that, each by itself, ask only for something barred.

    Of each the likeliest alone: it widens a set, and is not to make it vague.
    """
    insides = [_inside(row, bounds, bounds.barred, bounds.harmless) for row in probabilities]
    return frozenset(
        SENSES[int(row.argmax())]
        for row, inside in zip(probabilities, insides, strict=True)
        if not inside[~BARRED].any()
    )


def widened(senses: frozenset[Sense], beside: frozenset[Sense]) -> frozenset[Sense]:
    """A set with what is asked beside it.

    Where all of it is barred, only what codes bar outright is added: what they leave to consent
    would make people decide about a call that is refused for what it asks.
    """
    if all(sense.barred for sense in senses):
        beside &= _OUTRIGHT
    return senses | beside


def likely(probabilities: Numbers) -> Numbers:
    """How likely each sense is for the call whose pieces these are."""
    most = probabilities.max(axis=0)
    most[_NONE] = probabilities[:, _NONE].min()
    return cast(Numbers, most)


def _inside(
    row: Numbers, bounds: Bounds, barred: float, harmless: float
) -> npt.NDArray[np.bool_]:
    """The senses of one piece that are plausible."""
    together = float(row[BARRED].sum())
    inside = row >= (bounds.alone if 1 - together < harmless else bounds.senses)
    # The likeliest of a side that is not out is always inside.
    for side, least, mass in ((BARRED, barred, together), (~BARRED, harmless, 1 - together)):
        if mass < least:
            inside &= ~side
        else:
            inside[np.flatnonzero(side)[row[side].argmax()]] = True
    inside[row.argmax()] = True
    return inside


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
    places = arrays["places"].astype(np.int64)
    if places.size and not 0 <= places.min() <= places.max() < len(arrays["known"]):
        raise ModelError(f"{COEFFICIENTS}: `places` names a vector that is not there")
    *sides, sharpness = arrays["sides"].tolist()
    return ActModel(
        known=arrays["known"].astype(np.float32),
        places=places,
        nearness=arrays["nearness"],
        weights=arrays["weights"],
        flag_weights=arrays["flag_weights"],
        gram_weights=arrays["gram_weights"],
        rarity=arrays["rarity"],
        bias=arrays["bias"],
        sharpness=sharpness,
        bounds=Bounds(arrays["senses"], arrays["alone"], *sides),
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
        senses = told["senses"]
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
    if senses != [sense.value for sense in SENSES]:
        raise ModelError(f"{MANIFEST}: the senses are not the {len(SENSES)} of this release")
    return read


def _arrays(raw: bytes) -> Mapping[str, Numbers]:
    classes = len(SENSES)
    # -1: as many as there are, and for `places` and `weights` the same number.
    shapes: Mapping[str, Sequence[int]] = {
        "known": (-1, WIDTH),
        "places": (-1, VIEWS),
        "weights": (-1, classes),
        "nearness": (VIEWS,),
        "flag_weights": (FLAGS, classes),
        "gram_weights": (BUCKETS, classes),
        "rarity": (BUCKETS,),
        "bias": (classes,),
        "senses": (classes,),
        "alone": (classes,),
        "sides": (5,),
    }
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as archive:
            arrays = {name: np.asarray(archive[name], dtype=np.float64) for name in shapes}
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise ModelError(f"{COEFFICIENTS}: these are not the arrays of an act model") from error
    for name, shape in shapes.items():
        found = arrays[name].shape
        fits = len(found) == len(shape) and all(
            right in (-1, has) for has, right in zip(found, shape, strict=True)
        )
        if not fits:
            raise ModelError(f"{COEFFICIENTS}: `{name}` is {found}; {tuple(shape)} is right")
        if not np.isfinite(arrays[name]).all():
            raise ModelError(f"{COEFFICIENTS}: `{name}` holds a number that is not finite")
        arrays[name].setflags(write=False)
    if len(arrays["places"]) != len(arrays["weights"]):
        raise ModelError(f"{COEFFICIENTS}: `places` and `weights` are of different pieces")
    return arrays


def _words(raw: bytes) -> Mapping[str, float]:
    try:
        lines = raw.decode("utf-8").splitlines()
        pairs = [line.split("\t") for line in lines]
        return {word: float(weight) for word, weight in pairs}
    except ValueError as error:
        raise ModelError(f"{WORDS}: each line is a word, a tab and a number") from error
