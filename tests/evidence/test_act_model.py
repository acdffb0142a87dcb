"""The classifier as data: digests, shapes, and how pieces make a set."""

from pathlib import Path

import numpy as np
import pytest

import countenance
from countenance.errors import ModelError
from countenance.evidence.act_model import (
    COEFFICIENTS,
    MANIFEST,
    WORDS,
    Bounds,
    barred_alone,
    combined,
    likely,
    likeness,
    parse_model,
    softmax,
    widened,
)
from countenance.evidence.embed import WIDTH
from countenance.evidence.senses import SENSES, Sense

FOLDER = Path(countenance.__file__).parent / "evidence" / "model"
FILES = [(FOLDER / name).read_bytes() for name in (MANIFEST, COEFFICIENTS, WORDS)]


BOUNDS = Bounds(
    np.full(len(SENSES), 0.2),
    np.full(len(SENSES), 0.4),
    barred=0.1,
    harmless=0.1,
    barred_of_many=0.05,
    harmless_of_many=0.01,
)


def probabilities(**given: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    row = np.full(len(SENSES), 1e-4)
    for name, value in given.items():
        row[SENSES.index(Sense(name))] = value
    return row


def test_the_shipped_files_belong_together() -> None:
    model = parse_model(*FILES)

    assert model.weights.shape == (len(model.places), 19)
    assert model.trained_on.startswith("sha256:")


@pytest.mark.parametrize("at", [1, 2])
def test_a_changed_file_is_refused(at: int) -> None:
    changed = list(FILES)
    changed[at] = changed[at][:-1] + bytes([changed[at][-1] ^ 1])

    with pytest.raises(ModelError, match="digest"):
        parse_model(*changed)


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", FILES[0].replace(b"identify", b"name")])
def test_a_manifest_of_something_else_is_refused(manifest: bytes) -> None:
    with pytest.raises(ModelError):
        parse_model(manifest, FILES[1], FILES[2])


def test_the_likeliest_sense_is_always_inside() -> None:
    rows = np.array([probabilities(ocr=0.15)])

    assert Sense.OCR in combined(rows, BOUNDS)


def test_every_sense_over_its_bound_is_inside() -> None:
    found = combined(np.array([probabilities(ocr=0.5, describe=0.3)]), BOUNDS)

    assert found == {Sense.OCR, Sense.DESCRIBE}


def test_a_side_that_reaches_its_bound_together_has_its_likeliest_sense_inside() -> None:
    found = combined(np.array([probabilities(ocr=0.8, emotion=0.06, sensitive=0.05)]), BOUNDS)

    assert found == {Sense.OCR, Sense.EMOTION}


def test_a_side_below_its_bound_is_out() -> None:
    found = combined(np.array([probabilities(identify=0.95, describe=0.04)]), BOUNDS)

    assert found == {Sense.IDENTIFY}


def test_barred_senses_alone_are_told_apart_by_bounds_of_their_own() -> None:
    alone = combined(np.array([probabilities(identify=0.6, track=0.35)]), BOUNDS)
    beside = combined(np.array([probabilities(identify=0.5, track=0.3, describe=0.2)]), BOUNDS)

    assert alone == {Sense.IDENTIFY}
    assert beside == {Sense.IDENTIFY, Sense.TRACK, Sense.DESCRIBE}


def test_a_piece_that_only_asks_for_what_is_barred_decides_for_the_whole_call() -> None:
    rows = np.array([probabilities(describe=0.9), probabilities(identify=0.95)])

    assert combined(rows, BOUNDS) == {Sense.IDENTIFY}


def test_one_barred_piece_among_many_makes_every_barred_act_plausible() -> None:
    rows = np.array([probabilities(none=0.9)] * 3 + [probabilities(identify=0.6, describe=0.3)])

    found = combined(rows, BOUNDS)

    assert {sense for sense in SENSES if sense.barred} < found
    assert Sense.DESCRIBE in found


def test_of_pieces_by_themselves_only_those_count_that_ask_for_nothing_harmless() -> None:
    rows = np.array(
        [
            probabilities(identify=0.95),
            probabilities(emotion=0.5, describe=0.4),
            probabilities(describe=0.9),
        ]
    )

    assert barred_alone(rows, BOUNDS) == {Sense.IDENTIFY}


def test_what_is_asked_beside_widens_a_set_and_makes_none_milder() -> None:
    harmless, barred = frozenset({Sense.AGE_RANGE}), frozenset({Sense.IDENTIFY})
    beside = frozenset({Sense.TRACK, Sense.EMOTION})

    assert widened(harmless, beside) == {Sense.AGE_RANGE, Sense.TRACK, Sense.EMOTION}
    assert widened(barred, beside) == {Sense.IDENTIFY, Sense.EMOTION}


def test_nothing_is_asked_only_where_no_piece_asks() -> None:
    rows = np.array([probabilities(none=0.9), probabilities(ocr=0.9)])

    assert combined(rows, BOUNDS) == {Sense.OCR}
    assert likely(rows)[SENSES.index(Sense.NONE)] == pytest.approx(1e-4)


def test_likeness_is_one_for_the_same_and_falls_with_distance() -> None:
    rows = np.eye(3, WIDTH, dtype=np.int8) * 100
    rows[1, 0] = 99

    alike = likeness(rows[:1], rows.astype(np.float32), 1.0)[0]

    assert alike[0] == 1
    assert alike[1] < alike[0]


def test_the_shipped_model_knows_what_it_was_trained_on() -> None:
    """Every vector of a piece that it was trained on is nearest to itself."""
    model = parse_model(*FILES)
    some = model.known[:5].astype(np.int8)

    assert (likeness(some, model.known, model.nearness[0]).argmax(axis=1) == range(5)).all()


def test_softmax_adds_up_to_one() -> None:
    made = softmax(np.array([[1e3, -1e3, 0.0], [1.0, 2.0, 3.0]]))

    assert made.sum(axis=1) == pytest.approx([1, 1])
