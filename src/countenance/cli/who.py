"""Who gives a command about held calls or to the board: somebody with a token, as at the gate.

Rules kept here:
 * The folder of data alone makes nobody a reviewer or a member: whoever acts has a token.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from countenance.errors import ReviewError
from countenance.review.people import Person
from countenance.stores.people import People

__all__ = ["known", "names_of", "token_option", "wrong_usage"]

_F = TypeVar("_F", bound=Callable[..., Any])
_TOKEN = "COUNTENANCE_TOKEN"  # noqa: S105 - the name of a variable


def token_option(command: _F) -> _F:
    """`--token-file FILE`, else the variable: who acts, as `token`."""

    def token(_ctx: click.Context, _param: click.Parameter, given: str | None) -> str | None:
        if given is None:
            return os.environ.get(_TOKEN)
        return Path(given).read_text(encoding="ascii", errors="replace").strip()

    return click.option(
        "--token-file",
        "token",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False),
        callback=token,
        help=f"A file that holds your token. [else {_TOKEN}]",
    )(command)


def known(token: str | None, people: People) -> Person:
    """Who has this token. Raises `click.UsageError`."""
    if not token:
        raise click.UsageError(
            f"who are you? give `--token-file` or set {_TOKEN}; "
            "`countenance people add` makes a token"
        )
    found = people.person(token)
    if found is None:
        raise click.UsageError("this token is nobody's, or not any more")
    return found


def names_of(people: People) -> dict[str | None, str]:
    """The names of people by their pseudonyms."""
    return {each.person.ref: each.name for each in people.all()}


@contextmanager
def wrong_usage() -> Iterator[None]:
    """What cannot be done about a case or a motion is wrong usage, and says why."""
    try:
        yield
    except ReviewError as error:
        raise click.UsageError(str(error)) from error
