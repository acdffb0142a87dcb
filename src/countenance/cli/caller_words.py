"""What the commands about callers share: the registry they change, and the words they are given."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from countenance.callers.check import plain_values
from countenance.callers.registration import RegisteredFact, Registration, Span
from countenance.cli.who import known, wrong_usage
from countenance.cli.words import usage
from countenance.errors import SecondPersonError
from countenance.record.entry import ChangeWord
from countenance.record.stamp import time_text
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.people import People
from countenance.stores.proposals import Proposals
from countenance.stores.registry import Registry

__all__ = ["alter_caller", "day_options", "fact_rows", "registry_of"]


def day_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--reference`, `--from` and `--until`, as `reference`, `begins` and `ends`."""
    for decorate in (
        click.option("--reference", default="", help="Where this is known from; a document."),
        click.option("--from", "begins", metavar="DAY", help="The first day on which it counts."),
        click.option("--until", "ends", metavar="DAY", help="The first day it no longer counts."),
    ):
        command = decorate(command)
    return command


def registry_of(folder: Path) -> Registry:
    """The registry in a folder, to change it."""
    return Registry(folder, packaged_vocabulary())


def alter_caller(
    folder: Path,
    caller: str,
    word: ChangeWord,
    altered: Callable[[Registration], Registration],
    token: str | None = None,
) -> Registration | None:
    """Change a registration, and say so; nothing comes back where another operator has to confirm.

    `token`: of the operator who proposes a change that takes two.
    """
    try:
        with usage():
            after = registry_of(folder).change(caller, word, altered)
    except click.UsageError as error:
        if token is None or not isinstance(error.__cause__, SecondPersonError):
            raise
        propose(folder, caller, word, altered, token)
        return None
    click.echo(f"{word.replace('-', ' ')}: {after.id} (revision {after.revision})", err=True)
    return after


def propose(
    folder: Path,
    caller: str,
    word: ChangeWord,
    altered: Callable[[Registration], Registration],
    token: str,
) -> None:
    """Put a change before another operator, and say how it is confirmed."""
    with closing(People(folder, create=False)) as people, wrong_usage(), usage():
        who = known(token, people)
        with closing(Proposals(folder, packaged_vocabulary())) as proposals:
            made = proposals.propose(caller, word, altered, who)
    click.echo(
        f"proposed {made.id}: it counts when another operator has said `countenance callers "
        f"confirm {made.id}`, until {time_text(made.due)[:16]}",
        err=True,
    )


def fact_rows(
    given: dict[str, tuple[str, ...]], reference: str, span: Span
) -> tuple[RegisteredFact, ...]:
    """Facts from the command line, in the words of the vocabulary. Raises `FactError`."""
    vocabulary = packaged_vocabulary()
    rows = [
        RegisteredFact(name, plain_values(vocabulary.fact(name), values), reference, span)
        for name, values in given.items()
    ]
    # Who acts has no first and last day, whatever days the rest is given.
    return tuple(
        replace(row, span=Span()) if row.fact in ("actor_kind", "on_behalf_of") else row
        for row in rows
    )
