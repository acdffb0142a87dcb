"""The tables of controls that come with countenance."""

from functools import lru_cache
from pathlib import Path

import countenance
from countenance.codes.controls import Control, ControlTable, parse_controls, parse_table
from countenance.errors import UnknownEditionError
from countenance.facts.vocabulary import nearest

__all__ = ["controls", "controls_of", "with_controls"]

_FOLDER = Path(countenance.__file__).parent / "codes" / "control_tables"
_ALL = "controls.toml"


@lru_cache(maxsize=1)
def controls() -> dict[str, Control]:
    """Every control by its id."""
    return parse_controls((_FOLDER / _ALL).read_text(encoding="utf-8"), _ALL)


def with_controls() -> tuple[str, ...]:
    """The codes that have a table, in order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml") if path.name != _ALL))


def controls_of(code: str) -> ControlTable:
    """The table of a code. Raises `UnknownEditionError` where there is none."""
    names = with_controls()
    if code not in names:
        raise UnknownEditionError("table of controls", code, names, nearest(code, names))
    name = f"{code}.toml"
    return parse_table((_FOLDER / name).read_text(encoding="utf-8"), controls(), name)
