"""Every file of the face set: decoded or refused, each labelled face covered, nothing left to find.

What a second detector says about a covered picture is held against the labels: it may still take a
galaxy for a face, but nothing where a person was.
"""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2  # type: ignore[import-untyped]  # ships no py.typed
import pytest
from PIL import Image, ImageSequence

from countenance.errors import UnsupportedMediaError
from countenance.faces.bench import Bench
from countenance.faces.boxes import Face, iou
from countenance.faces.cover import Cover
from countenance.faces.detector import Detector, open_detector
from countenance.faces.settings import Rendered
from countenance.faces.weights import DetectorKind
from countenance.media.pixels import Pixels
from countenance.stores.weights import weights_from_file
from shared_data import shared

pytestmark = pytest.mark.long

YUNET = "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12"
REFUSED: dict[str, str] = {}
"""Files that are refused, and by which words; none is at present."""
SMALLEST = 24  # pixels; docs/limits.md says that smaller faces are missed


def labelled() -> list[dict[str, Any]]:
    try:
        truth = json.loads((shared("data/faces") / "ground_truth.json").read_text())
    except pytest.skip.Exception:
        return []
    return list(truth["images"])


ALL = labelled()


@pytest.fixture(scope="module")
def detectors(detector: Detector) -> tuple[Detector, ...]:
    path = shared("models/yunet_n_dynamic.onnx")
    return detector, open_detector(weights_from_file(path, DetectorKind.YUNET, YUNET))


def frames(rendered: Rendered) -> list[Pixels]:
    if rendered.media_type == "application/pdf":
        return [
            np.ascontiguousarray(page.render(scale=2, rev_byteorder=True).to_numpy()[:, :, :3])
            for page in pypdfium2.PdfDocument(rendered.data)
        ]
    with Image.open(io.BytesIO(rendered.data)) as image:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("labels", ALL, ids=[each["file"] for each in ALL])
def test_a_file_is_refused_by_name_or_every_face_in_it_is_covered(
    bench: Bench, detectors: tuple[Detector, ...], labels: dict[str, Any]
) -> None:
    data = (Path(shared("data/faces")) / labels["file"]).read_bytes()
    if labels["file"] in REFUSED:
        with pytest.raises(UnsupportedMediaError, match=REFUSED[labels["file"]]):
            bench.inspect(data)
        return

    inspection = bench.inspect(data)
    rendered = bench.render(data, inspection, Cover.SOLID)

    shown = frames(rendered)
    assert rendered.data != data
    assert rendered.covered == len(inspection.faces)
    assert len(shown) == inspection.frames == len(labels.get("frames", [0]))
    last = shown[-1]
    scale = last.shape[1] / labels["width"]
    boxes = [[edge * scale for edge in box] for box in labels["boxes"]]
    left_over = [found for each in detectors for found in each.find(last, each.threshold)]
    for x0, y0, x1, y1 in boxes:
        if min(x1 - x0, y1 - y0) < SMALLEST:
            continue
        left, right = int(x0 + (x1 - x0) / 3), int(x1 - (x1 - x0) / 3)
        top, bottom = int(y0 + (y1 - y0) / 3), int(y1 - (y1 - y0) / 3)
        middle = last[top:bottom, left:right]
        assert np.ptp(middle) <= 6, f"{labels['file']}: a face at {left}, {top} is not covered"
        assert not any(iou(Face(x0, y0, x1, y1, 1), found) > 0.3 for found in left_over)


def test_every_file_of_the_folder_is_labelled() -> None:
    there = {path.name for path in shared("data/faces").iterdir()} - {"README.md"}

    assert there - {"ground_truth.json"} == {labels["file"] for labels in ALL}
