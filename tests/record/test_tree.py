"""The tree against its definition, against another implementation, and against forgers."""

import random

import pymerkle  # type: ignore[import-untyped]  # ships no py.typed
import pytest

from countenance.errors import ProofError
from countenance.record.tree import (
    EMPTY,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_by_inclusion,
    root_by_range,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from record.trees import nodes_of, plain_root

ENTRIES = [f"entry {n}".encode() for n in range(70)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
NODES = nodes_of(ENTRIES)
ROOTS = [plain_root(LEAVES[:size]) for size in range(len(LEAVES) + 1)]


def test_roots_are_those_of_the_definition() -> None:
    assert [root_of(size, NODES) for size in range(71)] == ROOTS
    assert ROOTS[0] == EMPTY


def test_roots_are_those_of_pymerkle() -> None:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    frontier = Frontier()
    for number in range(1000):
        entry = f"entry {number}".encode()
        tree.append_entry(entry)
        frontier.append(leaf_hash(entry))
        assert frontier.root == tree.get_root()


def test_every_entry_of_every_tree_is_proven() -> None:
    for size in range(1, 71):
        for index in range(size):
            proof = inclusion_proof(index, size, NODES)
            verify_inclusion(index, size, ROOTS[size], LEAVES[index], proof)


def test_every_tree_is_the_beginning_of_every_later_one() -> None:
    for new in range(71):
        for old in range(new + 1):
            verify_consistency(old, new, ROOTS[old], ROOTS[new], consistency_proof(old, new, NODES))


def test_a_proof_with_anything_changed_is_refused() -> None:
    chance = random.Random(6962)
    for _ in range(500):
        size = chance.randrange(2, 71)
        index = chance.randrange(size)
        proof = list(inclusion_proof(index, size, NODES))
        which, bit = chance.randrange(len(proof)), chance.randrange(256)
        proof[which] = (int.from_bytes(proof[which], "big") ^ (1 << bit)).to_bytes(32, "big")
        with pytest.raises(ProofError):
            verify_inclusion(index, size, ROOTS[size], LEAVES[index], proof)


def test_a_proof_for_another_place_leaf_or_length_is_refused() -> None:
    proof = inclusion_proof(5, 70, NODES)

    for index, leaf, hashes, size in (
        (6, LEAVES[5], proof, 70),
        (5, LEAVES[6], proof, 70),
        (5, LEAVES[5], proof[:-1], 70),
        (5, LEAVES[5], (*proof, proof[0]), 70),
        (5, LEAVES[5], (), 70),
        (70, LEAVES[5], proof, 70),
        (-1, LEAVES[5], proof, 70),
        (5, LEAVES[5], proof, 0),
    ):
        with pytest.raises(ProofError):
            verify_inclusion(index, size, ROOTS[70], leaf, hashes)


def test_a_history_that_was_changed_is_refused() -> None:
    other = [*ENTRIES[:10], b"changed", *ENTRIES[11:]]
    nodes, leaves = nodes_of(other), [leaf_hash(entry) for entry in other]
    chance = random.Random(9162)
    for _ in range(300):
        old = chance.randrange(11, 70)
        new = chance.randrange(old + 1, 71)
        with pytest.raises(ProofError):
            verify_consistency(
                old, new, ROOTS[old], plain_root(leaves[:new]), consistency_proof(old, new, nodes)
            )


def test_a_proof_of_consistency_is_exact() -> None:
    proof = consistency_proof(6, 13, NODES)

    for old, new, hashes in (
        (6, 13, proof[:-1]), (6, 13, (*proof, proof[0])), (6, 13, ()), (7, 13, proof),
        (6, 14, proof), (13, 6, proof), (0, 13, proof), (13, 13, proof),
    ):  # fmt: skip
        with pytest.raises(ProofError):
            verify_consistency(old, new, ROOTS[old], ROOTS[new], hashes)
    with pytest.raises(ProofError, match="two roots"):
        verify_consistency(6, 6, ROOTS[6], ROOTS[7], ())
    with pytest.raises(ProofError, match="empty tree"):
        verify_consistency(0, 6, ROOTS[1], ROOTS[6], ())


def test_what_the_tree_does_not_have_is_not_proven() -> None:
    with pytest.raises(ProofError, match="no entry 70"):
        inclusion_proof(70, 70, NODES)
    with pytest.raises(ProofError, match="no beginning"):
        consistency_proof(7, 6, NODES)
    with pytest.raises(ProofError, match="needs its hashes"):
        Frontier(3)


def test_the_edge_grows_from_any_size_and_names_what_it_completes() -> None:
    for start in range(40):
        frontier = Frontier(start, NODES)
        for size in range(start, 70):
            for level, index, found in frontier.append(LEAVES[size]):
                assert found == NODES(level, index)
            assert (frontier.size, frontier.root) == (size + 1, ROOTS[size + 1])
    frontier = Frontier()
    frontier.extend(LEAVES[:69])
    other = frontier.copy()
    frontier.append(LEAVES[69])
    assert (frontier.root, other.root) == (ROOTS[70], ROOTS[69])


def test_a_tree_of_one_needs_no_proof() -> None:
    assert root_by_inclusion(0, 1, LEAVES[0], ()) == LEAVES[0]


def test_leaves_that_follow_each_other_lead_to_the_root() -> None:
    chance = random.Random(9162)
    for _ in range(300):
        size = chance.randrange(1, 71)
        begin = chance.randrange(size)
        end = chance.randrange(begin, size) + 1
        first, last = (inclusion_proof(at, size, NODES) for at in (begin, end - 1))

        assert root_by_range(begin, LEAVES[begin:end], size, first, last) == ROOTS[size]


def test_leaves_that_the_tree_does_not_have_lead_nowhere() -> None:
    proof = inclusion_proof(3, 7, NODES)
    for begin, leaves, first in ((3, [], proof), (6, LEAVES[:2], proof), (3, LEAVES[3:4], ())):
        with pytest.raises(ProofError):
            root_by_range(begin, leaves, 7, first, first)
