"""Semantic digests: equal for equal decisions, whatever the order of clauses and the build.

A node's digest covers its level and, of every edge, the mask, the digest of the child, and the set
of verdicts below the child. With that set, a certificate can show that a whole part of the diagram
holds no other verdict without showing the part.
"""

import hashlib
from collections.abc import Iterable, Sequence

from countenance.decisions.diagram import TERMINALS, Diagram

__all__ = ["node_digest", "node_digests", "parts_digest", "root_digest", "signed_digest", "written"]


def node_digest(level: int, edges: Iterable[tuple[int, int, bytes]]) -> bytes:
    """SHA-256 of a node: its level and its edges (mask, verdicts below the child, its digest)."""
    parts = [b"node\n", level.to_bytes(2, "big")]
    for mask, below, digest in edges:
        size = (mask.bit_length() + 7) // 8
        parts += (size.to_bytes(2, "big"), mask.to_bytes(size, "big"), bytes((below,)), digest)
    return hashlib.sha256(b"".join(parts)).digest()


def node_digests(diagram: Diagram) -> tuple[bytes, ...]:
    """The digest of every node; that of a terminal, which is its verdicts, is empty."""
    digests = [b""] * TERMINALS
    below = diagram.below
    # Nodes are only ever added after their children.
    for at in range(TERMINALS, len(diagram.levels)):
        edges = [(mask, below[child], digests[child]) for mask, child in diagram.edges[at]]
        digests.append(node_digest(diagram.levels[at], edges))
    return tuple(digests)


def root_digest(vocabulary: bytes, signed: bytes, below: int, root: bytes) -> bytes:
    """SHA-256 that binds a diagram to its vocabulary and to the sign-offs it rests on."""
    return hashlib.sha256(b"decisions\n" + vocabulary + signed + bytes((below,)) + root).digest()


def parts_digest(parts: Sequence[bytes]) -> bytes:
    """SHA-256 over the digests of parts that decide together; one part alone has its own."""
    return parts[0] if len(parts) == 1 else hashlib.sha256(b"".join((b"parts\n", *parts))).digest()


def signed_digest(signed: Iterable[str]) -> bytes:
    """SHA-256 over the sign-offs that count: the digests of the clauses."""
    return hashlib.sha256("\n".join(("signed", *sorted(signed))).encode()).digest()


def written(digest: bytes) -> str:
    """A digest as it is written: `sha256:` and hex."""
    return f"sha256:{digest.hex()}"
