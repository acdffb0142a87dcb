"""The weights of a detector: which network, the bytes of its file, the digest it has to have.

Kept apart from `countenance.faces.detector`, so that the process that only hands them on never
loads the runtime that computes with them.
"""

import hashlib
from dataclasses import dataclass
from enum import Enum

from countenance.errors import DetectorError

__all__ = ["CENTERFACE_SHA256", "DetectorKind", "Weights"]

CENTERFACE_SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"


class DetectorKind(Enum):
    """The networks whose inputs and outputs are known here."""

    CENTERFACE = "centerface"
    YUNET = "yunet"


@dataclass(frozen=True, slots=True)
class Weights:
    """A model file as it was read, and the digest (SHA-256, hex) it has to have."""

    kind: DetectorKind
    model: bytes
    sha256: str

    def checked(self) -> bytes:
        """The bytes of the model; raises `DetectorError` when they have another digest."""
        found = hashlib.sha256(self.model).hexdigest()
        if found != self.sha256.lower():
            raise DetectorError(
                f"weights of `{self.kind.value}`: digest is {found}; expected {self.sha256}"
            )
        return self.model

    @property
    def name(self) -> str:
        """The name that entries carry: the network and the digest of its weights."""
        return f"{self.kind.value}@sha256:{self.sha256.lower()}"
