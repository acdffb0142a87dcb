"""Commands about rulings: what one would move, and what people do about one.

Rules kept here:
 * Whoever acts is known by a token, as at the gate. Only the board adopts a ruling: see `board`.
"""

import datetime
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from countenance.cli.ruling_words import effect_lines, replay_lines, ruling_lines
from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.telling.citing import own_editions
from countenance.cli.who import known, names_of, token_option, wrong_usage
from countenance.cli.words import (
    NearestGroup,
    codes_option,
    data_option,
    json_option,
    parse_day,
    say_json,
    table,
    usage,
)
from countenance.codes.model import Edition
from countenance.errors import ReviewError
from countenance.gate.people.ruling_desk import RulingDesk
from countenance.gate.people.ruling_view import (
    effect_object,
    replay_object,
    row_of_ruling,
    view_of_ruling,
)
from countenance.review.docket import Docket, Stage
from countenance.review.in_force import read_rulings
from countenance.review.ruling_checks import checked
from countenance.review.ruling_text import edition_named, load_ruling
from countenance.review.rulings import Ruling, effect
from countenance.stores.library import Library
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.people import People
from countenance.stores.rulings import Rulings

__all__ = ["rulings"]

_FINDINGS = 1
_DAYS = 30


@click.group(cls=NearestGroup)
def rulings() -> None:
    """See what a ruling on a clause would decide, and put one before the board.

    \b
    Example:
        countenance rulings effect station.toml
        export COUNTENANCE_TOKEN=cnp_...
        countenance rulings propose station.toml
    """


@rulings.command("effect")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data", "beside", metavar="DIR", type=click.Path(path_type=Path, exists=True),
    help="Beside the rulings that count in this folder of data.",
)  # fmt: skip
@codes_option
@json_option
def effect_(file: Path, beside: Path | None, library: Library, as_json: bool) -> int:
    """Say what a ruling would move, over every situation. Exits 1 where it may not be adopted.

    \b
    Example:
        countenance rulings effect station.toml --json
    """
    vocabulary = packaged_vocabulary()
    try:
        text = file.read_text(encoding="utf-8")
        with usage():
            edition = library.edition(edition_named(text, file.name))
            ruling = load_ruling(text, edition, vocabulary, file.name)
            counting = () if beside is None else _counting(beside, edition)
            found = effect(edition, ruling, vocabulary)
    except (ReviewError, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from error
    refused = ""
    others: tuple[str, ...] = ()
    try:
        may = checked(edition, ruling, counting, vocabulary)
        found, others = may.effect, may.beside
    except ReviewError as error:
        refused = str(error)
    if as_json:
        say_json({**effect_object(ruling, found, refused), "beside": list(others)})
    else:
        click.echo("\n".join(effect_lines(ruling, found, refused, others)))
    return _FINDINGS if refused else 0


def _counting(folder: Path, edition: Edition) -> tuple[Ruling, ...]:
    """The rulings on an edition that count in a folder of data."""
    with closing(Rulings(folder, create=False)) as kept:
        named = {edition.name: edition}
        found = read_rulings(kept.counting(edition.name), named.get, packaged_vocabulary())
    return found.of(edition.name)


@rulings.command("list")
@click.option("--state", type=click.Choice([state.value for state in Stage]),
              help="Only those in one state.")
@click.option("--edition", metavar="CODE@EDITION", help="Only those on one edition.")
@settings_option
@data_option
@json_option
def list_(
    state: str | None, edition: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """List the rulings there are and were, the newest first.

    \b
    Example:
        countenance rulings list --state adopted
    """
    with _open(folder, settings) as site:
        lapsed = site.desk.lapsed()
        found = site.desk.all(edition, None if state is None else Stage(state))
        rows = [row_of_ruling(each, site.desk.today, lapsed.get(each.id)) for each in found]
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo("no ruling")
    else:
        table(("RULING", "STATE", "ON", "READ AS", "GIVES", "FROM", "TO", "NOTE"), [
            (row["id"], row["state"], f"{row['edition']} {row['clause']}", row["reading"],
             row["gives"], row["begins"], row["ends"] or "-", "lapsed" if row["lapsed"] else "-")
            for row in rows
        ])  # fmt: skip


@rulings.command()
@click.argument("ruling")
@click.option("--text", "only_text", is_flag=True, help="Only the text, as it was written.")
@click.option("--cases", "only_cases", is_flag=True, help="Only the cases that test it.")
@settings_option
@data_option
@json_option
def show(
    ruling: str, only_text: bool, only_cases: bool, settings: str | None, folder: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Show one ruling, by its name or digest.

    \b
    Example:
        countenance rulings show station --text
    """
    with _open(folder, settings) as site, wrong_usage():
        _say(site, site.desk.rulings.find(ruling), as_json, only_text, only_cases)


@rulings.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--question", metavar="ID", help="The question that it answers.")
@token_option
@settings_option
@data_option
@json_option
def propose(
    file: Path, question: str | None, token: str | None, settings: str | None, folder: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Put a ruling before the board, checked beside those that count.

    \b
    Example:
        countenance rulings propose station.toml --question ms-aoai-coc-older-sentence
    """
    with _open(folder, settings) as site, wrong_usage(), usage():
        text = file.read_text(encoding="utf-8")
        docket = site.desk.propose(text, known(token, site.people), question)
        _say(site, docket, as_json)
    if not as_json:
        click.echo(f"now ask the board: countenance board open --ruling {docket.digest}", err=True)


@rulings.command()
@click.argument("ruling")
@token_option
@settings_option
@data_option
@json_option
def check(
    ruling: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Compute the effect of a proposal anew, beside the rulings that count by now.

    \b
    Example:
        countenance rulings check station
    """
    with _open(folder, settings) as site, wrong_usage(), usage():
        _say(site, site.desk.recheck(ruling, known(token, site.people)), as_json)


@rulings.command("take-back")
@click.argument("ruling")
@click.option("--reason", required=True, help="Why, in words; kept with the entry.")
@token_option
@settings_option
@data_option
@json_option
def take_back(
    ruling: str, reason: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Take a proposal of your own back, while the board has not decided.

    \b
    Example:
        countenance rulings take-back station --reason "the scope is too wide"
    """
    with _open(folder, settings) as site, wrong_usage():
        _say(site, site.desk.take_back(ruling, known(token, site.people), reason), as_json)


@rulings.command()
@click.argument("ruling")
@click.option("--from", "begins", metavar="DAY", help="The first day. [30 days ago]")
@click.option("--until", "ends", metavar="DAY", help="The last day. [today]")
@settings_option
@data_option
@json_option
def replay(
    ruling: str,
    begins: str | None,
    ends: str | None,
    settings: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Say what recorded calls would have been with a ruling: a file, or one that was proposed.

    \b
    Example:
        countenance rulings replay station.toml --from 2026-11-01
    """
    with ExitStack() as stack, wrong_usage(), usage():
        site = stack.enter_context(_open(folder, settings))
        log = DatabaseReader(folder)
        stack.callback(log.close)
        path = Path(ruling)
        is_file = path.suffix == ".toml" and path.is_file()
        text = (
            path.read_text(encoding="utf-8") if is_file else site.desk.rulings.find(ruling).text
        )
        last = parse_day(ends) or site.desk.today
        first = parse_day(begins) or last - datetime.timedelta(days=_DAYS)
        told = replay_object(site.desk.replayed(text, log, first, last), first, last)
    if as_json:
        say_json(told)
        return
    click.echo("\n".join(replay_lines(told, path.stem if is_file else ruling)))
    if told["changed"]:
        table(("THEN", "OUTCOME", "NOW", "CALLS", "DECIDED BY", "ENTRIES"), [
            ("/".join(row["then"]), row["outcome_then"], "/".join(row["now"]), str(row["calls"]),
             row["decided_by"], ", ".join(map(str, row["entries"])))
            for row in told["changed"]
        ])  # fmt: skip


@rulings.command()
@settings_option
@data_option
def test(settings: str | None, folder: Path) -> int:
    """Ask the cases of every ruling that counts today. Exits 1 where one fails, or has lapsed.

    \b
    Example:
        countenance rulings test
    """
    with _open(folder, settings) as site, usage():
        asked, wrong = site.desk.failing()
    click.echo(f"cases of rulings: {asked}, {'not all' if wrong else 'all'} as they say")
    for each in wrong:
        click.echo(f"  {each}")
    return _FINDINGS if wrong else 0


@dataclass(frozen=True, slots=True)
class _Site:
    """The rulings in a folder of data, and who is there."""

    desk: RulingDesk
    people: People


@contextmanager
def _open(folder: Path, settings: str | None) -> Iterator[_Site]:
    own = {edition.name: edition for edition in own_editions(settings)}
    signed = frozenset(
        digest.removeprefix("sha256:") for digest in load_settings(settings).codes.signed_off
    )
    packaged = Library()

    def edition_of(name: str) -> Edition:
        return own[name] if name in own else packaged.edition(name)

    with ExitStack() as stack:
        kept = Rulings(folder, create=False)
        stack.callback(kept.close)
        people = People(folder, create=False)
        stack.callback(people.close)
        yield _Site(
            RulingDesk(kept, edition_of, packaged_vocabulary(), signed, time.time_ns), people
        )


def _say(
    site: _Site,
    docket: Docket,
    as_json: bool,
    only_text: bool = False,
    only_cases: bool = False,
) -> None:
    if only_text or only_cases:
        click.echo(docket.text if only_text else docket.cases, nl=False)
        return
    lapsed = site.desk.lapsed()
    view = view_of_ruling(docket, site.desk.today, lapsed.get(docket.id))
    if as_json:
        say_json(view)
    else:
        names = names_of(site.people)
        click.echo("\n".join(ruling_lines(view, names.get(docket.by, docket.by))))
