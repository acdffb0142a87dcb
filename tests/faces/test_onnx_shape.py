import pytest

from countenance.errors import DetectorError
from countenance.faces.onnx_shape import with_free_shapes
from countenance.stores.weights import built_in_weights


def test_only_declarations_change() -> None:
    model = built_in_weights().model

    free = with_free_shapes(model, picture_input="input.1")

    assert 0.99 < len(free) / len(model) < 1
    assert model[-4000:-2000] in free or model[100_000:102_000] in free
    assert with_free_shapes(free, picture_input="input.1") == free


def test_an_input_that_is_not_there_raises() -> None:
    with pytest.raises(DetectorError, match="no input is called `pixels`"):
        with_free_shapes(built_in_weights().model, picture_input="pixels")


@pytest.mark.parametrize(
    "model", [b"", b"not a model", b"\x3a\xff\xff\xff\xff\x0f", b"\xff" * 40, b"\x3b\x00"]
)
def test_what_is_not_a_model_raises(model: bytes) -> None:
    with pytest.raises(DetectorError, match="detector model"):
        with_free_shapes(model, picture_input="input.1")
