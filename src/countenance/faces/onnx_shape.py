"""The shapes that an ONNX file declares, made free.

CenterFace's file says that its input is 10 x 3 x 32 x 32. The network itself takes any height and
width in multiples of 32; only the declaration is in the way. `with_free_shapes` rewrites that
declaration in the bytes of the file: the sizes of inputs and outputs become names, the shapes
noted for inner values are dropped, and weights that are listed again as inputs are taken off that
list, so that the runtime may fold them.

Rules kept here:
 * Weights and nodes are copied byte for byte. Only declarations change.
 * A file that is not an ONNX model with the named input raises; nothing is guessed.

ONNX is a protobuf message and every field needed is length-delimited or skipped, so forty lines
that walk the wire format take the place of a dependency on the `onnx` package. Loading and
running the model is the work of `countenance.faces.session`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from countenance.errors import DetectorError

__all__ = ["with_free_shapes"]

# Field numbers of onnx.proto3 (onnx 1.x, stable since IR version 3).
_MODEL_GRAPH = 7
_GRAPH_INPUT, _GRAPH_OUTPUT, _GRAPH_VALUE_INFO = 11, 12, 13
_VALUE_NAME, _VALUE_TYPE = 1, 2
_TYPE_TENSOR = 1
_TENSOR_SHAPE = 2
_SHAPE_DIM = 1
_DIM_PARAM = 2

_VARINT, _FIXED64, _DELIMITED, _FIXED32 = 0, 1, 2, 5


def with_free_shapes(model: bytes, *, picture_input: str) -> bytes:
    """The same model, taking any batch, height and width for `picture_input` (N, C, H, W).

    Raises `DetectorError` when the bytes are not an ONNX model that has this input.
    """
    fields = list(_fields(model))
    graphs = [field for field in fields if field.number == _MODEL_GRAPH]
    if len(graphs) != 1:
        raise DetectorError("detector model: found no single graph; an ONNX file has one")
    return b"".join(
        _delimited(_MODEL_GRAPH, _free_graph(field.payload, picture_input))
        if field.number == _MODEL_GRAPH
        else field.whole
        for field in fields
    )


@dataclass(frozen=True, slots=True)
class _Field:
    number: int
    wire: int
    payload: bytes  # empty unless length-delimited
    whole: bytes  # tag, length and payload as they stood


def _free_graph(graph: bytes, picture_input: str) -> bytes:
    kept: list[bytes] = []
    found = False
    for field in _fields(graph):
        if field.number == _GRAPH_VALUE_INFO:
            continue
        if field.number == _GRAPH_INPUT:
            if _name(field.payload) != picture_input:
                continue  # a weight listed again as an input
            found = True
            kept.append(_delimited(_GRAPH_INPUT, _free_value(field.payload, keep_second=True)))
        elif field.number == _GRAPH_OUTPUT:
            kept.append(_delimited(_GRAPH_OUTPUT, _free_value(field.payload, keep_second=False)))
        else:
            kept.append(field.whole)
    if not found:
        raise DetectorError(f"detector model: no input is called `{picture_input}`")
    return b"".join(kept)


def _free_value(value: bytes, *, keep_second: bool) -> bytes:
    """A ValueInfoProto whose sizes are names; the number of channels stays where asked."""
    name = _name(value)
    parts = []
    for field in _fields(value):
        if field.number == _VALUE_TYPE and field.wire == _DELIMITED:
            parts.append(_delimited(_VALUE_TYPE, _free_type(field.payload, name, keep_second)))
        else:
            parts.append(field.whole)
    return b"".join(parts)


def _free_type(declared: bytes, name: str, keep_second: bool) -> bytes:
    parts = []
    for field in _fields(declared):
        if field.number != _TYPE_TENSOR or field.wire != _DELIMITED:
            parts.append(field.whole)
            continue
        tensor = []
        for inner in _fields(field.payload):
            if inner.number == _TENSOR_SHAPE and inner.wire == _DELIMITED:
                tensor.append(
                    _delimited(_TENSOR_SHAPE, _free_shape(inner.payload, name, keep_second))
                )
            else:
                tensor.append(inner.whole)
        parts.append(_delimited(_TYPE_TENSOR, b"".join(tensor)))
    return b"".join(parts)


def _free_shape(shape: bytes, name: str, keep_second: bool) -> bytes:
    dims = [field for field in _fields(shape) if field.number == _SHAPE_DIM]
    return b"".join(
        field.whole
        if keep_second and place == 1
        else _delimited(_SHAPE_DIM, _delimited(_DIM_PARAM, f"{name}.{place}".encode()))
        for place, field in enumerate(dims)
    )


def _name(value: bytes) -> str:
    for field in _fields(value):
        if field.number == _VALUE_NAME and field.wire == _DELIMITED:
            return field.payload.decode("utf-8", errors="replace")
    return ""


def _fields(message: bytes) -> Iterator[_Field]:
    """The fields of one protobuf message, in order."""
    at, end = 0, len(message)
    while at < end:
        start = at
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        payload = b""
        if wire == _VARINT:
            _, at = _varint(message, at)
        elif wire == _FIXED64:
            at += 8
        elif wire == _FIXED32:
            at += 4
        elif wire == _DELIMITED:
            length, at = _varint(message, at)
            payload = message[at : at + length]
            at += length
        else:
            raise DetectorError(f"detector model: wire type {wire} is not one of ONNX")
        if at > end or number == 0:
            raise DetectorError("detector model: the file ends inside a field")
        yield _Field(number, wire, payload, message[start:at])


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 64:
        if at >= len(message):
            raise DetectorError("detector model: the file ends inside a field")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise DetectorError("detector model: a number is longer than 64 bits")


def _delimited(number: int, payload: bytes) -> bytes:
    return _as_varint(number << 3 | _DELIMITED) + _as_varint(len(payload)) + payload


def _as_varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
