"""Commands about questions: what anybody asked about a code, and what people answer.

Rules kept here:
 * Asking takes no token. Whoever answers is known by one, as at the gate.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.telling.citing import own_editions
from countenance.cli.who import known, token_option, wrong_usage
from countenance.cli.words import NearestGroup, data_option, json_option, say_json, table, usage
from countenance.codes.model import Edition
from countenance.errors import TooManyError
from countenance.gate.people.question_desk import QuestionDesk
from countenance.review.question import Question, QuestionState
from countenance.stores.database import has_database
from countenance.stores.library import Library
from countenance.stores.people import People
from countenance.stores.questions import Questions
from countenance.stores.rulings import Rulings

__all__ = ["questions"]

_SHOWN = 60
"""Letters of a question in a list."""


@click.group(cls=NearestGroup)
def questions() -> None:
    """Ask what a sentence of a code means, and answer who asked.

    \b
    Example:
        countenance questions list
        countenance questions ask ms-aoai-coc@2024-05-03 AOAI-MOBILE --term mobile-camera \\
            "Is the camera of a drone a mobile camera?"
    """


@questions.command("list")
@click.option("--state", type=click.Choice([state.value for state in QuestionState]),
              help="Only those in one state.")
@click.option("--edition", metavar="CODE@EDITION", help="Only those about one edition.")
@settings_option
@data_option
@json_option
def list_(
    state: str | None, edition: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """List the questions there are, the oldest first.

    \b
    Example:
        countenance questions list --state open
    """
    with _read(folder, settings) as site:
        rows = site.desk.rows(None if state is None else QuestionState(state), edition)
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo("no question")
    else:
        table(("QUESTION", "STATE", "DAYS", "ABOUT", "ASKS"), [
            (row["id"], row["state"], _days(row),
             f"{row['edition']} {row['clause']} {row['term'] or '(does it stand?)'}",
             _short(row["asks"]))
            for row in rows
        ])  # fmt: skip


@questions.command()
@click.argument("question")
@settings_option
@data_option
@json_option
def show(question: str, settings: str | None, folder: Path, as_json: bool) -> None:
    """Show one question: who was asked, what was answered, and for how long it has waited.

    \b
    Example:
        countenance questions show ms-aoai-coc-older-sentence
    """
    with _read(folder, settings) as site, wrong_usage():
        _say(site, site.desk.questions.find(question), as_json)


@questions.command()
@click.argument("edition", metavar="CODE@EDITION")
@click.argument("clause")
@click.argument("asks", metavar="QUESTION")
@click.option("--term", metavar="TERM",
              help="The word that it is about; without it: whether the clause still stands.")
@click.option("--contact", default="", help="Where you want the answer; kept sealed.")
@settings_option
@data_option
@json_option
def ask(
    edition: str, clause: str, asks: str, term: str | None, contact: str, settings: str | None,
    folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Ask what a word of a clause means, or whether the clause still stands. Name nobody in it.

    \b
    Example:
        countenance questions ask ms-aoai-coc@2024-05-03 AOAI-ID "Does it still stand?"
    """
    with _open(folder, settings) as site, wrong_usage(), usage():
        try:
            asked = site.desk.ask(edition, clause, asks, term, contact)
        except TooManyError as error:
            raise click.UsageError(str(error)) from error
        _say(site, asked, as_json)


@questions.command("take-up")
@click.argument("question")
@token_option
@settings_option
@data_option
@json_option
def take_up(
    question: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Say that somebody works on it.

    \b
    Example:
        countenance questions take-up ms-aoai-coc-real-time
    """
    with _open(folder, settings, create=False) as site, wrong_usage():
        _say(site, site.desk.take_up(question, known(token, site.people)), as_json)


@questions.command()
@click.argument("question")
@click.argument("says", metavar="ANSWER")
@click.option("--source", required=True, metavar="URL", help="Where the answer can be read.")
@token_option
@settings_option
@data_option
@json_option
def answer(
    question: str, says: str, source: str, token: str | None, settings: str | None, folder: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Answer it in words. That decides no call: a ruling does.

    \b
    Example:
        countenance questions answer ms-aoai-coc-real-time "Within a minute of capture." \\
            --source https://publisher.example/notes/7
    """
    with _open(folder, settings, create=False) as site, wrong_usage():
        _say(site, site.desk.answer(question, known(token, site.people), says, source), as_json)


@questions.command()
@click.argument("question")
@click.option("--reason", required=True, help="Why there will be no answer; it is shown.")
@token_option
@settings_option
@data_option
@json_option
def close(
    question: str, reason: str, token: str | None, settings: str | None, folder: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Close a question that gets no answer, or needs none any more.

    \b
    Example:
        countenance questions close q-0123456789abcdef --reason "asked before, see q-fedcba98"
    """
    with _open(folder, settings, create=False) as site, wrong_usage():
        _say(site, site.desk.close(question, known(token, site.people), reason), as_json)


@questions.command()
@click.argument("question")
@token_option
@settings_option
@data_option
@json_option
def hide(
    question: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Show the words of a question no more: they name somebody, or are no question.

    \b
    Example:
        countenance questions hide q-0123456789abcdef
    """
    with _open(folder, settings, create=False) as site, wrong_usage():
        _say(site, site.desk.hide(question, known(token, site.people)), as_json)


@dataclass(frozen=True, slots=True)
class _Site:
    """The questions in a folder of data, and who is there."""

    desk: QuestionDesk
    people: People


@contextmanager
def _read(folder: Path, settings: str | None) -> Iterator[_Site]:
    """The same to be read; where nothing was asked yet, those that came with the codes. Nothing is
    made in the folder then."""
    with ExitStack() as stack:
        if not has_database(folder):
            click.echo(f"no gate has run on {folder} yet: what came with the codes", err=True)
            folder = Path(stack.enter_context(TemporaryDirectory()))
        yield stack.enter_context(_open(folder, settings))


@contextmanager
def _open(folder: Path, settings: str | None, *, create: bool = True) -> Iterator[_Site]:
    own = {edition.name: edition for edition in own_editions(settings)}
    packaged, loaded = Library(), load_settings(settings)

    def edition_of(name: str) -> Edition:
        return own[name] if name in own else packaged.edition(name)

    with ExitStack() as stack:
        kept = Questions(
            folder,
            per_hour=loaded.review.questions_per_hour,
            open_at_once=loaded.review.questions_waiting,
            create=create,
        )
        stack.callback(kept.close)
        rulings = Rulings(folder)
        stack.callback(rulings.close)
        people = People(folder)
        stack.callback(people.close)
        desk = QuestionDesk(kept, rulings, edition_of, loaded.address, time.time_ns)
        yield _Site(desk, people)


def _say(site: _Site, question: Question, as_json: bool) -> None:
    view = site.desk.shown(question)
    if as_json:
        say_json(view)
        return
    about = view["term"] or "does the clause still stand?"
    lines = [
        f"{view['id']} · {view['state']} · {_days(view)} days",
        f"  {view['edition']} {view['clause']} · {about}",
        f"  {view['asks'] or '(its words are not shown)'}",
        f"  asked {view['asked'][:10]}",
    ]
    for name, says in (
        ("asked_of", "asked of"), ("answered_then", "answered then"), ("source", "source"),
        ("ruling", "answered by the ruling"), ("why_closed", "closed"),
    ):  # fmt: skip
        if view[name]:
            lines.append(f"  {says}: {view[name]}")
    if view["answer"]:
        lines.append(f"  answered: {view['answer']['says']} · {view['answer']['source']}")
    for each in view["related"]:
        lines.append(f"  see also {each['id']}, about {each['common']}")
    click.echo("\n".join([*lines, f"  {view['link']}"]))


def _days(row: dict[str, Any]) -> str:
    waited = row["days_unanswered"]
    return str(waited) if waited is not None else str(row["days_until_answered"] or 0)


def _short(words: str | None) -> str:
    told = " ".join((words or "(its words are not shown)").split())
    return told if len(told) <= _SHOWN else told[: _SHOWN - 1] + "…"
