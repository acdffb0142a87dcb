"""The text of a certificate: canonical JSON that ends with a digest of itself.

Rules kept here:
 * Only the one form is read: no byte can be changed, and nothing stands there twice.
 * What is no certificate raises `CertificateError`, whatever the bytes are.
 * What is hashed together can be parted in one way only: names and values have no line ends, and
   the edges of a node share out the values of its fact, none left over and none twice.

What a certificate proves is the matter of `countenance.decisions.certificate`.
"""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

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
_MASK = re.compile("[1-9a-f][0-9a-f]*")


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
            sum(1 << list(_WORDS).index(word) for word in {*_list(outer["verdicts"])}),
            {_str(n): tuple(map(_str, _list(values))) for n, values in outer["facts"].items()},
            _words(outer["vocabulary"]),
            _bytes(outer["signed"]),
            _roots(outer["roots"], len(outer["nodes"])),
            tuple(_node(node, len(outer["nodes"])) for node in outer["nodes"]),
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as cause:
        raise CertificateError("it is not a certificate") from cause


_WORDS = Verdict(_ALL_VERDICTS).words


def _words(found: dict[str, object]) -> Words:
    domains, entries = _list(found["domains"]), _list(found["facts"])
    lists = [tuple(map(_line, _list(values))) for values in domains]
    facts: list[tuple[str, tuple[str, ...]] | None] = []
    digests = []
    for entry in entries:
        if isinstance(entry, str):
            facts.append(None)
            digests.append(_bytes(entry))
        else:
            name, place = entry
            values = lists[_int(place, len(lists) - 1)]
            facts.append((_line(name), values))
            digests.append(fact_digest(name, values))
    return Words(vocabulary_digest(_line(found["version"]), digests), tuple(facts))


def _list(found: object) -> list[Any]:
    if not isinstance(found, list):
        raise TypeError("not a list")
    return found


def _roots(found: object, count: int) -> tuple[int, ...]:
    if len(_list(found)) not in (1, 2):
        raise TypeError("not one or two roots")
    return tuple(_int(root, TERMINALS + count - 1) for root in _list(found))


def _node(found: list[object], count: int) -> Node | Stub:
    first, *rest = found
    if len(rest) == 1:
        return Stub(_int(first, _ALL_VERDICTS), _bytes(rest[0]))
    edges = [
        (_mask(mask), _int(child, TERMINALS + count - 1))
        for mask, child in zip(rest[::2], rest[1::2], strict=True)
    ]
    together = 0
    for mask, _ in edges:
        if mask & together:
            raise ValueError("a value leads two ways")
        together |= mask
    if not together or together & (together + 1):
        raise ValueError("a value leads nowhere")
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


def _line(found: object) -> str:
    """A name or a value. A line end in one would give two facts the same digest."""
    if not _str(found).isprintable():
        raise ValueError("not on one line")
    return _str(found)


def _mask(found: object) -> int:
    if not _MASK.fullmatch(_str(found)):
        raise ValueError("not a set of values")
    return int(_str(found), 16)


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
