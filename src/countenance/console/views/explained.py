"""Why a call was let through, covered, refused or held: what a paper says about it, in plain words.

Rules kept here:
 * What could be done otherwise is said; never what could be claimed otherwise.
 * A clause is told in our words with its source where its text is at hand, and by its name alone
   where it is not. What a fact was known by stands beside it.
 * Nothing is shown that a paper might have put there as it likes: names are looked up, numbers are
   numbers, and whatever else it says is marked as its own words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from countenance.console.views.asked import Asked
from countenance.console.views.atlas import Atlas
from countenance.console.views.clauses import ClauseTold, ReadingTold, clause_told
from countenance.console.views.papers import Paper
from countenance.decisions.plain import named, plain
from countenance.errors import CodeError, FactError
from countenance.record.canonical import as_token
from countenance.record.figures.plain import (
    GATE_REASONS,
    HOW_KNOWN,
    OUTCOME_WORDS,
    REASON_WORDS,
)
from countenance.review.rulings import ruling_of

__all__ = ["Explained", "FactKnown", "explained"]


@dataclass(frozen=True, slots=True)
class FactKnown:
    """One thing that was known: its question, its values, how it is known and by what."""

    name: str
    ask: str
    values: str
    how: str
    source: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything on the page. `map_query`: the address of a map of what was known; `deciding`: the
    clause to ask a question about, as edition and clause."""

    outcome: str
    head: str
    why: tuple[str, ...]
    to_do: tuple[str, ...]
    clauses: tuple[ClauseTold, ...]
    unknown: tuple[str, ...]
    """Clauses whose text is not at hand."""
    facts: tuple[FactKnown, ...]
    acts: tuple[tuple[str, tuple[str, ...]], ...]
    missing: tuple[tuple[str, str], ...]
    relied_on: tuple[str, ...]
    contested: tuple[str, ...]
    editions: tuple[tuple[str, bool], ...]
    time: str
    index: int | None
    what_if: bool
    case: str
    map_query: str
    deciding: tuple[str, str] | None


def explained(paper: Paper, atlas: Atlas) -> Explained:
    """What a paper is about, in plain words."""
    if paper.entry is not None:
        return _entry(paper.entry, paper.index, atlas)
    return _answer(paper.told or {}, paper.index, atlas)


def _entry(entry: Mapping[str, Any], index: int | None, atlas: Atlas) -> Explained:
    teller = _Teller(atlas)
    if entry["kind"] != "decision":
        return _gate_reason(entry, index)
    outcome, reason = str(entry["outcome"]), str(entry["reason"] or "")
    listed = [
        (each["edition"], each["clause"], (each["verdict"],), each["applies"] == "yes",
         [(name, tuple(gives)) for name, gives in each["readings"]])
        for each in entry["clauses"]
    ]  # fmt: skip
    clauses, unknown = teller.clauses(listed)
    why = [REASON_WORDS[reason]] if reason in REASON_WORDS else []
    if entry["none_speaks"]:
        why.append("No clause of any code speaks about it. Silence is not permission.")
    if entry["contested"]:
        names = ", ".join(map(plain, entry["contested"]))
        why.append(f"What is known about {names} contradicts itself.")
    missing = teller.questions(entry["missing"])
    asked = teller.questions([entry["question"]] if entry["question"] else [])
    why += [f"The question is: {ask}" for _, ask in asked]
    return Explained(
        outcome,
        OUTCOME_WORDS.get(outcome, outcome),
        tuple(why),
        tuple(_to_do(outcome, reason, clauses)),
        clauses,
        unknown,
        teller.facts(entry["facts"]),
        tuple((plain(each["label"]), tuple(each["verdicts"])) for each in entry["acts"]),
        missing,
        tuple(map(plain, entry["relied_on"])),
        tuple(map(plain, entry["contested"])),
        tuple((each["edition"], bool(each["pinned"])) for each in entry["code"]["editions"]),
        str(entry["time"]),
        index,
        bool(entry["what_if"]),
        str(entry["case"] or ""),
        teller.map_query(entry, listed[0][0] if listed else ""),
        (listed[0][0], listed[0][1]) if listed else None,
    )


def _gate_reason(entry: Mapping[str, Any], index: int | None) -> Explained:
    """A call that was answered without a decision: not read, covered, or a failure."""
    outcome = "covered and given back" if entry["kind"] == "redaction" else "refuse"
    word = str(entry.get("clause", "gate-failure" if entry["kind"] == "gate-failure" else ""))
    happened, to_do = GATE_REASONS.get(word, ("", ""))
    return _bare(outcome, happened, to_do, str(entry["time"]), index)


def _answer(told: Mapping[str, Any], index: int | None, atlas: Atlas) -> Explained:
    """What an answer of the gate says of itself."""
    teller = _Teller(atlas)
    outcome = str(told.get("decision", "refuse"))
    edition, clause = _named(told)
    if not edition:
        happened, to_do = GATE_REASONS.get(clause, ("", ""))
        if not happened and told.get("says"):
            happened = f"The answer says: {told['says']}."
        found = _bare(outcome, happened, to_do, "", index)
        asked = teller.questions([str(told.get("fact", ""))])
        return replace(found, why=(*found.why, *(f"The question is: {ask}" for _, ask in asked)))
    clauses, unknown = teller.clauses([(edition, as_token(clause), (), True, [])])
    verdict = "deny" if outcome == "refuse" else "unclear"
    clauses = tuple(replace(each, verdicts=(verdict,), once_signed="") for each in clauses)
    reason = "denied" if outcome == "refuse" else "review-required"
    return replace(
        _bare(outcome, REASON_WORDS[reason], "", "", index),
        to_do=tuple(_to_do(outcome, reason, clauses)),
        clauses=clauses,
        unknown=unknown,
        deciding=(edition, clause),
    )


def _named(told: Mapping[str, Any]) -> tuple[str, str]:
    """Edition and clause of an answer; the edition is empty for a reason of the gate's own."""
    edition, clause = str(told.get("edition", "")), str(told.get("clause", ""))
    if not edition and "#" in clause:
        edition, _, clause = clause.partition("#")
    return edition, clause


def _bare(outcome: str, happened: str, to_do: str, time: str, index: int | None) -> Explained:
    head = OUTCOME_WORDS.get(outcome, "it was refused, and nothing went to an AI service")
    return Explained(
        outcome if outcome in OUTCOME_WORDS else "refuse", head,
        (happened,) if happened else (), (to_do,) if to_do else (),
        (), (), (), (), (), (), (), (), time, index, what_if=False, case="", map_query="",
        deciding=None,
    )  # fmt: skip


def _to_do(outcome: str, reason: str, clauses: Sequence[ClauseTold]) -> Iterable[str]:
    """What could be done otherwise, those of the clauses that bar it first."""
    if outcome in ("pass", "redact"):
        return
    barring = "deny" if reason == "denied" else "unclear"
    ways = [each.way_on for each in clauses if each.way_on and barring in each.verdicts]
    yield from (f"{way[:1].upper()}{way[1:]}." for way in dict.fromkeys(ways))
    match reason:
        case "denied":
            yield (
                "No review and no vote can allow what a clause denies; only another edition of the "
                "text can."
            )
        case "fact-missing" | "obligation-not-accepted":
            yield GATE_REASONS[reason][1]
        case "review-required":
            yield (
                "Wait for the people who decide: the answer has the address where it stands. "
                "Sending the call again changes nothing."
            )
        case "review-refused":
            yield "You may appeal once, within the time that the answer names: somebody else looks."


_Listed = tuple[str, str, tuple[str, ...], bool, list[tuple[str, tuple[str, ...]]]]


class _Teller:
    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._facts = {fact.name: fact for fact in atlas.vocabulary.facts}

    def clauses(
        self, listed: Iterable[_Listed]
    ) -> tuple[tuple[ClauseTold, ...], tuple[str, ...]]:
        """Clauses with what they give here; and those whose text is not at hand, by name."""
        found, unknown = [], []
        for edition, clause, verdicts, applies, gives in listed:
            text = self._atlas.citing.text(edition, clause)
            if text is None:
                unknown.append(f"{edition} {clause}")
                continue
            told = clause_told(*text, self._atlas.vocabulary)
            found.append(
                replace(
                    told,
                    verdicts=verdicts or told.verdicts,
                    applies=applies,
                    once_signed="",
                    ruling=ruling_of(clause)[1] or "",
                    readings=_readings(told, gives),
                )
            )
        return tuple(found), tuple(unknown)

    def facts(self, listed: Iterable[Mapping[str, Any]]) -> tuple[FactKnown, ...]:
        """What was known, each piece by itself."""
        return tuple(
            FactKnown(
                plain(each["name"]),
                self._facts[each["name"]].ask if each["name"] in self._facts else "",
                " or ".join(self._value(each["name"], value) for value in each["values"]),
                HOW_KNOWN[each["basis"]],
                str(each["source"]),
            )
            for each in listed
        )

    def _value(self, name: str, value: str) -> str:
        return named(self._facts[name], value) if name in self._facts else plain(value)

    def questions(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Facts with their questions; those that are not known any more are left out."""
        return tuple(
            (plain(name), self._facts[name].ask) for name in names if name in self._facts
        )

    def map_query(self, entry: Mapping[str, Any], edition: str) -> str:
        """The address of the map of an edition where what was known is given, act by act."""
        try:
            asked = set(self._atlas.asked(edition)) if edition else set()
        except CodeError:
            return ""
        given: dict[str, tuple[str, ...]] = {}
        for each in entry["facts"]:
            name = each["name"]
            if name not in asked or name in entry["contested"] or name == "operation":
                continue
            given[name] = tuple(each["values"]) if name not in given else ()
        given = {name: values for name, values in given.items() if values}
        try:
            self._atlas.vocabulary.cube(given)
        except FactError:
            return ""
        acts = [act["facts"].get("operation", ()) for act in entry["acts"]]
        act = next((values[0] for values in acts if values), "")
        at = {"operation": act} if act in self._facts["operation"].values else {}
        query = Asked(edition, columns="none", given=given).query(at)
        return query if edition else ""


def _readings(
    told: ClauseTold, gives: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[ReadingTold, ...]:
    """The readings of a clause; those that an entry lists with what they give here."""
    if not gives:
        return told.readings
    known = {as_token(each.name): each for each in told.readings}
    return tuple(
        replace(known[name], verdicts=verdicts) if name in known else
        ReadingTold(name, "", verdicts)
        for name, verdicts in gives
    )  # fmt: skip
