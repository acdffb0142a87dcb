"""Voices by their sound: the alike are one, for one recording, as a proposal."""

import numpy as np
from numpy.typing import NDArray

from countenance.reports.speech.by_sound import BySound, letters
from countenance.reports.transcript import Segment
from reports.speech.made import said
from reports.speech.sounding import Sounding


def sounds(*kinds: int, wobble: float = 0.05) -> NDArray[np.float32]:
    """Numbers of length one, those of a kind near each other."""
    chance = np.random.default_rng(1)
    rows = np.eye(20, dtype=np.float32)[list(kinds)]
    rows = rows + chance.normal(size=rows.shape).astype(np.float32) * wobble
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_those_that_are_alike_have_one_letter_in_the_order_in_which_they_begin() -> None:
    assert letters(sounds(3, 3, 5, 3, 1, 5), [2000] * 6) == tuple("AABACB")


def test_one_voice_alone_is_one_letter() -> None:
    assert letters(sounds(3, 3, 3), [2000, 1500, 400]) == tuple("AAA")
    assert letters(sounds(3), [100]) == ("A",)


def test_what_is_too_short_is_no_voice_of_its_own() -> None:
    assert set(letters(sounds(3, 5, 9, 3), [2000, 2000, 300, 2000])) == {"A", "B"}


def test_a_recording_of_short_words_alone_has_letters_too() -> None:
    assert letters(sounds(3, 5, 3), [300, 400, 500]) == tuple("ABA")


def test_there_are_no_more_than_twelve_voices() -> None:
    assert len(set(letters(sounds(*range(20)), [2000] * 20))) == 12


def test_of_many_segments_the_longest_are_compared_and_none_is_left_out() -> None:
    kinds = [at % 3 for at in range(500)]

    found = letters(sounds(*kinds), [1000 + at for at in range(500)])

    assert len(found) == 500
    assert len({(kind, letter) for kind, letter in zip(kinds, found, strict=True)}) == 3


def test_segments_get_the_letter_of_how_they_sound() -> None:
    at = np.arange(16_000 * 6) / 16_000
    pitch = np.where((at < 2) | (at > 4), 200.0, 3000.0)
    samples = np.round(9000 * np.sin(2 * np.pi * pitch * at)).astype(np.int16)
    segments = [
        Segment(f"s{number}", "A", said("one two three", start, step=500))
        for number, start in enumerate((200, 2200, 4200), 1)
    ]
    model = Sounding()
    voices = BySound(model)

    found = voices.proposed(segments, samples)

    assert [each.voice for each in found] == ["A", "B", "A"]
    assert [each.words for each in found] == [each.words for each in segments]
    assert voices.proposed((), samples) == ()
    assert (voices.program.part, voices.program.weights) == ("speakers", f"sha256:{'0' * 64}")
    assert model.asked == 3
