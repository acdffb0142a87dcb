"""What the walk needs of others, each as a small protocol."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from countenance.callers.registration import Registration
from countenance.callers.standing import Standing
from countenance.faces.settings import Inspection, Rendered
from countenance.media.ears import Heard
from countenance.record.commitment import Opening
from countenance.record.store import LogStore
from countenance.stores.bindings import Bound
from countenance.stores.holds import Hold

__all__ = [
    "CallerSource",
    "Ears",
    "EntryLog",
    "Eyes",
    "HoldStore",
    "IdStore",
    "PictureSource",
    "StandingStore",
]


class EntryLog(LogStore, Protocol):
    """A log of entries that can be appended to without waiting."""

    def begin(self, data: bytes, openings: Sequence[Opening] = ()) -> asyncio.Future[int]:
        """Begin to append one entry; its index comes once it is durable, or `RecordError`.

        Entries that were begun one after the other have their indexes in that order. Who stops
        waiting must not cancel what was begun: wait for it behind `asyncio.shield`.
        """
        ...


class CallerSource(Protocol):
    """Who is behind a key."""

    def caller_for_key(self, key: str) -> Registration | None:
        """The registration of a key that is valid now; `RecordError` when it cannot be known."""
        ...

    def suspension(self, ref: str) -> int | None:
        """The entry that suspended this caller, while it is; `RecordError` as above."""
        ...


class PictureSource(Protocol):
    """Fetches pictures that stand elsewhere."""

    async def fetch(self, address: str) -> bytes:
        """The bytes at an address; `AddressError` or `FetchError` otherwise."""
        ...


class Eyes(Protocol):
    """Finds faces, and renders what was inspected."""

    async def inspect(self, data: bytes) -> Inspection:
        """What was found in one picture; a `MediaError` or `DetectorError` otherwise."""
        ...

    async def render(
        self, data: bytes, inspection: Inspection, *, cover: bool, mask: bool = False
    ) -> Rendered:
        """The inspected pixels as new bytes, faces covered or not; of a mask where it was white."""
        ...


class Ears(Protocol):
    """Opens sound, and makes it anew."""

    async def hear(self, data: bytes) -> Heard:
        """One sound, opened; a `MediaError` or `DetectorError` otherwise."""
        ...


class IdStore(Protocol):
    """Knows what the ids stand for that answers gave out."""

    def keep(
        self, caller: str, refers: str, ids: Sequence[tuple[str, int]], bound: Bound, now: int
    ) -> None:
        """Bind ids of one caller, each until its second; `RecordError` when it cannot be kept."""
        ...

    def find(self, caller: str, refers: str, name: str, now: int) -> Bound | None:
        """What this caller's id stands for now, if anything."""
        ...


class StandingStore(Protocol):
    """Counts refusals, and takes the steps that they lead to."""

    def refused(self, registration: Registration, entry: int) -> Standing | None:
        """How a caller stands after the refusal of that entry; `RecordError` when not counted."""
        ...


class HoldStore(Protocol):
    """Keeps that a call is held, and nothing of what it held."""

    def keep(self, caller: str, digest: str, entry: int, since: str) -> Hold:
        """Keep a hold; the first one for a repeated call."""
        ...

    def find(self, caller: str, name: str) -> Hold | None:
        """The hold of that id, if it is this caller's."""
        ...
