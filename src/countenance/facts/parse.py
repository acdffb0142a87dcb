"""The text of the vocabulary read into facts and axioms.

Every table is read strictly: an unknown key, a missing meaning or a value that stands nowhere is an
error that names the fact. The texts are handed in.
"""

from enum import Enum
from typing import TypeVar

from countenance.errors import FactError
from countenance.facts.places import Places, PlacesKind
from countenance.facts.tables import Table, parse_toml
from countenance.facts.vocabulary import Axiom, Basis, Cube, Fact, Known, Vocabulary, nearest

__all__ = ["parse_vocabulary"]

_Choice = TypeVar("_Choice", bound=Enum)


def parse_vocabulary(text: str, places: str) -> Vocabulary:
    """The vocabulary that `text` (TOML) defines, with the places that `places` (TOML) lists.

    Raises `FactError` with the place of what is wrong.
    """
    table = parse_toml(text, "vocabulary", FactError)
    world = _places(parse_toml(places, "places", FactError))
    version = table.text("version")
    facts = tuple(_fact(entry, world) for entry in table.tables("fact"))
    bare = Vocabulary(facts, version=version)
    axioms = tuple(_axiom(entry, bare) for entry in table.tables("impossible"))
    table.done()
    impossible = tuple(cube for axiom in axioms for cube in axiom.cubes)
    return Vocabulary(facts, impossible, version, axioms)


def _places(table: Table) -> Places:
    table.text("version", "1")
    complete = table.texts("complete", ())
    named = (table.table("country"), table.table("subdivision"))
    countries, subdivisions = (each.names() for each in named)
    called = {code: each.text(code) for each in named for code in each.names()}
    localities = table.table("locality").names()
    groups = table.table("group")
    unions = {name: groups.texts(name) for name in groups.names()}
    table.done()
    for code in subdivisions:
        if code.split("-")[0] not in countries:
            table.fail(f"`{code}` lies in no country of the list")
    for city in localities:
        if city.split("/")[0] not in (*subdivisions, *countries):
            table.fail(f"`{city}` lies in no place of the list")
    for union, members in unions.items():
        for member in members:
            if member not in countries:
                table.fail(f"`{union}` has the member `{member}`, which is no country of the list")
    return Places(countries, subdivisions, localities, unions, frozenset(complete), called)


def _fact(table: Table, world: Places) -> Fact:
    name = table.text("name")
    table.at(f"vocabulary, `{name}`")
    values = table.texts("values", ())
    groups_of = table.table("groups")
    groups = {group: groups_of.texts(group) for group in groups_of.names()}
    read_as: dict[str, str] = {}
    otherwise = ""
    called: dict[str, str] = {}
    if table.has("places"):
        domain = world.domain(_choice(table, "places", PlacesKind))
        values = (*values, *(value for value in domain.values if value not in values))
        groups = {**domain.groups, **groups}
        read_as = dict(domain.read_as)
        otherwise = domain.otherwise
        there = {*values, *groups}
        called = {code: name for code, name in world.called.items() if code in there}
    known = _choice(table, "known", Known)
    kept = table.texts("kept", ())
    if (known is Known.AFTER) != bool(kept):
        table.fail('`kept` goes with `known = "after"`: the values that count as kept')
    bases = frozenset(_member(table, Basis, word) for word in table.texts("established_by"))
    meaning, ask = table.text("meaning"), table.text("ask")
    standard, cost = table.text("standard", ""), table.whole("cost", 1)
    table.done()
    try:
        return Fact(
            name,
            values,
            meaning,
            standard,
            ask,
            bases,
            known,
            kept,
            cost,
            groups,
            read_as,
            otherwise,
            called,
        )
    except FactError as cause:
        raise FactError(f"{table.where}: {cause}") from cause


def _axiom(table: Table, vocabulary: Vocabulary) -> Axiom:
    says = table.text("says")
    table.at(f"vocabulary, impossible: {says}")
    cubes = tuple(_cube(entry, vocabulary) for entry in table.tables("cubes"))
    table.done()
    if not cubes:
        table.fail("`cubes` is missing; it takes a list of tables, each a fact and its values")
    return Axiom(says, cubes)


def _cube(table: Table, vocabulary: Vocabulary) -> Cube:
    values = {name: table.texts(name) for name in table.names()}
    try:
        cube = vocabulary.cube(values)
    except FactError as cause:
        raise FactError(f"{table.where}: {cause}") from cause
    if not cube.masks:
        table.fail("names no fact, so that everything would be impossible")
    return cube


def _choice(table: Table, key: str, choices: type[_Choice]) -> _Choice:
    return _member(table, choices, table.text(key))


def _member(table: Table, choices: type[_Choice], word: str) -> _Choice:
    words = {str(choice.value): choice for choice in choices}
    if word not in words:
        near = nearest(word, words)
        hint = f"; did you mean `{near}`?" if near else ""
        table.fail(f"`{word}` is none of {', '.join(f'`{w}`' for w in words)}{hint}")
    return words[word]
