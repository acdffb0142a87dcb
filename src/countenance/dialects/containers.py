"""The shapes of a request that hold other shapes: lists, objects, and words for either.

Rules kept here:
 * An object has the fields that are named and no other; an unknown one is refused with the nearest
   known word.
 * What tells objects apart is one word in one field; an unknown word is refused by name.
 * A field that is `null` is left out, save where an answer of a model has to keep it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from countenance.dialects.call import PartKind, Role, Slot
from countenance.dialects.pictures import bytes_of_base64
from countenance.dialects.shapes import (
    Carries,
    Found,
    Label,
    Number,
    Refused,
    Shape,
    Truth,
    Words,
    nearest,
    wrong_shape,
)
from countenance.dialects.strict import inside, parse, shown
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError

__all__ = [
    "Field",
    "ListOf",
    "MapOf",
    "Object",
    "OneOfTwo",
    "Shown",
    "Sourced",
    "Spoken",
    "Tagged",
    "TextOr",
    "meant",
]

_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `low` to `high` values of one shape."""

    shape: Shape
    low: int
    high: int

    def read(self, value: Any, where: str, found: Found) -> list[Any]:
        """The list, item by item."""
        if type(value) is not list:
            raise wrong_shape(where, value, self.says())
        if not self.low <= len(value) <= self.high:
            raise UnreadableCallError(
                f"`{where}`: found {len(value)} items, {self.low} to {self.high} are right",
                param=where,
            )
        shape = self.shape
        return [shape.read(item, f"{where}[{i}]", found) for i, item in enumerate(value)]

    def says(self) -> str:
        """In words."""
        return f"a list of {self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A value that becomes one part, whole, as JSON text."""

    kind: PartKind
    shape: Shape

    def read(self, value: Any, where: str, found: Found) -> Any:
        """The value, read by its own shape."""
        read = self.shape.read(value, where, found)
        found.put(where, self.kind, msgspec.json.encode(read).decode())
        return read

    def says(self) -> str:
        """In words."""
        return self.shape.says()


@dataclass(frozen=True, slots=True)
class Sourced:
    """An object that says where a medium comes from, in the field `source` of another: base64 in
    `data`, or an address in `url`. The medium becomes a part, the place of the object a slot."""

    kind: PartKind
    shape: "Object"

    def read(self, value: Any, where: str, found: Found) -> Slot:
        """A slot that is filled when the call is written."""
        read = self.shape.read(value, where, found)
        place = where.removesuffix(".source")
        if "url" in read:
            return found.put_address(place, self.kind, read["url"])
        return found.put_bytes(place, self.kind, bytes_of_base64(read["data"], f"{where}.data"))

    def says(self) -> str:
        """In words."""
        return self.shape.says()


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message: what is put down while it is read belongs to its speaker and its turn."""

    shape: "Tagged"

    def read(self, value: Any, where: str, found: Found) -> Any:
        """The message, read by its own shape."""
        word = value.get(self.shape.tag) if type(value) is dict else None
        found.role = _ROLES.get(word, Role.NONE) if type(word) is str else Role.NONE
        found.turn = found.messages
        found.messages += 1
        read = self.shape.read(value, where, found)
        found.role, found.turn = Role.NONE, -1
        return read

    def says(self) -> str:
        """In words."""
        return self.shape.says()


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with free keys: labels on both sides, or numbers as values."""

    key: Label
    value: Shape
    high: int

    def read(self, value: Any, where: str, found: Found) -> dict[str, Any]:
        """The object, pair by pair."""
        if type(value) is not dict or len(value) > self.high:
            raise wrong_shape(where, value, self.says())
        read: dict[str, Any] = {}
        for i, (name, item) in enumerate(value.items()):
            place = f"{where}[{i}]"
            self.key.read(name, f"{place}.key", found)
            read[name] = self.value.read(item, place, found)
        return read

    def says(self) -> str:
        """In words."""
        return f"up to {self.high} pairs: {self.key.says()} -> {self.value.says()}"


@dataclass(frozen=True, slots=True)
class TextOr:
    """A text, or a list of parts."""

    words: Words
    parts: ListOf

    def read(self, value: Any, where: str, found: Found) -> Any:
        """Either, as it was."""
        if type(value) is str:
            return self.words.read(value, where, found)
        if type(value) is list:
            return self.parts.read(value, where, found)
        raise wrong_shape(where, value, self.says())

    def says(self) -> str:
        """In words."""
        return "a text, or a list of parts"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object: its name, what it may carry, and its shape."""

    name: str
    carries: Carries
    shape: Shape
    required: bool = False
    nullable: bool = True
    """Whether `null` may stand here and means that the field is left out."""
    keeps_null: bool = False
    """Whether such a `null` is forwarded."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object with these fields and no other."""

    fields: Mapping[str, Field]
    required: tuple[str, ...]

    @staticmethod
    def of(*fields: Field) -> "Object":
        """An object from its fields, in the order of the table."""
        return Object(
            {each.name: each for each in fields},
            tuple(each.name for each in fields if each.required),
        )

    def read(self, value: Any, where: str, found: Found) -> dict[str, Any]:
        """The object, field by field."""
        if type(value) is not dict:
            raise wrong_shape(where or "body", value, self.says())
        fields = self.fields
        prefix = f"{where}." if where else ""
        for name in self.required:
            if name not in value:
                raise UnreadableCallError(
                    f"`{prefix}{name}`: missing; {fields[name].shape.says()} is expected",
                    param=f"{prefix}{name}",
                )
        read: dict[str, Any] = {}
        for name, item in value.items():
            known = fields.get(name)
            if known is None:
                raise UnsupportedCallError(
                    f"`{where or 'body'}`: no field is called {shown(name)}"
                    f"{nearest(name, self._accepted())}",
                    param=inside(where, name),
                )
            if item is None and known.nullable and not known.required:
                if known.keeps_null:
                    read[name] = None
                continue
            read[name] = known.shape.read(item, prefix + name, found)
        return read

    def says(self) -> str:
        """In words."""
        return "an object"

    def _accepted(self) -> list[str]:
        return [name for name, each in self.fields.items() if each.carries is not Carries.NOTHING]


@dataclass(frozen=True, slots=True)
class OneOfTwo:
    """An object that has one of two fields, and not the other."""

    shape: Object
    names: tuple[str, str]

    def read(self, value: Any, where: str, found: Found) -> dict[str, Any]:
        """The object, read by its own shape."""
        read = self.shape.read(value, where, found)
        if (self.names[0] in read) == (self.names[1] in read):
            first, second = (f"`{name}`" for name in self.names)
            raise UnreadableCallError(
                f"`{where}`: either {first} or {second} is right", param=where
            )
        return read

    def says(self) -> str:
        """In words."""
        return f"an object with `{self.names[0]}` or `{self.names[1]}`"


@dataclass(frozen=True, slots=True)
class Tagged:
    """One of several objects, told apart by the word in the field `tag`."""

    tag: str
    cases: Mapping[str, Shape]

    def read(self, value: Any, where: str, found: Found) -> Any:
        """The object of the case that its tag names."""
        if type(value) is not dict:
            raise wrong_shape(where, value, "an object")
        word = value.get(self.tag)
        if type(word) is not str:
            raise wrong_shape(f"{where}.{self.tag}", word, self.says())
        case = self.cases.get(word)
        if case is None:
            known = [name for name, case in self.cases.items() if not isinstance(case, Refused)]
            raise UnsupportedCallError(
                f"`{where}.{self.tag}`: no {self.tag} is called {shown(word)}"
                f"{nearest(word, known)}",
                param=f"{where}.{self.tag}",
            )
        return case.read(value, where, found)

    def says(self) -> str:
        """In words."""
        known = [name for name, case in self.cases.items() if not isinstance(case, Refused)]
        return " or ".join(f"`{name}`" for name in known)


def meant(text: str, each: Field) -> Any:
    """A form and a query have texts only: what the field wants of this one, or the text itself."""
    shape = each.shape.shape if isinstance(each.shape, ListOf) else each.shape
    if isinstance(shape, Truth):
        return {"true": True, "false": False}.get(text.lower(), text)
    if isinstance(shape, Number) and len(text) <= 32:
        try:
            return parse(text.encode(), "number")
        except CallError:
            return text
    return text
