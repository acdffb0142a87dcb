"""Certificates: proof, without the gate, that these facts leave exactly these verdicts.

A certificate shows the part of a compiled diagram that matters for one state of knowledge. What
lies beside it is shown as a digest and the set of verdicts below it; the digest of the whole, which
stands in every entry of the record, covers both. Whoever holds a certificate can check it with
`verify` and nothing else, and compare the digest with the one that was published for the codes.

 1. The names and values of the facts that are known and asked are shown; the others as digests, and
    may have any value. Together they give the digest of the vocabulary.
 2. Every node shown gives its digest; the first ones of both parts (of the codes of providers, and
    of all others; or of the one part there is), with the sign-offs, the digest of the whole.
 3. No other verdict: walking through both parts at once along every edge that the facts leave open,
    wherever no more is shown, the strictest of what lies below is one of the verdicts claimed.
 4. Each verdict: some way along open edges of nodes shown ends in it.

What cannot happen has no verdict in either part: where one part ends in a verdict, so does the
other, whatever lies between.

A fact that no node shown asks for is left out: with or without it, the same is proved.

The text is canonical JSON, and ends with a digest of itself: no byte can be changed.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from countenance.codes.model import Verdict
from countenance.decisions.compile import Compiled
from countenance.decisions.diagram import TERMINALS
from countenance.decisions.digests import node_digest, parts_digest, root_digest, written
from countenance.decisions.joint import is_settled, most_below, pair_of, steps, way_to
from countenance.decisions.operations import MAX
from countenance.errors import CertificateError, DecisionError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Vocabulary, fact_digest, vocabulary_digest

__all__ = ["MOST_BYTES", "Proven", "certify", "verify"]

MOST_BYTES = 16 * 1024
"""The largest certificate."""

_FORMAT = "countenance certificate 2"
_ALL_VERDICTS = 15


@dataclass(frozen=True, slots=True)
class Proven:
    """What a certificate proves: `facts` leave `verdicts` under the codes with `digest`.

    `facts` has those that matter, by name, with the values they may have; whatever else is known
    makes no difference. `open` has the places in the vocabulary of the facts that matter and may
    have any value. `vocabulary` is the digest of the vocabulary. Digests are written `sha256:` and
    hex.
    """

    verdicts: Verdict
    facts: dict[str, tuple[str, ...]]
    digest: str
    vocabulary: str
    open: tuple[int, ...]


def certify(compiled: Compiled, facts: Facts) -> bytes:
    """The certificate for what is known.

    Raises `DecisionError` for facts that contradict each other, and for a state whose certificate
    would be larger than `MOST_BYTES`.
    """
    diagram, masks = compiled.diagram, facts.masks
    verdicts = 0 if 0 in masks else compiled.reach(masks)
    if not verdicts:
        raise DecisionError("the facts contradict each other: there is nothing to certify")
    shown = _shown(compiled, masks, verdicts)
    nodes, roots = _nodes(compiled, shown)
    asked = {diagram.levels[at] for at in shown}
    known = {
        level: fact.names(masks[level])
        for level, fact in enumerate(compiled.vocabulary.facts)
        if level in asked and masks[level] != fact.full
    }
    about = compiled.vocabulary.facts
    content: dict[str, object] = {
        "format": _FORMAT,
        "digest": compiled.digest,
        "verdicts": list(Verdict(verdicts).words),
        "facts": {about[level].name: list(values) for level, values in known.items()},
        "vocabulary": _vocabulary(compiled.vocabulary, known),
        "signed": _text(compiled.signed_digest),
        "roots": roots,
        "nodes": nodes,
    }
    certificate = _sealed(content)
    if len(certificate) > MOST_BYTES:
        raise DecisionError(
            f"the certificate would have {len(certificate)} bytes, and at most {MOST_BYTES} are"
            " allowed; state more facts, or certify each code by itself"
        )
    return certificate


def _shown(compiled: Compiled, masks: Sequence[int], verdicts: int) -> list[int]:
    """The nodes to show: few, and enough for steps 3 and 4."""
    diagram, first = compiled.diagram, pair_of(compiled.roots)
    reached: dict[int, int] = {}

    def alone(at: int) -> int:
        if at not in reached:
            reached[at] = diagram.reach(at, masks)
        return reached[at]

    shown = dict[int, None]()
    found, todo, seen = 0, [first], {first}
    while todo:
        pair = todo.pop()
        most = most_below(pair, diagram.below)
        found |= most if is_settled(pair, most) else 0
        if not most & ~verdicts:
            continue
        # Where one part settles the matter whatever the other says, the other stays closed.
        one, other = pair
        if one != other and not MAX.table[alone(one)][diagram.below[other]] & ~verdicts:
            opened = {one}
        elif one != other and not MAX.table[diagram.below[one]][alone(other)] & ~verdicts:
            opened = {other}
        else:
            level = min(diagram.levels[at] for at in pair)
            opened = {at for at in pair if diagram.levels[at] == level}
        shown |= dict.fromkeys(opened)
        nodes = {at: (diagram.levels[at], diagram.edges[at]) for at in opened}
        for step in steps(pair, nodes, masks):
            if step not in seen:
                seen.add(step)
                todo.append(step)
    for verdict in Verdict:
        if verdicts & verdict & ~found:
            shown |= dict.fromkeys(way_to(diagram, compiled.roots, masks, int(verdict), shown))
    return list(shown)


def _vocabulary(vocabulary: Vocabulary, known: Iterable[int]) -> dict[str, object]:
    """Step 1: names and values of the facts in `known`, the rest as digests.

    A list of values that several facts share is written once.
    """
    shown = frozenset(known)
    domains: list[list[str]] = []
    entries: list[object] = []
    for level, fact in enumerate(vocabulary.facts):
        if level not in shown:
            entries.append(_text(fact.digest))
            continue
        values = list(fact.values)
        if values not in domains:
            domains.append(values)
        entries.append([fact.name, domains.index(values)])
    return {"version": vocabulary.version, "domains": domains, "facts": entries}


def _nodes(compiled: Compiled, shown: Sequence[int]) -> tuple[list[list[object]], list[int]]:
    """Step 2: the nodes shown, then those of which only verdicts and digest are shown; the roots.

    A node is its level, then for every edge a mask and a number: a terminal, or `TERMINALS` and
    the place of the child in this list. So is a root.
    """
    diagram = compiled.diagram
    places = {at: TERMINALS + place for place, at in enumerate(shown)}

    def number(at: int) -> int:
        return at if at < TERMINALS else places.setdefault(at, TERMINALS + len(places))

    nodes: list[list[object]] = []
    for at in shown:
        node: list[object] = [diagram.levels[at]]
        for mask, child in diagram.edges[at]:
            node += (f"{mask:x}", number(child))
        nodes.append(node)
    roots = [number(root) for root in compiled.roots]
    for at in list(places)[len(shown) :]:
        nodes.append([diagram.below[at], _text(compiled.node_digests[at])])
    return nodes, roots


def verify(certificate: bytes) -> Proven:
    """What the certificate proves. Raises `CertificateError` when it does not prove it."""
    content = _opened(certificate)
    vocabulary = content.vocabulary
    digests, below = _node_digests(content)
    parts = [
        root_digest(vocabulary.digest, content.signed, below[root], digests[root])
        for root in content.roots
    ]
    _check(
        written(parts_digest(parts)) == content.digest,
        "the nodes do not give the digest of the codes",
    )
    found = _found(content, below)
    _check(found == content.verdicts, "the facts do not leave exactly the verdicts claimed")
    return Proven(
        Verdict(content.verdicts),
        content.facts,
        content.digest,
        written(vocabulary.digest),
        _left_open(content),
    )


@dataclass(frozen=True, slots=True)
class _Node:
    """A node that is shown: its level, and its edges as a mask and a terminal or a place."""

    level: int
    edges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Stub:
    """A node of which only the verdicts below it and its digest are shown."""

    below: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary as far as it is shown: name and values of a fact, or its digest."""

    digest: bytes
    facts: tuple[tuple[str, tuple[str, ...]] | None, ...]


@dataclass(frozen=True, slots=True)
class _Content:
    digest: str
    verdicts: int
    facts: dict[str, tuple[str, ...]]
    vocabulary: _Words
    signed: bytes
    roots: tuple[int, ...]
    nodes: tuple[_Node | _Stub, ...]


def _node_digests(content: _Content) -> tuple[dict[int, bytes], dict[int, int]]:
    """Step 2: the digest of every node, and the verdicts below each."""
    digests = dict.fromkeys(range(TERMINALS), b"")
    below: dict[int, int] = {terminal: terminal for terminal in range(TERMINALS)}
    nodes = []
    for place, node in enumerate(content.nodes, TERMINALS):
        if isinstance(node, _Stub):
            digests[place], below[place] = node.digest, node.below
        else:
            nodes.append((-node.level, place, node))
    # An edge leads to a higher level, so that a child has its digest before its parents.
    for _, place, node in sorted(nodes, key=lambda entry: entry[:2]):
        edges = []
        for mask, child in node.edges:
            _check(child in digests, "a node leads upwards or nowhere")
            edges.append((mask, below[child], digests[child]))
        digests[place] = node_digest(node.level, edges)
        below[place] = _union(under for _, under, _ in edges)
    return digests, below


def _union(sets: Iterable[int]) -> int:
    union = 0
    for one in sets:
        union |= one
    return union


def _found(content: _Content, below: Mapping[int, int]) -> int:
    """Steps 3 and 4: the verdicts at the ends of open ways, all other ways being harmless."""
    masks = _masks(content)
    nodes = {
        place: (node.level, node.edges)
        for place, node in enumerate(content.nodes, TERMINALS)
        if isinstance(node, _Node)
    }
    for level, _ in nodes.values():
        _check(level < len(content.vocabulary.facts), "a node asks for no fact")
    first = pair_of(content.roots)
    found, todo, seen = 0, [first], {first}
    while todo:
        pair = todo.pop()
        most = most_below(pair, below)
        if not any(at in nodes for at in pair):
            _check(not most & ~content.verdicts, "an open way is not shown")
            found |= most if is_settled(pair, most) else 0
            continue
        for step in steps(pair, nodes, masks):
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return found


def _left_open(content: _Content) -> tuple[int, ...]:
    """The levels that some node asks for and about which nothing is stated."""
    asked = {node.level for node in content.nodes if isinstance(node, _Node)}
    facts = content.vocabulary.facts
    return tuple(
        level for level in sorted(asked) if (facts[level] or ("",))[0] not in content.facts
    )


def _masks(content: _Content) -> dict[int, int]:
    """For every fact shown, the values that are left, as a mask."""
    masks = {}
    left = dict(content.facts)
    for level, fact in enumerate(content.vocabulary.facts):
        if fact is None:
            continue
        name, values = fact
        stated = left.pop(name, values)
        _check(bool(stated) and set(stated) <= set(values), "a fact has a value that it cannot")
        masks[level] = sum(1 << place for place, v in enumerate(values) if v in stated)
    _check(not left, "a fact is stated that the vocabulary does not show")
    return masks


def _opened(certificate: bytes) -> _Content:
    """The content of a certificate whose own digest is right, in canonical form."""
    try:
        outer = json.loads(certificate)
        seal = outer.pop("seal")
        _check(len(certificate) <= MOST_BYTES, "it is too large")
        _check(_sealed(outer) == certificate and isinstance(seal, str), "its own digest is wrong")
        _check(outer["format"] == _FORMAT, "it is of another format")
        return _Content(
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


def _words(found: dict[str, object]) -> _Words:
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
    return _Words(vocabulary_digest(_str(found["version"]), digests), tuple(facts))


def _roots(found: object, count: int) -> tuple[int, ...]:
    if not isinstance(found, list) or len(found) not in (1, 2):
        raise TypeError("not one or two roots")
    return tuple(_int(root, TERMINALS + count - 1) for root in found)


def _node(found: list[object], count: int) -> _Node | _Stub:
    first, *rest = found
    if len(rest) == 1:
        return _Stub(_int(first, _ALL_VERDICTS), _bytes(rest[0]))
    edges = [
        (int(_str(mask), 16), _int(child, TERMINALS + count - 1))
        for mask, child in zip(rest[::2], rest[1::2], strict=True)
    ]
    return _Node(_int(first, (1 << 16) - 1), tuple(edges))


def _sealed(content: dict[str, object]) -> bytes:
    """The content as canonical JSON, with the digest of itself at the end."""
    seal = hashlib.sha256(b"certificate\n" + _json(content)).digest()
    return _json({**content, "seal": _text(seal)})


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _text(digest: bytes) -> str:
    """32 bytes in 43 characters."""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _bytes(text: object) -> bytes:
    try:
        digest = base64.b64decode(_str(text) + "=", altchars=b"-_", validate=True)
    except binascii.Error as cause:
        raise ValueError("not a digest") from cause
    if len(digest) != 32 or _text(digest) != text:
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


def _check(holds: bool, says: str) -> None:
    if not holds:
        _fail(says)


def _fail(says: str) -> NoReturn:
    raise CertificateError(f"the certificate does not hold: {says}")
