"""The page of one code for people, in Markdown, made from its texts and the cases beside them.

Rules kept here:
 * The page says nothing that the texts do not say, and never what depends on today: it is the same
   whenever and wherever it is made.
 * A clause stands beside its source and how well its words are known; a weak one says that it is
   unclear until somebody signs it off.

What a table of cells says is worded in `countenance.cli.code_page_tables`, which files there are
in `countenance.cli.code_pages`.
"""

import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from countenance.cli.answer import exit_code
from countenance.cli.code_page_tables import (
    cell,
    condition_words,
    cube_words,
    grid,
    link,
    map_table,
    values_words,
)
from countenance.codes.cases import EditionCase
from countenance.codes.model import (
    Clause,
    DateSpan,
    Edition,
    Reading,
    Term,
    Verdict,
    title_of,
)
from countenance.codes.shelves import Shelf, basis_words, counts, known_words
from countenance.codes.timeline import in_force_words, spans
from countenance.decisions.overview import overview
from countenance.facts.vocabulary import Vocabulary

__all__ = ["MADE", "CodeTexts", "anchor", "code_page"]

MADE = "<!-- Made from the texts by `countenance codes pages`: change those, not this page. -->"
_HOW = (
    "In the maps of answers below, *silent* says that no clause speaks about it, which is no "
    "permission; two verdicts in one cell, that it depends on facts that are not in the table; "
    "`-`, that it cannot be. `countenance codes map` draws [other maps](../grey-zones.md)."
)
_MOST_ASKED = 5
"""A case that is shown as a command states no more facts than this, if there is such a case."""


@dataclass(frozen=True, slots=True)
class CodeTexts:
    """A code: its editions, the oldest first, and the cases of each by its name."""

    editions: tuple[Edition, ...]
    cases: dict[str, tuple[EditionCase, ...]]

    @property
    def code(self) -> str:
        """The name of the code."""
        return self.editions[-1].code

    @property
    def title(self) -> str:
        """Its title."""
        return title_of(self.editions)


def code_page(texts: CodeTexts, vocabulary: Vocabulary) -> str:
    """The page; it ends with a line end."""
    title = texts.title
    parts = [f"# `{texts.code}`: {title}", MADE, _first(texts), _editions(texts)]
    parts += _asked(texts)
    parts.append(_HOW)
    for edition in reversed(texts.editions):
        parts += _edition(edition, texts.cases.get(edition.name, ()), title, vocabulary)
    return "\n\n".join(parts) + "\n"


def anchor(heading: str) -> str:
    """The anchor that viewers make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _first(texts: CodeTexts) -> str:
    newest = texts.editions[-1]
    found = counts(clause for each in texts.editions for clause in each.clauses)
    total = sum(found.values())
    told = ", ".join(f"{number} {shelf.value}" for shelf, number in found.items())
    several = f"{len(texts.editions)} editions" if len(texts.editions) > 1 else "One edition"
    clauses = f"{total} clauses" if total != 1 else "one clause"
    return (
        f"Publisher: {cell(newest.publisher)}. {several} with {clauses} in our own plain words: "
        f"{told} ([what that means](../why-unclear.md#the-text-is-not-established-text))."
    )


def _editions(texts: CodeTexts) -> str:
    rows = []
    for each in texts.editions:
        found = counts(each.clauses)
        start, end = spans(each.in_force)
        name = f"[`{each.edition}`](#{anchor(_heading(each))})"
        rows.append([name, start, end, *(str(found[shelf]) for shelf in Shelf)])
    table = grid(["edition", "in force from", "until", *(s.value for s in Shelf)], rows)
    if len(texts.editions) == 1:
        return table
    old, new = texts.editions[-2:]
    command = f"`countenance codes diff {old.name} {new.name}`"
    return f"{table}\n\nWhat changed: {command} ([how to read it](../diff.md))."


def _asked(texts: CodeTexts) -> Iterable[str]:
    """A plain case that is settled, of the newest edition that has one, to be pasted."""
    settled = [
        (edition, case)
        for edition in reversed(texts.editions)
        for case in texts.cases.get(edition.name, ())
        if case.verdicts.bit_count() == 1 and case.facts
    ]
    if not settled:
        return
    edition, case = min(settled, key=lambda each: _plainness(each[1]))
    words = ["countenance", "check", "--code", edition.name]
    if case.as_of:
        words += ["--as-of", case.as_of.isoformat()]
    if case.signed:
        words += ["--as-if-signed", "all"]
    words += [f"{name}={value}" for name, value in case.facts.items()]
    code = exit_code(case.verdicts)
    ends = f"\n[exit {code}]" if code else ""
    yield f"```console\n$ {shlex.join(words)}\n{case.verdicts.words[0]} · …{ends}\n```"


def _plainness(case: EditionCase) -> tuple[bool, bool, bool]:
    """Low for a case that is answered at once by what the text says, and asked in few words."""
    told = case.verdicts in (Verdict.DENY, Verdict.ALLOW)
    return not told, case.signed, len(case.facts) > _MOST_ASKED


def _heading(edition: Edition) -> str:
    return f"Edition `{edition.edition}`"


def _edition(
    edition: Edition, cases: Sequence[EditionCase], title: str, vocabulary: Vocabulary
) -> Iterable[str]:
    yield f"## {_heading(edition)}"
    yield _head(edition, title, vocabulary)
    if edition.note:
        yield _paragraphs(edition.note)
    if edition.clauses:
        yield _clauses(edition)
        yield "When each of them applies:"
        yield _conditions(edition, vocabulary)
    yield from _readings(edition)
    yield from _terms(edition)
    yield from _notes(edition)
    yield from _map(edition, vocabulary)
    yield from _cases(cases, vocabulary)


def _head(edition: Edition, title_of_all: str, vocabulary: Vocabulary) -> str:
    start, end = in_force_words(edition.in_force)
    title = f"*{cell(edition.title)}*. " if edition.title != title_of_all else ""
    retrieved = f", retrieved {edition.retrieved}" if edition.retrieved else ""
    binds = " Binds " + "; **or** ".join(cube_words(c, vocabulary) for c in edition.scope) + "."
    return (
        f"{title}In force from {start} until {end}.{binds if edition.scope else ''} "
        f"Source: {link(edition.source)}{retrieved}."
    )


def _clauses(edition: Edition) -> str:
    rows = [
        [f"`{clause.id}`", _gives(clause), cell(_says(clause)), *_known(clause, edition)]
        for clause in edition.clauses
    ]
    return grid(["clause", "gives", "in our words", "how well it is known", "where"], rows)


def _says(clause: Clause) -> str:
    return f'{clause.says} In these words: "{clause.wording}"' if clause.wording else clause.says


def _gives(clause: Clause) -> str:
    if clause.readings:
        return "unclear where its readings differ"
    word = clause.verdict.words[0] if clause.verdict else "silent"
    return f"unclear until signed off, then {word}" if clause.weak and word != "unclear" else word


def _known(clause: Clause, edition: Edition) -> tuple[str, str]:
    cited = clause.citation
    day = f", {cited.retrieved}" if cited.retrieved not in (None, edition.retrieved) else ""
    section = f"{cell(cited.section)}, " if cited.section else ""
    return known_words(clause), f"{section}{link(cited.source)}{day}"


def _conditions(edition: Edition, vocabulary: Vocabulary) -> str:
    def unless(clause: Clause) -> str:
        return condition_words(clause.unless, vocabulary) if clause.unless else ""

    columns: dict[str, Callable[[Clause], str]] = {
        "not when": unless,
        "counts": _span,
        "exception to": lambda clause: _names(clause.exception_to),
        "on condition of": lambda clause: _names(clause.obligations),
        "a refused caller is told": lambda clause: cell(clause.way_on),
    }
    used = {head: say for head, say in columns.items() if any(map(say, edition.clauses))}
    rows = [
        [f"`{clause.id}`", _when(clause, vocabulary), *(say(clause) for say in used.values())]
        for clause in edition.clauses
    ]
    return grid(["clause", "applies when", *used], rows)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _when(clause: Clause, vocabulary: Vocabulary) -> str:
    """The condition of a clause, or that it lies with the readings."""
    if not clause.when and clause.readings:
        return "as its readings say"
    return condition_words(clause.when, vocabulary)


def _span(clause: Clause) -> str:
    span = clause.in_force
    if span == DateSpan():
        return ""
    start, end = in_force_words(span)
    from_ = "" if span.from_earliest is None and span.from_latest is None else f"from {start} "
    return f"{from_}until {end}"


def _readings(edition: Edition) -> Iterable[str]:
    rows = []
    for clause in edition.clauses:
        for each in clause.readings:
            rows.append([f"`{clause.id}`", *_reading(each)])
    if rows:
        yield "Clauses that can be read in several ways:"
        yield grid(["clause", "read as", "gives", "because", "how well it is known", "where"], rows)
        asked = [c for c in edition.clauses if c.question]
        if asked:
            yield "\n".join(f"- `{c.id}`: {cell(c.question)}" for c in asked)


def _reading(reading: Reading) -> list[str]:
    return [
        cell(reading.name),
        reading.verdict.words[0],
        cell(reading.says),
        basis_words(reading.text_basis),
        link(reading.source),
    ]


def _terms(edition: Edition) -> Iterable[str]:
    used = {name for clause in edition.clauses for name in clause.terms}
    rows = [_term(term) for name, term in sorted(edition.terms.items()) if name in used]
    if rows:
        yield "Words that the text does not define:"
        heads = ["question", "certainly", "by our interpretation, until signed off", "open"]
        yield grid(heads, rows)


def _term(term: Term) -> list[str]:
    open_ = "<br>".join(f"{values_words([name])}: {cell(asks)}" for name, asks in term.contested)
    return [
        cell(term.question),
        values_words(term.members),
        values_words(term.by_interpretation),
        open_,
    ]


def _notes(edition: Edition) -> Iterable[str]:
    told = [clause for clause in edition.clauses if clause.note]
    if told:
        yield "Why it is written so:"
        yield "\n".join(f"- `{c.id}`: {_flat(c.note)}" for c in told)


def _map(edition: Edition, vocabulary: Vocabulary) -> Iterable[str]:
    found = overview(edition, vocabulary)
    if found is None:
        return
    table, _ = found
    yield f"What `{edition.name}` answers, act by act:"
    yield map_table(table, vocabulary)
    dated = any(clause.in_force != DateSpan() for clause in edition.clauses)
    if dated:
        yield "Every clause counts in it, whatever its own days."


def _cases(cases: Sequence[EditionCase], vocabulary: Vocabulary) -> Iterable[str]:
    if not cases:
        return
    rows = [
        [
            cell(case.says),
            f"`{case.clause}`",
            "; ".join(f"{_plain(name)} {_plain(value)}" for name, value in case.facts.items()),
            _expected(case, vocabulary),
        ]
        for case in cases
    ]
    table = grid(["situation", "about", "known", "answer"], rows)
    several = f"{len(cases)} situations" if len(cases) > 1 else "One situation"
    yield f"<details><summary>{several}, and what it answers</summary>\n\n{table}\n\n</details>"


def _expected(case: EditionCase, vocabulary: Vocabulary) -> str:
    told = " or ".join(case.verdicts.words) or "contradictory"
    if case.ask:
        told += f"; asks: {cell(vocabulary.fact(case.ask).ask)}"
    if case.signed:
        told += " (every text signed off)"
    return f"{told} (on {case.as_of})" if case.as_of else told


def _paragraphs(text: str) -> str:
    """A note as Markdown: paragraphs, and lists whose items begin with `- `."""
    return "\n\n".join(
        "\n".join(_flat(item) for item in re.split(r"\n(?=- )", part))
        for part in re.split(r"\n\s*\n", text.strip())
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _plain(word: str) -> str:
    return cell(word.replace("_", " "))
