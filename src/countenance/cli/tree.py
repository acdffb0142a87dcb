"""The tree of commands, loaded one command at a time, and what an exit code means.

This module knows the names of the commands and where they live; what each does is in its own
module. An error of ours is printed in one line and exits 5; so does any other exception, with its
traceback only under `COUNTENANCE_TRACEBACK=1`, because a traceback can hold what a call held.
"""

import difflib
import importlib
import os
import sys
import traceback

import click
from click.shell_completion import CompletionItem

from countenance import __version__
from countenance.errors import CountenanceError

__all__ = ["COMMANDS", "root", "run"]

COULD_NOT = 5
"""The exit code of what could not be done."""

COMMANDS: dict[str, tuple[str, str, str]] = {
    "ask": ("countenance.cli.ask", "ask", "Take a picture and a prompt through the whole walk."),
    "attest": ("countenance.cli.attest", "attest", "Sign what a caller states about one call."),
    "board": ("countenance.cli.board", "board", "Ask the board, vote, and see what it decided."),
    "callers": ("countenance.cli.callers", "callers", "Register callers, their keys and pins."),
    "cases": ("countenance.cli.cases", "cases", "See and decide the calls held for people."),
    "certificate": (
        "countenance.cli.certificate",
        "certificate",
        "Make a certificate to try TLS with.",
    ),
    "check": ("countenance.cli.check", "check", "Ask the codes: may this be done, here, by them?"),
    "codes": ("countenance.cli.codes", "codes", "See what the codes say, and what changed."),
    "completion": ("countenance.cli.completion", "completion", "Print completion for a shell."),
    "config": ("countenance.cli.config", "config", "Check the settings before the gate uses them."),
    "evaluate": ("countenance.cli.evaluate", "evaluate", "Measure on your own labelled data."),
    "evidence": (
        "countenance.cli.evidence",
        "evidence",
        "State what is done so that a code is kept.",
    ),
    "faces": ("countenance.cli.pictures", "faces", "Find the faces in pictures."),
    "notices": (
        "countenance.cli.notices",
        "notices",
        "See what people are told, and try it.",
    ),
    "offenders": (
        "countenance.cli.offenders",
        "offenders",
        "See who is refused again and again.",
    ),
    "questions": (
        "countenance.cli.questions",
        "questions",
        "Ask what a sentence of a code means.",
    ),
    "reconcile": (
        "countenance.cli.reconcile",
        "reconcile",
        "Compare a service's bill with the record.",
    ),
    "record": ("countenance.cli.record", "record", "Read, prove and verify what was recorded."),
    "redact": ("countenance.cli.pictures", "redact", "Cover the faces in pictures."),
    "replay": ("countenance.cli.replay", "replay", "Make recorded decisions again."),
    "people": (
        "countenance.cli.people",
        "people",
        "Say who may do what here.",
    ),
    "report": ("countenance.cli.report", "report", "Write, sign, hand out and verify reports."),
    "rulings": (
        "countenance.cli.rulings",
        "rulings",
        "See, propose and test rulings on clauses.",
    ),
    "serve": ("countenance.cli.serve", "serve", "Start the gate."),
    "store": ("countenance.cli.store", "store", "Check, copy and move the database."),
    "trial": ("countenance.cli.trial", "trial", "See what a copy of your traffic came to."),
    "witness": ("countenance.cli.witness", "witness", "Watch logs; sign what only grew."),
}
"""Name -> module, object, one line of help."""


class Tree(click.Group):
    """A group whose commands are imported only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; a near miss is named in the error."""
        if cmd_name not in COMMANDS:
            near = difflib.get_close_matches(cmd_name, COMMANDS, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise click.UsageError(f"no command is called `{cmd_name}`{hint}", ctx)
        module, name, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names and options that begin so, without importing the commands."""
        named = [
            CompletionItem(name, help=COMMANDS[name][2])
            for name in sorted(COMMANDS)
            if name.startswith(incomplete)
        ]
        return named + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in sorted(COMMANDS)])


@click.command(
    cls=Tree, name="countenance", context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, message="countenance %(version)s")
def root() -> None:
    """Face rules for AI gateways: decide, cover, refuse, and keep the record.

    \b
    Example:
        countenance check --code ms-aoai-coc@2024-05-03 actor_kind=law_enforcement_agency \\
            agency_country=US agency_type=municipal_police operation=biometric_identification
    """


def run(arguments: list[str]) -> int:
    """Run the tree on these words; returns the exit code."""
    try:
        result = root.main(args=arguments, prog_name="countenance", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        return COULD_NOT
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except CountenanceError as error:
        click.echo(f"countenance: {error}", err=True)
        return COULD_NOT
    except Exception as error:  # noqa: BLE001 - an uncaught error is 5, never 1
        if os.environ.get("COUNTENANCE_TRACEBACK") == "1":
            traceback.print_exc()
        click.echo(
            f"countenance: could not be done: {type(error).__name__} "
            "(COUNTENANCE_TRACEBACK=1 shows where)",
            err=True,
        )
        return COULD_NOT
    sys.stdout.flush()
    return result if isinstance(result, int) else 0
