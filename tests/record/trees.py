"""Trees made the plain way, by the definition of RFC 6962, to compare with."""

from hashlib import sha256

from countenance.record.tree import EMPTY, Nodes, leaf_hash

__all__ = ["nodes_of", "plain_root"]


def plain_root(leaves: list[bytes]) -> bytes:
    """MTH of the leaves: RFC 6962, 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


def nodes_of(entries: list[bytes]) -> Nodes:
    """The hashes of complete subtrees over these entries."""
    leaves = [leaf_hash(entry) for entry in entries]

    def node(level: int, index: int) -> bytes:
        part = leaves[index << level : (index + 1) << level]
        assert len(part) == 1 << level
        return plain_root(part)

    return node
