"""One row of the table of routes, and a route that was found.

Rules kept here:
 * A path matches exactly as it stands on the wire; pieces in braces hold names of plain letters.
 * A query parameter is one of those that the row names, or the version of an API.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from countenance.dialects.call import Dialect, Operation

__all__ = ["Known", "Route", "known"]

_NAME = r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}"


@dataclass(frozen=True, slots=True)
class Route:
    """A route that was found. `name` is the deployment or model in the path, if it has one.

    `names` are the other pieces of the path in braces, `query` the parameters that the row names.
    """

    dialect: Dialect
    operation: Operation
    name: str | None = None
    api_version: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """One row: a path with names in braces, and what is asked there."""

    path: str
    pattern: re.Pattern[str]
    method: str
    dialect: Dialect
    operation: Operation
    versions: tuple[str, ...] = ()
    version_needed: bool = False
    query: frozenset[str] = frozenset()


def known(
    path: str,
    method: str,
    dialect: Dialect,
    operation: Operation,
    versions: tuple[str, ...] = (),
    *,
    version_needed: bool = False,
    query: frozenset[str] = frozenset(),
) -> Known:
    """A row of the table; `{word}` in the path is one piece of it."""
    pattern = re.sub(r"\\\{([a-z_]+)\\\}", rf"(?P<\1>{_NAME})", re.escape(path))
    return Known(
        path, re.compile(pattern), method, dialect, operation, versions, version_needed, query
    )
