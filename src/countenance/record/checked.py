"""The entries of a log one after the other, each compared with the tree that was signed.

Rules kept here:
 * Each entry has to be at its place, to have the hash that the tree has there, and to be an entry
   of a kind that is known. The first one that is not is named, and nothing after it is given out.
 * After the last one all of them have to come to the root that was signed. What is written from
   them is good only then.
 * One entry is held at a time, and one tile.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from countenance.errors import ProofError
from countenance.record.checkpoint import Checkpoint
from countenance.record.entry import Entry
from countenance.record.store import Stored
from countenance.record.tiles import HASH, WIDTH, Tile
from countenance.record.tree import Frontier, leaf_hash

__all__ = ["checked"]

_READER: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


def checked(
    entries: Iterable[Stored], head: Checkpoint, tile: Callable[[Tile], bytes]
) -> Iterator[tuple[Stored, Entry]]:
    """The entries under a head, read. Raises `ProofError` with the first place that does not fit.

    `entries`: those from the first one on, at least as many as the head speaks of; `tile`: the
    bytes of a tile of the published log.
    """
    frontier = Frontier()
    leaves = b""
    for stored in entries:
        at = frontier.size
        if at == head.size:
            break
        if stored.index != at:
            raise ProofError(f"entry {at}: it is missing; after it comes entry {stored.index}")
        place = at % WIDTH
        if not place:
            leaves = tile(Tile(0, at // WIDTH, min(WIDTH, head.size - at)))
        leaf = leaf_hash(stored.data)
        if leaf != leaves[place * HASH : (place + 1) * HASH]:
            raise ProofError(f"entry {at}: it is another one than the tree was built over")
        frontier.append(leaf)
        yield stored, _read(stored)
    if frontier.size < head.size:
        raise ProofError(f"entry {frontier.size}: it is missing; the head has {head.size} entries")
    if frontier.root != head.root:
        raise ProofError(
            f"checkpoint: the {head.size} entries come to another root than it says"
        )


def _read(stored: Stored) -> Entry:
    try:
        return _READER.decode(stored.data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProofError(
            f"entry {stored.index}: no entry that this version can read: {error}"
        ) from error
