"""An edition as Cedar policies, so that others can run it in an engine of theirs.

    forbid @verdict("deny")      where the edition denies
    forbid @verdict("unclear")   where it is unclear
    permit @verdict("allow")     where it allows

Asked about one situation, Cedar says *Deny* and names a policy with `@verdict("deny")`: deny. It
says *Deny* and names policies with `@verdict("unclear")` alone: unclear. *Allow*: allow. *Deny* and
no policy: silent. An engine that knows nothing of verdicts forbids what is unclear or not spoken
about.

What Cedar cannot say is worked out before anything is written:
 * That a fact is not known: every fact of the schema has to be stated.
 * Readings, contested terms, texts that are not established: where they make a difference the
   edition is unclear, and the policies say no more than that.
 * Exceptions: a policy holds only where no exception answers differently.
 * Which situations cannot happen. What the policies say about these means nothing.

 1. Each clause that is no exception is decided alone, with its exceptions. Where it comes to the
    verdict of the edition, it has a policy.
 2. Its part in which an exception may answer so is a policy of the exception.
 3. What several clauses come to only together has a policy laid to all that may answer there.
 4. A condition may be wider where a stricter policy holds, which counts anyway, and where nothing
    can happen: that makes it short.

Exact: read back with `countenance.decisions.cedar_reader`, the policies give the same digest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from countenance.codes.model import Clause, Edition, Verdict
from countenance.decisions.compile import Bound
from countenance.decisions.cover import cover
from countenance.decisions.diagram import NEVER
from countenance.decisions.regions import may_answer
from countenance.decisions.space import Space
from countenance.errors import DecisionError
from countenance.facts.vocabulary import Cube, Fact, Vocabulary

__all__ = ["MOST_CASES", "CedarExport", "to_cedar"]

MOST_CASES = 4000
"""Cases of one condition: an edition that needs more is not written."""

_IN_ONE = 25
"""Cases in one policy: engines bound how deep an expression may be."""

_EFFECTS = {Verdict.DENY: "forbid", Verdict.UNCLEAR: "forbid", Verdict.ALLOW: "permit"}


@dataclass(frozen=True, slots=True)
class CedarExport:
    """The policies, the schema of a request, and the facts that a request has to state."""

    policies: str
    schema: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where clauses give one verdict: all of `least` is inside, and nothing outside of `most`."""

    verdict: Verdict
    clauses: tuple[Clause, ...]
    least: int
    most: int


def to_cedar(bound: Bound, vocabulary: Vocabulary) -> CedarExport:
    """An edition, with the clauses and the sign-offs that count, as Cedar.

    Raises `DecisionError` for an edition that would take too many cases.
    """
    roots = bound.roots()
    families = [Bound(bound.edition, _family(bound, root), bound.signed) for root in roots]
    space = Space([bound, *families], vocabulary)
    texts, asked = [], set[int]()
    for rule in _rules(space, bound, roots):
        boxes = cover(space, rule.least, most=MOST_CASES, spare=rule.most)
        if not boxes.complete:
            raise DecisionError(
                f"{bound.edition.name}: {_names(rule.clauses)} would take more than {MOST_CASES} "
                "cases in Cedar; export an edition with fewer clauses"
            )
        for at in range(0, len(boxes.cubes), _IN_ONE):
            part = boxes.cubes[at : at + _IN_ONE]
            asked |= {i for cube in part for i, _ in cube.masks}
            texts.append(_policy(bound.edition, rule, part, at // _IN_ONE, vocabulary))
    names = tuple(vocabulary.facts[i].name for i in sorted(asked))
    policies = "\n\n".join((_head(bound, names), *texts)) + "\n"
    return CedarExport(policies, _schema(names), names)


def _family(bound: Bound, root: Clause) -> tuple[Clause, ...]:
    """A clause with its exceptions and theirs."""
    names = {root.id}
    for _ in bound.clauses:
        names |= {c.id for c in bound.clauses if not names.isdisjoint(c.exception_to)}
    return tuple(clause for clause in bound.clauses if clause.id in names)


def _rules(space: Space, bound: Bound, roots: Sequence[Clause]) -> Iterator[_Rule]:
    """Steps 1 to 3, what is denied first."""
    whole, *alone = space.functions
    work, stricter = space.work, NEVER
    for verdict in (Verdict.DENY, Verdict.UNCLEAR, Verdict.ALLOW):
        here = space.both(space.says(whole, verdict), space.possible)
        left = here
        for root, function in zip(roots, alone, strict=True):
            own = space.both(here, space.says(function, verdict))
            left = space.both(left, work.negated(own))
            yield from _parts(space, bound, root, verdict, own, stricter)
        if left != NEVER:
            may = [(c, space.both(left, _may(space, bound, c))) for c in bound.clauses]
            clauses = tuple(clause for clause, where in may if where != NEVER)
            yield _Rule(verdict, clauses, left, space.either(left, stricter))
        stricter = space.either(stricter, here)


def _parts(
    space: Space, bound: Bound, root: Clause, verdict: Verdict, own: int, stricter: int
) -> Iterator[_Rule]:
    """Step 2: what a clause comes to, parted among its exceptions and itself."""
    left, most = own, space.either(own, stricter)
    for clause in reversed(_family(bound, root)):
        if clause is root or not (verdict is Verdict.UNCLEAR or verdict in _verdicts(clause)):
            continue
        part = space.both(left, _may(space, bound, clause))
        left = space.both(left, space.work.negated(part))
        if part != NEVER:
            yield _Rule(verdict, (clause,), part, most)
    if left != NEVER:
        yield _Rule(verdict, (root,), left, most)


def _may(space: Space, bound: Bound, clause: Clause) -> int:
    """Where a clause may answer, by the facts that a verdict depends on."""
    return space.work.project(may_answer(space.work, bound, clause), frozenset(space.facts))


def _verdicts(clause: Clause) -> list[Verdict]:
    if clause.readings:
        return [reading.verdict for reading in clause.readings]
    return [clause.verdict or Verdict.SILENT]


def _head(bound: Bound, names: Iterable[str]) -> str:
    edition = bound.edition
    lines = [
        f"{edition.name} · {edition.title} · {edition.publisher}",
        f"a request has to state all of: {', '.join(names)}",
        'Deny by a policy with @verdict("deny"): deny. Deny by policies with @verdict("unclear") '
        "alone: unclear.",
        "Allow: allow. Deny by no policy: silent. Any error: no answer at all.",
    ]
    return "\n".join(f"// {line}" for line in lines)


def _policy(
    edition: Edition, rule: _Rule, cubes: Sequence[Cube], part: int, vocabulary: Vocabulary
) -> str:
    word = rule.verdict.words[0]
    name = rule.clauses[0].id if len(rule.clauses) == 1 else "several"
    notes = {
        "id": f"{edition.name}#{name}.{word}" + (f".{part + 1}" if part else ""),
        "verdict": word,
        "clause": _names(rule.clauses),
    }
    if len(rule.clauses) == 1:
        (clause,) = rule.clauses
        notes |= {
            "says": clause.says,
            "section": clause.citation.section,
            "source": clause.citation.source,
            "text_basis": clause.text_basis.value,
        }
    lines = [f"@{key}({_quoted(text)})" for key, text in notes.items() if text]
    lines.append(f"{_EFFECTS[rule.verdict]} (principal, action, resource)")
    if all(cube.masks for cube in cubes):
        cases = [_case(cube, vocabulary) for cube in cubes]
        lines += ["when {", "  " + "\n  || ".join(cases), "}"]
    return "\n".join(lines) + ";"


def _case(cube: Cube, vocabulary: Vocabulary) -> str:
    told = "\n    && ".join(_literal(vocabulary.facts[i], mask) for i, mask in cube.masks)
    return f"({told})"


def _literal(fact: Fact, mask: int) -> str:
    """A set of values in as few words as Cedar has for it."""
    rest = fact.full & ~mask
    if rest.bit_count() < mask.bit_count():
        if rest.bit_count() == 1:
            return f"context.{fact.name} != {_quoted(fact.names(rest)[0])}"
        return f"!{_listed(fact, rest)}"
    if mask.bit_count() == 1:
        return f"context.{fact.name} == {_quoted(fact.names(mask)[0])}"
    return _listed(fact, mask)


def _listed(fact: Fact, mask: int) -> str:
    return f"[{', '.join(map(_quoted, fact.names(mask)))}].contains(context.{fact.name})"


def _quoted(text: str) -> str:
    flat = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{flat}"'


def _names(clauses: Iterable[Clause]) -> str:
    return ", ".join(clause.id for clause in clauses)


def _schema(names: Iterable[str]) -> str:
    """No fact is optional: Cedar passes over a policy that asks for what is not there."""
    facts = "\n".join(f"    {name}: String," for name in names)
    return (
        "entity Caller;\nentity Call;\n\n"
        'action "decide" appliesTo {\n'
        "  principal: [Caller],\n"
        "  resource: [Call],\n"
        f"  context: {{\n{facts}\n  }}\n"
        "};\n"
    )
