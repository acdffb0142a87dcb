"""Entries about cases: what they say, and that who and why stand in them only as commitments."""

from typing import Any

from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.cases import (
    Person,
    erasure_entry,
    expiry_entry,
    legal_hold_entry,
    openings_key_entry,
    unsealed_entry,
)
from countenance.record.make import Prepared
from record.examples import maker

ANNA = Person("Anna Zyx", "asked by Mr Qwv")
ANY: Any = kinds.Entry


def read(made: Prepared) -> Any:
    assert b"Zyx" not in made.data
    assert b"Qwv" not in made.data
    return parse_as(made.data, ANY)


def test_an_erasure_says_what_under_which_basis_and_commits_to_who_and_why() -> None:
    made = erasure_entry(maker(), "c-1", "objection", 3, ANNA)
    entry = read(made)

    assert (entry.case, entry.basis, entry.by, entry.cases, entry.entries, entry.before) == (
        "c-1", "objection", "person", 1, 3, None,
    )  # fmt: skip
    assert {each.field: each.value for each in made.openings} == {
        "who": b"Anna Zyx", "note": b"asked by Mr Qwv",
    }  # fmt: skip
    assert set(entry.commit) == {"who", "note"}


def test_an_expiry_names_no_case() -> None:
    entry = read(expiry_entry(maker(), "2026-01-01T00:00:00.000Z", 7, 9))

    assert (entry.case, entry.basis, entry.by) == (None, "retention", "gate")
    assert (entry.cases, entry.entries) == (7, 9)


def test_a_release_follows_its_hold() -> None:
    making = maker()
    placed = read(legal_hold_entry(making, "c-1", "litigation", ANNA))
    released = read(legal_hold_entry(making, "c-1", "litigation", ANNA, placed.id))

    assert (placed.change, placed.prev) == ("placed", None)
    assert (released.change, released.prev) == ("released", placed.id)


def test_looking_says_whether_it_was_an_entry_or_a_search() -> None:
    making = maker()
    shown = read(unsealed_entry(making, "c-1", "court", 1, Person("Anna Zyx")))
    searched = read(unsealed_entry(making, None, "not-said", 4, ANNA))

    assert (shown.what, shown.case, set(shown.commit)) == ("shown", "c-1", {"who"})
    assert (searched.what, searched.case, searched.found) == ("searched", None, 4)


def test_another_key_is_named_by_its_id() -> None:
    entry = read(openings_key_entry(maker(), "aabbccdd", "00112233"))

    assert (entry.change, entry.key, entry.before) == ("replaced", "aabbccdd", "00112233")
