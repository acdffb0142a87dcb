"""A statement of measures as a document: clause, control, test, figures, what is not controlled."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from countenance.cli.telling.document import Block, Document, Heading, Items, Lines, Table, Text
from countenance.record.beside import head_words
from countenance.record.figures.measures import FIGURES

__all__ = ["statement_document"]

_OUTCOMES = ("pass", "redact", "refuse", "hold")


def statement_document(made: Mapping[str, Any]) -> Document:
    """The document. `made`: the statement as `countenance evidence --json` gives it."""
    log = made["log"]
    period = f"from {made['from'] or 'the first entry'} until {made['until'] or 'the last'}"
    blocks: list[Block] = [
        Text(
            f"What is done so that {made['title']} (`{made['edition']}`) is kept, asked for by "
            f"{made['asked_by']}. Figures are those of the record `{log['origin']}`, {period}: "
            f"{made['figures']['calls']} calls."
        ),
        Text(
            "The clauses stand here in our own plain words, each with how well its text is known. "
            "This is no legal advice, and it says what is not controlled as well as what is."
        ),
        Table(
            "In short",
            ("clause", "gives", "controls", "spoke in calls", "decided calls", "left open"),
            tuple(
                (
                    row["id"],
                    row["gives"],
                    ", ".join(row["controls"]) or "none",
                    str(sum(row["speaks"].values())),
                    str(sum(row["decides"].values())),
                    str(len(row["not_controlled"]) + _left_open(row, made)),
                )
                for row in made["clauses"]
            ),
            (3, 4, 5),
        ),
        Heading("Behind every clause"),
        Items(tuple(f"`{each}`: {_control(made, each)['says']}" for each in made["always"])),
    ]
    for row in made["clauses"]:
        blocks += _clause(row, made)
    if made["duties"]:
        blocks += _duties(made)
    blocks += [
        Heading("The controls"),
        *(block for each in made["controls"] for block in _shown(each, made["figures"])),
        Heading("What is not controlled"),
        Items(tuple(made["not_controlled"])),
        Heading("How to check it"),
        Items(
            (
                "The tests stand in the source of countenance under the names given here; each "
                "runs by itself.",
                "That a decision follows from its entry: `countenance replay`.",
                "That the entries are the ones that were signed: `countenance record verify`. "
                + head_words(log),
            )
        ),
        Lines(f"python -m pytest {made['controls'][0]['tests'][0]}"),
        Text(
            f"Counted from {log['size']} entries, each compared with the head that was signed, "
            f"with the root `{log['root']}`, by {made['engine']}."
        ),
    ]  # fmt: skip
    return Document(f"Statement of measures: {made['edition']}", tuple(blocks))


def _clause(row: Mapping[str, Any], made: Mapping[str, Any]) -> Iterable[Block]:
    yield Heading(f"Clause {row['id']}")
    yield Text(f"{row['says']} ({row['section'] or 'no section'}; {row['known']}; {row['source']})")
    yield from _behind(row, made)
    yield Table(
        f"Clause {row['id']} in the period",
        ("", *_OUTCOMES),
        (
            ("speaks in calls that", *_counts(row["speaks"])),
            ("decides calls that", *_counts(row["decides"])),
        ),
        (1, 2, 3, 4),
    )


def _behind(row: Mapping[str, Any], made: Mapping[str, Any]) -> Iterable[Block]:
    told = [f"`{each}`: {_control(made, each)['says']}" for each in row["controls"]]
    if told:
        yield Items(tuple(told))
    else:
        yield Text("No control stands behind it but those behind every clause.")
    left = [f"Not controlled: {each}" for each in row["not_controlled"]]
    left += [
        f"Not controlled by `{id_}`: {each}"
        for id_ in row["controls"]
        for each in _control(made, id_)["not_controlled"]
    ]
    if left:
        yield Items(tuple(left))


def _left_open(row: Mapping[str, Any], made: Mapping[str, Any]) -> int:
    """How many things the controls behind a clause leave open."""
    return sum(len(_control(made, each)["not_controlled"]) for each in row["controls"])


def _duties(made: Mapping[str, Any]) -> Iterable[Block]:
    yield Heading("Duties that are not about one call")
    yield Text("They bind whoever deploys the system; most of them are for people to keep.")
    yield Table(
        "Duties",
        ("article", "what it asks, in our words", "known", "from", "controls", "not controlled"),
        tuple(
            (
                row["id"],
                row["says"],
                row["known"],
                row["begins"],
                ", ".join(row["controls"]) or "none",
                " ".join(row["not_controlled"]),
            )
            for row in made["duties"]
        ),
    )


def _shown(control: Mapping[str, Any], figures: Mapping[str, int]) -> Iterable[Block]:
    yield Text(f"`{control['id']}`. {control['says']}")
    told = [f"done by `{each}`" for each in control["modules"]]
    told += [f"shown by `{each}`" for each in control["tests"]]
    told += [f"in the period: {FIGURES[each]}: {figures[each]}" for each in control["figures"]]
    told += [f"not controlled: {each}" for each in control["not_controlled"]]
    yield Items(tuple(told))


def _control(made: Mapping[str, Any], id_: str) -> Mapping[str, Any]:
    found: Sequence[Mapping[str, Any]] = made["controls"]
    return next(each for each in found if each["id"] == id_)


def _counts(counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(str(counts.get(word, 0)) for word in _OUTCOMES)
