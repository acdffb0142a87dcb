"""The places of the world as values of a fact: countries, their parts, and single cities.

Rules kept here:
 * A country is ISO 3166-1 alpha-2. A country whose parts are listed is a group of its parts; unless
   all its parts are listed, `XX-*` is the rest of it.
 * A part that is not listed is read as its country, or as the rest of it.
 * A city that is not listed is `none`: no listed city. The group `somewhere` is all but `none`.

The list itself is a text that is handed in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

__all__ = ["Domain", "Places", "PlacesKind"]


class PlacesKind(Enum):
    """Which places a fact tells apart."""

    COUNTRY = "country"
    PLACE = "place"
    LOCALITY = "locality"


@dataclass(frozen=True, slots=True)
class Domain:
    """What a fact takes from the list: values, groups, and how other names are read."""

    values: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    read_as: Mapping[str, str]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Places:
    """The list of places, as codes."""

    countries: tuple[str, ...]
    subdivisions: tuple[str, ...]
    localities: tuple[str, ...]
    unions: Mapping[str, tuple[str, ...]]
    complete: frozenset[str]
    called: Mapping[str, str] = field(default_factory=dict)
    """The name of each country and part of one, by its code."""

    def domain(self, kind: PlacesKind) -> Domain:
        """The values of a fact that tells places apart as `kind` says."""
        if kind is PlacesKind.COUNTRY:
            whole = {f"{country}-": country for country in self.countries}
            groups = {**self.unions, "somewhere": self.countries}
            return Domain(("none", *self.countries), groups, whole, "")
        if kind is PlacesKind.PLACE:
            return self._leaves()
        return self._cities()

    def _leaves(self) -> Domain:
        parts = _below(self.subdivisions, "-")
        values: list[str] = []
        groups: dict[str, tuple[str, ...]] = {}
        read_as: dict[str, str] = {}
        for country in self.countries:
            own = parts.get(country)
            if own is None:
                values.append(country)
                read_as[f"{country}-"] = country
                continue
            if country not in self.complete:
                own.append(f"{country}-*")
                read_as[f"{country}-"] = f"{country}-*"
            values.extend(own)
            groups[country] = tuple(own)
        for union, members in self.unions.items():
            groups[union] = tuple(leaf for m in members for leaf in groups.get(m, (m,)))
        return Domain(tuple(values), groups, read_as, "")

    def _cities(self) -> Domain:
        groups = {part: tuple(cities) for part, cities in _below(self.localities, "/").items()}
        countries = {part.split("-")[0] for part in groups}
        for country in sorted(countries - groups.keys()):
            groups[country] = tuple(c for c in self.localities if c.startswith(f"{country}-"))
        groups["somewhere"] = self.localities
        return Domain(("none", *self.localities), groups, {}, "none")


def _below(codes: Iterable[str], mark: str) -> dict[str, list[str]]:
    """`codes` by what stands before `mark`."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(code.split(mark)[0], []).append(code)
    return found
