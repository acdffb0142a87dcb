"""An edition and its clauses in words for people and in JSON for programs.

Rules kept here:
 * A clause is never shown without its source and how well its text is known.
 * What a term leaves open is shown beside what is certain, with the question it hangs on.
"""

import re
from collections.abc import Iterable
from textwrap import fill

from countenance.cli.answer import span_in_json
from countenance.codes.model import Case, Clause, Condition, Edition, Literal, OpeningKind, Verdict
from countenance.codes.shelves import basis_words, counts, shelf_of
from countenance.codes.timeline import spans
from countenance.decisions.cover import says
from countenance.facts.vocabulary import Cube
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["cube_in_words", "edition_in_json", "edition_in_words", "head_in_json"]

_WIDTH = 96


def edition_in_words(edition: Edition) -> str:
    """The head of an edition and every clause."""
    start, end = spans(edition.in_force)
    lines = [
        f"{edition.name} · {edition.title} · {edition.publisher}",
        f"  in force: from {start}, until {end}",
        f"  source: {edition.source}",
        *(f"  scope: {cube_in_words(cube)}" for cube in edition.scope),
    ]
    if edition.note:
        lines += [_filled(part, "  ") for part in re.split(r"\n\s*\n|\n(?=- )", edition.note)]
    shelves = counts(edition.clauses)
    told = ", ".join(f"{number} {shelf.value}" for shelf, number in shelves.items())
    lines.append(f"  {len(edition.clauses)} clauses: {told}")
    for clause in edition.clauses:
        lines += ["", *_clause(clause)]
    return "\n".join(lines)


def head_in_json(edition: Edition) -> dict[str, object]:
    """What stands above the clauses."""
    return {
        "name": edition.name,
        "title": edition.title,
        "publisher": edition.publisher,
        "source": edition.source,
        "in_force": span_in_json(edition.in_force),
        "note": _flat(edition.note),
    }


def edition_in_json(edition: Edition) -> dict[str, object]:
    """An edition with its clauses, for programs."""
    return {
        **head_in_json(edition),
        "scope": [cube_in_json(cube) for cube in edition.scope],
        "clauses": [_clause_in_json(clause, edition) for clause in edition.clauses],
    }


def cube_in_words(cube: Cube, *, without: Iterable[str] = ()) -> str:
    """A box of situations as `fact=values`, the facts named in `without` left out."""
    facts = packaged_vocabulary().facts
    told = [
        f"{facts[i].name}={says(facts[i], mask)}"
        for i, mask in cube.masks
        if facts[i].name not in without
    ]
    return " ".join(told) or "every situation"


def cube_in_json(cube: Cube) -> dict[str, list[str]]:
    """A box of situations as the values of each fact."""
    facts = packaged_vocabulary().facts
    return {facts[i].name: list(facts[i].names(mask)) for i, mask in cube.masks}


def _clause(clause: Clause) -> Iterable[str]:
    verdict = "readings differ" if clause.readings else _word(clause.verdict)
    exception = f" · exception to {', '.join(clause.exception_to)}" if clause.exception_to else ""
    yield f"{clause.id} · {verdict}{exception}"
    yield _filled(clause.says, "  ")
    if clause.wording:
        yield _filled(f'in these words: "{clause.wording}"', "  ")
    for reading in clause.readings:
        yield f"  read as `{reading.name}`: {reading.verdict.words[0]}"
        yield _filled(reading.says, "    ")
    yield from (f"  when: {line}" for line in _condition(clause.when))
    yield from (f"  unless: {line}" for line in _condition(clause.unless))
    if clause.question:
        yield f"  open: {clause.question}"
    yield from (f"  on condition: {name}" for name in clause.obligations)
    retrieved = f", {clause.citation.retrieved}" if clause.citation.retrieved else ""
    yield f"  {clause.citation.section} · {clause.citation.source}{retrieved}"
    yield f"  our words · {basis_words(clause.text_basis)} · {shelf_of(clause).value}"


def _condition(condition: Condition) -> Iterable[str]:
    return map(_case, condition)


def _case(case: Case) -> str:
    return " ".join(_literal(literal) for literal in case) or "always"


def _literal(literal: Literal) -> str:
    fact = packaged_vocabulary().facts[literal.fact]
    told = [says(fact, literal.inside)] if literal.inside else []
    for opening in literal.openings:
        kind = "contested" if opening.kind is OpeningKind.CONTESTED else "by our interpretation"
        told.append(f"({kind}: {says(fact, opening.mask)})")
    return f"{fact.name}={' '.join(told)}"


def _clause_in_json(clause: Clause, edition: Edition) -> dict[str, object]:
    retrieved = clause.citation.retrieved
    return {
        "id": clause.id,
        "verdict": clause.verdict.words[0] if clause.verdict else None,
        "says": _flat(clause.says),
        "when": [_case_in_json(case) for case in clause.when],
        "unless": [_case_in_json(case) for case in clause.unless],
        "exception_to": list(clause.exception_to),
        "readings": [
            {
                "name": reading.name,
                "says": _flat(reading.says),
                "verdict": reading.verdict.words[0],
                "text_basis": reading.text_basis.value,
                "source": reading.source,
            }
            for reading in clause.readings
        ],
        "question": clause.question or None,
        "terms": [
            {"id": term.id, "question": term.question, "contested": dict(term.contested)}
            for term in (edition.terms[name] for name in clause.terms)
        ],
        "obligations": list(clause.obligations),
        "wording": clause.wording or None,
        "section": clause.citation.section,
        "source": clause.citation.source,
        "retrieved": retrieved.isoformat() if retrieved else None,
        "text_basis": clause.text_basis.value,
        "shelf": shelf_of(clause).value,
        "in_force": span_in_json(clause.in_force),
        "digest": f"sha256:{clause.digest}",
    }


def _case_in_json(case: Case) -> list[dict[str, object]]:
    facts = packaged_vocabulary().facts
    return [
        {
            "fact": facts[literal.fact].name,
            "values": list(facts[literal.fact].names(literal.inside)),
            "open": [
                {
                    "term": opening.term,
                    "kind": opening.kind.value,
                    "values": list(facts[literal.fact].names(opening.mask)),
                }
                for opening in literal.openings
            ],
        }
        for literal in case
    ]


def _word(verdict: Verdict | None) -> str:
    return verdict.words[0] if verdict else "silent"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _filled(text: str, indent: str) -> str:
    return fill(_flat(text), _WIDTH, initial_indent=indent, subsequent_indent=indent)
