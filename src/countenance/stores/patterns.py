"""The table of patterns that comes with countenance, read when it is first asked for, and once."""

from functools import lru_cache
from pathlib import Path

import countenance
from countenance.evidence.patterns import Patterns, parse_patterns
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["packaged_patterns"]


@lru_cache(maxsize=1)
def packaged_patterns() -> Patterns:
    """What gives a camera away, or work for the police. Raises `FactError`."""
    path = Path(countenance.__file__).parent / "evidence" / "patterns.toml"
    return parse_patterns(path.read_text(encoding="utf-8"), packaged_vocabulary())
