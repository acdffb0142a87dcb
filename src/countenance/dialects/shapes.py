"""The shapes that a single value of a request may have, and the reading of each.

Rules kept here:
 * A shape either returns the value that may be forwarded, or raises with the place, what was
   found and what would be right. There is no shape for "anything", save JSON that is shown whole.
 * Every word that is forwarded is put down as a `Part` on the way, with who said it.
 * `null` in an optional field is the same as leaving the field out.

Objects and lists are `countenance.dialects.containers`; which field has which shape stands in
`countenance.dialects.fields`.
"""

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from countenance.dialects.call import Part, PartKind, Role, Slot
from countenance.dialects.pictures import (
    ELSEWHERE,
    FILMS,
    PAGES,
    PICTURES,
    bytes_of_base64,
    bytes_of_data_url,
    refuse_written_picture,
)
from countenance.dialects.strict import shown
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = [
    "FILE_ID",
    "Carries",
    "Found",
    "IdOf",
    "Json",
    "Label",
    "Number",
    "NumberKind",
    "OneOf",
    "Only",
    "PagesUrl",
    "PictureBase64",
    "PictureUrl",
    "Refused",
    "Shape",
    "Truth",
    "Unread",
    "Words",
    "nearest",
    "wrong_shape",
]


class Carries(Enum):
    """What a field may carry, and so who has to look at it."""

    CONTROL = "control value"
    WORDS = "words, read for what is asked"
    PICTURE = "picture, inspected for faces"
    FILM = "film, its frames inspected for faces"
    SOUND = "sound, opened and made anew"
    TOOLS = "tools, read for what is asked"
    SCHEMA = "schema of the answer, read for what is asked"
    LABEL = "label, bounded and entered"
    ID = "id, stands for what was looked at when it was given out"
    ATTESTATION = "attestation, stays at the gate"
    HOSTED = "tool that the upstream runs, refused unless the operator allows it"
    NOTHING = "refused"
    AS = "the same"
    """For the table only: told in another place."""


@dataclass(slots=True)
class Found:
    """What reading one body has found so far."""

    parts: list[Part] = field(default_factory=list)
    role: Role = Role.NONE
    turn: int = -1
    """The message being read; -1 outside the messages."""
    messages: int = 0
    allowed: frozenset[str] = frozenset()
    """Tools run by the upstream itself that the operator allows."""
    hosted: set[str] = field(default_factory=set)
    """Those of them that were met."""
    pictures_stand: str = "this route takes no pictures"
    """Where a picture stands that somebody wrote out in a text, in the words of this route."""

    def put(self, where: str, kind: PartKind, text: str) -> None:
        """Put down words that will be forwarded; an operator's words are `SYSTEM`."""
        refuse_written_picture(text, where, self.pictures_stand)
        if kind is PartKind.TEXT and (self.role is Role.SYSTEM or self.role is Role.DEVELOPER):
            kind = PartKind.SYSTEM
        self.parts.append(Part(where, kind, self.role, text, b"", self.turn))

    def put_bytes(self, where: str, kind: PartKind, data: bytes, *, is_bare: bool = False) -> Slot:
        """Put down the bytes of a medium; its place, which is filled when the call is written."""
        part = Part(where, kind, self.role, "", data, self.turn)
        self.parts.append(part)
        return part.slot(is_bare=is_bare)

    def put_address(self, where: str, kind: PartKind, address: str) -> Slot:
        """Put down where a medium stands; its place. Whether it may be fetched is for those who
        fetch; what it is, for those who look."""
        self.parts.append(Part(where, kind, self.role, "", b"", self.turn, address))
        named = hashlib.sha256(address.encode("utf-8", "surrogatepass"))
        return Slot(where, f"sha256:{named.hexdigest()}")


class Shape(Protocol):
    """What a value has to look like."""

    def read(self, value: Any, where: str, found: Found) -> Any:
        """The value to forward; raises `CallError` when it has another shape."""

    def says(self) -> str:
        """The shape in a few words, for errors and the table of fields."""


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` when one known word is close, else all of them, else nothing."""
    names = sorted(known)
    close = difflib.get_close_matches(word[:64], names, n=1)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; known here: {', '.join(f'`{name}`' for name in names)}" if names else ""


def wrong_shape(where: str, value: Any, right: str) -> UnreadableCallError:
    """The error for a value of another shape: where, what was found, what is right."""
    return UnreadableCallError(f"`{where}`: found {shown(value)}, {right} is right", param=where)


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false."""

    def read(self, value: Any, where: str, found: Found) -> bool:
        """The value itself."""
        if type(value) is not bool:
            raise wrong_shape(where, value, self.says())
        return value

    def says(self) -> str:
        """In words."""
        return "`true` or `false`"


@dataclass(frozen=True, slots=True)
class Only:
    """One single value; any other asks for something that this gate does not let happen."""

    value: object
    reason: str

    def read(self, value: Any, where: str, found: Found) -> Any:
        """The one value."""
        if type(value) is not type(self.value) or value != self.value:
            raise UnsupportedCallError(
                f"`{where}`: found {shown(value)}, {self.says()} is right: {self.reason}",
                param=where,
            )
        return value

    def says(self) -> str:
        """In words."""
        if isinstance(self.value, list):
            inner = ", ".join(f'"{item}"' for item in self.value)
            return f"only `[{inner}]`"
        return f"only {shown(self.value)}"


class NumberKind(Enum):
    """Whole numbers, or any."""

    WHOLE = "a whole number"
    ANY = "a number"


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`, both included."""

    kind: NumberKind
    low: float
    high: float

    def read(self, value: Any, where: str, found: Found) -> int | float:
        """The number as it was."""
        kinds = (int,) if self.kind is NumberKind.WHOLE else (int, float)
        if type(value) not in kinds or not self.low <= value <= self.high:
            raise wrong_shape(where, value, self.says())
        return value  # type: ignore[no-any-return]  # its type was compared above

    def says(self) -> str:
        """In words."""
        if self.high >= 2**53 - 1:
            return self.kind.value
        return f"{self.kind.value} from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word out of a closed list. `refused`: words that are known, with why they are not."""

    words: tuple[str, ...]
    refused: Mapping[str, str] = field(default_factory=dict)

    def read(self, value: Any, where: str, found: Found) -> str:
        """The word."""
        if type(value) is not str:
            raise wrong_shape(where, value, self.says())
        if value in self.refused:
            raise UnsupportedCallError(f"`{where}`: {self.refused[value]}", param=where)
        if value not in self.words:
            raise UnsupportedCallError(
                f"`{where}`: no value is called {shown(value)}{nearest(value, self.words)}",
                param=where,
            )
        return value

    def says(self) -> str:
        """In words."""
        return " or ".join(f"`{word}`" for word in self.words)


@dataclass(frozen=True, slots=True)
class Label:
    """A short name or id: at most `longest` characters, `letters` (a character class) only."""

    longest: int
    letters: str = r"[^\x00-\x1f\x7f]"
    described: str = "printable characters"
    kind: PartKind | None = PartKind.LABEL
    """What part it becomes; `None` where a part around it shows it, or letters forbid words."""
    shortest: int = 1

    def read(self, value: Any, where: str, found: Found) -> str:
        """The label."""
        if type(value) is not str or not self.shortest <= len(value) <= self.longest:
            raise wrong_shape(where, value, self.says())
        if not re.fullmatch(f"{self.letters}*", value):
            raise wrong_shape(where, value, self.says())
        if self.kind is not None:
            found.put(where, self.kind, value)
        return value

    def says(self) -> str:
        """In words."""
        return f"{self.shortest} to {self.longest} {self.described}"


@dataclass(frozen=True, slots=True)
class IdOf:
    """The id of something that was looked at before: a part of its own, for whoever knows what it
    stands for. `refers`: what it is an id of."""

    refers: str
    label: Label
    described: str

    def read(self, value: Any, where: str, found: Found) -> str:
        """The id."""
        name = self.label.read(value, where, found)
        found.parts.append(
            Part(where, PartKind.ID, found.role, name, turn=found.turn, refers=self.refers)
        )
        return name

    def says(self) -> str:
        """In words."""
        return self.described


@dataclass(frozen=True, slots=True)
class Words:
    """A text of any length and any script."""

    kind: PartKind = PartKind.TEXT

    def read(self, value: Any, where: str, found: Found) -> str:
        """The text as it was."""
        if type(value) is not str:
            raise wrong_shape(where, value, self.says())
        found.put(where, self.kind, value)
        return value

    def says(self) -> str:
        """In words."""
        return "a text"


@dataclass(frozen=True, slots=True)
class PictureUrl:
    """A picture, or a film, as a data URL or an https address: it becomes a part, its place a slot.

    It stands in the place of the object that it is the address of.
    """

    kind: PartKind = PartKind.PICTURE

    def read(self, value: Any, where: str, found: Found) -> Slot:
        """A slot that is filled when the call is written."""
        if type(value) is not str:
            raise wrong_shape(where, value, self.says())
        film = self.kind is PartKind.FILM
        place = where.removesuffix(".url").removesuffix(".video_url" if film else ".image_url")
        if value.startswith(ELSEWHERE):
            return found.put_address(place, self.kind, value)
        data = bytes_of_data_url(value, where, FILMS if film else PICTURES)
        return found.put_bytes(place, self.kind, data)

    def says(self) -> str:
        """In words."""
        if self.kind is PartKind.FILM:
            return "a `data:video/...;base64,` URL with a film, or an https address"
        return "a `data:image/...;base64,` URL with a picture, or an https address"


@dataclass(frozen=True, slots=True)
class PagesUrl:
    """A PDF as a data URL: it becomes a part, its place a slot."""

    def read(self, value: Any, where: str, found: Found) -> Slot:
        """A slot that is filled when the call is written."""
        if type(value) is not str:
            raise wrong_shape(where, value, self.says())
        return found.put_bytes(where, PartKind.DOCUMENT, bytes_of_data_url(value, where, PAGES))

    def says(self) -> str:
        """In words."""
        return "a `data:application/pdf;base64,` URL with a PDF"


@dataclass(frozen=True, slots=True)
class PictureBase64:
    """A picture as base64 alone: it becomes a part, its place a slot that is written alike."""

    def read(self, value: Any, where: str, found: Found) -> Slot:
        """A slot that is filled when the call is written."""
        if type(value) is not str:
            raise wrong_shape(where, value, self.says())
        data = bytes_of_base64(value, where)
        return found.put_bytes(where, PartKind.PICTURE, data, is_bare=True)

    def says(self) -> str:
        """In words."""
        return "a picture in base64"


@dataclass(frozen=True, slots=True)
class Json:
    """Any JSON object; a `Shown` around it puts it down as words."""

    def read(self, value: Any, where: str, found: Found) -> Any:
        """The value as it was."""
        if type(value) is not dict:
            raise wrong_shape(where, value, self.says())
        return value

    def says(self) -> str:
        """In words."""
        return "a JSON object"


@dataclass(frozen=True, slots=True)
class Refused:
    """A field that is known and not forwarded, with the reason."""

    reason: str

    def read(self, value: Any, where: str, found: Found) -> Any:
        """Never returns."""
        raise UnsupportedCallError(f"`{where}`: {self.reason}", param=where)

    def says(self) -> str:
        """In words."""
        return self.reason


@dataclass(frozen=True, slots=True)
class Unread:
    """A field that another step has taken out already."""

    reason: str

    def read(self, value: Any, where: str, found: Found) -> Any:
        """Never returns."""
        raise UnsupportedCallError(f"`{where}`: {self.reason}", param=where)

    def says(self) -> str:
        """In words."""
        return self.reason


FILE_ID = IdOf(
    "file",
    Label(128, r"[A-Za-z0-9_-]", "letters, digits and _-", kind=None, shortest=4),
    "the id of a file that was uploaded through this gate",
)
"""The id of a stored file, wherever one is named."""
