"""The text of an edition (TOML) read into clauses, with errors that a lawyer can act on.

Rules kept here:
 * Every table is read strictly. An error names the text, the clause, what was found, and the
   nearest right word.
 * A value `term:ID` in a condition stands for the members of the term; the term has to be about the
   fact it is used for.
 * `use` takes what a clause does not say itself from a template, key by key, with its terms. Of
   verdict and readings it takes neither if the clause has one of them.
 * `continues` names the clause of the edition before that a clause carries on under another id.
 * A clause has a verdict or at least two readings, never both. Only an exception may be silent.
 * `unknown` is no value a clause may ask for.

The texts are handed in: where they lie is the matter of `countenance.stores`.
"""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from countenance.codes.conditions import condition
from countenance.codes.digests import clause_digest
from countenance.codes.model import (
    Citation,
    Clause,
    DateSpan,
    Edition,
    Reading,
    Term,
    TextBasis,
    Verdict,
)
from countenance.errors import CodeError, FactError
from countenance.facts.tables import Table, parse_toml
from countenance.facts.vocabulary import WHOLE_DOMAIN, Cube, Vocabulary, nearest

__all__ = ["load_edition"]

_Choice = TypeVar("_Choice", bound=Enum)


def load_edition(text: str, shared: str, vocabulary: Vocabulary, where: str) -> Edition:
    """The edition that `text` holds; `shared` is the text of the templates, `where` its name.

    Raises `CodeError`.
    """
    table = parse_toml(text, where, CodeError)
    # Read where a clause asks for one: most editions use none, and reading it takes its time.
    uses = any(entry.text("use", "") for entry in table.tables("clause"))
    templates = _templates(shared) if uses else {}
    code, edition = table.text("code"), table.text("edition")
    used = _used(table, templates)
    terms = _terms(table, used, vocabulary, where)
    source, retrieved = table.text("source"), table.date("retrieved")
    clauses = tuple(
        _clause(entry.at(where), templates, terms, vocabulary, Citation("", source, retrieved))
        for entry in table.tables("clause")
    )
    loaded = Edition(
        code,
        edition,
        table.text("title"),
        table.text("publisher"),
        source,
        retrieved,
        table.text("note", ""),
        _in_force(table.table("in_force")),
        tuple(_scope(entry, vocabulary) for entry in table.tables("scope")),
        terms,
        clauses,
    )
    table.done()
    _check_ids(table, clauses)
    _check_exceptions(clauses, where)
    return loaded


def _templates(shared: str) -> dict[str, Table]:
    """The templates of the shared text by id."""
    table = parse_toml(shared, "shared.toml", CodeError)
    found: dict[str, Table] = {}
    for entry in table.tables("template"):
        name = entry.text("id")
        if name in found:
            table.fail(f"two templates are called `{name}`")
        found[name] = entry.at(f"shared.toml#{name}")
    table.done()
    return found


def _used(table: Table, templates: Mapping[str, Table]) -> dict[str, Table]:
    """The templates that the clauses of an edition use."""
    used = {}
    for entry in table.tables("clause"):
        name = entry.text("use", "")
        if name and name not in templates:
            hint = _hint(name, templates)
            table.fail(f"`{entry.text('id', name)}` uses `{name}`, which is no template{hint}")
        if name:
            used[name] = templates[name]
    return used


def _terms(
    table: Table, used: Mapping[str, Table], vocabulary: Vocabulary, where: str
) -> dict[str, Term]:
    """The terms of an edition by id: its own, then those of the templates it uses."""
    own: dict[str, Term] = {}
    for entry in table.tables("term"):
        term = _term(entry, vocabulary, where)
        if term.id in own:
            table.fail(f"two terms are called `{term.id}`")
        own[term.id] = term
    taken: dict[str, Term] = {}
    for name, template in used.items():
        for entry in template.tables("term"):
            term = _term(entry, vocabulary, f"shared.toml#{name}")
            if term.id not in own and taken.setdefault(term.id, term) != term:
                table.fail(f"two templates differ about the term `{term.id}`")
    return {**taken, **own}


def _term(table: Table, vocabulary: Vocabulary, where: str) -> Term:
    name = table.text("id")
    table.at(f"{where}, term `{name}`")
    questions = table.table("contested")
    contested = tuple((member, questions.text(member)) for member in questions.names())
    term = Term(
        name,
        table.text("fact"),
        table.text("question"),
        table.texts("members", ()),
        table.texts("by_interpretation", ()),
        contested,
    )
    table.done()
    try:
        fact = vocabulary.fact(term.fact)
        parts = [fact.mask(term.members), fact.mask(term.by_interpretation)]
        parts += [fact.mask((member,)) for member, _ in contested]
    except FactError as cause:
        raise CodeError(f"{table.where}: {cause}") from cause
    words = (*term.members, *term.by_interpretation, *questions.names())
    for word in WHOLE_DOMAIN.intersection(words):
        table.fail(f"`{word}` is no value; name the values that are meant")
    seen = 0
    for part in parts:
        if part & seen:
            twice = ", ".join(f"`{value}`" for value in fact.names(part & seen))
            table.fail(f"{twice} is a member in two ways")
        seen |= part
    if not seen:
        table.fail("has no members")
    return term


def _clause(
    table: Table,
    templates: Mapping[str, Table],
    terms: Mapping[str, Term],
    vocabulary: Vocabulary,
    citation: Citation,
) -> Clause:
    if use := table.text("use", ""):
        # A clause with readings of its own leaves the verdict of its template, and the reverse.
        left = "verdict" if table.has("reading") else "reading" if table.has("verdict") else ""
        table = table.merged(templates[use].without(left))
    name = table.text("id")
    table.at(f"{table.where}#{name}")
    table.tables("term")
    table.text("use", "")
    basis = _choice(table, "text_basis", TextBasis)
    exception_to = table.texts("exception_to", ())
    source = table.text("source", citation.source)
    readings = tuple(
        _reading(entry.at(f"{table.where}, reading {i}"), terms, vocabulary, basis, source)
        for i, entry in enumerate(table.tables("reading"), 1)
    )
    has_own = bool(readings) and all(reading.when is not None for reading in readings)
    if not table.has("when") and not has_own:
        table.fail("`when` is missing; write `when = {}` if it always applies")
    clause = Clause(
        name,
        table.text("says"),
        _verdict(table, readings, exception_to),
        condition(table, "when", terms, vocabulary),
        condition(table, "unless", terms, vocabulary),
        Citation(table.text("section", ""), source, table.date("retrieved") or citation.retrieved),
        basis,
        _in_force(table),
        exception_to,
        readings,
        table.texts("obligations", ()),
        table.text("way_on", ""),
        table.text("question", ""),
        (),
        "",
        table.text("note", ""),
        table.text("continues", ""),
        table.text("wording", ""),
    )
    table.done()
    return clause_digest(clause, terms, vocabulary)


def _verdict(
    table: Table, readings: tuple[Reading, ...], exception_to: tuple[str, ...]
) -> Verdict | None:
    """The verdict of a clause that has no readings."""
    if not readings:
        verdict = _verdict_word(table, "verdict")
        if verdict is Verdict.SILENT and not exception_to:
            table.fail("`silent` is a verdict of exceptions only")
        return verdict
    if table.has("verdict"):
        table.fail("`verdict` and readings exclude each other; give each reading its verdict")
    if len(readings) < 2:
        table.fail("one reading is no question; write at least two, or a verdict")
    names = [reading.name for reading in readings]
    for reading in names:
        if names.count(reading) > 1:
            table.fail(f"two readings are called `{reading}`")
    return None


def _reading(
    table: Table,
    terms: Mapping[str, Term],
    vocabulary: Vocabulary,
    basis: TextBasis,
    source: str,
) -> Reading:
    when = condition(table, "when", terms, vocabulary) if table.has("when") else None
    reading = Reading(
        table.text("name"),
        table.text("says"),
        _verdict_word(table, "verdict"),
        _choice(table, "text_basis", TextBasis, basis),
        table.text("source", source),
        when,
    )
    table.done()
    return reading


def _verdict_word(table: Table, key: str) -> Verdict:
    words = {str(verdict.name).lower(): verdict for verdict in Verdict}
    word = table.text(key)
    if word not in words:
        table.fail(f"`{key}` is `{word}`; it is one of {', '.join(words)}{_hint(word, words)}")
    return words[word]


def _choice(
    table: Table, key: str, choices: type[_Choice], default: _Choice | None = None
) -> _Choice:
    if default is not None and not table.has(key):
        table.text(key, "")
        return default
    words = {str(choice.value): choice for choice in choices}
    word = table.text(key)
    if word not in words:
        table.fail(f"`{key}` is `{word}`; it is one of {', '.join(words)}{_hint(word, words)}")
    return words[word]


def _in_force(table: Table) -> DateSpan:
    """`from` and `until`, each a day or an interval of days."""
    ends = []
    for key in ("from", "until"):
        if table.is_table(key):
            span = table.table(key)
            earliest, latest = span.date("earliest"), span.date("latest")
            span.done()
            if earliest and latest and earliest > latest:
                span.fail("`earliest` lies after `latest`")
        else:
            earliest = latest = table.date(key)
        ends += [earliest, latest]
    if ends[0] and ends[3] and ends[0] >= ends[3]:
        table.fail("`until` is the first day it no longer binds; it has to lie after `from`")
    return DateSpan(*ends)


def _scope(table: Table, vocabulary: Vocabulary) -> Cube:
    values = {name: table.texts(name) for name in table.names()}
    for name, words in values.items():
        for word in WHOLE_DOMAIN.intersection(words):
            table.fail(f"`{name}` is given `{word}`, which is no value; leave the fact out")
    try:
        return vocabulary.cube(values)
    except FactError as cause:
        raise CodeError(f"{table.where}: {cause}") from cause


def _check_ids(table: Table, clauses: tuple[Clause, ...]) -> None:
    seen = set()
    for clause in clauses:
        if clause.id in seen:
            table.fail(f"two clauses are called `{clause.id}`")
        if "+" in clause.id:
            # What answers for a clause within the scope of a ruling is named so.
            table.fail(f"`{clause.id}`: `+` stands between a clause and a ruling; use `-`")
        seen.add(clause.id)


def _check_exceptions(clauses: tuple[Clause, ...], where: str) -> None:
    """Every exception has its clause, and no clause is, in the end, an exception to itself."""
    parents = {clause.id: clause.exception_to for clause in clauses}
    for clause in clauses:
        for parent in clause.exception_to:
            if parent not in parents:
                hint = _hint(parent, parents)
                raise CodeError(f"{where}#{clause.id}: no clause is called `{parent}`{hint}")
        above, seen = list(clause.exception_to), set()
        while above:
            parent = above.pop()
            if parent == clause.id:
                raise CodeError(f"{where}#{clause.id}: it is an exception to itself")
            if parent not in seen:
                seen.add(parent)
                above += parents[parent]


def _hint(word: str, words: Mapping[str, object]) -> str:
    near = nearest(word, words)
    return f"; did you mean `{near}`?" if near else ""
