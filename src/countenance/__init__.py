"""countenance: face rules for AI gateways.

A face; to permit. The rooms of the house stand in the order of their imports: a room may
import only from the rooms above it (`docs/house.md` says what each is for).
"""

import os

# ONNX Runtime, which runs the detector, reports its use to its maker by default, and keeps an
# identifier of the machine in the home folder. It asks for this once, when it is first imported:
# so here, before any room (its Privacy.md, "Disabling Telemetry").
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__all__ = ["__version__"]

__version__ = "0.1.0"
