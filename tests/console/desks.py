"""A desk without a gate: only what the pages that are looked at ask for."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from countenance.codes.own import NO_OWN_CODES
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["NOW", "desk"]

NOW = 1_795_000_000 * 10**9
"""A day of November 2026."""


def desk(**more: Any) -> Any:
    """The desk; `more` of it than the texts."""
    return SimpleNamespace(
        vocabulary=packaged_vocabulary(),
        own_codes=SimpleNamespace(own=NO_OWN_CODES),
        clock=lambda: NOW,
        rulings=SimpleNamespace(today=date(2026, 11, 22), lapsed=dict, all=lambda *_: ()),
        **more,
    )
