"""The pictures of an answer: met by its reader, opened by the gate, put back made anew.

 1. A reader builds its answer as a tree. Where a picture stood it puts a `Place`, which knows what
    will stand there once it is known what came of the picture.
 2. Whoever reads the answer for the gate opens every `Part` that `Pictures` has met, like one of a
    request, and gets a `Shown` for each.
 3. `written` writes the tree, every place filled.

A reader of results in base64 or at an address does this:

    part = pictures.of_base64(item.get("b64_json"))
    made = Place((part,), lambda shown: {"b64_json": shown[0].base64, **shown[0].told})

and hands out the tree, with what `pictures.take()` gives, in its `Answered`. An answer in pieces
puts its events into an `Outbox`.

Rules kept here:
 * Nothing of a picture leaves but what was made anew from its inspected pixels.
 * A picture that cannot be opened is withheld, in its own place, and the answer says why; the
   rest of the answer stays.
 * So many pictures of one answer are opened and no more; the others are withheld.

Pictures that stand in the middle of words are `countenance.dialects.woven`.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import pybase64

from countenance.dialects.call import Part, PartKind, Role
from countenance.dialects.pictures import ELSEWHERE, bytes_of_base64, bytes_of_data_url, data_url
from countenance.dialects.sse import event_bytes
from countenance.errors import CallError

__all__ = ["MOST", "Opened", "Outbox", "Pictures", "Place", "Shown", "written"]

_JSON = msgspec.json.Encoder()

MOST = 20
"""Pictures of one answer that are opened."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of one picture: bytes made anew, or in plain words why it is withheld."""

    media_type: str = ""
    data: bytes = b""
    faces: int = 0
    covered: int = 0
    withheld: str = ""

    @property
    def base64(self) -> str | None:
        """Its bytes in base64; None when it is withheld."""
        return None if self.withheld else pybase64.b64encode_as_string(self.data)

    @property
    def url(self) -> str | None:
        """Its bytes as a data URL; None when it is withheld."""
        return None if self.withheld else data_url(self.media_type, self.data)

    @property
    def notice(self) -> str:
        """What an answer says in the place of a picture that is withheld."""
        return f"[a picture was withheld: {self.withheld}]"

    @property
    def told(self) -> dict[str, Any]:
        """What an answer says beside a picture, for programs: nothing when all of it is there."""
        if self.withheld:
            return {"countenance": {"withheld": self.withheld}}
        return {"countenance": {"covered": self.covered}} if self.covered else {}


Opened = Mapping[str, Shown]
"""What came of the pictures of an answer, by the `where` of each."""


class Place:
    """Where pictures stand in a tree; `write` gives what is written there once they were opened."""

    # No dataclass: an encoder of JSON would write its fields instead of asking what to write.
    __slots__ = ("pictures", "write")

    def __init__(
        self, pictures: tuple[Part, ...], write: Callable[[tuple[Shown, ...]], Any]
    ) -> None:
        self.pictures = pictures
        self.write = write


class Pictures:
    """The pictures of one answer, in the order in which its reader meets them."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._met = 0
        self._waiting: list[Part] = []

    def of_base64(self, value: Any) -> Part:
        """A picture as a text of base64. Never raises: what is none will be withheld."""
        return self._met_as(value, lambda text, where: (bytes_of_base64(text, where), ""))

    def of_url(self, value: Any) -> Part:
        """A picture as a data URL, or at an https address. Never raises, as `of_base64`."""
        return self._met_as(value, _behind)

    def take(self) -> tuple[Part, ...]:
        """The pictures that were met since this was last asked."""
        taken, self._waiting = tuple(self._waiting), []
        return taken

    def _met_as(self, value: Any, read: Callable[[str, str], tuple[bytes, str]]) -> Part:
        where = f"answer.pictures[{self._met}]"
        self._met += 1
        data, address, why = b"", "", ""
        if self._met > self._most:
            why = f"more than {self._most} in one answer are not opened"
        elif type(value) is not str:
            why = "it is not a text"
        else:
            try:
                data, address = read(value, where)
            except CallError as error:
                why = str(error).removeprefix(f"`{where}`: ")
        part = Part(where, PartKind.PICTURE, Role.ASSISTANT, why, data, -1, address)
        self._waiting.append(part)
        return part


class Outbox:
    """What an answer in pieces gives out, in order: nothing overtakes what waits for a picture."""

    def __init__(self, most: int = MOST) -> None:
        self.pictures = Pictures(most)
        self._opened: dict[str, Shown] = {}
        self._queue: deque[bytes | tuple[Any, str]] = deque()

    def __bool__(self) -> bool:
        """Whether anything is in it."""
        return bool(self._queue)

    def put(self, event: bytes) -> None:
        """An event that is written already."""
        self._queue.append(event)

    def put_tree(self, tree: Any, name: str = "") -> None:
        """An event with this name and this tree as its data."""
        try:
            self._queue.append(event_bytes(_JSON.encode(tree), name))
        except TypeError:  # there is a place in it
            self._queue.append((tree, name))

    def show(self, opened: Opened) -> None:
        """These pictures were opened."""
        self._opened.update(opened)

    def taken(self) -> bytes:
        """Everything up to the first event whose picture was not opened yet."""
        out = []
        while self._queue:
            first = self._queue[0]
            if isinstance(first, tuple):
                try:
                    first = event_bytes(written(first[0], self._opened), first[1])
                except KeyError:
                    break
            out.append(first)
            self._queue.popleft()
        return b"".join(out)

    def clear(self) -> None:
        """Nothing of it leaves any more."""
        self._queue.clear()


def written(tree: Any, opened: Opened) -> bytes:
    """The tree as JSON, every place filled; raises `KeyError` for a picture that nobody opened."""

    def fill(value: object) -> Any:
        if not isinstance(value, Place):
            raise TypeError("only the places of pictures are filled")
        return value.write(tuple(opened[part.where] for part in value.pictures))

    return msgspec.json.Encoder(enc_hook=fill).encode(tree)


def _behind(url: str, where: str) -> tuple[bytes, str]:
    return (b"", url) if url.startswith(ELSEWHERE) else (bytes_of_data_url(url, where), "")
