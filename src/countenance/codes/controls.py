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
from datetime import date
from typing import Any

import msgspec

from countenance.codes.model import TextBasis
from countenance.errors import CodeError

__all__ = ["ClauseRow", "Control", "ControlTable", "DutyRow", "parse_controls", "parse_table"]


class Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the gate does. `figures`: the figures of a period that belong to it."""

    id: str
    says: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    figures: tuple[str, ...]
    not_controlled: tuple[str, ...] = ()


class ClauseRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One clause, and the controls behind it."""

    id: str
    controls: tuple[str, ...]
    not_controlled: tuple[str, ...] = ()


class DutyRow(ClauseRow, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One duty: also what it asks in our own words, how well that is known, and from when."""

    says: str
    known: TextBasis
    begins: date


class ControlTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of one code. `always`: controls that stand behind every row."""

    code: str
    asked_by: str
    always: tuple[str, ...]
    not_controlled: tuple[str, ...]
    clauses: tuple[ClauseRow, ...] = msgspec.field(name="clause")
    duties: tuple[DutyRow, ...] = msgspec.field(name="duty", default=())

    def clause(self, id_: str) -> ClauseRow | None:
        """The row of a clause."""
        return next((each for each in self.clauses if each.id == id_), None)


class _Controls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    control: tuple[Control, ...]


def parse_controls(text: str, where: str) -> dict[str, Control]:
    """The controls by their ids. Raises `CodeError`."""
    read: _Controls = _read(text, _Controls, where)
    found = {each.id: each for each in read.control}
    if len(found) != len(read.control):
        raise CodeError(f"{where}: two controls have the same id")
    return found


def parse_table(text: str, controls: Mapping[str, Control], where: str) -> ControlTable:
    """The table of a code. Raises `CodeError`."""
    table: ControlTable = _read(text, ControlTable, where)
    for row in (*table.clauses, *table.duties):
        _check(row.controls, controls, f"{where}: `{row.id}`")
        if not row.controls and not row.not_controlled:
            raise CodeError(f"{where}: `{row.id}`: neither a control nor what is not controlled")
    _check(table.always, controls, f"{where}: `always`")
    for rows in (table.clauses, table.duties):
        ids = [row.id for row in rows]
        twice = next((each for each in ids if ids.count(each) > 1), None)
        if twice is not None:
            raise CodeError(f"{where}: `{twice}` has two rows")
    return table


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
