from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from countenance.record.canonical import parse
from countenance.record.codes import CodesState
from countenance.stores.log import DatabaseLog, DatabaseReader
from countenance.stores.noted_codes import NotedCodes
from postgres import in_both  # noqa: F401 - each promise is kept in both


def digest(word: str) -> str:
    return "sha256:" + sha256(word.encode()).hexdigest()


STATE = CodesState(digest("p"), None, None, (("azure_openai", digest("c"), ("a@1",)),))
OTHER = replace(STATE, own=digest("own"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    DatabaseLog(tmp_path).close()
    return tmp_path


@pytest.fixture
def noted(folder: Path) -> Iterator[NotedCodes]:
    with closing(NotedCodes(folder)) as found:
        yield found


def entries(folder: Path) -> list[dict[str, Any]]:
    with closing(DatabaseReader(folder)) as reader:
        return [parse(stored.data) for stored in reader.entries(0)]


def test_a_change_is_entered_once_whoever_notices_it(folder: Path, noted: NotedCodes) -> None:
    with closing(NotedCodes(folder)) as other:
        told = [noted.activated(STATE), other.activated(STATE), other.activated(OTHER),
                noted.activated(OTHER), noted.activated(STATE)]  # fmt: skip

    found = entries(folder)
    assert told == [True, False, True, False, True]
    assert [entry["own"] for entry in found] == [None, OTHER.own, None]
    assert [entry["prev"] for entry in found] == [None, found[0]["id"], found[1]["id"]]


def test_what_was_not_taken_is_entered_once_until_something_is(
    folder: Path, noted: NotedCodes
) -> None:
    noted.activated(STATE)
    told = [noted.refused("text", "a"), noted.refused("text", "a"), noted.refused("text", "b")]
    noted.activated(STATE)
    told.append(noted.refused("text", "b"))

    found = entries(folder)
    assert told == [True, False, True, True]
    assert [entry["kind"] for entry in found] == ["code-activated"] + ["code-refused"] * 3
    assert {entry["prev"] for entry in found[1:]} == {found[0]["id"]}
