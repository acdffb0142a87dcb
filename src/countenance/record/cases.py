"""Entries about cases: erased, held, released, looked into; and about the key that wraps theirs.

Who did it, and what they wrote down about it, stand in them only as commitments: `who` and `note`.
"""

from collections.abc import Mapping

from countenance.record import entry as kinds
from countenance.record.make import Maker, Prepared

__all__ = [
    "Person",
    "erasure_entry",
    "expiry_entry",
    "legal_hold_entry",
    "openings_key_entry",
    "unsealed_entry",
]


class Person:
    """Who does something about a case, and what they write down about it."""

    def __init__(self, who: str, note: str = "") -> None:
        self._personal = {"who": who.encode()}
        if note:
            self._personal["note"] = note.encode()

    @property
    def personal(self) -> Mapping[str, bytes]:
        """What stands in an entry only as commitments."""
        return self._personal


def erasure_entry(
    maker: Maker, case: str, basis: kinds.ErasureWord, entries: int, person: Person
) -> Prepared:
    """The entry of a case that a person erases. Raises `RecordError`."""

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.Erasure(
            id=id_, time=time, commit=commit, case=case, basis=basis, by="person",
            cases=1, entries=entries, before=None,
        )  # fmt: skip

    return maker.change(build, person.personal)


def expiry_entry(maker: Maker, before: str, cases: int, entries: int) -> Prepared:
    """The entry of cases whose openings have been kept long enough."""

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.Erasure(
            id=id_, time=time, commit=commit, case=None, basis="retention", by="gate",
            cases=cases, entries=entries, before=before,
        )  # fmt: skip

    return maker.change(build, {})


def legal_hold_entry(
    maker: Maker, case: str, basis: kinds.HoldWord, person: Person, releases: str | None = None
) -> Prepared:
    """The entry of a legal hold; of its release where `releases` is the id of its entry."""

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.LegalHold(
            id=id_, time=time, prev=releases, commit=commit, case=case,
            change="released" if releases else "placed", basis=basis,
        )  # fmt: skip

    return maker.change(build, person.personal)


def unsealed_entry(
    maker: Maker, case: str | None, purpose: kinds.PurposeWord, found: int, person: Person
) -> Prepared:
    """The entry of openings of a case that are shown; without a case, of a search."""

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.Unsealed(
            id=id_, time=time, commit=commit, what="shown" if case else "searched", case=case,
            purpose=purpose, found=found,
        )  # fmt: skip

    return maker.change(build, person.personal)


def openings_key_entry(maker: Maker, key: str, before: str) -> Prepared:
    """The entry of another key of the operator; both by their ids."""

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.OpeningsKeyEvent(
            id=id_, time=time, commit=commit, change="replaced", key=key, before=before
        )

    return maker.change(build, {})
