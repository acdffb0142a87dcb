"""Editions as the rulings of a site read them, for commands that ask what the codes say.

Rules kept here:
 * A ruling that has lapsed reads nothing, and is said.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from countenance.codes.model import Edition
from countenance.review.in_force import read_rulings
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.rulings import Rulings

__all__ = ["AsRuled", "as_ruled"]


@dataclass(frozen=True, slots=True)
class AsRuled:
    """The editions, the digests of clauses that the rulings sign off, and what is remarked."""

    editions: tuple[Edition, ...]
    signed: frozenset[str]
    remarks: tuple[str, ...]


def as_ruled(folder: Path, editions: Sequence[Edition], day: date) -> AsRuled:
    """The editions as the rulings in a folder of data read them on a day. Raises `RecordError`."""
    named = {edition.name: edition for edition in editions}
    with closing(Rulings(folder, create=False)) as kept:
        counting = [each for each in kept.counting() if each.edition in named]
    rulings = read_rulings(counting, named.get, packaged_vocabulary())
    found, signed, by = rulings.ruled(editions, day, packaged_vocabulary())
    read = [f"{name} as read by `{each.ruling.id}`" for name, here in by.items() for each in here]
    remarks = [*read] or ["no ruling counts on these texts"]
    remarks += [f"ruling `{name}` has lapsed: {why}" for name, why in rulings.lapsed]
    return AsRuled(tuple(found), signed, tuple(remarks))
