"""A decision in words for people and in JSON for programs.

Rules kept here:
 * The first line says the verdict, the clause that decides, and how well its words are known; an
   answer that is not settled says what is missing instead.
 * Silence is never called permission, and a weak text is never shown without its mark.
 * Both forms say the same; `docs/check.md` lists the keys of the JSON.

What is asked, and of which editions, is the matter of `countenance.cli.check`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countenance.codes.model import DateSpan, Edition, Verdict, strictest
from countenance.codes.shelves import basis_words
from countenance.decisions.decide import Decision, reach
from countenance.decisions.findings import (
    Applies,
    Cause,
    CauseKind,
    Finding,
    ReadingResult,
)

__all__ = [
    "Answer",
    "exit_code",
    "in_json",
    "in_words",
    "next_in_words",
    "span_in_json",
    "verdict_word",
]

_EXITS = {"allow": 0, "deny": 1, "silent": 4}
_UNDECIDED = 3
_LISTED = 6
"""The most clauses listed for people beside the one that decides."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision, and how it was asked.

    `editions` are those that count. `given` is what was taken as given, `day` the day asked for
    (None: as the texts stood in force), `as_if_signed` the clauses taken as signed off. Where an
    answer is unclear for want of a signature, `once_signed` are the verdicts if every weak text
    were signed off. `remarks` are said at the end.
    """

    decision: Decision
    editions: tuple[Edition, ...]
    given: dict[str, tuple[str, ...]]
    day: str | None
    as_if_signed: tuple[str, ...]
    once_signed: Verdict | None
    remarks: tuple[str, ...]


def verdict_word(verdicts: Verdict) -> str:
    """The one word for a set of verdicts."""
    if not verdicts:
        return "contradictory"
    return verdicts.words[0] if verdicts.bit_count() == 1 else "undetermined"


def exit_code(verdicts: Verdict) -> int:
    """0 allow, 1 deny, 4 silent, 3 everything that is not decided."""
    return _EXITS.get(verdict_word(verdicts), _UNDECIDED)


def in_words(answer: Answer) -> str:
    """The answer as lines for people."""
    decision = answer.decision
    lines = [_first(answer)]
    top = decision.clauses[0] if verdict_word(decision.verdicts) in ("allow", "deny") else None
    if top and _more(top.says):
        lines.append(f"  in full: {_flat(top.says)}")
    others = [finding for finding in decision.clauses if finding is not top]
    for finding in others[:_LISTED]:
        applies = "applies" if finding.applies is Applies.YES else "may apply"
        lines.append(f"  {applies}: {finding.verdict.words[0]} · {_clause(finding)}")
    if len(others) > _LISTED:
        lines.append(f"  and {len(others) - _LISTED} more clauses; --json lists them")
    for contest in decision.contested:
        lines.append(f"  contested: {contest.fact}")
    for name in decision.obligations:
        lines.append(f"  obligation: {name}")
    if decision.due:
        lines.append(f"  taken as kept after the call: {', '.join(decision.due)}")
    barring = [f for f in decision.clauses if f.verdict is strictest(decision.verdicts)]
    ways = dict.fromkeys(f.way_on for f in barring if f.way_on)
    lines += [f"  way on: {way}" for way in ways]
    lines += [f"  taken as given: {_fact(*given)}" for given in answer.given.items()]
    if answer.as_if_signed:
        lines.append(f"  as if signed off, which nobody did: {', '.join(answer.as_if_signed)}")
    lines += [f"  {remark}" for remark in answer.remarks]
    return "\n".join(lines)


def next_in_words(answer: Answer) -> str:
    """The one next question with the values it may have, and what would settle the matter."""
    decision = answer.decision
    name = decision.next_question
    if name is None:
        return f"nothing to ask: {verdict_word(decision.verdicts)}"
    fact = decision.facts.vocabulary.fact(name)
    settling = decision.settling
    rest = ", ".join(settling.facts) if settling.complete else "too many facts to list"
    return "\n".join(
        (
            f"{name}: {fact.ask}",
            f"  it may be: {', '.join(_possible(decision, name))}",
            f"  settled whatever the answers once these are known: {rest}",
        )
    )


def in_json(answer: Answer, *, settling: bool = False) -> dict[str, object]:
    """The answer for programs, with the keys that `docs/check.md` lists.

    `settling` adds the facts that would settle the matter, which takes a search of its own.
    """
    decision = answer.decision
    return {
        "verdict": verdict_word(decision.verdicts),
        "verdicts": list(decision.verdicts.words),
        "as_of": answer.day,
        "editions": [_edition(edition) for edition in answer.editions],
        "digest": decision.digest,
        "clauses": [_finding(finding) for finding in decision.clauses],
        "causes": [_cause(cause) for cause in decision.causes],
        "readings": [
            {"edition": f.edition, "clause": f.clause, **reading}
            for f in decision.clauses
            for reading in _readings(f)
        ],
        "ask_next": _next(decision, settling=settling),
        "facts": {name: list(values) for name, values in decision.facts.stated().items()},
        "taken_as_given": {name: list(values) for name, values in answer.given.items()},
        "as_if_signed": list(answer.as_if_signed),
        "once_signed": list(answer.once_signed.words) if answer.once_signed else None,
        "obligations": list(decision.obligations),
        "due_after": list(decision.due),
        "impossible": list(decision.impossible),
        "remarks": list(answer.remarks),
    }


def _first(answer: Answer) -> str:
    decision = answer.decision
    word = verdict_word(decision.verdicts)
    if word in ("allow", "deny"):
        return f"{word} · {_clause(decision.clauses[0])}"
    if word == "unclear":
        return " · ".join((word, *_why_unclear(answer)))
    if word == "undetermined":
        return f"undetermined: {' or '.join(decision.verdicts.words)}{_ask_next(decision)}"
    if word == "contradictory":
        reasons = "; ".join(map(_started, decision.impossible))
        return f"contradictory · {reasons or 'no situation fits everything that was stated'}"
    names = ", ".join(edition.name for edition in answer.editions)
    if not names:
        return "silent · no edition asked for is in force · silence is not permission"
    return f"silent · no clause of {names} speaks to this · silence is not permission"


def _why_unclear(answer: Answer) -> Iterable[str]:
    """The parts of the first line of an unclear answer: what differs, and what is not known."""
    found = [f for f in answer.decision.clauses if f.verdict is Verdict.UNCLEAR]
    causes = answer.decision.causes
    rulings = [c for c in causes if c.kind in (CauseKind.READING, CauseKind.TERM)]
    texts = [c for c in causes if c.kind is CauseKind.TEXT]
    differ = [
        f"{f.edition} {f.clause} ({', '.join(_given(reading) for reading in _each(f))})"
        for f in found
        if f.readings
    ]
    if differ:
        yield f"the readings differ: {'; '.join(differ)}"
    if rulings:
        yield f"what a ruling would have to settle: {'; '.join(c.question for c in rulings)}"
    if texts:
        weak = [f for f in found if any(c.kind is CauseKind.TEXT for c in f.causes)]
        names = ", ".join(f"{f.edition} {f.clause} ({basis_words(f.text_basis)})" for f in weak)
        yield f"the text is not established: {names}"
        if answer.once_signed and answer.once_signed != answer.decision.verdicts:
            yield f"once signed off: {' or '.join(answer.once_signed.words)}"


def _clause(finding: Finding) -> str:
    """A clause with its sense in our words and where these come from."""
    retrieved = f", {finding.citation.retrieved}" if finding.citation.retrieved else ""
    weak = " · nobody has signed it off" if finding.weak else ""
    return (
        f"{finding.edition} {finding.clause} · {_started(finding.says)} (our words · "
        f"{basis_words(finding.text_basis)}{weak} · {finding.citation.source}{retrieved})"
    )


def _flat(says: str) -> str:
    return " ".join(says.split())


def _more(says: str) -> bool:
    return ". " in _flat(says)


def _started(says: str) -> str:
    """The first sentence as a part of a line: no capital letter to start, no full stop to end."""
    text = _flat(says).split(". ", 1)[0]
    # A first word all in capitals, or with one further on, is a name or an abbreviation.
    word = text.split(" ", 1)[0]
    if word[1:] == word[1:].lower():
        text = text[:1].lower() + text[1:]
    return text.removesuffix(".")


def _each(finding: Finding) -> tuple[ReadingResult, ...]:
    """The readings of a clause, each once: a term may stand in several of its cases."""
    return tuple(dict.fromkeys(finding.readings))


def _given(reading: ReadingResult) -> str:
    return f"{reading.name} → {' or '.join(reading.verdict.words)}"


def _ask_next(decision: Decision) -> str:
    name = decision.next_question
    if name is None:
        return ""
    return f" · ask next: {name} ({decision.facts.vocabulary.fact(name).ask})"


def _fact(name: str, values: Sequence[str]) -> str:
    return f"{name}={','.join(values)}"


def _next(decision: Decision, *, settling: bool) -> dict[str, object] | None:
    name = decision.next_question
    if name is None:
        return None
    found: dict[str, object] = {
        "fact": name,
        "question": decision.facts.vocabulary.fact(name).ask,
        "values": list(_possible(decision, name)),
    }
    if settling:
        search = decision.settling
        found["settling"] = list(search.facts) if search.complete else None
    return found


def _possible(decision: Decision, name: str) -> tuple[str, ...]:
    """The values that a fact may still have once the axioms are heard."""
    facts = decision.facts
    return tuple(
        value
        for value in facts.values(name)
        if reach(decision.compiled, facts.narrowed({name: value}))
    )


def _edition(edition: Edition) -> dict[str, object]:
    return {
        "name": edition.name,
        "title": edition.title,
        "publisher": edition.publisher,
        "source": edition.source,
        "in_force": span_in_json(edition.in_force),
        "digest": f"sha256:{_text_digest(edition)}",
    }


def _text_digest(edition: Edition) -> str:
    """SHA-256 (hex) over the name of an edition and the digests of its clauses, by clause id."""
    clauses = sorted((clause.id, clause.digest) for clause in edition.clauses)
    lines = ["edition", edition.name, *(f"{name} {digest}" for name, digest in clauses)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def span_in_json(span: DateSpan) -> dict[str, str | None]:
    """The days between which a text begins and ends to bind."""
    days = {
        "from_earliest": span.from_earliest,
        "from_latest": span.from_latest,
        "until_earliest": span.until_earliest,
        "until_latest": span.until_latest,
    }
    return {name: day.isoformat() if day else None for name, day in days.items()}


def _finding(finding: Finding) -> dict[str, object]:
    retrieved = finding.citation.retrieved
    return {
        "edition": finding.edition,
        "clause": finding.clause,
        "verdict": finding.verdict.words[0],
        "applies": finding.applies.value,
        "says": _flat(finding.says),
        "section": finding.citation.section,
        "source": finding.citation.source,
        "retrieved": retrieved.isoformat() if retrieved else None,
        "text_basis": finding.text_basis.value,
        "weak": finding.weak,
        "way_on": finding.way_on or None,
        "readings": _readings(finding),
        "obligations": list(finding.obligations),
    }


def _readings(finding: Finding) -> list[dict[str, object]]:
    return [
        {"name": r.name, "says": _flat(r.says), "verdicts": list(r.verdict.words)}
        for r in _each(finding)
    ]


def _cause(cause: Cause) -> dict[str, str]:
    return {
        "kind": cause.kind.value,
        "name": cause.name,
        "question": cause.question,
        "clause": cause.clause,
    }
