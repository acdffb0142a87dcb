"""From the facts of a call and its plausible acts to a judgement: verdicts, reasons, outcome.

Rules kept here:
 * Each plausible act is supposed in turn, on top of what is known; what is reachable then is its
   set of verdicts.
 * A caller is asked only for a fact that it may state, that is not known, and on which the answer
   depends. The question never says which answer would allow.
 * The clauses that are shown are those of the act that decided the outcome.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from countenance.callers.places import PLACES
from countenance.callers.registration import Registration
from countenance.callers.standing import Standing
from countenance.codes.model import Verdict
from countenance.decisions.ask import next_question
from countenance.decisions.decide import Decision, decide
from countenance.dialects.call import Call
from countenance.evidence.act import Act
from countenance.facts.known import Facts
from countenance.gate.codebook import Applied
from countenance.gate.obligations import Duty, duties
from countenance.gate.opening import Opened
from countenance.gate.outcome import Action, Judged, Outcome, Pictured, Reason, Visible, outcome_of
from countenance.review.case import Case

__all__ = ["Decided", "Judgement", "duties_of", "judge", "stricter"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One call, judged. `judged` and `decisions` go with `acts`, or are one for text alone.

    `decisive` is the index of the act that decided the outcome.
    """

    applied: Applied
    facts: Facts
    acts: tuple[Act, ...]
    judged: tuple[Judged, ...]
    decisions: tuple[Decision, ...]
    decisive: int
    outcome: Outcome

    @property
    def verdicts(self) -> Verdict:
        """Every verdict that is reachable for some act."""
        union = Verdict(0)
        for act in self.judged:
            union |= act.verdicts
        return union

    @property
    def decision(self) -> Decision:
        """The explained decision about the act that decided the outcome."""
        return self.decisions[self.decisive]


@dataclass(frozen=True, slots=True)
class Decided:
    """A call that was judged and entered; `id` and `entry` are those of its entry.

    `standing`: how its caller stands since, when it was refused. `case`: of a call that people
    decide or have decided; none where its caller has too many held.
    """

    call: Call
    registration: Registration
    judgement: Judgement
    media: Opened
    id: str
    entry: int
    standing: Standing | None = None
    case: Case | None = None


def judge(
    applied: Applied,
    facts: Facts,
    acts: Sequence[Act],
    pictured: Pictured,
    registration: Registration,
    visible: Visible,
    *,
    together: bool = False,
    also: Act | None = None,
) -> Judgement:
    """Judge one call. `acts` is empty for a call that is text alone.

    `together`: all of them are asked at once, instead of one of them. `also`: an act that is asked
    beside each of them, so that the stricter of the two counts.
    """
    supposed = [facts.narrowed(act.facts) for act in acts] if acts else [facts]
    decisions = tuple(decide(applied.compiled, each) for each in supposed)
    judged = tuple(
        _judged(act, each, decision)
        for act, each, decision in zip(acts or (None,), supposed, decisions, strict=True)
    )
    beside: tuple[tuple[Act, Judged, Decision], ...] = ()
    if also is not None:
        facts_beside = facts.narrowed(also.facts)
        decision = decide(applied.compiled, facts_beside)
        one = _judged(also, facts_beside, decision)
        if all(act.label is not also.label for act in acts):
            beside = ((also, one, decision),)
        judged = tuple(_both(each, one) for each in judged)
        if not one.free:
            supposed, decisions = [facts_beside] * len(judged), (decision,) * len(judged)
    question = _question(applied, supposed, decisions, registration)
    all_decisions = (*decisions, *(decision for _, _, decision in beside))
    outcome = outcome_of(
        judged,
        pictured,
        visible=visible,
        question=question,
        duties=duties_of(all_decisions, registration),
        together=together,
    )
    return Judgement(
        applied,
        facts,
        (*acts, *(act for act, _, _ in beside)),
        (*judged, *(one for _, one, _ in beside)),
        all_decisions,
        _decisive(judged, outcome),
        outcome,
    )


def duties_of(decisions: Sequence[Decision], registration: Registration) -> tuple[Duty, ...]:
    """What is owed for a call under these decisions."""
    owed = {name for each in decisions for name in (*each.obligations, *each.due)}
    return duties(owed, registration.obligations)


def stricter(first: Verdict, second: Verdict) -> Verdict:
    """What can be reached for two acts that are asked at once: the stricter of each pair."""
    verdicts = Verdict(0)
    for one in Verdict:
        for other in Verdict:
            if one & first and other & second:
                verdicts |= max(one, other, key=lambda verdict: verdict.value)
    return verdicts


def _judged(act: Act | None, facts: Facts, decision: Decision) -> Judged:
    operation = facts.vocabulary.fact("operation")
    mask = facts.mask("operation")
    return Judged(
        label="text" if act is None else act.label.value,
        verdicts=decision.verdicts,
        biometric=act is not None and bool(mask & operation.mask(["biometric"])),
        needs_pixels=act is not None and not mask & ~operation.mask(["needs_pixels"]),
        contested=bool(decision.contested),
    )


def _both(first: Judged, second: Judged) -> Judged:
    """Two acts that are asked at once: of what is reachable for each, the stricter. Faces are
    seen only where both are allowed."""
    return replace(
        first,
        verdicts=stricter(first.verdicts, second.verdicts),
        biometric=first.biometric or second.biometric,
        needs_pixels=first.needs_pixels and second.needs_pixels,
        contested=first.contested or second.contested,
        alone=second.allowed,
    )


def _question(
    applied: Applied,
    supposed: Sequence[Facts],
    decisions: Sequence[Decision],
    registration: Registration,
) -> str | None:
    """Of the facts that this caller may state, the most telling one about the likeliest act."""
    for facts, decision in zip(supposed, decisions, strict=True):
        if decision.undetermined:
            statable = registration.may_state - _established(facts)
            if not {cause.name for cause in decision.causes}.isdisjoint(PLACES):
                # They say which laws there are to ask about at all.
                for place in PLACES:
                    if place in statable:
                        return place
            question = next_question(applied.compiled, facts, statable) if statable else None
            if question is not None:
                return question
    return None


def _established(facts: Facts) -> set[str]:
    """The facts that somebody spoke about who may; a mere suggestion answers no question."""
    by = {fact.name: fact.established_by for fact in facts.vocabulary.facts}
    return {piece.fact for piece in facts.evidence if piece.basis in by[piece.fact]}


def _decisive(judged: Sequence[Judged], outcome: Outcome) -> int:
    """The act to explain: the harmless one of a pass, the likeliest barred or open one else."""
    if outcome.action in (Action.PASS, Action.REDACT) and outcome.row != 4:
        return 0
    if outcome.reason in (Reason.OBLIGATION, Reason.CAPABILITY):
        return 0
    strict = [index for index, act in enumerate(judged) if not act.free]
    return strict[0] if strict else 0
