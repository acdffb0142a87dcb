"""Commands about the board: its motions, votes, and what it has switched on.

Rules kept here:
 * Whoever acts is known by a token, as at the gate: the folder of data alone makes nobody a member.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import structlog

from countenance.cli.caller_names import caller_names
from countenance.cli.motion_words import about, clock, say_motion, whom
from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.who import known, names_of, token_option, wrong_usage
from countenance.cli.words import NearestGroup, data_option, json_option, say_json, table, usage
from countenance.gate.people.board_acts import Asked, SaidOfMotion, ask_board, do
from countenance.gate.people.motion_view import capability_told, row_of_motion, view_of_motion
from countenance.gate.settings.board import board_terms
from countenance.review.capability import Needs
from countenance.review.motion import Motion, MotionState, Vote
from countenance.review.people import May, Person
from countenance.stores.log import DatabaseReader
from countenance.stores.motions import Motions
from countenance.stores.people import People
from countenance.stores.registry import RegistryReader
from countenance.stores.ruling_motions import RulingMotions

__all__ = ["board"]

_reason = click.option("--reason", required=True, help="Why, in words; kept with the entry.")


@click.group(cls=NearestGroup)
def board() -> None:
    """Ask the board, vote, and see what it decided.

    \b
    Example:
        countenance board list
        export COUNTENANCE_TOKEN=cnp_...
        countenance board vote motion-0123456789abcdef yes --reason "a permit is shown"
    """


@board.command("list")
@click.option("--state", type=click.Choice([state.value for state in MotionState]),
              help="Only those in one state.")
@settings_option
@data_option
@json_option
def list_(state: str | None, settings: str | None, folder: Path, as_json: bool) -> None:
    """List motions, those that are due last at the top.

    \b
    Example:
        countenance board list --state open
    """
    with _open(folder, settings) as site:
        found = site.motions.list(None if state is None else MotionState(state))
        rows = [row_of_motion(motion, site.now) for motion in found]
        names = site.callers()
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo("no motion" if state is None else f"no motion is {state}")
    else:
        table(("MOTION", "STATE", "DUE", "VOTED", "ABOUT"), [
            (row["id"], row["state"], clock(row), f"{row['voted']} of {row['voters']}",
             about(row, names))
            for row in rows
        ])  # fmt: skip


@board.command()
@settings_option
@data_option
@json_option
def capabilities(settings: str | None, folder: Path, as_json: bool) -> None:
    """List what the board has switched on, for whom, and until when.

    \b
    Example:
        countenance board capabilities
    """
    with _open(folder, settings) as site:
        rows = [{**capability_told(wanted), "motion": motion.id}
                for motion, wanted in site.motions.capabilities()]  # fmt: skip
        names = site.callers()
    if as_json:
        say_json(rows)
    elif not rows:
        click.echo("nothing that needs the board is on")
    else:
        table(("NEEDS", "WHAT", "CALLER", "UNTIL", "MOTION"), [
            (row["needs"], row["what"] or "-", whom(row, names), row["until"], row["motion"])
            for row in rows
        ])  # fmt: skip


@board.command()
@click.argument("motion")
@token_option
@settings_option
@data_option
@json_option
def show(
    motion: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Show one motion: what it is about, who decides it, what is known of the votes.

    \b
    Example:
        countenance board show motion-0123456789abcdef
    """
    with _open(folder, settings) as site, wrong_usage():
        who = known(token, site.people) if token else None
        if who is not None:
            who.check(May.READ_MOTIONS)
        _say(site, site.motions.find(motion), who, as_json)


@board.command("open")
@click.option("--ruling", metavar="DIGEST", help="Adopt the ruling with this digest.")
@click.option("--appeal", metavar="DIGEST", help="Overturn the ruling with this digest.")
@click.option("--needs", type=click.Choice([each.value for each in Needs]),
              help="Switch on what needs the board.")
@click.option("--caller", metavar="CALLER", help="Only for this caller; else for everybody.")
@click.option("--what", metavar="NAME",
              help="One gallery (`persongroups/staff`) or edition (`code@edition`).")
@click.option("--days", type=click.IntRange(1, 3650), help="For how long.  [default: 365]")
@click.option("--concerns", multiple=True, metavar="CALLER",
              help="It is about this caller as well: its members take no part.")
@click.option("--expedited", is_flag=True, help="On the fast track.")
@_reason
@token_option
@settings_option
@data_option
@json_option
def open_(
    ruling: str | None, appeal: str | None, needs: str | None, caller: str | None,
    what: str | None, days: int | None, concerns: tuple[str, ...], expedited: bool, reason: str,
    token: str | None, settings: str | None, folder: Path, as_json: bool,
) -> None:  # fmt: skip
    """Ask the board: about a ruling, or to switch something on.

    \b
    Example:
        countenance board open --needs face-matching --caller acme --reason "staff doors"
    """
    given = [("ruling", ruling), ("appeal", appeal), ("capability", needs)]
    chosen = [(word, value) for word, value in given if value is not None]
    if len(chosen) != 1:
        raise click.UsageError("give one of `--ruling`, `--appeal` and `--needs`")
    word, value = chosen[0]
    asked = Asked(
        about=word,  # type: ignore[arg-type]  # one of the three
        reason=reason,
        digest=None if needs else value,
        needs=needs,  # type: ignore[arg-type]  # a choice of the command line
        caller=caller,
        what=what,
        days=days,
        expedited=expedited,
        concerns=concerns,
    )
    with _open(folder, settings) as site, wrong_usage(), usage():
        who = known(token, site.people)
        motion = ask_board(site.motions, who, asked, site.registry.ref_of, site.now)
        if not as_json:
            click.echo(f"opened {motion.id}", err=True)
        _say(site, motion, who, as_json)


@board.command()
@click.argument("motion")
@click.argument("vote", type=click.Choice([each.value for each in Vote]))
@_reason
@token_option
@settings_option
@data_option
@json_option
def vote(
    motion: str, vote: str, reason: str, token: str | None, settings: str | None, folder: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Vote on a motion. Nobody is told how, until all have voted or it is due.

    \b
    Example:
        countenance board vote motion-0123456789abcdef no --reason "no need is shown"
    """
    said = SaidOfMotion(vote, reason)  # type: ignore[arg-type]  # a choice of the command line
    _act("vote", motion, said, token, settings, folder, as_json)


@board.command()
@click.argument("motion")
@_reason
@token_option
@settings_option
@data_option
@json_option
def recuse(
    motion: str, reason: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Take no part in a motion.

    \b
    Example:
        countenance board recuse motion-0123456789abcdef --reason "my sister works there"
    """
    _act("recuse", motion, SaidOfMotion(reason=reason), token, settings, folder, as_json)


@board.command()
@click.argument("motion")
@_reason
@token_option
@settings_option
@data_option
@json_option
def veto(
    motion: str, reason: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Stop what the board might let pass, or has. For the ethics seat alone.

    \b
    Example:
        countenance board veto motion-0123456789abcdef --reason "not on a body camera"
    """
    _act("veto", motion, SaidOfMotion(reason=reason), token, settings, folder, as_json)


@board.command()
@click.argument("motion")
@token_option
@settings_option
@data_option
@json_option
def count(
    motion: str, token: str | None, settings: str | None, folder: Path, as_json: bool
) -> None:
    """Count a motion that is due. The gate does it as well, and so does the last vote.

    \b
    Example:
        countenance board count motion-0123456789abcdef
    """
    _act("count", motion, SaidOfMotion(), token, settings, folder, as_json)


@dataclass
class _Site:
    """The motions of a folder of data, and who is there."""

    folder: Path
    motions: Motions
    people: People
    registry: RegistryReader
    log: DatabaseReader

    @property
    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def callers(self) -> dict[str, str]:
        return caller_names(self.folder)


@contextmanager
def _open(folder: Path, settings: str | None) -> Iterator[_Site]:
    terms = board_terms(load_settings(settings).board)
    with ExitStack() as stack:
        # A motion that cannot be counted is logged, which is no part of what a command prints.
        logged = structlog.get_config()
        structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
        stack.callback(lambda: structlog.configure(**logged))
        log = DatabaseReader(folder)
        stack.callback(log.close)
        motions = Motions(folder, terms, RulingMotions(), create=False)
        stack.callback(motions.close)
        people = People(folder, create=False)
        stack.callback(people.close)
        registry = RegistryReader(folder, create=False)
        stack.callback(registry.close)
        yield _Site(folder, motions, people, registry, log)


def _act(
    act: str, id_: str, said: SaidOfMotion, token: str | None, settings: str | None, folder: Path,
    as_json: bool,
) -> None:  # fmt: skip
    with _open(folder, settings) as site, wrong_usage():
        who = known(token, site.people)
        motion = do(site.motions, act, id_, who, said)
        if as_json:
            _say(site, motion, who, as_json)
        else:
            click.echo(f"{act}: {motion.id} is {motion.state.value}", err=True)


def _say(site: _Site, motion: Motion, who: Person | None, as_json: bool) -> None:
    view: dict[str, Any] = view_of_motion(motion, site.log, site.motions.reason, who, site.now)
    if as_json:
        say_json(view)
    else:
        say_motion(view, site.callers(), names_of(site.people))
