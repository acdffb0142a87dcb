"""An embedder that keeps its vectors in a file, so that a second run costs seconds.

The file is SQLite: a digest of embedder and text, and the vector. No text is kept.
"""

import hashlib
import sqlite3
from pathlib import Path

import numpy as np

from countenance.evidence.embed import Embedder, Vector

__all__ = ["KeptVectors"]


class KeptVectors:
    """`embedder` behind a file of the vectors that were computed before."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self._file = sqlite3.connect(path, timeout=60)
        self._file.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, v BLOB)")
        self.computed = 0

    @property
    def name(self) -> str:
        """The name of the embedder behind."""
        return self._embedder.name

    def embed(self, text: str) -> Vector:
        """The vector of `text`, kept or new."""
        key = hashlib.sha256(f"{self.name}\0{text}".encode("utf-8", "surrogatepass")).digest()
        kept = self._file.execute("SELECT v FROM vectors WHERE key = ?", (key,)).fetchone()
        if kept is not None:
            return np.frombuffer(kept[0], dtype=np.float32)
        vector = self._embedder.embed(text)
        self._file.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?)", (key, vector.tobytes()))
        self.computed += 1
        if self.computed % 50 == 0:
            self._file.commit()
        return vector

    def close(self) -> None:
        """Write what is still open."""
        self._file.commit()
        self._file.close()
