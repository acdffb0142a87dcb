"""Letters in a row, counted: what a text looks like, beside what it means.

Rules kept here:
 * Every run of 2 to 5 characters of the text in lower case counts, spaces included: no list of
   words, and no language is left out.
 * A run falls into one of `BUCKETS` by its CRC-32, the same on every machine and in every run.
 * Counts are damped by a logarithm and weighed by how rare a bucket is; the row has length 1.
"""

import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["BUCKETS", "Grams", "grams_of"]

BUCKETS: Final = 1 << 14
_LENGTHS: Final = (2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Grams:
    """The buckets that a text fills, in order, and the damped count of each."""

    buckets: npt.NDArray[np.int64] = field(repr=False)
    counts: npt.NDArray[np.float64] = field(repr=False)

    def weighed(self, rarity: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The counts by rarity, of length 1; `rarity` has a number for each bucket."""
        made = self.counts * rarity[self.buckets]
        length = float(np.sqrt(made @ made))
        weighed: npt.NDArray[np.float64] = made / length if length else made
        return weighed


def grams_of(text: str) -> Grams:
    """What `text` fills."""
    plain = f" {' '.join(text.lower().split())} "
    found: Counter[int] = Counter()
    for length in _LENGTHS:
        for at in range(len(plain) - length + 1):
            run = plain[at : at + length].encode("utf-8", "replace")
            found[zlib.crc32(run) & (BUCKETS - 1)] += 1
    buckets = sorted(found)
    counts = [found[bucket] for bucket in buckets]
    return Grams(
        np.array(buckets, dtype=np.int64), 1 + np.log(np.array(counts, dtype=np.float64))
    )
