"""Tables of controls: what stands behind each clause of a code, and what does not.

A table has a row for every clause of every edition of its code, and for duties that are no clauses
(they are about whoever deploys a system, not about one call). A row names controls; a control names
the modules that do it and the tests that show it. What is not controlled is said in words.

Rules kept here:
 * A row names controls that there are; a clause has one row. An unknown key is refused by name.
 * Nothing is left unsaid: a row without a control has to say what is not controlled.

Which modules and tests there are, and whether every clause has its row, is for the tests to see.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from countenance.codes.model import TextBasis
from countenance.errors import CodeError

__all__ = ["Control", "ControlTable", "Kept", "parse_controls", "parse_table"]


@dataclass(frozen=True, slots=True)
class Control:
    """What the gate does. `figures`: the figures of a period that belong to it."""

    id: str
    says: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    figures: tuple[str, ...]
    not_controlled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """One clause or duty, and the controls behind it.

    For a duty: what it asks in our own words, how well that is known, and from when.
    """

    id: str
    controls: tuple[str, ...]
    not_controlled: tuple[str, ...] = ()
    says: str = ""
    known: TextBasis | None = None
    begins: date | None = None


@dataclass(frozen=True, slots=True)
class ControlTable:
    """The table of one code. `always`: controls that stand behind every row."""

    code: str
    asked_by: str
    always: tuple[str, ...]
    not_controlled: tuple[str, ...]
    clauses: tuple[Kept, ...]
    duties: tuple[Kept, ...]

    def clause(self, id_: str) -> Kept | None:
        """The row of a clause."""
        return next((each for each in self.clauses if each.id == id_), None)


class _Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    says: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    figures: tuple[str, ...]
    not_controlled: tuple[str, ...] = ()


class _Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    controls: tuple[str, ...]
    not_controlled: tuple[str, ...] = ()


class _Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    says: str
    known: TextBasis
    begins: date
    controls: tuple[str, ...]
    not_controlled: tuple[str, ...] = ()


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    asked_by: str
    always: tuple[str, ...]
    not_controlled: tuple[str, ...]
    clause: tuple[_Clause, ...]
    duty: tuple[_Duty, ...] = ()


class _Controls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    control: tuple[_Control, ...]


def parse_controls(text: str, where: str) -> dict[str, Control]:
    """The controls by their ids. Raises `CodeError`."""
    read = _read(text, _Controls, where)
    found = {each.id: Control(**msgspec.structs.asdict(each)) for each in read.control}
    if len(found) != len(read.control):
        raise CodeError(f"{where}: two controls have the same id")
    return found


def parse_table(text: str, controls: Mapping[str, Control], where: str) -> ControlTable:
    """The table of a code. Raises `CodeError`."""
    read = _read(text, _Table, where)
    for row in (*read.clause, *read.duty):
        _check(row.controls, controls, f"{where}: `{row.id}`")
        if not row.controls and not row.not_controlled:
            raise CodeError(f"{where}: `{row.id}`: neither a control nor what is not controlled")
    _check(read.always, controls, f"{where}: `always`")
    for rows in (read.clause, read.duty):
        ids = [row.id for row in rows]
        twice = next((each for each in ids if ids.count(each) > 1), None)
        if twice is not None:
            raise CodeError(f"{where}: `{twice}` has two rows")
    return ControlTable(
        read.code,
        read.asked_by,
        read.always,
        read.not_controlled,
        tuple(Kept(row.id, row.controls, row.not_controlled) for row in read.clause),
        tuple(
            Kept(row.id, row.controls, row.not_controlled, row.says, row.known, row.begins)
            for row in read.duty
        ),
    )


def _check(names: tuple[str, ...], controls: Mapping[str, Control], where: str) -> None:
    for name in names:
        if name not in controls:
            raise CodeError(f"{where}: no control is called `{name}`; there are "
                            f"{', '.join(controls)}")  # fmt: skip


def _read(text: str, kind: Any, where: str) -> Any:
    try:
        return msgspec.convert(tomllib.loads(text), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CodeError(f"{where}: {error}") from error
