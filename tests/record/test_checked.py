"""Entries compared with the signed tree: what does not fit is named."""

import random

import pytest

from countenance.errors import ProofError
from countenance.record.canonical import canonical
from countenance.record.checked import checked
from countenance.record.checkpoint import Checkpoint
from countenance.record.store import Stored
from countenance.record.tiles import Tile
from countenance.record.tree import leaf_hash, root_of
from record.examples import decided, maker
from record.trees import nodes_of

MAKING = maker()
ENTRIES = [decided(MAKING).data for _ in range(300)]
NODES = nodes_of(ENTRIES)


def tile(asked: Tile) -> bytes:
    return b"".join(NODES(0, asked.index * 256 + place) for place in range(asked.width))


def head(size: int = 300) -> Checkpoint:
    return Checkpoint("log.example.org", size, root_of(size, NODES))


def rows(entries: list[bytes]) -> list[Stored]:
    return [Stored(at, data, leaf_hash(data)) for at, data in enumerate(entries)]


def test_every_entry_under_the_head_is_given_and_none_after_it() -> None:
    found = list(checked(rows(ENTRIES), head(270), tile))

    assert [stored.index for stored, _ in found] == list(range(270))
    assert all(entry.id in stored.data.decode() for stored, entry in found)


def test_a_changed_entry_is_named_wherever_it_is_and_nothing_after_it_is_given() -> None:
    chance = random.Random(3)
    for _ in range(40):
        at = chance.randrange(300)
        changed = list(ENTRIES)
        changed[at] = decided(MAKING, outcome="refuse").data
        given = []
        with pytest.raises(ProofError, match=f"^entry {at}: it is another one than"):
            given += [each for each, _ in checked(rows(changed), head(), tile)]


def test_a_missing_entry_is_named() -> None:
    left = [each for each in rows(ENTRIES) if each.index != 17]

    with pytest.raises(ProofError, match="entry 17: it is missing; after it comes entry 18"):
        list(checked(left, head(), tile))
    with pytest.raises(ProofError, match="entry 290: it is missing; the head has 300"):
        list(checked(rows(ENTRIES[:290]), head(), tile))


def test_tiles_that_agree_with_other_entries_do_not_lead_to_the_root() -> None:
    other = list(ENTRIES)
    other[4] = decided(MAKING).data
    nodes = nodes_of(other)

    with pytest.raises(ProofError, match="another root"):
        list(checked(rows(other), head(), lambda t: b"".join(
            nodes(0, t.index * 256 + place) for place in range(t.width)
        )))  # fmt: skip


def test_an_entry_of_a_kind_that_is_not_known_is_named() -> None:
    strange = [canonical({"kind": "from-the-future", "v": 1})]
    nodes = nodes_of(strange)
    signed = Checkpoint("log.example.org", 1, root_of(1, nodes))

    with pytest.raises(ProofError, match="entry 0: no entry that this version can read"):
        list(checked(rows(strange), signed, lambda _: nodes(0, 0)))
