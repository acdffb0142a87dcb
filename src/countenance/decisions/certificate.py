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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from countenance.codes.model import Verdict
from countenance.decisions.certificate_text import (
    FORMAT,
    MOST_BYTES,
    Content,
    Node,
    Stub,
    check,
    content_of,
    sealed,
    written_short,
)
from countenance.decisions.compile import Compiled
from countenance.decisions.diagram import TERMINALS
from countenance.decisions.digests import node_digest, parts_digest, root_digest, written
from countenance.decisions.joint import is_settled, most_below, pair_of, steps, way_to
from countenance.decisions.operations import MAX
from countenance.errors import DecisionError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Vocabulary

__all__ = ["MOST_BYTES", "Proven", "certify", "verify"]

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
        "format": FORMAT,
        "digest": compiled.digest,
        "verdicts": list(Verdict(verdicts).words),
        "facts": {about[level].name: list(values) for level, values in known.items()},
        "vocabulary": _vocabulary(compiled.vocabulary, known),
        "signed": written_short(compiled.signed_digest),
        "roots": roots,
        "nodes": nodes,
    }
    certificate = sealed(content)
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
            entries.append(written_short(fact.digest))
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
        nodes.append([diagram.below[at], written_short(compiled.node_digests[at])])
    return nodes, roots


def verify(certificate: bytes) -> Proven:
    """What the certificate proves. Raises `CertificateError` when it does not prove it."""
    content = content_of(certificate)
    vocabulary = content.vocabulary
    digests, below = _node_digests(content)
    parts = [
        root_digest(vocabulary.digest, content.signed, below[root], digests[root])
        for root in content.roots
    ]
    check(
        written(parts_digest(parts)) == content.digest,
        "the nodes do not give the digest of the codes",
    )
    found = _found(content, below)
    check(found == content.verdicts, "the facts do not leave exactly the verdicts claimed")
    return Proven(
        Verdict(content.verdicts),
        content.facts,
        content.digest,
        written(vocabulary.digest),
        _left_open(content),
    )


def _node_digests(content: Content) -> tuple[dict[int, bytes], dict[int, int]]:
    """Step 2: the digest of every node, and the verdicts below each."""
    digests = dict.fromkeys(range(TERMINALS), b"")
    below: dict[int, int] = {terminal: terminal for terminal in range(TERMINALS)}
    nodes = []
    for place, node in enumerate(content.nodes, TERMINALS):
        if isinstance(node, Stub):
            digests[place], below[place] = node.digest, node.below
        else:
            nodes.append((-node.level, place, node))
    # An edge leads to a higher level, so that a child has its digest before its parents.
    for _, place, node in sorted(nodes, key=lambda entry: entry[:2]):
        edges = []
        for mask, child in node.edges:
            check(child in digests, "a node leads upwards or nowhere")
            edges.append((mask, below[child], digests[child]))
        digests[place] = node_digest(node.level, edges)
        below[place] = _union(under for _, under, _ in edges)
    return digests, below


def _union(sets: Iterable[int]) -> int:
    union = 0
    for one in sets:
        union |= one
    return union


def _found(content: Content, below: Mapping[int, int]) -> int:
    """Steps 3 and 4: the verdicts at the ends of open ways, all other ways being harmless."""
    masks = _masks(content)
    nodes = {
        place: (node.level, node.edges)
        for place, node in enumerate(content.nodes, TERMINALS)
        if isinstance(node, Node)
    }
    about = content.vocabulary.facts
    for level, edges in nodes.values():
        check(level < len(about), "a node asks for no fact")
        fact, together = about[level], _union(mask for mask, _ in edges)
        check(
            fact is None or together == (1 << len(fact[1])) - 1,
            "a node asks for other values than its fact has",
        )
    first = pair_of(content.roots)
    found, todo, seen = 0, [first], {first}
    while todo:
        pair = todo.pop()
        most = most_below(pair, below)
        if not any(at in nodes for at in pair):
            check(not most & ~content.verdicts, "an open way is not shown")
            found |= most if is_settled(pair, most) else 0
            continue
        for step in steps(pair, nodes, masks):
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return found


def _left_open(content: Content) -> tuple[int, ...]:
    """The levels that some node asks for and about which nothing is stated."""
    asked = {node.level for node in content.nodes if isinstance(node, Node)}
    facts = content.vocabulary.facts
    return tuple(
        level for level in sorted(asked) if (facts[level] or ("",))[0] not in content.facts
    )


def _masks(content: Content) -> dict[int, int]:
    """For every fact shown, the values that are left, as a mask."""
    masks = {}
    left = dict(content.facts)
    for level, fact in enumerate(content.vocabulary.facts):
        if fact is None:
            continue
        name, values = fact
        stated = left.pop(name, values)
        check(bool(stated) and set(stated) <= set(values), "a fact has a value that it cannot")
        masks[level] = sum(1 << place for place, v in enumerate(values) if v in stated)
    check(not left, "a fact is stated that the vocabulary does not show")
    return masks
