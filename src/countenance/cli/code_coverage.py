"""`countenance codes coverage`: what the cases beside an edition look at, and what they do not."""

from collections.abc import Iterator

import click

from countenance.cli.code_words import cube_in_json, cube_in_words
from countenance.cli.words import codes_option, json_option, say_json, usage
from countenance.decisions.coverage import Coverage
from countenance.decisions.coverage import coverage as coverage_of
from countenance.decisions.trials import tried
from countenance.stores.library import Library
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["coverage"]


@click.command()
@click.argument("code", metavar="CODE[@EDITION]")
@codes_option
@json_option
def coverage(code: str, library: Library, as_json: bool) -> None:
    """Say what the cases beside an edition look at, and how many situations have which verdict.

    \b
    Example:
        countenance codes coverage ms-aoai-coc@2023
    """
    with usage():
        names = (code,) if "@" in code else library.edition_names(code)
        texts = [library.edition(name) for name in names]
    vocabulary = packaged_vocabulary()
    found = [
        coverage_of(text, tried(text, library.cases_of(text.name), vocabulary), vocabulary)
        for text in texts
    ]
    if as_json:
        say_json([_in_json(each) for each in found])
        return
    click.echo("\n\n".join("\n".join(_in_words(each)) for each in found))


def _in_words(found: Coverage) -> Iterator[str]:
    situations = sum(each.situations for each in found.verdicts)
    kinds = sum(each.kinds for each in found.verdicts)
    unseen = sum(each.unseen for each in found.verdicts)
    yield (
        f"{found.edition.name} · {found.cases} cases look at {kinds - unseen:,} of {kinds:,} kinds "
        f"of situations ({_share(kinds - unseen, kinds)})"
    )
    facts = ", ".join(found.facts)
    yield f"  {situations:,} situations in its scope; {len(found.facts)} facts tell apart: {facts}"
    head = ("verdict", "situations", "kinds", "settled", "left open", "no case")
    rows = [
        (
            each.verdict.words[0],
            *(f"{n:,}" for n in (each.situations, each.kinds, each.settled, each.open)),
            f"{each.unseen:,}",
        )
        for each in found.verdicts
    ]
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for first, *rest in (head, *rows):
        cells = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield f"  {'  '.join((first.ljust(widths[0]), *cells))}"
    yield from _missed(found)


def _missed(found: Coverage) -> Iterator[str]:
    """What no case looks at: clauses, readings, members, and the largest boxes of situations."""
    for each in found.clauses:
        if not each.applies:
            yield f"  no case makes {each.clause.id} apply"
        for reading in each.readings_missed:
            yield f"  no case is in the reading `{reading}` of {each.clause.id}"
    for term in found.terms:
        if term.missed:
            seen = term.of - len(term.missed)
            yield (
                f"  the term `{term.term.id}`: cases state {seen} of {term.of} members, not "
                + ", ".join(term.missed)
            )
    limited = {"service"} if len(found.edition.scope) == 1 else set[str]()
    for verdict in found.verdicts:
        for cube in verdict.missed.cubes:
            yield f"  no case: {verdict.verdict.words[0]}: {cube_in_words(cube, without=limited)}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def _in_json(found: Coverage) -> dict[str, object]:
    return {
        "edition": found.edition.name,
        "cases": found.cases,
        "facts": list(found.facts),
        "situations": sum(each.situations for each in found.verdicts),
        "kinds": sum(each.kinds for each in found.verdicts),
        "verdicts": [
            {
                "verdict": each.verdict.words[0],
                "situations": each.situations,
                "kinds": each.kinds,
                "settled": each.settled,
                "left_open": each.open,
                "no_case": each.unseen,
                "missed": [cube_in_json(cube) for cube in each.missed.cubes],
            }
            for each in found.verdicts
        ],
        "clauses": [
            {
                "clause": each.clause.id,
                "applies": each.applies,
                "left_open": each.open,
                "readings_missed": list(each.readings_missed),
            }
            for each in found.clauses
        ],
        "terms": [
            {"term": each.term.id, "members": each.of, "missed": list(each.missed)}
            for each in found.terms
        ],
    }
