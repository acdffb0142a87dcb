"""What is wrong in a registry is found, also what was done behind the back of the record."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from callers.examples import VOCABULARY, police
from countenance.callers import alter
from countenance.callers.registration import Asset, AssetKind, Span
from countenance.stores.database import FILE
from countenance.stores.registry import Registry
from countenance.stores.standings import Standings

DAY = date(2026, 11, 22)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with closing(Registry(tmp_path, VOCABULARY)) as made:
        yield made


def test_lint_finds_what_was_changed_by_hand(registry: Registry, tmp_path: Path) -> None:
    registry.add(police(use_jurisdiction="NO"))
    registry.new_key("oslo-police", "office")
    assert registry.lint(VOCABULARY, DAY) == ()
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute(
            "UPDATE registrations SET document = CAST(replace(CAST(document AS TEXT), "
            "'law_enforcement_agency', 'private_entity') AS BLOB)"
        )
        database.commit()

    found = registry.lint(VOCABULARY, DAY)

    assert any("changed by hand" in sentence for sentence in found)


def test_lint_finds_what_has_run_out(registry: Registry) -> None:
    registry.add(police())
    permit = Asset(
        AssetKind.PERMIT, "warrant", (("authorisation", ("warrant",)),), "no 5", Span(ends=DAY)
    )
    registry.change("oslo-police", "asset-added", lambda one: alter.with_asset(one, permit))
    registry.new_key("oslo-police", "camera", ["station"])
    registry.change("oslo-police", "asset-removed", lambda one: alter.without_asset(one, "station"))

    found = registry.lint(VOCABULARY, DAY)

    assert any("permit `warrant` ended on 2026-11-22" in sentence for sentence in found)
    assert any("carries `station`, which is gone" in sentence for sentence in found)


def test_lint_finds_who_leaves_open_where_its_calls_are(registry: Registry) -> None:
    registry.add(police())
    office = Asset(AssetKind.PLACE, "office", (("use_jurisdiction", ("NO",)),))
    registry.change("oslo-police", "asset-added", lambda one: alter.with_asset(one, office))
    registry.new_key("oslo-police", "carrying", ["office"])
    assert registry.lint(VOCABULARY, DAY) == ()
    registry.new_key("oslo-police", "first")
    registry.new_key("oslo-police", "second")

    (found,) = registry.lint(VOCABULARY, DAY)

    assert found.startswith("caller `oslo-police`: names no place, so the laws of every place may")


@pytest.mark.parametrize(
    "behind", ["DELETE FROM standings", "UPDATE standings SET step = 'closed'"]
)
def test_who_lifts_a_suspension_by_hand_is_found(
    registry: Registry, tmp_path: Path, behind: str
) -> None:
    registry.add(police())
    with closing(Standings(tmp_path)) as standings:
        standings.suspend("oslo-police", "asked for names")
    assert not [line for line in registry.lint(VOCABULARY, DAY) if "stands otherwise" in line]
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute(behind)

    found = registry.lint(VOCABULARY, DAY)

    assert [line for line in found if "stands otherwise" in line]
