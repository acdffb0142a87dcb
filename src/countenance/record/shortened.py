"""A decision that is too long for an entry: it lists less, and commits to the rest.

Rules kept here:
 * The list that takes most room gives up half of what it still lists, until the entry fits.
 * How many were left out is said in `more`, with a commitment to them; the rest itself is kept as
   the opening.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from countenance.errors import RecordError
from countenance.record.canonical import LIMIT, canonical
from countenance.record.commitment import Opening
from countenance.record.entry import Decision, More

__all__ = ["shortened"]

_LISTS = ("parts", "media", "clauses", "facts", "acts", "missing")
"""The lists that may be shortened, ..."""

_REST_LIMIT = 16 * 1024 * 1024
"""... and the most bytes of what is left out."""

Commit = Callable[[str, bytes], tuple[str, Opening]]


def shortened(made: Decision, commit: Commit) -> tuple[bytes, Decision, list[Opening]]:
    """The canonical bytes of a decision, the decision that they are of, and the openings of what it
    does not list. Raises `RecordError` when it cannot be made to fit."""
    data = canonical(made, _REST_LIMIT)
    if len(data) <= LIMIT:
        return data, made, []
    listed = {name: len(getattr(made, name)) for name in _LISTS}
    while True:
        rooms = {
            name: len(canonical(getattr(made, name)[:count], _REST_LIMIT))
            for name, count in listed.items()
            if count
        }
        if not rooms:
            raise RecordError(f"decision: more than {LIMIT} bytes even with nothing listed")
        longest = max(rooms, key=lambda name: rooms[name])
        listed[longest] //= 2
        short, openings = _with_more(made, listed, commit)
        data = canonical(short, _REST_LIMIT)
        if len(data) <= LIMIT:
            return data, short, openings


def _with_more(
    made: Decision, listed: Mapping[str, int], commit: Commit
) -> tuple[Decision, list[Opening]]:
    more, openings = [], []
    changed: dict[str, Any] = {}
    for name, count in listed.items():
        members = getattr(made, name)
        if count < len(members):
            rest = canonical(members[count:], _REST_LIMIT)
            commitment, opening = commit(f"more.{name}", rest)
            openings.append(opening)
            more.append(More(name, len(members) - count, commitment))
            changed[name] = members[:count]
    return msgspec.structs.replace(made, more=tuple(more), **changed), openings
