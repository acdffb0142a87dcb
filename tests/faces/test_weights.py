import hashlib

import pytest

from countenance.errors import DetectorError
from countenance.faces.weights import DetectorKind, Weights


def test_bytes_with_the_promised_digest_are_handed_out() -> None:
    model = b"a model"
    digest = hashlib.sha256(model).hexdigest()

    weights = Weights(DetectorKind.YUNET, model, digest.upper())

    assert weights.checked() == model
    assert weights.name == f"yunet@sha256:{digest}"


def test_other_bytes_are_not() -> None:
    with pytest.raises(DetectorError, match="digest is .*; expected 00"):
        Weights(DetectorKind.CENTERFACE, b"another model", "00").checked()
