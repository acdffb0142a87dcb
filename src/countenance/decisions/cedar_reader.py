"""Cedar policies read back into a diagram: proof that an export lost nothing.

Read is Cedar's own JSON form of policies, which every Cedar tool writes from the text; so nothing
here has to know how the text is spelled.

Rules kept here:
 * A policy says something about facts of the vocabulary, under `context`: `==`, `!=`, `contains` on
   a list, `&&`, `||`, `!`, `true` and `false`. Anything else is refused by the name of the policy.
 * `forbid` denies unless `@verdict` says `unclear`; `permit` allows. The strictest counts.
 * Principal, action and resource are not asked about: a policy that limits them is refused.

The digest is that of `countenance.decisions.compile` for an edition that decides the same.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from countenance.codes.model import Verdict
from countenance.decisions.compile import possible_situations
from countenance.decisions.diagram import NEVER, TRUE, Diagram
from countenance.decisions.digests import node_digests, root_digest, signed_digest, written
from countenance.decisions.operations import AND, MAX, OR
from countenance.errors import CodeError, FactError
from countenance.facts.vocabulary import Vocabulary

__all__ = ["CedarPolicies", "read_cedar"]


_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class CedarPolicies:
    """The verdict of policies in every situation that can happen, and its digest."""

    diagram: Diagram
    root: int
    digest: str


def read_cedar(
    text: str, vocabulary: Vocabulary, *, signed: Iterable[str] = ()
) -> CedarPolicies:
    """The policies of a set in Cedar's JSON form; `signed`: the sign-offs that they rest on.

    Raises `CodeError` for what cannot be a condition over facts.
    """
    work = Diagram([len(fact.values) for fact in vocabulary.facts])
    whole = int(Verdict.SILENT)
    for name, policy in _policies(text).items():
        reader = _Policy(name, policy, vocabulary, work)
        answer = work.choose(reader.condition(), int(reader.verdict()), int(Verdict.SILENT))
        whole = work.apply(MAX, whole, answer)
    whole = work.apply(AND, whole, possible_situations(work, vocabulary))
    diagram, root = work.residual(whole, vocabulary.open)
    diagram.freeze()
    digests = node_digests(diagram)
    digest = root_digest(
        vocabulary.digest, signed_digest(signed), diagram.below[root], digests[root]
    )
    return CedarPolicies(diagram, root, written(digest))


def _policies(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(text)
    except ValueError as cause:
        raise CodeError(f"policies: this is not JSON: {cause}") from cause
    policies = found.get("staticPolicies") if isinstance(found, dict) else None
    if not isinstance(policies, dict):
        raise CodeError("policies: no `staticPolicies`; write the policies in Cedar's JSON form")
    if found.get("templates") or found.get("templateLinks"):
        raise CodeError("policies: templates are not read; write each policy out")
    return policies


class _Policy:
    """One policy on its way into a diagram."""

    def __init__(self, name: str, policy: object, vocabulary: Vocabulary, work: Diagram) -> None:
        self._vocabulary, self._work = vocabulary, work
        self._keys = policy if isinstance(policy, dict) else {}
        notes = self._keys.get("annotations")
        self._notes = notes if isinstance(notes, dict) else {}
        self._name = str(self._notes.get("id") or name)
        for key in ("principal", "action", "resource"):
            if self._keys.get(key) != {"op": "All"}:
                raise self._wrong(f"limits `{key}`; only facts under `context` are read")

    def verdict(self) -> Verdict:
        """What it says where it holds."""
        effect, word = self._keys.get("effect"), self._notes.get("verdict")
        match effect, word:
            case "permit", None | "allow":
                return Verdict.ALLOW
            case "forbid", None | "deny":
                return Verdict.DENY
            case "forbid", "unclear":
                return Verdict.UNCLEAR
            case _:
                raise self._wrong(
                    f"`{effect}` with the verdict `{word}`; a permit allows, a forbid denies or is "
                    "unclear"
                )

    def condition(self) -> int:
        """Where it holds."""
        holds = TRUE
        conditions = self._keys.get("conditions")
        for each in conditions if isinstance(conditions, list) else []:
            here = self._expression(each["body"])
            match each["kind"]:
                case "when":
                    holds = self._work.apply(AND, holds, here)
                case "unless":
                    holds = self._work.apply(AND, holds, self._work.negated(here))
                case kind:
                    raise self._wrong(f"has a `{kind}`; there are `when` and `unless`")
        return holds

    def _expression(self, node: object, depth: int = 0) -> int:
        if depth > _DEEPEST:
            raise self._wrong(f"is nested deeper than {_DEEPEST}; write it as several policies")
        work, deeper = self._work, depth + 1
        match node:
            case {"Value": bool(value)}:
                return TRUE if value else NEVER
            case {"&&": {"left": left, "right": right}}:
                one, other = self._expression(left, deeper), self._expression(right, deeper)
                return work.apply(AND, one, other)
            case {"||": {"left": left, "right": right}}:
                one, other = self._expression(left, deeper), self._expression(right, deeper)
                return work.apply(OR, one, other)
            case {"!": {"arg": inner}}:
                return work.negated(self._expression(inner, deeper))
            case {"==": {"left": left, "right": {"Value": str(value)}}}:
                return self._inside(left, [value])
            case {"!=": {"left": left, "right": {"Value": str(value)}}}:
                return work.negated(self._inside(left, [value]))
            case {"contains": {"left": {"Set": list(items)}, "right": right}}:
                values = [item.get("Value") for item in items if isinstance(item, dict)]
                words = [value for value in values if isinstance(value, str)]
                if len(words) == len(items):
                    return self._inside(right, words)
        operator = next(iter(node), "") if isinstance(node, dict) else node
        raise self._wrong(f"has `{operator}` where facts are compared with values")

    def _inside(self, attribute: object, values: list[str]) -> int:
        """Where a fact has one of some values."""
        match attribute:
            case {".": {"left": {"Var": "context"}, "attr": str(name)}}:
                try:
                    level = self._vocabulary.index(name)
                    fact = self._vocabulary.facts[level]
                    mask = 0
                    for value in values:
                        if value not in fact.values:
                            raise self._wrong(f"`{name}` has no value `{value}`")
                        mask |= fact.mask((value,))
                except FactError as cause:
                    raise CodeError(f"{self._name}: {cause}") from cause
                return self._work.split(level, mask, TRUE, NEVER)
        raise self._wrong("compares something that is no fact; write `context.FACT`")

    def _wrong(self, says: str) -> CodeError:
        return CodeError(f"{self._name}: {says}")
