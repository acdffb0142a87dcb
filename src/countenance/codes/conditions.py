"""Conditions of clauses: tables of facts and values read into cases of literals.

Rules kept here:
 * One table is a case: all its facts hold. A list of tables is a choice: one case is enough.
 * A value that is certain by one word stays certain, whatever a term says about it.
 * A fact that may have any value is no literal at all.
"""

from collections.abc import Mapping

from countenance.codes.model import Case, Condition, Literal, Opening, OpeningKind, Term
from countenance.errors import CodeError, FactError
from countenance.facts.tables import Table
from countenance.facts.vocabulary import WHOLE_DOMAIN, Fact, Vocabulary, nearest

__all__ = ["condition", "term_prefix"]

term_prefix = "term:"
"""What stands before the id of a term among the values of a condition."""


def condition(
    table: Table, key: str, terms: Mapping[str, Term], vocabulary: Vocabulary
) -> Condition:
    """The condition under `key`; the empty one (never) when the key is absent.

    Raises `CodeError` with the place and the nearest right word.
    """
    return tuple(_case(entry, terms, vocabulary) for entry in table.tables(key))


def _case(table: Table, terms: Mapping[str, Term], vocabulary: Vocabulary) -> Case:
    literals = []
    for name in table.names():
        try:
            index = vocabulary.index(name)
        except FactError as cause:
            raise CodeError(f"{table.where}: {cause}") from cause
        literal = _literal(table, vocabulary.facts[index], index, terms)
        if literal.inside != vocabulary.facts[index].full:
            literals.append(literal)
    return tuple(sorted(literals, key=lambda literal: literal.fact))


def _literal(table: Table, fact: Fact, index: int, terms: Mapping[str, Term]) -> Literal:
    inside = 0
    openings = []
    words = table.texts(fact.name)
    if not words:
        table.fail(f"`{fact.name}` is given no value; leave it out if any value will do")
    for word in words:
        if word in WHOLE_DOMAIN:
            table.fail(f"`{fact.name}` is given `{word}`, which is no value; leave the fact out")
        try:
            if not word.startswith(term_prefix):
                inside |= fact.mask((word,))
                continue
        except FactError as cause:
            raise CodeError(f"{table.where}: {cause}") from cause
        term = _term(table, fact, word.removeprefix(term_prefix), terms)
        inside |= fact.mask(term.members)
        contested = fact.mask(member for member, _ in term.contested)
        openings.append(Opening(term.id, OpeningKind.CONTESTED, contested))
        interpreted = fact.mask(term.by_interpretation)
        openings.append(Opening(term.id, OpeningKind.INTERPRETED, interpreted))
    left = tuple(
        Opening(opening.term, opening.kind, opening.mask & ~inside)
        for opening in openings
        if opening.mask & ~inside
    )
    return Literal(index, inside, left)


def _term(table: Table, fact: Fact, name: str, terms: Mapping[str, Term]) -> Term:
    term = terms.get(name)
    if term is None:
        near = nearest(name, terms)
        hint = f"; did you mean `{term_prefix}{near}`?" if near else ""
        table.fail(f"no term is called `{name}`{hint}")
    if term.fact != fact.name:
        table.fail(f"the term `{name}` is about `{term.fact}`, not about `{fact.name}`")
    return term
