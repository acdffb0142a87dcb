"""What an entry does not tell, and why: everything in it that stands as a commitment.

Rules kept here:
 * Every commitment of an entry is named by its place. Of many alike the places are counted.
 * Of what a caller sent, content was never kept: the value behind the commitment is a digest.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["CONTENT", "PERSONAL", "withheld"]

CONTENT = "content is never kept; a digest of it stands as a commitment"
PERSONAL = "personal, or could be guessed; it stands as a commitment"

_CONTENT = ("request", "parts", "media", "attestation")
_NUMBER = re.compile(r"\.\d+\b")


def withheld(entry: Mapping[str, Any]) -> dict[str, str]:
    """Place in an entry -> why it is not told; `parts (3)` where three alike are not."""
    counts: dict[str, int] = {}
    for place in _commitments(entry, ""):
        name = _NUMBER.sub("", place.removeprefix("commit.")).removesuffix(".commitment")
        counts[name] = counts.get(name, 0) + 1
    return {
        name if count == 1 else f"{name} ({count})": (
            CONTENT if name.split(".")[0] in _CONTENT else PERSONAL
        )
        for name, count in counts.items()
    }


def _commitments(value: Any, place: str) -> Iterator[str]:
    match value:
        case dict():
            for name, member in value.items():
                where = f"{place}.{name}" if place else name
                if place == "commit" or (name in ("commitment", "document") and member):
                    yield where
                elif name == "carries":
                    yield from (f"{where}.{at}" for at in range(len(member)))
                else:
                    yield from _commitments(member, where)
        case list():
            for at, member in enumerate(value):
                yield from _commitments(member, f"{place}.{at}")
