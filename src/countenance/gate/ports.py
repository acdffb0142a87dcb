"""What the walk needs of others, each as a small protocol."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from countenance.callers.registration import Registration
from countenance.callers.standing import Standing
from countenance.faces.settings import Inspection, Rendered, Still
from countenance.media.ears import Heard
from countenance.record.commitment import Opening
from countenance.record.make import Prepared
from countenance.record.store import LogStore
from countenance.review.case import Case, Held, State
from countenance.review.people import Person
from countenance.review.steps import Step
from countenance.stores.bindings import Bound
from countenance.stores.held_pictures import Taken

__all__ = [
    "CallerSource",
    "CaseStore",
    "Ears",
    "EntryLog",
    "Eyes",
    "IdStore",
    "PersonSource",
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

    @property
    def is_remote(self) -> bool:
        """Whether whoever asks waits for another machine."""
        ...

    def behind(
        self, key: str, *, anew: bool = True
    ) -> tuple[Registration, int | None] | None:
        """The registration of a key that is valid now, and the entry that suspended its caller,
        while it is; `RecordError` when it cannot be known.

        `anew`: what has changed is asked for; without it, it is as it was when last asked.
        """
        ...


class PictureSource(Protocol):
    """Fetches pictures that stand elsewhere."""

    async def fetch(self, address: str) -> bytes:
        """The bytes at an address; `AddressError` or `FetchError` otherwise."""
        ...


class Eyes(Protocol):
    """Finds faces, and renders what was inspected."""

    async def inspect(self, data: bytes, digest: bytes | None = None) -> Inspection:
        """What was found in one picture; a `MediaError` or `DetectorError` otherwise. `digest`: the
        SHA-256 of its bytes, where it is known."""
        ...

    async def render(
        self,
        data: bytes,
        inspection: Inspection,
        *,
        cover: bool,
        mask: bool = False,
        digest: bytes | None = None,
    ) -> Rendered:
        """The inspected pixels as new bytes, faces covered or not; of a mask where it was white."""
        ...

    async def stills(
        self, data: bytes, inspection: Inspection, places: Sequence[int], side: int, *, plain: bool
    ) -> tuple[Still, ...]:
        """Small copies of these frames for people, faces blurred; and `plain` ones if wanted."""
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


class CaseStore(Protocol):
    """Keeps held calls as cases. What cannot be read or written is a `RecordError`."""

    def of_call(self, call: str) -> Case | None:
        """The newest case about this call."""
        ...

    def allowing(self, held: Held) -> Case | None:
        """A case about a call like this one, by whose allow it may pass now."""
        ...

    def find(self, id_: str, caller: str | None = None) -> Case:
        """The case of this id, if it is this caller's; `UnknownCaseError` otherwise."""
        ...

    def hold(self, held: Held, decision: Prepared) -> tuple[int, Case]:
        """Enter a decision that holds a call, and its case; the index of the decision."""
        ...

    def use(self, id_: str, held: Held, decision: Prepared) -> int | None:
        """Enter a decision that passes by an allow; its index, or `None`: it may not any more."""
        ...

    def settle(self, call: str, decision: str) -> Case | None:
        """Close what waits about a call that the codes have decided by now."""
        ...

    def step(self, id_: str, does: Callable[[Case, int], Step]) -> Case:
        """What a person or a caller does about a case; the case after it."""
        ...

    def keep(self, id_: str, taken: Sequence[Taken], left_out: int, most: int) -> Case:
        """Keep the pictures of a case that waits, as far as its caller has no more than `most`
        bytes; `OutdatedError` where it waits no more, or has some."""
        ...

    def picture(self, case: Case, place: int, *, plain: bool) -> bytes:
        """A picture of a case; `OutdatedError` where it is not there any more."""
        ...

    def waiting(self, limit: int = ..., after: Case | None = None) -> tuple[Case, ...]:
        """Cases that wait for people, those that are due first at the top."""
        ...

    def newest(self, state: State, limit: int = ...) -> tuple[Case, ...]:
        """Cases in one state, the newest first."""
        ...

    def expire_overdue(self) -> int:
        """Refuse what nobody decided in time; how many there were."""
        ...

    def reason(self, entry: str) -> str | None:
        """The reason that somebody gave in this entry, as long as it is kept."""
        ...


class PersonSource(Protocol):
    """Who is behind the token of a person."""

    def person(self, token: str) -> Person | None:
        """Who has this token, if it counts; `RecordError` or `SettingsError`."""
        ...
