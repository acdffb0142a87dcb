"""`make evaluate`: how well faces are found, on the labelled pictures; and how well acts are read.

Pictures are found by `COUNTENANCE_SHARED` (default: `../shared`); without them that part is named
as skipped. The exit code is 1 when a bar is missed.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("COUNTENANCE_SHARED") or ROOT.parent / "shared")
YUNET = "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12"


def main() -> int:
    """Both parts, one after the other."""
    status = 0
    pictures = SHARED / "data" / "faces"
    if pictures.is_dir():
        command = [
            sys.executable, str(ROOT / "tools" / "evaluate" / "faces.py"), str(pictures),
            "--labels", str(pictures / "ground_truth.json"),
            "--yunet", str(SHARED / "models" / "yunet_n_dynamic.onnx"), "--sha256", YUNET,
        ]  # fmt: skip
        status |= subprocess.run(command, check=False).returncode
    else:
        print(f"skipped: faces need data/faces under COUNTENANCE_SHARED, which is {SHARED}")
    command = [sys.executable, str(ROOT / "tools" / "train" / "evaluate.py")]
    return status | subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
