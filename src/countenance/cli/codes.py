"""`countenance codes`: the library of codes, its editions, and what changed between two of them.

What is printed about a clause is worded in `countenance.cli.code_words`.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypedDict

import click

from countenance.cli import code_words
from countenance.cli.code_coverage import coverage
from countenance.cli.code_export import export
from countenance.cli.code_lint import lint
from countenance.cli.code_map import as_html, as_rows
from countenance.cli.code_map import as_json as as_map_json
from countenance.cli.code_map import as_svg as as_map_svg
from countenance.cli.code_pages import pages
from countenance.cli.code_timeline import as_svg
from countenance.cli.diff_words import in_json, in_words, looser_in_words
from countenance.cli.grey_words import grey_in_json, grey_in_words
from countenance.cli.own_codes import bundle, bundle_key, new, test
from countenance.cli.words import (
    NearestGroup,
    codes_option,
    json_option,
    parse_day,
    parse_facts,
    say_json,
    services_bound,
    table,
    usage,
)
from countenance.codes.model import Edition
from countenance.codes.shelves import Shelf, counts
from countenance.codes.timeline import spans
from countenance.decisions.bound import bound_alone
from countenance.decisions.chart import beside, chart
from countenance.decisions.compare import Comparison, compare
from countenance.decisions.grey import grey
from countenance.errors import CountenanceError, DecisionError
from countenance.facts.known import Facts
from countenance.stores.library import Library
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["codes"]


@click.group(cls=NearestGroup)
def codes() -> None:
    """Look into the codes: which there are, what they say, what changed.

    \b
    Example:
        countenance codes list
        countenance codes diff ms-aoai-coc@2024-05-01 ms-aoai-coc@2024-05-03
    """


codes.add_command(coverage)
codes.add_command(export)
codes.add_command(lint)
codes.add_command(pages)
for _each in (new, test, bundle, bundle_key):
    codes.add_command(_each)


@codes.command("list")
@click.option("--as-of", metavar="DATE", help="Say which edition is in force on this day. [today]")
@codes_option
@json_option
def list_(as_of: str | None, library: Library, as_json: bool) -> None:
    """List the codes, the edition in force, and how well their clauses are known.

    \b
    Example:
        countenance codes list --as-of 2024-05-02
    """
    day = parse_day(as_of) or _today()
    rows = [_row(name, day, library) for name in library.code_names()]
    if as_json:
        say_json({"as_of": day.isoformat(), "codes": rows})
        return
    head = ("CODE", f"IN FORCE ON {day}", "EDITIONS", "CLAUSES", *(s.value.upper() for s in Shelf))
    lines = [
        (
            row["code"],
            " or ".join(row["in_force"]) or "none",
            str(len(row["editions"])),
            *(str(number) for number in (sum(row["shelves"].values()), *row["shelves"].values())),
        )
        for row in rows
    ]
    table(head, lines)
    total = {shelf: sum(row["shelves"][shelf.value] for row in rows) for shelf in Shelf}
    click.echo(
        f"{len(rows)} codes, {sum(len(row['editions']) for row in rows)} editions · of "
        f"{sum(total.values())} clauses: "
        + ", ".join(f"{number} {shelf.value}" for shelf, number in total.items())
    )


@codes.command("show")
@click.argument("code", metavar="CODE[@EDITION]")
@click.option("--as-of", metavar="DATE", help="The edition in force on this day. [today]")
@codes_option
@json_option
def show(code: str, as_of: str | None, library: Library, as_json: bool) -> None:
    """Show what an edition says, clause by clause, in our own plain words.

    \b
    Example:
        countenance codes show ms-aoai-coc --as-of 2024-05-10
    """
    found = _editions(code, parse_day(as_of), library)
    if as_json:
        say_json({"editions": [code_words.edition_in_json(each) for each in found]})
        return
    click.echo("\n\n".join(code_words.edition_in_words(each) for each in found))


@codes.command("timeline")
@click.argument("code")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw it, too.")
@codes_option
@json_option
def timeline(code: str, svg: Path | None, library: Library, as_json: bool) -> None:
    """Say which edition of a code was in force when.

    \b
    Example:
        countenance codes timeline ms-aoai-coc --svg timeline.svg
    """
    with usage():
        found = library.editions_of(code)
    if svg is not None:
        _write(svg, as_svg(code, found, _today()))
    if as_json:
        say_json([code_words.head_in_json(each) for each in found])
        return
    rows = [(each.edition, *spans(each.in_force), each.title) for each in found]
    table(("EDITION", "FROM", "UNTIL", "TITLE"), rows)
    if svg is not None:
        click.echo(f"drawn: {svg}")


@codes.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--as-if-signed", is_flag=True, help="As if every weak clause were signed off.")
@click.option("--all", "whole", is_flag=True, help="Every case of a move, not the first few.")
@codes_option
@json_option
def diff(
    old: str, new: str, as_if_signed: bool, library: Library, whole: bool, as_json: bool
) -> None:
    """Say what changed between two editions: clauses, and verdicts that moved.

    Exact: every situation that the two tell apart is counted. A number of situations is not a
    number of cases in the world.

    \b
    Example:
        countenance codes diff ms-aoai-coc@2024-05-01 ms-aoai-coc@2024-05-03
    """
    found = _compared(old, new, library, as_if_signed=as_if_signed)
    if as_json:
        say_json(in_json(found))
        return
    click.echo(in_words(found, whole=whole))


@codes.command("no-looser")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--as-if-signed", is_flag=True, help="As if every weak clause were signed off.")
@click.option("--all", "whole", is_flag=True, help="Every case of a move, not the first few.")
@codes_option
@json_option
@click.pass_context
def no_looser(
    ctx: click.Context,
    old: str,
    new: str,
    as_if_signed: bool,
    library: Library,
    whole: bool,
    as_json: bool,
) -> None:
    """Fail when a new edition is closer to allowing anything than the old one.

    For checks before a change is taken in. Exit codes: 0 nowhere looser, 1 looser somewhere.

    \b
    Example:
        countenance codes no-looser ms-aoai-coc@2023 ms-aoai-coc@2024-05-03
    """
    found = _compared(old, new, library, as_if_signed=as_if_signed)
    if as_json:
        say_json(in_json(found))
    else:
        click.echo(looser_in_words(found, whole=whole))
    ctx.exit(1 if any(part.looser for part in found.parts) else 0)


@codes.command("map")
@click.argument("code", metavar="CODE@EDITION")
@click.option("--rows", required=True, metavar="FACT[,FACT]", help="What the rows are.")
@click.option("--cols", required=True, metavar="FACT[,FACT]", help="What the columns are.")
@click.option("--given", "given", multiple=True, metavar="FACT=VALUE", help="What is known.")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw it, too.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="As a page, too.")
@codes_option
@json_option
def map_(
    code: str,
    rows: str,
    cols: str,
    given: tuple[str, ...],
    svg: Path | None,
    html: Path | None,
    library: Library,
    as_json: bool,
) -> None:
    """Show what an edition answers for each combination of a few facts.

    Values that it does not tell apart stand together. What is not given is open: a cell whose
    answer hangs on it says which answers are possible.

    \b
    Example:
        countenance codes map ms-aoai-coc@2024-05-03 --rows capture_device \\
            --cols environment,agency_country --given timeliness=real_time \\
            --given operation=biometric_identification --given actor_kind=law_enforcement_agency
    """
    vocabulary = packaged_vocabulary()
    with usage():
        text = library.edition(code)
        stated = parse_facts(given)
        bound = {} if "service" in stated else services_bound([text])
        known = Facts.open(vocabulary).narrowed(bound).narrowed(stated)
        try:
            found = chart(
                beside([bound_alone(text)], vocabulary), known, rows.split(","), cols.split(",")
            )
        except DecisionError as error:
            raise click.UsageError(str(error)) from error
    title = f"{text.title} ({text.publisher}, {text.edition}): what does it answer?"
    told = [
        f"{vocabulary.fact(name).ask} {' or '.join(values).replace('_', ' ')}"
        for name, values in stated.items()
    ]
    shown = found.table()
    if svg is not None:
        _write(svg, as_map_svg(shown, vocabulary, title, told))
    if html is not None:
        _write(html, as_html(shown, vocabulary, title, told))
    if as_json:
        say_json({"edition": text.name, "given": stated, **as_map_json(found, vocabulary)})
        return
    heads, lines = as_rows(shown, vocabulary)
    table(heads, lines)
    for path in (svg, html):
        if path is not None:
            click.echo(f"drawn: {path}")


@codes.command("grey")
@click.argument("code", metavar="CODE[@EDITION]")
@click.option("--as-of", metavar="DATE", help="The edition in force on this day. [today]")
@click.option("--as-if-signed", is_flag=True, help="As if every weak clause were signed off.")
@codes_option
@json_option
def grey_(
    code: str, as_of: str | None, as_if_signed: bool, library: Library, as_json: bool
) -> None:
    """Say where an edition settles nothing, and what somebody would have to settle.

    \b
    Example:
        countenance codes grey ms-aoai-coc@2024-05-03
    """
    found = []
    for text in _editions(code, parse_day(as_of), library):
        signed = frozenset(c.digest for c in text.clauses) if as_if_signed else frozenset()
        found.append(grey(text, packaged_vocabulary(), signed=signed))
    if as_json:
        say_json([grey_in_json(each) for each in found])
        return
    click.echo("\n\n".join(map(grey_in_words, found)))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CountenanceError(f"{path}: cannot be written: {error.strerror}") from error


def _compared(old: str, new: str, library: Library, *, as_if_signed: bool) -> Comparison:
    with usage():
        before, after = library.edition(old), library.edition(new)
    if old == new:
        raise click.UsageError(f"`{old}` is compared with itself; name two editions")
    signed = frozenset(c.digest for text in (before, after) for c in text.clauses)
    return compare(
        before, after, packaged_vocabulary(), signed=signed if as_if_signed else frozenset()
    )


def _today() -> date:
    return datetime.now(UTC).date()


class _Row(TypedDict):
    code: str
    in_force: list[str]
    editions: list[str]
    shelves: dict[str, int]


def _row(code: str, day: date, library: Library) -> _Row:
    found = library.editions_of(code)
    shelves = counts(clause for each in found for clause in each.clauses)
    return {
        "code": code,
        "in_force": [each.edition for each in library.editions_in_force(code, day)],
        "editions": [each.edition for each in found],
        "shelves": {shelf.value: number for shelf, number in shelves.items()},
    }


def _editions(code: str, day: date | None, library: Library) -> tuple[Edition, ...]:
    """The edition that is named, or those in force on a day."""
    with usage():
        if "@" in code:
            if day is not None:
                raise click.UsageError(f"`{code}` names an edition; leave `--as-of` out")
            return (library.edition(code),)
        on = day or _today()
        found = library.editions_in_force(code, on)
        if not found:
            others = ", ".join(each.name for each in library.editions_of(code))
            raise click.UsageError(f"no edition of {code} is in force on {on}; there are {others}")
    return found
