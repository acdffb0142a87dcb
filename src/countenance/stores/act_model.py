"""The act classifiers that come with countenance: their files, read once and checked.

The files lie in `evidence/model`; what they mean, and that they belong together, is checked in
`countenance.evidence.act_model`.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import countenance
from countenance.errors import ModelError
from countenance.evidence.act import ActReader, EnglishActs
from countenance.evidence.act_model import COEFFICIENTS, MANIFEST, WORDS, ActModel, parse_model
from countenance.evidence.embed import embedder

__all__ = ["act_reader", "packaged_act_model", "packaged_english_model", "read_act_model"]

_MODEL = Path(countenance.__file__).parent / "evidence" / "model"


@lru_cache(maxsize=1)
def packaged_act_model() -> ActModel:
    """The model that is shipped. Raises `ModelError` when its files do not belong together."""
    return read_act_model(_MODEL)


@lru_cache(maxsize=1)
def packaged_english_model() -> ActModel:
    """The model for English that needs no embedder. Raises `ModelError` like the other."""
    return read_act_model(_MODEL / "english")


def act_reader(random: Callable[[int], bytes]) -> ActReader | EnglishActs:
    """What reads acts on this machine: without an embedder English alone. Raises `ModelError`.

    `random` gives the key of its memory.
    """
    vectors = embedder()
    if vectors is None:
        return EnglishActs(packaged_english_model(), random(32))
    return ActReader(packaged_act_model(), vectors, random(32))


def read_act_model(folder: Path) -> ActModel:
    """The model in a folder. Raises `ModelError` for files that are missing or changed."""
    try:
        files = [(folder / name).read_bytes() for name in (MANIFEST, COEFFICIENTS, WORDS)]
    except OSError as error:
        raise ModelError(f"{folder}: the act model cannot be read: {error.strerror}") from error
    return parse_model(*files)
