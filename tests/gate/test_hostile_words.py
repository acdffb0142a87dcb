"""Words that would be orders to a database, a template or a formatter stay words."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cli.running import Commands
from countenance.codes.load import load_edition
from countenance.gate.codebook import Codebook
from countenance.stores.database import FILE
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.registry import RegistryReader
from gate.fakes import Client, Fakes, body_of

HOSTILE = [
    "'; DROP TABLE entries; --",
    'x" OR "1"="1',
    "{{7*191}} {% for x in y %} ${7*191} <%= 7*191 %> #{7*191}",
    "%s %n %(key)s {0} {registration} {0.__class__}",
    "$(touch /tmp/x) `id` ; id | id",
    "<script>alert(1)</script>",
    "=cmd|'/c calc'!A1",
    "\x1b[31mred\x1b[0m",
    "NULL",
    "../../etc/passwd",
]

_CODE = """
code = "told"
edition = "1"
title = {words}
publisher = "Nobody"
source = "https://code.example"
retrieved = 2026-01-01

[in_force]
from = 2026-01-01

[scope]
service = ["azure_openai"]

[[clause]]
id = "NO"
verdict = "deny"
says = {words}
section = "1"
text_basis = "verified"
when = {{ operation = ["biometric_identification"] }}
"""


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path))
    return Commands(tmp_path, capsys)


@pytest.mark.parametrize("words", HOSTILE)
def test_a_name_is_kept_as_it_was_given_or_refused(commands: Commands, words: str) -> None:
    ran = commands.run(
        "callers", "add", "acme", "--organisation", words, "--reference", words,
        "actor_kind=private_entity",
    )  # fmt: skip
    named = commands.run("callers", "new-key", "acme", words)

    assert ran.code in (0, 1, 2)
    assert named.code in (0, 1, 2)
    if ran.code == 0:
        found = RegistryReader(commands.folder).caller_for_key(ran.out.strip())
        assert found is not None
        assert found.organisation == words
        assert commands.done("callers", "show", "acme", "--json").json["organisation"] == words
        assert "\x1b" not in commands.done("callers", "show", "acme").out
    with closing(sqlite3.connect(commands.folder / FILE)) as database:
        entries = [data for (data,) in database.execute("SELECT data FROM entries")]
    assert not any(words.encode() in data for data in entries)
    assert commands.run("callers", "show", words).code != 0
    assert commands.run("callers", "list").code == 0


@pytest.mark.parametrize("words", HOSTILE)
def test_the_name_of_a_model_is_no_more_than_a_name(words: str) -> None:
    async def walk() -> tuple[Fakes, Client, Client]:
        fakes = Fakes()
        named = await Client(body_of("one: hello", model=words)).ask(fakes)
        user = await Client(body_of("two: hello", user=words)).ask(fakes)
        await fakes.recorder.drain()
        return fakes, named, user

    fakes, named, user = asyncio.run(walk())

    assert {named.status, user.status} <= {200, 400}
    assert not any(words in json.dumps(entry) for entry in fakes.log.read())
    for client in (named, user):
        assert b"1337" not in client.body
        assert json.loads(client.body)


@pytest.mark.parametrize("words", HOSTILE)
def test_the_text_of_a_clause_is_told_as_it_stands(words: str) -> None:
    written = _CODE.format(words=json.dumps(words))
    book = Codebook(
        packaged_vocabulary(), [load_edition(written, "", packaged_vocabulary(), "told.toml")]
    )

    async def walk() -> Client:
        fakes = Fakes(book=book)
        fakes.callers.registration = replace(fakes.callers.registration, organisation=words)
        return await Client(body_of("one: Who is this?", b"face")).ask(fakes)

    client = asyncio.run(walk())

    told = json.loads(client.body)["error"]["countenance"]
    assert client.status == 400
    assert told["says"] == " ".join(words.split())
    assert client.headers["x-countenance-clause"] == "told@1#NO"
