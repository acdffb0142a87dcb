"""Opened entries as files: what is read of them, and that a changed one does not verify."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import ProofError, UnpublishedError
from countenance.record.commitment import Opening
from countenance.record.make import Prepared
from countenance.record.opened import (
    OpenedEntry,
    fields_about,
    is_opened_entry,
    opened_entry,
    opens_in,
    read_opened,
    told,
    verify_opened,
)
from countenance.record.signer import Signer
from countenance.record.store import Stored
from countenance.record.tree import leaf_hash
from countenance.stores.memory_log import MemoryLog
from countenance.stores.published import Published, Publisher
from record.examples import decided, digest, maker, part, picture

KEY = Signer("gate.example.org/record", b"k" * 32)
AT = 1


@pytest.fixture(scope="module")
def made() -> list[Prepared]:
    making = maker()
    many = [part(index, str(index)) for index in range(900)]
    return [
        decided(making),
        decided(making, media=[picture()], personal={"request": digest("all")}),
        decided(making, parts=many),
    ]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory, made: list[Prepared]) -> Path:
    folder = tmp_path_factory.mktemp("log")
    kept = MemoryLog()
    for each in made:
        kept.append_now(each.data, each.openings)
    publisher = Publisher(kept, folder, [KEY])
    publisher.publish()
    publisher.close()
    return folder


def opened(log: Path, made: list[Prepared], index: int, *fields: str) -> OpenedEntry:
    files, data = Published(log), made[index].data
    openings = [each for each in made[index].openings if not fields or each.field in fields]
    return opened_entry(Stored(index, data, leaf_hash(data)), openings, files.head(), files.tile)


def test_it_is_read_back_and_leads_to_the_entry_and_the_log(
    log: Path, made: list[Prepared]
) -> None:
    document = opened(log, made, AT)

    read = read_opened(bytes(document))
    head, openings = verify_opened(read, [KEY.key])

    assert is_opened_entry(bytes(document))
    assert read == document
    assert head.checkpoint.size == 3
    assert set(openings) == set(made[AT].openings)


def test_some_may_be_told_and_the_others_stay_closed(log: Path, made: list[Prepared]) -> None:
    document = opened(log, made, AT, "media.0")

    _, openings = verify_opened(document, [KEY.key])

    assert [each.field for each in openings] == ["media.0"]
    closed = [each for each in made[AT].openings if each.field != "media.0"]
    assert not any(b64encode(each.salt) in bytes(document) for each in closed)


def test_what_stands_only_in_the_rest_of_a_list_opens_with_that(
    log: Path, made: list[Prepared]
) -> None:
    whole = opened(log, made, 2, "parts.899", "more.parts")
    without = opened(log, made, 2, "parts.899")

    assert len(verify_opened(whole, [KEY.key])[1]) == 2
    with pytest.raises(ProofError, match=r"was made from `parts\.899`"):
        verify_opened(without, [KEY.key])


def changes(told_: Any) -> dict[str, dict[str, Any]]:
    first, *rest = told_["openings"]
    zeros = b64encode(bytes(32)).decode()
    return {
        "another value": {"openings": [{**first, "value": zeros}, *rest]},
        "another salt": {"openings": [{**first, "salt": zeros}, *rest]},
        "a short salt": {"openings": [{**first, "salt": "AAAA"}, *rest]},
        "another field": {"openings": [{**first, "field": "media.1"}, *rest]},
        "no base64": {"openings": [{**first, "value": "?"}, *rest]},
        "another place": {"index": 2},
        "another entry": {"entry": told_["entry"].replace("pass", "hold")},
        "no entry": {"entry": "{}"},
        "another proof": {"proof": told_["proof"].replace("index 1", "index 2")},
    }


@pytest.mark.parametrize("what", list(changes({"openings": [{}], "entry": "", "proof": ""})))
def test_a_changed_one_does_not_verify(log: Path, made: list[Prepared], what: str) -> None:
    document = json.loads(bytes(opened(log, made, AT)))

    changed = json.dumps({**document, **changes(document)[what]}).encode()

    with pytest.raises(ProofError):
        verify_opened(read_opened(changed), [KEY.key])


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"object":"countenance.receipt"}', b"\xff", b"[" * 100_000]
)
def test_what_is_none_is_refused(data: bytes) -> None:
    assert not is_opened_entry(data)
    with pytest.raises(ProofError):
        read_opened(data)


def test_nothing_is_opened_for_outsiders_before_it_is_published(
    log: Path, made: list[Prepared]
) -> None:
    stored = Stored(9, made[AT].data, leaf_hash(made[AT].data))

    with pytest.raises(UnpublishedError):
        opened_entry(stored, [], Published(log).head(), Published(log).tile)


def test_an_opening_that_leads_nowhere_is_told_apart(made: list[Prepared]) -> None:
    good = made[AT].openings[0]
    bad = Opening(good.field, bytes(32), good.value)

    assert [fits for _, fits in opens_in(made[AT].data, [good, bad])] == [True, False]
    with pytest.raises(ProofError):
        list(opens_in(b"no entry", [good]))


def test_bytes_are_compared_with_fields_about_content_alone(made: list[Prepared]) -> None:
    note = Opening("note", bytes(32), digest("all"))

    assert fields_about((*made[AT].openings, note), [digest("all")]) == ("request",)


def test_a_value_is_told_in_one_line() -> None:
    salt = bytes(32)

    assert told(Opening("media.0", salt, b"\x01" * 32)) == "sha256:" + "01" * 32
    assert told(Opening("name.lobby", salt, b"Lobby, north")) == "Lobby, north"
    assert told(Opening("note", salt, b"a\x1b[2Jb")) == r"'a\x1b[2Jb'"
    assert told(Opening("note", salt, b"\xff")) == "ff"
