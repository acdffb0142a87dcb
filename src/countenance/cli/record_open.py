"""`countenance record open` and `find`: with the operator's key, what stands behind commitments.

Rules kept here:
 * That somebody looked is an entry, written before anything is shown.
 * What is shown was compared with the commitment in the entry.
"""

import getpass
import hashlib
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from countenance.cli.log_reading import found_entry, published
from countenance.cli.words import data_option, json_option, near_or_all, number_of, say_json, table
from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.errors import CallError, CaseError
from countenance.record.canonical import parse
from countenance.record.cases import Person
from countenance.record.commitment import Opening
from countenance.record.entry import PurposeWord
from countenance.record.opened import opened_entry, opens_in, told
from countenance.stores.cases import Cases
from countenance.stores.log import DatabaseReader
from countenance.stores.published import FOLDER, Published

__all__ = ["LOOKING_COMMANDS", "digests_of", "person_options"]

_PURPOSES: tuple[PurposeWord, ...] = get_args(PurposeWord)
_LARGEST_TEXT = 64 * 1024 * 1024
_F = TypeVar("_F", bound=Callable[..., Any])


def person_options(command: _F) -> _F:
    """`--by NAME` and `--note TEXT`, as `person`: sealed beside the entry."""

    def told(ctx: click.Context, _param: click.Parameter, note: str) -> Person:
        return Person(ctx.params.pop("by", None) or _login(), note)

    command = click.option(
        "--note", "person", default="", metavar="TEXT", callback=told,
        help="Why, in words; sealed.",
    )(command)
    return click.option(
        "--by", metavar="NAME", is_eager=True, expose_value=True,
        help="Who does it; sealed. [your login]",
    )(command)


_purpose = click.option(
    "--purpose", type=click.Choice(_PURPOSES), default="not-said", help="What for; entered."
)


@click.command("open")
@click.argument("which", metavar="INDEX|ID")
@click.option("--field", "fields", multiple=True, metavar="FIELD",
              help="Only this field, such as `media.0`; may be given again.")  # fmt: skip
@_purpose
@person_options
@data_option
@json_option
def open_(
    which: str,
    fields: tuple[str, ...],
    purpose: PurposeWord,
    person: Person,
    folder: Path,
    as_json: bool,
) -> None:
    """Open an entry: what its commitments were made from. That you looked is entered.

    With `--json` what is printed has the proof in it, and anybody verifies it far from here.

    \b
    Example:
        countenance record open 17 --purpose subject-request
        countenance record open 17 --field media.0 --json > opened.json
    """
    head = published(folder)[1] if as_json else None
    with closing(DatabaseReader(folder)) as log, closing(Cases(folder)) as cases:
        stored = found_entry(log, which)
        opened, looked = cases.opened(stored.index, purpose, person)
    chosen = _chosen(opened, fields)
    compared = list(opens_in(stored.data, opened))
    if as_json:
        made = opened_entry(stored, _whole(opened, chosen), head, Published(folder / FOLDER).tile)
        click.echo(bytes(made), nl=False)
        return
    rows = [
        (each.field, "yes" if opens else "NO: another value was committed to", told(each))
        for each, opens in compared
        if each in chosen
    ]
    kind = parse(stored.data)["kind"]
    click.echo(f"entry {stored.index}, `{kind}`; that you looked is entry {looked}")
    table(("FIELD", "FITS", "VALUE"), rows)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_purpose
@person_options
@data_option
@json_option
def find(file: Path, purpose: PurposeWord, person: Person, folder: Path, as_json: bool) -> None:
    """Find every entry about the bytes of a file: a picture, sound, a document, a prompt.

    Text is looked for with and without the end of its last line, a JSON body also as a request.
    Needs the operator's key; that you searched is entered, and not for what. Entries that nothing
    was kept of are counted; where there are no others it cannot search, and exits 5.

    \b
    Example:
        countenance record find photo.jpg --purpose subject-request
    """
    with closing(Cases(folder)) as cases:
        searched = cases.find(digests_of(file), purpose, person)
    found, erased, without = searched.found, searched.erased, searched.without
    if without and not searched.looked:
        raise CaseError(
            f"nothing can be searched: {_without(without)}; `record.openings_days = 0` keeps none, "
            "and `countenance store check` says whether any are gone"
        )
    if as_json:
        say_json(
            {
                "entries": [
                    {"index": each.index, "case": each.case, "fields": list(each.fields)}
                    for each in found
                ],
                "erased_cases": erased,
                "without_openings": without,
            }
        )
        return
    if found:
        with closing(DatabaseReader(folder)) as log:
            rows = [
                (str(each.index), *_said(log, each.index), ", ".join(each.fields), each.case)
                for each in found
            ]
        table(("INDEX", "TIME", "KIND", "FIELDS", "CASE"), rows)
    count = f"{len(found)} entries are" if len(found) != 1 else "1 entry is"
    click.echo(f"{count} about these bytes")
    if erased:
        were = f"{erased} cases were" if erased != 1 else "1 case was"
        click.echo(f"{were} erased and cannot be searched")
    if without:
        click.echo(f"{_without(without)} and cannot be searched")


def _without(count: int) -> str:
    have = "has" if count == 1 else "have"
    return f"{number_of(count, 'entry', 'entries')} about content {have} no openings"


LOOKING_COMMANDS = (open_, find)


def digests_of(file: Path) -> tuple[bytes, ...]:
    """The digests under which the content of a file may stand in an entry."""
    whole = hashlib.sha256()
    with file.open("rb") as content:
        while piece := content.read(1 << 20):
            whole.update(piece)
    found = [whole.digest()]
    if file.stat().st_size <= _LARGEST_TEXT:
        data = file.read_bytes()
        if text := data.removesuffix(b"\n").removesuffix(b"\r"):
            found.append(hashlib.sha256(text).digest())
        if data.lstrip()[:1] == b"{":
            found += _requests(data)
    return tuple(dict.fromkeys(found))


_PATHS = (
    "/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/embeddings",
    "/v1/images/generations",
)  # fmt: skip


def _requests(data: bytes) -> list[bytes]:
    """As which requests these bytes can be read."""
    found = []
    for path in _PATHS:
        request = Request("POST", path, (), (("content-type", "application/json"),), data)
        try:
            found.append(bytes.fromhex(read(request).digest.removeprefix("sha256:")))
        except CallError:
            continue
    return found


def _login() -> str:
    """The name of who runs this, as far as the system has one."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _chosen(opened: tuple[Opening, ...], fields: tuple[str, ...]) -> tuple[Opening, ...]:
    names = [each.field for each in opened]
    for field in fields:
        if field not in names:
            raise click.UsageError(f"no field is called `{field}`; {near_or_all(field, names)}")
    return tuple(each for each in opened if not fields or each.field in fields)


def _whole(opened: tuple[Opening, ...], chosen: tuple[Opening, ...]) -> tuple[Opening, ...]:
    """What is chosen, and the rest of a list where a commitment to it stands only there."""
    needed = [each for each in opened if each.field.partition(".")[0] == "more"]
    alone = [each.field.partition(".")[0] for each in chosen]
    more = [each for each in needed if each.field.partition(".")[2] in alone]
    return tuple(dict.fromkeys((*chosen, *more)))


def _said(log: DatabaseReader, index: int) -> tuple[str, str]:
    stored = log.entry(index)
    if stored is None:
        raise click.ClickException(f"entry {index} is gone")
    entry = parse(stored.data)
    return str(entry["time"]), str(entry["kind"])
