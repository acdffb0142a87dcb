"""The site's own editions, for whoever cites clauses of them."""

from pathlib import Path

from countenance.cli.settings_file import load_settings
from countenance.codes.model import Edition
from countenance.codes.own import NO_OWN_CODES
from countenance.stores.own_codes import load_own, public_keys

__all__ = ["own_editions"]


def own_editions(settings: str | None) -> tuple[Edition, ...]:
    """The site's own editions that the settings name."""
    codes = load_settings(settings).codes
    own = load_own(Path(codes.own), public_keys(codes.own_keys)) if codes.own else NO_OWN_CODES
    return tuple(own.editions)
