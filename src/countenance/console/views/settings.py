"""How a gate is set, as its page shows it: every setting with what it does and its default.

Rules kept here:
 * Nothing secret is among the settings; the name of a variable or a file that holds one is shown,
   what is in it never. An address is shown without what stands before an `@` in it, that of a hook
   without its path.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from countenance.gate.settings.notices import hook_shown
from countenance.gate.settings.settings import Settings

__all__ = ["Set", "Table", "set_tables"]

_HOOKS = "notices.hooks"


@dataclass(frozen=True, slots=True)
class Set:
    """One setting. `differs`: whether it is another than where nothing is set."""

    key: str
    does: str
    value: str
    default: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The settings of one table; `name` has a number where there are several of a kind."""

    name: str
    rows: tuple[Set, ...]

    @property
    def differ(self) -> int:
        """How many of them are others than where nothing is set."""
        return sum(row.differs for row in self.rows)


def set_tables(settings: Settings, said: Mapping[str, str]) -> tuple[Table, ...]:
    """Every table. `said`: what each setting does."""
    return tuple(_tables(settings, said))


def _tables(settings: Settings, said: Mapping[str, str]) -> Iterator[Table]:
    for field in msgspec.structs.fields(settings):
        value = getattr(settings, field.name)
        if isinstance(value, tuple):
            usual = Settings()
            same = value == getattr(usual, field.name)
            for number, each in enumerate(value, 1):
                rows = _rows(field.name, each, each if same else None, said)
                yield Table(f"{field.name} {number}", tuple(rows))
        else:
            yield Table(field.name, tuple(_rows(field.name, value, type(value)(), said)))


def _rows(table: str, value: Any, usual: Any, said: Mapping[str, str]) -> Iterator[Set]:
    for field in msgspec.structs.fields(value):
        key = f"{table}.{field.name}"
        own = getattr(value, field.name)
        default = field.default if usual is None else getattr(usual, field.name)
        needed = default is msgspec.NODEFAULT
        yield Set(
            key,
            said.get(key, ""),
            _shown(tuple(map(hook_shown, own)) if key == _HOOKS else own),
            "needed" if needed else _shown(default),
            not needed and own != default,
        )


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case "" | () | None:
            return "none"
        case str():
            return _address(value)
        case tuple():
            return ", ".join(map(_shown, value))
        case dict():
            return ", ".join(f"{name}: {_shown(each)}" for name, each in value.items()) or "none"
        case msgspec.Struct():
            told = msgspec.structs.asdict(value)
            return ", ".join(f"{name} {_shown(each)}" for name, each in told.items() if each)
        case _:
            return str(value)


def _address(value: str) -> str:
    """An address without the name and the password that may stand in one."""
    if "://" not in value:
        return value
    parts = urlsplit(value)
    before, at, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=host).geturl() if at and before else value
