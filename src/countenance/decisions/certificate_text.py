"""The text of a certificate: canonical JSON that ends with a digest of itself.

Rules kept here:
 * Only the one form is read: no byte can be changed, and nothing stands there twice.
 * What is no certificate raises `CertificateError`, whatever the bytes are.

What a certificate proves is the matter of `countenance.decisions.certificate`.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import NoReturn

from countenance.codes.model import Verdict
from countenance.decisions.diagram import TERMINALS
from countenance.errors import CertificateError
from countenance.facts.vocabulary import fact_digest, vocabulary_digest

__all__ = [
    "FORMAT",
    "MOST_BYTES",
    "Content",
    "Node",
    "Stub",
    "Words",
    "check",
    "content_of",
    "sealed",
    "written_short",
]

MOST_BYTES = 16 * 1024
"""The largest certificate."""

FORMAT = "countenance certificate 2"
_KEYS = frozenset(
    ("format", "digest", "verdicts", "facts", "vocabulary", "signed", "roots", "nodes")
)
_ALL_VERDICTS = 15


@dataclass(frozen=True, slots=True)
class Node:
    """A node that is shown: its level, and its edges as a mask and a terminal or a place."""

    level: int
    edges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Stub:
    """A node of which only the verdicts below it and its digest are shown."""

    below: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary as far as it is shown: name and values of a fact, or its digest."""

    digest: bytes
    facts: tuple[tuple[str, tuple[str, ...]] | None, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a certificate says."""

    digest: str
    verdicts: int
    facts: dict[str, tuple[str, ...]]
    vocabulary: Words
    signed: bytes
    roots: tuple[int, ...]
    nodes: tuple[Node | Stub, ...]


def content_of(certificate: bytes) -> Content:
    """The content of a certificate whose own digest is right, in canonical form.

    Raises `CertificateError`.
    """
    try:
        outer = json.loads(certificate)
        seal = outer.pop("seal")
        check(len(certificate) <= MOST_BYTES, "it is too large")
        check(sealed(outer) == certificate and isinstance(seal, str), "its own digest is wrong")
        check(outer["format"] == FORMAT, "it is of another format")
        check(outer.keys() <= _KEYS, "it says more than a certificate does")
        return Content(
            _str(outer["digest"]),
            sum(1 << list(_WORDS).index(word) for word in dict.fromkeys(outer["verdicts"])),
            {_str(n): tuple(map(_str, values)) for n, values in outer["facts"].items()},
            _words(outer["vocabulary"]),
            _bytes(outer["signed"]),
            _roots(outer["roots"], len(outer["nodes"])),
            tuple(_node(node, len(outer["nodes"])) for node in outer["nodes"]),
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as cause:
        raise CertificateError("it is not a certificate") from cause


_WORDS = Verdict(_ALL_VERDICTS).words


def _words(found: dict[str, object]) -> Words:
    domains, entries = found["domains"], found["facts"]
    if not isinstance(domains, list) or not isinstance(entries, list):
        raise TypeError("not lists")
    lists = [tuple(map(_str, values)) for values in domains]
    facts: list[tuple[str, tuple[str, ...]] | None] = []
    digests = []
    for entry in entries:
        if isinstance(entry, str):
            facts.append(None)
            digests.append(_bytes(entry))
        else:
            name, place = entry
            values = lists[_int(place, len(lists) - 1)]
            facts.append((_str(name), values))
            digests.append(fact_digest(name, values))
    return Words(vocabulary_digest(_str(found["version"]), digests), tuple(facts))


def _roots(found: object, count: int) -> tuple[int, ...]:
    if not isinstance(found, list) or len(found) not in (1, 2):
        raise TypeError("not one or two roots")
    return tuple(_int(root, TERMINALS + count - 1) for root in found)


def _node(found: list[object], count: int) -> Node | Stub:
    first, *rest = found
    if len(rest) == 1:
        return Stub(_int(first, _ALL_VERDICTS), _bytes(rest[0]))
    edges = [
        (int(_str(mask), 16), _int(child, TERMINALS + count - 1))
        for mask, child in zip(rest[::2], rest[1::2], strict=True)
    ]
    return Node(_int(first, (1 << 16) - 1), tuple(edges))


def sealed(content: dict[str, object]) -> bytes:
    """The content as canonical JSON, with the digest of itself at the end."""
    seal = hashlib.sha256(b"certificate\n" + _json(content)).digest()
    return _json({**content, "seal": written_short(seal)})


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def written_short(digest: bytes) -> str:
    """32 bytes in 43 characters."""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _bytes(text: object) -> bytes:
    try:
        digest = base64.b64decode(_str(text) + "=", altchars=b"-_", validate=True)
    except binascii.Error as cause:
        raise ValueError("not a digest") from cause
    if len(digest) != 32 or written_short(digest) != text:
        raise ValueError("not a digest")
    return digest


def _str(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("not a text")
    return found


def _int(found: object, most: int) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= most:
        raise ValueError("not a number in its range")
    return found


def check(holds: bool, says: str) -> None:
    """Raise `CertificateError` with what does not hold."""
    if not holds:
        _fail(says)


def _fail(says: str) -> NoReturn:
    raise CertificateError(f"the certificate does not hold: {says}")
