"""`countenance record erase`, `legal-hold`, `release`, `rewrap`: when what is personal goes.

Rules kept here:
 * A case that is not there, or not as it would have to be, is wrong usage (exit 2); one under legal
   hold is denied (exit 1). One that is erased already is done: nothing more is entered.
 * Several cases are looked at before the first is erased.
"""

from contextlib import closing
from pathlib import Path
from typing import get_args

import click

from countenance.cli.record_open import LOOKING_COMMANDS, person_options
from countenance.cli.words import data_option, json_option, say_json
from countenance.errors import CaseError, LegalHoldError
from countenance.record.cases import Person
from countenance.record.entry import ErasureWord, HoldWord
from countenance.stores.cases import Cases, Erased

__all__ = ["CASE_COMMANDS"]

_DENIED = 1
_BASES: tuple[ErasureWord, ...] = tuple(
    word for word in get_args(ErasureWord) if word != "retention"
)
_HOLDS: tuple[HoldWord, ...] = get_args(HoldWord)

_case = click.option(
    "--case", metavar="CASE", required=True,
    help="The index or id of an entry of it, or its name (`c-...`, `hold-...`).",
)  # fmt: skip


@click.command()
@click.option(
    "--case", "names", metavar="CASE", required=True, multiple=True,
    help="The index or id of an entry of it, or its name; may be given again.",
)  # fmt: skip
@click.option("--basis", type=click.Choice(_BASES), required=True, help="Why it has to go.")
@person_options
@data_option
@json_option
def erase(
    names: tuple[str, ...], basis: ErasureWord, person: Person, folder: Path, as_json: bool
) -> int:
    """Erase what is kept about people in a case: its key and its openings. It cannot be had back.

    The entries stay, and every proof about them verifies. Exits 1 for a case under legal hold.

    \b
    Example:
        countenance record erase --case 17 --basis objection
    """
    with closing(Cases(folder)) as cases:
        for name in names:
            _look(cases, name)
        done: list[Erased] = []
        try:
            for name in names:
                done.append(cases.erase(name, basis, person))
        except LegalHoldError as error:
            click.echo(f"countenance: {error}", err=True)
            _say(done, as_json=as_json)
            return _DENIED
        except CaseError as error:
            raise click.UsageError(str(error)) from error
        for path in cases.older_copies():
            says = "an older copy of the record, in which it may still be; remove it"
            click.echo(f"{path}: {says}", err=True)
    _say(done, as_json=as_json)
    return 0


@click.command("legal-hold")
@_case
@click.option("--basis", type=click.Choice(_HOLDS), required=True, help="Why it has to be kept.")
@person_options
@data_option
@json_option
def legal_hold(case: str, basis: HoldWord, person: Person, folder: Path, as_json: bool) -> None:
    """Put a case under legal hold: nobody erases it, and its time does not run out.

    \b
    Example:
        countenance record legal-hold --case 17 --basis litigation
    """
    with closing(Cases(folder)) as cases:
        try:
            entry = cases.hold(case, basis, person)
            name = cases.case(case).name
        except CaseError as error:
            raise click.UsageError(str(error)) from error
    if as_json:
        say_json({"case": name, "entry": entry})
    else:
        click.echo(f"held: case {name}, by entry {entry}")


@click.command()
@_case
@click.option("--held-by", metavar="INDEX", type=click.IntRange(0),
              help="The entry of the hold, where there are several.")  # fmt: skip
@person_options
@data_option
@json_option
def release(
    case: str, held_by: int | None, person: Person, folder: Path, as_json: bool
) -> None:
    """Release a case from a legal hold; each hold is released by itself.

    \b
    Example:
        countenance record release --case 17
    """
    with closing(Cases(folder)) as cases:
        try:
            which, entry = cases.release(case, person, held_by)
            found = cases.case(case)
        except CaseError as error:
            raise click.UsageError(str(error)) from error
        left = cases.holds(found)
    if as_json:
        say_json({"case": found.name, "held_by": which, "entry": entry, "still_held_by": left})
        return
    still = f"; still held by {', '.join(map(str, left))}" if left else ""
    click.echo(f"released: case {found.name}, by entry {entry}{still}")


@click.command()
@data_option
@json_option
def rewrap(folder: Path, as_json: bool) -> None:
    """Wrap the keys of all cases under another key of the operator, and give up the old one.

    A gate may run meanwhile. Interrupted, it is finished by running it again.

    \b
    Example:
        countenance record rewrap
    """
    with closing(Cases(folder)) as cases:
        key, count = cases.rewrap()
    if as_json:
        say_json({"key": key, "cases": count})
    else:
        cases_ = f"{count} cases" if count != 1 else "1 case"
        click.echo(f"wrapped: the keys of {cases_}, under the key {key}; keep a copy of its file")


CASE_COMMANDS = (erase, legal_hold, release, rewrap, *LOOKING_COMMANDS)


def _look(cases: Cases, name: str) -> None:
    """Whether a case can be erased, as far as one can tell before."""
    try:
        cases.case(name)
    except CaseError as error:
        raise click.UsageError(str(error)) from error


def _say(done: list[Erased], *, as_json: bool) -> None:
    if as_json:
        say_json(
            [
                {
                    "case": each.case,
                    "entry": each.entry,
                    "entries": each.entries,
                    "already": each.before,
                }
                for each in done
            ]
        )
        return
    for each in done:
        if each.before:
            click.echo(f"case {each.case} was erased already, by entry {each.entry}")
        else:
            of = f"{each.entries} entries" if each.entries != 1 else "1 entry"
            click.echo(f"erased: the openings of {of} of case {each.case}, by entry {each.entry}")
