"""What each answer to a missing fact would give: for people who decide, never for a caller.

Rules kept here:
 * It is worked out from the entry of the decision, under the codes of then, by what makes decisions
   again. Where that cannot be done nothing is said.
 * Answers that give the same stand together.
"""

from collections.abc import Callable, Sequence
from typing import Any

from countenance.codes.model import Verdict
from countenance.decisions.compile import Compiled
from countenance.decisions.decide import reach
from countenance.decisions.plain import mask_words
from countenance.errors import CountenanceError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube, Vocabulary
from countenance.gate.replaying import Replay, supposed
from countenance.record import entry as kinds

__all__ = ["Answers", "AnswersOf", "answers_by", "no_answers"]

Answers = list[dict[str, Any]]
"""Each with `values`, in few words, and the `verdicts` that they give."""

AnswersOf = Callable[[kinds.Decision, Sequence[str]], dict[str, Answers]]
"""For a decision and the names of facts that it lacked: the name -> what each answer gives."""


def no_answers(_: kinds.Decision, names: Sequence[str]) -> dict[str, Answers]:
    """Where nobody works them out."""
    return {name: [] for name in names}


def answers_by(
    replay: Replay, vocabulary: Vocabulary, entry: kinds.Decision, names: Sequence[str]
) -> dict[str, Answers]:
    """What each answer gives, for the acts that are not settled."""
    _, compiled = replay.compiled(entry)
    if compiled is None:
        return no_answers(entry, names)
    try:
        acts = [facts for _, facts in supposed(entry, vocabulary)]
    except (CountenanceError, ValueError):
        return no_answers(entry, names)
    return {name: _answers(compiled, vocabulary, acts, name) for name in names}


def _answers(
    compiled: Compiled, vocabulary: Vocabulary, acts: Sequence[Facts], name: str
) -> Answers:
    level = [fact.name for fact in vocabulary.facts].index(name)
    fact = vocabulary.facts[level]
    by_verdicts: dict[Verdict, int] = {}
    for bit in range(len(fact.values)):
        mask = 1 << bit
        verdicts = Verdict(0)
        for facts in acts:
            if facts.masks[level] & mask:
                verdicts |= reach(compiled, facts.narrowed(Cube(((level, mask),))))
        if verdicts:
            by_verdicts[verdicts] = by_verdicts.get(verdicts, 0) | mask
    return [
        {"values": mask_words(fact, mask), "verdicts": list(verdicts.words)}
        for verdicts, mask in by_verdicts.items()
    ]
