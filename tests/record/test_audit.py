"""A whole log audited: everything that was changed is found, and where."""

import random

import pytest

from countenance.errors import ProofError
from countenance.record.audit import Audited, audit
from countenance.record.canonical import canonical
from countenance.record.checkpoint import Checkpoint
from countenance.record.tiles import Tile, bundle, tiles_of
from countenance.record.tree import leaf_hash, root_of
from record.trees import nodes_of, plain_root

ENTRIES = [canonical({"kind": "test", "n": number}) for number in range(700)]
NODES = nodes_of(ENTRIES)


def files(size: int) -> dict[str, bytes]:
    """The tiles and bundles of a log of the first entries."""
    made = {}
    for tile in tiles_of(size):
        first = tile.index * 256
        if tile.level < 0:
            made[tile.path] = bundle(ENTRIES[first : first + tile.width])
        else:
            made[tile.path] = b"".join(
                NODES(8 * tile.level, first + place) for place in range(tile.width)
            )
    return made


def head(size: int) -> Checkpoint:
    return Checkpoint("log.example.org", size, root_of(size, NODES))


def ran(checkpoint: Checkpoint, where: dict[str, bytes]) -> Audited:
    *_, last = audit(checkpoint, lambda tile: where[tile.path])
    return last


@pytest.mark.parametrize(("size", "tiles"), [(1, 2), (256, 3), (257, 5), (700, 7)])
def test_a_log_that_is_whole_is_found_to_be(size: int, tiles: int) -> None:
    assert ran(head(size), files(size)) == Audited(size, tiles)


def test_an_empty_log_is_whole() -> None:
    assert ran(head(0), {}) == Audited(0, 0)


def test_one_changed_bit_anywhere_is_found() -> None:
    whole = files(700)
    chance = random.Random(11)
    for _ in range(150):
        path = chance.choice(sorted(whole))
        at = chance.randrange(len(whole[path]))
        changed = bytearray(whole[path])
        changed[at] ^= 1 << chance.randrange(8)
        with pytest.raises(ProofError):
            ran(head(700), {**whole, path: bytes(changed)})


def test_the_place_is_named() -> None:
    whole = files(700)
    other = bundle([*ENTRIES[512:600], canonical({"kind": "other"}), *ENTRIES[601:700]])

    with pytest.raises(ProofError, match="entry 600: it is another one"):
        ran(head(700), {**whole, "tile/entries/002.p/188": other})
    with pytest.raises(ProofError, match=r"tile/1/000.p/2: another hash"):
        ran(head(700), {**whole, "tile/1/000.p/2": b"x" * 64})
    with pytest.raises(ProofError, match=r"tile/0/001: 32 bytes; 8192"):
        ran(head(700), {**whole, "tile/0/001": b"x" * 32})
    with pytest.raises(ProofError, match="another root"):
        ran(Checkpoint("log.example.org", 700, b"r" * 32), whole)


def test_an_entry_in_another_form_is_no_entry() -> None:
    entries = [ENTRIES[0], b"{ }"]
    leaves = [leaf_hash(each) for each in entries]
    where = {
        Tile(-1, 0, 2).path: bundle(entries),
        Tile(0, 0, 2).path: b"".join(leaves),
    }

    with pytest.raises(ProofError, match="entry 1: "):
        ran(Checkpoint("log.example.org", 2, plain_root(leaves)), where)
