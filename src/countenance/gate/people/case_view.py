"""A case as people see it: what is asked, what is known and how, what the clauses say, what is
missing, and what was said.

Rules kept here:
 * Everything is read from the entry of the decision and from the case; content is in neither.
 * Who is to be the second person is not told here what the first one said, or why. That a call
   waits for a second one follows from an allow, and the record has each vote without its reason.
 * Names of persons are not told here: pseudonyms are.
 * Whoever belongs to the caller is not told: what each answer would give is kept from callers.
"""

from collections.abc import Callable, Mapping
from typing import Any

from countenance.gate.people.case_answers import AnswersOf, no_answers
from countenance.gate.people.case_pictures import view_of_pictures
from countenance.record import entry as kinds
from countenance.record.canonical import parse, parse_as
from countenance.record.stamp import time_text
from countenance.record.store import LogReader
from countenance.review.case import Case, State
from countenance.review.people import May, Person
from countenance.review.steps import check_elsewhere

__all__ = ["SimilarRulings", "no_rulings", "row_of_case", "view_of_case"]


SimilarRulings = Callable[[kinds.Decision], list[dict[str, Any]]]
"""Finds the rulings that are worth reading about a call that was decided so."""


def no_rulings(_: kinds.Decision) -> list[dict[str, Any]]:
    """Where nobody keeps rulings."""
    return []


def row_of_case(case: Case, now: int) -> dict[str, Any]:
    """A case as one row of the queue."""
    return {
        "id": case.id,
        "state": case.state.value,
        "due": time_text(case.due),
        "overdue": case.is_waiting and now >= case.due,
        "caller": case.caller.ref,
        "holder": case.held_by(now),
        "needs": "senior" if case.needs_senior else "reviewer",
        "persons": case.terms.persons,
        "bar": None if case.bar is None else case.bar.value,
        "asked": case.fact,
        "appealed": case.appealed,
        "entry": case.entry,
    }


def view_of_case(
    case: Case,
    log: LogReader,
    ask_of: Callable[[str], str],
    reason: Callable[[str], str | None],
    who: Person | None,
    now: int,
    similar: SimilarRulings = no_rulings,
    answers: AnswersOf = no_answers,
) -> dict[str, Any]:
    """Everything about one case, for this person (`None`: who reads the record anyway).

    `ask_of`: how a fact is asked for. `reason`: what somebody gave as a reason in an entry.
    `similar`: the rulings that are worth reading about such a decision; `answers`: what each
    answer to what is missing would give. Raises `NotForYouError`.
    """
    if who is not None:
        check_elsewhere(case, who)
    stored = log.entry(case.entry)
    decision = None if stored is None else parse_as(stored.data, kinds.Decision)
    given = {} if decision is None else answers(decision, case.missing)
    return {
        "object": "countenance.case",
        **row_of_case(case, now),
        "opened": time_text(case.opened),
        "token": case.token,
        "lease_until": time_text(case.lease) if case.held_by(now) else None,
        "missing": [
            {"fact": name, "question": ask_of(name), "answers": given.get(name, [])}
            for name in case.missing
        ],
        "asked_of_the_gate": None if decision is None else _asked(decision),
        "facts": [] if decision is None else [_fact(each) for each in decision.facts],
        "acts": []
        if decision is None
        else [{"act": each.label, "verdicts": list(each.verdicts)} for each in decision.acts],
        "clauses": [] if decision is None else [_clause(each) for each in decision.clauses],
        "contested": [] if decision is None else list(decision.contested),
        "rulings": [] if decision is None else similar(decision),
        "pictures": view_of_pictures(case, who, now),
        "votes": _votes(case, reason, who),
        "history": _history(case, log, reason, who),
        "grant": None
        if case.grant is None or case.state not in (State.ALLOWED, State.USED, State.WITHDRAWN)
        else {
            "for": "alike" if case.grant.alike else "call",
            "uses": case.grant.uses or None,
            "used": case.used,
            "until": time_text(case.grant.until),
            "counts": case.passes(now),
        },
        "alike": {
            "uses": case.terms.alike_uses,
            "hours": case.terms.alike_longest // 3_600_000,
            "persons": max(case.terms.persons, case.terms.alike_persons),
        }
        if case.alike and case.terms.alike_uses
        else None,
    }


def _asked(decision: kinds.Decision) -> dict[str, Any]:
    return {
        "dialect": decision.ask.dialect,
        "operation": decision.ask.operation,
        "model": decision.ask.model,
        "service": decision.ask.service,
        "media": [
            {"where": each.where, "kind": each.kind, "faces": each.faces} for each in decision.media
        ],
        "editions": [
            {"edition": each.edition, "pinned": each.pinned} for each in decision.code.editions
        ],
    }


def _fact(fact: kinds.FactRef) -> dict[str, Any]:
    return {
        "fact": fact.name,
        "values": list(fact.values),
        "basis": fact.basis,
        "source": fact.source,
        "permille": fact.permille,
    }


def _clause(finding: kinds.FindingRef) -> dict[str, Any]:
    return {
        "edition": finding.edition,
        "clause": finding.clause,
        "verdict": finding.verdict,
        "applies": finding.applies,
        "weak": finding.weak,
        "readings": [
            {"reading": name, "gives": list(verdicts)} for name, verdicts in finding.readings
        ],
    }


def _is_blind(case: Case, who: Person | None) -> bool:
    """Whether this person may yet have to vote without knowing how others did."""
    return case.is_waiting and who is not None and who.may(May.DECIDE_CASES)


def _votes(
    case: Case, reason: Callable[[str], str | None], who: Person | None
) -> list[dict[str, Any]]:
    if _is_blind(case, who):
        assert who is not None
        return [
            {"person": each.person, "said": each.said.value, "reason": reason(each.entry)}
            if each.person == who.ref
            else {"person": each.person, "said": "sealed", "reason": None}
            for each in case.votes
        ]
    return [
        {"person": each.person, "said": each.said.value, "reason": reason(each.entry)}
        for each in case.votes
    ]


def _history(
    case: Case, log: LogReader, reason: Callable[[str], str | None], who: Person | None
) -> list[dict[str, Any]]:
    """What happened to it, oldest first, from its own entries; each leads to the one before."""
    found: list[dict[str, Any]] = []
    at: str | None = case.last
    while at and len(found) < _MOST:
        stored = log.entry(at)
        entry: Mapping[str, Any] = {} if stored is None else parse(stored.data)
        if stored is None or entry.get("case") != case.id or entry["kind"] == "decision":
            break
        sealed = entry["kind"] == "vote" and _is_blind(case, who)
        change = entry.get("vote") or entry.get("change") or entry["kind"]
        found.append(
            {
                "entry": stored.index,
                "time": entry["time"],
                "what": "voted" if sealed else change,
                "person": entry.get("person"),
                "reason": None if sealed else reason(entry["id"]),
            }
        )
        at = entry["prev"]
    return found[::-1]


_MOST = 200
"""The most entries of one history; the rest stands in the record."""
