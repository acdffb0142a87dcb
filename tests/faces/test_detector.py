import hashlib
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.errors import DetectorError
from countenance.faces import detector as detector_module
from countenance.faces.boxes import Face, iou
from countenance.faces.detector import Detector, open_detector
from countenance.faces.weights import DetectorKind, Weights
from countenance.stores.weights import built_in_weights, weights_from_file
from made_pictures import ASTRONAUT_FACE, astronaut
from shared_data import shared

YUNET_SHA256 = "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12"


def yunet() -> Detector:
    path = shared("models/yunet_n_dynamic.onnx")
    return open_detector(weights_from_file(path, DetectorKind.YUNET, YUNET_SHA256))


def test_centerface_finds_the_astronaut(detector: Detector) -> None:
    found = detector.find(astronaut(), detector.threshold)

    assert len(found) == 1
    assert iou(found[0], Face(*ASTRONAUT_FACE, score=1)) > 0.6
    assert detector.name.startswith("centerface@sha256:09189dea")


def test_yunet_finds_the_astronaut() -> None:
    detector = yunet()

    found = detector.find(astronaut(), detector.threshold)

    assert len(found) == 1
    assert iou(found[0], Face(*ASTRONAUT_FACE, score=1)) > 0.6


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (33, 31), (500, 64)])
def test_any_size_can_be_looked_at(detector: Detector, size: tuple[int, int]) -> None:
    assert detector.find(np.zeros((*size, 3), np.uint8), 0.3) == ()


def test_boxes_stay_inside_of_the_picture(detector: Detector) -> None:
    half = np.ascontiguousarray(astronaut()[:, 210:400])

    for face in detector.find(half, 0.1):
        assert 0 <= face.x0 < face.x1 <= 190
        assert 0 <= face.y0 < face.y1 <= 512
        assert 0.1 <= face.score <= 1


def test_weights_with_another_digest_are_never_loaded() -> None:
    weights = built_in_weights()

    with pytest.raises(DetectorError, match="digest is"):
        open_detector(replace(weights, model=weights.model[:-1] + b"\x00"))


def test_a_file_that_is_no_model_raises() -> None:
    junk = b"\x08\x01" * 50
    weights = Weights(DetectorKind.YUNET, junk, hashlib.sha256(junk).hexdigest())

    with pytest.raises(DetectorError, match="does not load"):
        open_detector(weights)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_an_answer_that_is_not_finite_raises(
    detector: Detector, monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    class Broken:
        def get_inputs(self) -> list[object]:
            return [type("Input", (), {"name": "x"})()]

        def run(self, names: list[str], feed: object) -> list[NDArray[np.float32]]:
            return [np.full((1, 2, 8, 8), value, np.float32) for _ in names]

    monkeypatch.setattr(detector, "_session", Broken())

    with pytest.raises(DetectorError, match="not finite"):
        detector.find(np.zeros((32, 32, 3), np.uint8), 0.3)


def test_a_network_that_fails_raises(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector_module, "_padded", lambda _: np.zeros((2, 2), np.float32))

    with pytest.raises(DetectorError, match="failed on a picture"):
        detector.find(np.zeros((32, 32, 3), np.uint8), 0.3)
