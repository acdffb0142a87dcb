"""Digests of nodes: they bind level, edges and what lies below."""

from countenance.decisions.diagram import Diagram
from countenance.decisions.digests import node_digest, node_digests, root_digest, written


def test_every_part_of_a_node_is_bound() -> None:
    below = b"\0" * 32
    digests = {
        node_digest(0, [(1, 8, below)]),
        node_digest(1, [(1, 8, below)]),
        node_digest(0, [(2, 8, below)]),
        node_digest(0, [(1, 4, below)]),
        node_digest(0, [(1, 8, b"\1" * 32)]),
    }

    assert len(digests) == 5


def test_the_same_function_in_another_diagram_has_the_same_digest() -> None:
    one, other = Diagram((3, 2)), Diagram((3, 2))
    other.cube([(1, 0b1)], 2, 1)
    first = one.cube([(0, 0b11), (1, 0b1)], 8, 1)
    second = other.cube([(0, 0b11), (1, 0b1)], 8, 1)

    assert node_digests(one)[first] == node_digests(other)[second]


def test_the_whole_binds_vocabulary_and_signatures() -> None:
    made = {
        root_digest(vocabulary, signed, 8, b"r" * 32)
        for vocabulary in (b"a" * 32, b"b" * 32)
        for signed in (b"c" * 32, b"d" * 32)
    }

    assert len(made) == 4
    assert written(b"\xab" * 32) == "sha256:" + "ab" * 32
