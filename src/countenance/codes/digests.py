"""The digest of a clause: what a sign-off of its text is bound to.

It covers the words, the citation, the dates, the conditions with every value by name, the readings
and the terms. Change any of them, or the members of a group in the vocabulary, and the sign-off
lapses.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from countenance.codes.model import Clause, Condition, DateSpan, Literal, Term
from countenance.facts.vocabulary import Vocabulary

__all__ = ["clause_digest"]


def clause_digest(clause: Clause, terms: Mapping[str, Term], vocabulary: Vocabulary) -> Clause:
    """The clause with the terms it uses and its digest filled in."""
    names = sorted({o.term for c in clause.conditions for case in c for lit in case
                    for o in lit.openings})  # fmt: skip
    whole = [
        clause.id,
        clause.says,
        _word(clause.verdict),
        _names(clause.when, vocabulary),
        _names(clause.unless, vocabulary),
        [clause.citation.section, clause.citation.source, str(clause.citation.retrieved)],
        clause.text_basis.value,
        _span(clause.in_force),
        list(clause.exception_to),
        [
            [
                reading.name,
                reading.says,
                _word(reading.verdict),
                reading.text_basis.value,
                reading.source,
                None if reading.when is None else _names(reading.when, vocabulary),
            ]
            for reading in clause.readings
        ],
        list(clause.obligations),
        clause.way_on,
        clause.question,
        [
            [term.id, term.fact, term.question, term.members, term.by_interpretation,
             term.contested] for term in (terms[name] for name in names)
        ],
    ]  # fmt: skip
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(b"clause\n" + text.encode()).hexdigest()
    return replace(clause, terms=tuple(names), digest=digest)


def _word(verdict: object) -> str:
    return "" if verdict is None else str(verdict)


def _names(condition: Condition, vocabulary: Vocabulary) -> list[list[object]]:
    return [[_literal(literal, vocabulary) for literal in case] for case in condition]


def _literal(literal: Literal, vocabulary: Vocabulary) -> object:
    fact = vocabulary.facts[literal.fact]
    openings = [[o.term, o.kind.value, fact.names(o.mask)] for o in literal.openings]
    return [fact.name, fact.names(literal.inside), openings]


def _span(span: DateSpan) -> list[str]:
    return [
        str(day)
        for day in (span.from_earliest, span.from_latest, span.until_earliest, span.until_latest)
    ]
