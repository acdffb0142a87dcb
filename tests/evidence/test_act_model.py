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
    combined,
    parse_model,
    softmax,
)
from countenance.evidence.labels import LABELS, Label

FOLDER = Path(countenance.__file__).parent / "evidence" / "model"
FILES = [(FOLDER / name).read_bytes() for name in (MANIFEST, COEFFICIENTS, WORDS)]


def probabilities(**given: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    row = np.full(len(LABELS), 1e-4)
    for name, value in given.items():
        row[LABELS.index(Label(name))] = value
    return row


def test_the_shipped_files_belong_together() -> None:
    model = parse_model(*FILES)

    assert model.weights.shape[0] == 17
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


def test_the_likeliest_label_is_always_inside() -> None:
    found = combined(np.array([probabilities(ocr=0.3)]), np.full(17, 0.9))

    assert found == {Label.OCR}


def test_every_label_over_its_threshold_is_inside() -> None:
    found = combined(np.array([probabilities(ocr=0.5, describe=0.3)]), np.full(17, 0.2))

    assert found == {Label.OCR, Label.DESCRIBE}


def test_a_piece_that_only_asks_for_what_is_barred_decides_for_the_whole_call() -> None:
    rows = np.array([probabilities(describe=0.9), probabilities(identify=0.9)])

    assert combined(rows, np.full(17, 0.2)) == {Label.IDENTIFY}


def test_softmax_adds_up_to_one() -> None:
    made = softmax(np.array([[1e3, -1e3, 0.0], [1.0, 2.0, 3.0]]))

    assert made.sum(axis=1) == pytest.approx([1, 1])
