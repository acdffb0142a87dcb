"""The Merkle tree over the entries: RFC 6962, section 2.1, with SHA-256.

Rules kept here:
 * A leaf is hashed behind 0x00 and a node behind 0x01, so that neither passes as the other.
 * Only hashes of complete subtrees are asked for, by level and place: they never change, whatever
   is appended.
 * What verifies reads nothing but what it was handed, and every hash of a proof is used.

Where the hashes are kept is the work of `countenance.record.tiles`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

from countenance.errors import ProofError

__all__ = [
    "EMPTY",
    "LARGEST",
    "Frontier",
    "Nodes",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root_by_inclusion",
    "root_by_range",
    "root_of",
    "verify_consistency",
    "verify_inclusion",
]

EMPTY = sha256(b"").digest()
"""The root of the tree without entries."""

LARGEST = 2**63 - 1
"""The largest size of a tree."""

Nodes = Callable[[int, int], bytes]
"""The hash of the complete subtree of `2**level` leaves that begins at leaf `index * 2**level`."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others."""
    return sha256(b"\1" + left + right).digest()


def root_of(size: int, nodes: Nodes) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _over(0, size, nodes) if size else EMPTY


def inclusion_proof(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The hashes from the sibling of leaf `index` up to below the root of a tree of `size` leaves.

    Raises `ProofError` for a leaf that the tree does not have.
    """
    if not 0 <= index < size:
        raise ProofError(f"proof: a tree of {size} entries has no entry {index}")
    proof: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        split = low + _below(high - low)
        if index < split:
            proof.append(_over(split, high, nodes))
            high = split
        else:
            proof.append(_over(low, split, nodes))
            low = split
    return tuple(reversed(proof))


def consistency_proof(old: int, new: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The hashes that show that a tree of `old` leaves is the beginning of one of `new`.

    Raises `ProofError` unless `old` is at most `new`.
    """
    if not 0 <= old <= new:
        raise ProofError(f"proof: a tree of {old} entries is no beginning of one of {new}")
    if old in (0, new):
        return ()
    proof: list[bytes] = []
    low, high, is_whole = 0, new, True
    while old < high:
        split = low + _below(high - low)
        if old <= split:
            proof.append(_over(split, high, nodes))
            high = split
        else:
            proof.append(_over(low, split, nodes))
            low, is_whole = split, False
    if not is_whole:
        proof.append(_over(low, high, nodes))
    return tuple(reversed(proof))


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to: RFC 9162, 2.1.3.2.

    Raises `ProofError` for a proof that is too long or too short for the place.
    """
    if not 0 <= index < size <= LARGEST:
        raise ProofError(f"proof: a tree of {size} entries has no entry {index}")
    place, last, found = index, size - 1, leaf
    for other in proof:
        if not last:
            raise ProofError("proof: there are more hashes than the tree has levels")
        if place & 1 or place == last:
            found = node_hash(other, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, other)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError("proof: there are fewer hashes than the tree has levels")
    return found


def root_by_range(
    begin: int, leaves: Sequence[bytes], size: int, first: Sequence[bytes], last: Sequence[bytes]
) -> bytes:
    """The root that these leaves lead to, which follow each other from `begin`, with the inclusion
    proofs of the first and the last of them.

    Raises `ProofError` for proofs of other lengths than their places have.
    """
    end = begin + len(leaves)
    if not 0 <= begin < end <= size <= LARGEST:
        raise ProofError(f"proof: a tree of {size} entries has no entries {begin} to {end - 1}")
    beside = {**_beside(begin, size, first), **_beside(end - 1, size, last)}

    def over(low: int, high: int) -> bytes:
        if high <= begin or low >= end:
            return beside[low, high]
        if high - low == 1:
            return leaves[low - begin]
        split = low + _below(high - low)
        return node_hash(over(low, split), over(split, high))

    return over(0, size)


def _beside(index: int, size: int, proof: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """The hashes of an inclusion proof by what they are over."""
    found: list[tuple[int, int]] = []
    low, high = 0, size
    while high - low > 1:
        split = low + _below(high - low)
        found.append((split, high) if index < split else (low, split))
        low, high = (low, split) if index < split else (split, high)
    if len(found) != len(proof):
        raise ProofError(f"proof: {len(proof)} hashes where {len(found)} are right")
    return dict(zip(reversed(found), proof, strict=True))


def verify_inclusion(
    index: int, size: int, root: bytes, leaf: bytes, proof: Sequence[bytes]
) -> None:
    """Raise `ProofError` unless the tree with this size and root has this leaf at this place."""
    if root_by_inclusion(index, size, leaf, proof) != root:
        raise ProofError(f"proof: entry {index} is another one in the tree of {size} entries")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise `ProofError` unless the new tree begins with the old one: RFC 9162, 2.1.4.2."""
    if not 0 <= old <= new <= LARGEST:
        raise ProofError(f"proof: a tree of {old} entries is no beginning of one of {new}")
    if not old or old == new:
        if proof:
            raise ProofError("proof: there are hashes where none are needed")
        if old == new and old_root != new_root:
            raise ProofError(f"proof: two trees of {new} entries with two roots")
        if not old and old_root != EMPTY:
            raise ProofError("proof: the root of the empty tree is another one")
        return
    hashes = list(proof)
    if not old & (old - 1):
        hashes.insert(0, old_root)
    if not hashes:
        raise ProofError("proof: there are fewer hashes than the tree has levels")
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = hashes[0]
    for other in hashes[1:]:
        if not last:
            raise ProofError("proof: there are more hashes than the tree has levels")
        if place & 1 or place == last:
            first, second = node_hash(other, first), node_hash(other, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, other)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError("proof: there are fewer hashes than the tree has levels")
    if (first, second) != (old_root, new_root):
        raise ProofError(f"proof: the tree of {new} entries does not begin with that of {old}")


class Frontier:
    """The right edge of a growing tree: enough to append leaves and to say the root."""

    def __init__(self, size: int = 0, nodes: Nodes | None = None) -> None:
        """The edge of a tree of `size` leaves, whose hashes `nodes` has."""
        if size and nodes is None:
            raise ProofError("tree: a tree that is not empty needs its hashes")
        self.size = size
        self._edge = [] if nodes is None else [nodes(*where) for where in _whole(0, size)]

    def copy(self) -> "Frontier":
        """Another edge that grows by itself."""
        other = Frontier()
        other.size, other._edge = self.size, list(self._edge)
        return other

    def append(self, leaf: bytes) -> tuple[tuple[int, int, bytes], ...]:
        """Append a leaf; every subtree that is complete by it, as level, place and hash."""
        level, index, found = 0, self.size, leaf
        completed = [(level, index, found)]
        while index & 1:
            level, index, found = level + 1, index >> 1, node_hash(self._edge.pop(), found)
            completed.append((level, index, found))
        self._edge.append(found)
        self.size += 1
        return tuple(completed)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append leaves."""
        for leaf in leaves:
            self.append(leaf)

    @property
    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return _folded(self._edge) if self._edge else EMPTY


def _below(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _whole(low: int, high: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees that make up the leaves from `low` to `high`, the largest first.

    `low` has to be a place where a subtree as large as the range begins.
    """
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low >> level
        low += 1 << level


def _over(low: int, high: int, nodes: Nodes) -> bytes:
    """The hash over the leaves from `low` to `high`, at least one."""
    return _folded([nodes(*where) for where in _whole(low, high)])


def _folded(hashes: Sequence[bytes]) -> bytes:
    found = hashes[-1]
    for other in reversed(hashes[:-1]):
        found = node_hash(other, found)
    return found
