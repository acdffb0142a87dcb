"""Step 3 of the walk: every medium of a call is opened before anything is judged.

Rules kept here:
 * What shows something is inspected for faces, sound is made anew; several media at once.
 * A medium that cannot be opened refuses the call, by the place where it stands; nobody goes on
   looking at its others.
 * What nothing here can open is refused by name: it never passes unseen.
 * An id stands for what was looked at when it was given out; one that stands for nothing that is
   known leaves the call uncertain.
 * What cannot leave as something that its part may hold is refused by name as well.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from countenance.dialects.call import SHOWN, Call, Operation, Part, PartKind
from countenance.errors import (
    MediaError,
    MediaTooLargeError,
    UnreadableCallError,
    UnsupportedCallError,
    UnsupportedMediaError,
)
from countenance.faces.settings import Inspection
from countenance.facts.known import Evidence
from countenance.gate.outcome import Pictured
from countenance.gate.ports import Ears, Eyes, IdStore
from countenance.gate.timing import Stage, timed
from countenance.gate.together import together
from countenance.media.capture import Capture
from countenance.media.ears import Heard
from countenance.media.film_kinds import FilmKind, film_kind_of
from countenance.media.kinds import MediaKind
from countenance.media.printed import Line
from countenance.stores.bindings import Bound

__all__ = ["Find", "Opened", "finder", "located", "opened"]

_Found = TypeVar("_Found")
_ONLY_NAMED = (Operation.FILE_INFO, Operation.FILE_DELETE)
"""Where a file is told of or removed, and nothing of it is looked at."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found in each medium, by the place of its part."""

    inspections: Mapping[str, Inspection] = field(default_factory=dict)
    heard: Mapping[str, Heard] = field(default_factory=dict)
    bound: Mapping[str, Bound | None] = field(default_factory=dict)
    """What each id of the call stands for; None for one that stands for nothing any more."""

    @property
    def faces(self) -> int:
        """How many faces were found in all, also in what ids stand for."""
        return sum(len(seen.faces) for seen in self.inspections.values()) + sum(
            bound.faces for bound in self.bound.values() if bound
        )

    @property
    def files(self) -> tuple[tuple[Capture, tuple[Line, ...]], ...]:
        """What each file says of its making, and what was read in it."""
        return tuple((seen.capture, seen.printed) for seen in self.inspections.values())

    @property
    def printed(self) -> tuple[str, ...]:
        """What was read in each picture, if anything was."""
        texts = ("\n".join(line.text for line in lines) for _, lines in self.files)
        return tuple(text for text in texts if text)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What is known of the pictures that ids stand for, from the calls that showed them."""
        found = [piece for bound in self.bound.values() if bound for piece in bound.evidence]
        return tuple(dict.fromkeys(found))

    @property
    def lost(self) -> tuple[str, ...]:
        """The places of ids that stand for nothing that is known, or not any more."""
        return tuple(where for where, bound in self.bound.items() if bound is None)

    def pictured(self, call: Call) -> Pictured:
        """What it came to, for the table of outcomes."""
        if call.is_text_only:
            return Pictured.NOTHING
        if self.lost:
            return Pictured.UNCERTAIN
        if call.operation not in _ONLY_NAMED and any(
            bound.visible for bound in self.bound.values() if bound
        ):
            return Pictured.EARLIER
        # Of what an id stands for nothing is left to be covered.
        found = any(seen.faces for seen in self.inspections.values())
        return Pictured.FACES if found else Pictured.NO_FACE


Find = Callable[[str, str], Bound | None]
"""What an id stands for: what it is an id of, and the id."""


def finder(ids: IdStore, caller: str, upstream: str, now: int) -> Find:
    """Finds what an id of this caller stands for, at the service that its call goes to."""

    def find(refers: str, name: str) -> Bound | None:
        bound = ids.find(caller, refers, name, now)
        # What lies at one service means nothing to another.
        return bound if bound is None or bound.upstream in ("", upstream) else None

    return find


async def opened(call: Call, eyes: Eyes, ears: Ears, find: Find) -> Opened:
    """Every medium of the call, opened. Raises `CallError` for one that cannot be."""
    if call.is_text_only:
        return Opened()
    for part in call.parts:
        if part.address:
            # What was not fetched by now was not asked for.
            raise UnsupportedCallError(
                f"`{part.where}`: an address cannot be checked; send the bytes", param=part.where
            )
    bound = await asyncio.to_thread(_found, call, find) if call.ids else {}
    if call.operation in _ONLY_NAMED and None in bound.values():
        says = "no such file of yours; the id is that of an upload through this gate"
        raise UnsupportedCallError(says, status=404, param="file_id")
    with timed(Stage.INSPECT):
        # All at once: what is looked at and what is listened to.
        looking = {
            part.where: asyncio.ensure_future(_seen(eyes, part))
            for part in call.parts
            if part.kind in SHOWN
        }
        listening = {
            part.where: asyncio.ensure_future(_heard(ears, part))
            for part in call.parts
            if part.kind is PartKind.SOUND
        }
        await together((*looking.values(), *listening.values()))
    return Opened(
        {where: seen.result() for where, seen in looking.items()},
        {where: heard.result() for where, heard in listening.items()},
        bound,
    )


async def _seen(eyes: Eyes, part: Part) -> Inspection:
    return await located(_fitting(eyes, part), part.where)


async def _heard(ears: Ears, part: Part) -> Heard:
    return await located(ears.hear(part.data), part.where)


def _found(call: Call, find: Find) -> dict[str, Bound | None]:
    return {part.where: find(part.refers, part.text) for part in call.ids}


_FITTING: Mapping[PartKind, tuple[MediaKind | FilmKind, ...]] = {
    PartKind.PICTURE: (MediaKind.JPEG, MediaKind.PNG, MediaKind.WEBP, MediaKind.GIF),
    PartKind.MASK: (MediaKind.JPEG, MediaKind.PNG, MediaKind.WEBP),
    PartKind.DOCUMENT: (MediaKind.PDF,),
    PartKind.FILM: (FilmKind.WEBM,),
}
"""As what a medium has to leave to stand in a part of this kind."""


async def _fitting(eyes: Eyes, part: Part) -> Inspection:
    """An inspection of what may stand in a part of this kind once it is made anew."""
    kind = part.kind
    if kind is not PartKind.FILM and (film := film_kind_of(part.data)) is not None:
        # Before anybody looks at it, which takes a while.
        raise UnsupportedMediaError(
            f"{kind.value}: its content is {film.described}; "
            "send a film as a `video_url` part, or its frames as pictures"
        )
    seen = await eyes.inspect(part.data, part.digest)
    if seen.leaves_as in _FITTING[kind]:
        return seen
    if kind is PartKind.PICTURE:
        raise UnsupportedMediaError(
            f"picture: it is a {seen.kind.name} of {seen.frames} pages; "
            "expected each page as a picture of its own"
        )
    right = {PartKind.DOCUMENT: "a PDF", PartKind.MASK: "a PNG"}
    what = right.get(kind, "its frames as pictures")
    raise UnsupportedMediaError(f"{kind.value}: it is a {seen.kind.name}; expected {what}")


async def located(coming: Awaitable[_Found], where: str) -> _Found:
    """What was found; an error says which part of the call it is about."""
    try:
        return await coming
    except MediaTooLargeError as error:
        raise UnsupportedCallError(f"`{where}`: {error}", status=413, param=where) from error
    except UnsupportedMediaError as error:
        raise UnsupportedCallError(f"`{where}`: {error}", status=415, param=where) from error
    except MediaError as error:
        raise UnreadableCallError(f"`{where}`: {error}", param=where) from error
