"""Tiles: where they lie, what they hold, and hashes read out of them."""

from collections import Counter

import pytest

from countenance.errors import ProofError
from countenance.record.tiles import (
    Tile,
    Tiles,
    bundle,
    entries_in,
    tiles_of,
    tiles_since,
)
from countenance.record.tree import inclusion_proof, leaf_hash, root_of
from record.trees import nodes_of, plain_root

ENTRIES = [f"entry {n}".encode() for n in range(600)]
NODES = nodes_of(ENTRIES)


def made(size: int) -> dict[str, bytes]:
    """The tiles of hashes of a tree of the first entries."""
    files = {}
    for tile in tiles_of(size):
        if tile.level >= 0:
            first = tile.index * 256
            files[tile.path] = b"".join(
                NODES(8 * tile.level, first + place) for place in range(tile.width)
            )
    return files


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 1234067), "tile/1/x001/x234/067"),
        (Tile(0, 1000, 17), "tile/0/x001/000.p/17"),
        (Tile(-1, 999, 255), "tile/entries/999.p/255"),
    ],
)
def test_paths_are_those_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path


def test_a_tree_of_70000_has_the_tiles_that_the_specification_names() -> None:
    tiles = list(tiles_of(70_000))

    full = Counter(tile.level for tile in tiles if tile.width == 256)
    partial = {tile.level: tile.width for tile in tiles if tile.width < 256}
    assert full == {-1: 273, 0: 273, 1: 1}
    assert partial == {-1: 112, 0: 112, 1: 17, 2: 1}
    assert [tile.level for tile in tiles_of(256)] == [-1, 0, 1]
    assert list(tiles_of(0)) == []


def test_only_what_is_new_is_made_again() -> None:
    assert [tile.path for tile in tiles_since(256, 300)] == [
        "tile/entries/001.p/44", "tile/0/001.p/44",
    ]  # fmt: skip
    assert [tile.path for tile in tiles_since(300, 512)] == [
        "tile/entries/001", "tile/0/001", "tile/1/000.p/2",
    ]  # fmt: skip
    assert list(tiles_since(512, 512)) == []


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 600])
def test_roots_and_proofs_come_out_of_tiles(size: int) -> None:
    files = made(size)
    tiles = Tiles(size, lambda tile: files[tile.path])

    assert root_of(size, tiles.node) == plain_root([leaf_hash(each) for each in ENTRIES[:size]])
    for index in (0, size // 2, size - 1):
        assert inclusion_proof(index, size, tiles.node) == inclusion_proof(index, size, NODES)


def test_each_tile_is_fetched_once() -> None:
    files = made(600)
    asked: list[str] = []

    def get(tile: Tile) -> bytes:
        asked.append(tile.path)
        return files[tile.path]

    tiles = Tiles(600, get)
    for index in range(0, 600, 50):
        inclusion_proof(index, 600, tiles.node)

    assert len(asked) == len(set(asked))


def test_a_tile_of_another_length_and_what_is_not_there_are_refused() -> None:
    with pytest.raises(ProofError, match=r"tile/0/000.p/3: 32 bytes; 96 are right"):
        Tiles(3, lambda _: b"x" * 32).tile(0, 0)
    with pytest.raises(ProofError, match="no tile 1, 0"):
        Tiles(3, lambda _: b"").tile(1, 0)
    files = made(3)
    with pytest.raises(ProofError, match="no node 1, 1"):
        Tiles(3, lambda tile: files[tile.path]).node(1, 1)


def test_bundles_are_read_as_they_are_written_and_no_other_way() -> None:
    whole = bundle(ENTRIES[:3])

    assert entries_in(whole, 3, "b") == tuple(ENTRIES[:3])
    assert entries_in(b"", 0, "b") == ()
    for wrong, width in ((whole, 2), (whole[:-1], 3), (whole + b"\0", 3), (whole[:1], 1)):
        with pytest.raises(ProofError, match="^b: "):
            entries_in(wrong, width, "b")
    with pytest.raises(ProofError, match="at most 65535"):
        bundle([b"x" * 65536])
