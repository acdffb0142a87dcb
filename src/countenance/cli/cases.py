"""Commands about held calls: the queue, one case, and what a person does about it.

Rules kept here:
 * Whoever acts is known by a token, as at the gate: the folder of data alone makes nobody a second
   person.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from countenance.cli.caller_names import caller_names
from countenance.cli.case_words import needs, note, say_case
from countenance.cli.who import known, names_of, token_option, wrong_usage
from countenance.cli.words import (
    NearestGroup,
    data_option,
    json_option,
    say_json,
    table,
)
from countenance.gate.people.case_acts import FOR, ForWord, Said, act_of
from countenance.gate.people.case_view import row_of_case, view_of_case
from countenance.review.case import State
from countenance.review.people import May, Person
from countenance.stores.held_calls import HeldCalls
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.people import People

__all__ = ["cases"]

_reason = click.option("--reason", required=True, help="Why, in words; its caller is told.")


@click.group(cls=NearestGroup)
def cases() -> None:
    """See which calls are held for people, and decide them.

    \b
    Example:
        countenance cases list
        export COUNTENANCE_TOKEN=cnp_...
        countenance cases claim hold-0123456789abcdef
        countenance cases refuse hold-0123456789abcdef --reason "no permit"
    """


@cases.command("list")
@click.option(
    "--state",
    type=click.Choice(["waiting", *(state.value for state in State)]),
    default="waiting",
    show_default=True,
    help="Which of them.",
)
@data_option
@json_option
def list_(state: str, folder: Path, as_json: bool) -> None:
    """List held calls; of those that wait, the ones that are due first at the top.

    \b
    Example:
        countenance cases list --state refused
    """
    with _open(folder) as site:
        waits = state == "waiting"
        found = site.cases.waiting() if waits else site.cases.newest(State(state))
        rows = [row_of_case(case, site.now) for case in found]
        names, people = site.callers(), site.people()
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo(f"no held call is {state}" if state != "waiting" else "no held call waits")
    else:
        table(("CASE", "STATE", "DUE", "CALLER", "WITH", "NEEDS", "NOTE"), [
            (row["id"], row["state"], row["due"][:16], names.get(row["caller"], row["caller"]),
             people.get(row["holder"], "-"), needs(row), note(row))
            for row in rows
        ])  # fmt: skip


@cases.command()
@click.argument("case")
@token_option
@data_option
@json_option
def show(case: str, token: str | None, folder: Path, as_json: bool) -> None:
    """Show one held call: what is known and how, what the clauses say, what is missing.

    Whoever may yet vote on it and says so by a token is not told what others said.

    \b
    Example:
        countenance cases show hold-0123456789abcdef
    """
    with _open(folder) as site, wrong_usage():
        who = known(token, site.people_here) if token else None
        if who is not None:
            who.check(May.READ_CASES)
        view = site.view(case, who)
        names, people = site.callers(), site.people()
    if as_json:
        say_json(view)
        return
    say_case(view, names, people)


@cases.command()
@click.argument("case")
@token_option
@data_option
@json_option
def claim(case: str, token: str | None, folder: Path, as_json: bool) -> None:
    """Take a held call, so that nobody else works on it. Again: have it longer.

    \b
    Example:
        countenance cases claim hold-0123456789abcdef
    """
    _act("claim", case, token, folder, as_json)


@cases.command()
@click.argument("case")
@token_option
@data_option
@json_option
def release(case: str, token: str | None, folder: Path, as_json: bool) -> None:
    """Give a held call back to the queue.

    \b
    Example:
        countenance cases release hold-0123456789abcdef
    """
    _act("release", case, token, folder, as_json)


@cases.command()
@click.argument("case")
@_reason
@click.option("--uses", type=click.IntRange(0), default=1, show_default=True,
              help="How often the same call may pass; 0: any number of times.")
@click.option("--hours", type=click.IntRange(1), default=72, show_default=True,
              help="For how long it may.")
@click.option("--for", "for_", type=click.Choice(list(FOR)), default="call", show_default=True,
              help="The same call alone, or calls like it: same caller, operation, facts, codes.")
@token_option
@data_option
@json_option
def allow(
    case: str,
    reason: str,
    uses: int,
    hours: int,
    for_: str,
    token: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Say that the call may pass. It does when enough persons have said so and it comes again.

    \b
    Example:
        countenance cases allow hold-0123456789abcdef --reason "permit 12/26" --hours 4
        countenance cases allow hold-0123456789abcdef --reason "permit" --for alike --uses 20
    """
    scope = FOR[for_]
    _act("allow", case, token, folder, as_json, reason=reason, uses=uses, hours=hours, for_=scope)


@cases.command()
@click.argument("case")
@_reason
@token_option
@data_option
@json_option
def withdraw(case: str, reason: str, token: str | None, folder: Path, as_json: bool) -> None:
    """Take an allow back at once. The same call, and calls like it, are held anew.

    \b
    Example:
        countenance cases withdraw hold-0123456789abcdef --reason "the permit has ended"
    """
    _act("withdraw", case, token, folder, as_json, reason=reason)


@cases.command()
@click.argument("case")
@_reason
@token_option
@data_option
@json_option
def refuse(case: str, reason: str, token: str | None, folder: Path, as_json: bool) -> None:
    """Refuse the call. Its caller is told why, and may appeal once.

    \b
    Example:
        countenance cases refuse hold-0123456789abcdef --reason "no permit"
    """
    _act("refuse", case, token, folder, as_json, reason=reason)


@cases.command()
@click.argument("case")
@click.argument("fact")
@click.option("--reason", default="", help="What you want to know; kept with the entry.")
@token_option
@data_option
@json_option
def ask(
    case: str, fact: str, reason: str, token: str | None, folder: Path, as_json: bool
) -> None:
    """Ask the caller for a fact. The same call with the fact stated is decided anew.

    \b
    Example:
        countenance cases ask hold-0123456789abcdef capture_device
    """
    _act("ask", case, token, folder, as_json, reason=reason, fact=fact)


@cases.command()
@click.argument("case")
@_reason
@token_option
@data_option
@json_option
def escalate(case: str, reason: str, token: str | None, folder: Path, as_json: bool) -> None:
    """Hand a held call to a senior reviewer.

    \b
    Example:
        countenance cases escalate hold-0123456789abcdef --reason "new question"
    """
    _act("escalate", case, token, folder, as_json, reason=reason)


@cases.command()
@click.argument("case")
@_reason
@token_option
@data_option
@json_option
def veto(case: str, reason: str, token: str | None, folder: Path, as_json: bool) -> None:
    """Stop a call that others would allow or have allowed. For the ethics seat alone.

    \b
    Example:
        countenance cases veto hold-0123456789abcdef --reason "never this"
    """
    _act("veto", case, token, folder, as_json, reason=reason)


@dataclass
class _Site:
    """The cases of a folder of data, and who is there."""

    folder: Path
    cases: HeldCalls
    people_here: People
    log: DatabaseReader

    @property
    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def view(self, case: str, who: Person | None) -> dict[str, Any]:
        vocabulary = packaged_vocabulary()
        return view_of_case(
            self.cases.find(case), self.log, lambda name: vocabulary.fact(name).ask,
            self.cases.reason, who, self.now,
        )  # fmt: skip

    def callers(self) -> dict[str, str]:
        return caller_names(self.folder)

    def people(self) -> dict[str | None, str]:
        return names_of(self.people_here)


@contextmanager
def _open(folder: Path) -> Iterator[_Site]:
    with ExitStack() as stack:
        log = DatabaseReader(folder)
        stack.callback(log.close)
        held = HeldCalls(folder, create=False)
        stack.callback(held.close)
        who = People(folder, create=False)
        stack.callback(who.close)
        yield _Site(folder, held, who, log)


def _act(
    act: str,
    case: str,
    token: str | None,
    folder: Path,
    as_json: bool,
    *,
    reason: str = "",
    fact: str | None = None,
    uses: int | None = None,
    hours: int | None = None,
    for_: ForWord | None = None,
) -> None:
    with _open(folder) as site:
        who = known(token, site.people_here)
        with wrong_usage():
            found = site.cases.find(case)
            mine = found.token if found.held_by(site.now) == who.ref else -1
            said = Said(mine, reason, fact, uses, hours, for_)
            after = site.cases.step(case, act_of(act, who, said))
            view = site.view(case, who) if as_json else None
    if view is not None:
        say_json(view)
        return
    click.echo(f"{act}: {after.id} is {after.state.value}", err=True)
    if after.state is State.SECOND:
        click.echo("one more person has to allow it", err=True)
