"""The pictures of a call that is held, kept for who decides about it.

Rules kept here:
 * The hold stands before anything is kept. Whatever becomes of that, it passes nothing, and keeps
   no call from being held: what cannot be copied or written is left out, the case says so, and a
   failure of ours is entered.
 * A copy is made where faces are looked for, of the pixels in which they were found.
 * Who sent the call and leaves stops nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from countenance.callers.registration import Registration
from countenance.dialects.call import SHOWN, Call, PartKind
from countenance.errors import OutdatedError
from countenance.faces.settings import Inspection, Still
from countenance.gate.opening import Opened
from countenance.gate.ports import CaseStore, Eyes
from countenance.gate.recorder import Recorder
from countenance.gate.settings.review import ReviewSettings
from countenance.review.case import Case
from countenance.stores.held_pictures import LARGEST, Taken

__all__ = ["SIDE", "Keeping", "chosen_frames"]

SIDE = 1024
"""The longest side of a copy, in pixels."""

_OF_ONE = 4
"""So many frames of one film, or pages of one document, are kept at most."""
_SECONDS = 60.0
"""So long all copies of one call may take."""


@dataclass(slots=True)
class _Copies:
    """What was copied of one call so far, how many pictures were not, and why it is our fault."""

    taken: list[Taken]
    left_out: int
    fault: Exception | None = None


class Keeping:
    """Keeps the pictures of held calls, as the settings have it."""

    def __init__(
        self,
        eyes: Eyes,
        cases: CaseStore,
        recorder: Recorder,
        settings: ReviewSettings,
        seconds: float = _SECONDS,
    ) -> None:
        self._eyes = eyes
        self._cases = cases
        self._recorder = recorder
        self._settings = settings
        self._seconds = seconds
        self._under_way: set[asyncio.Task[None]] = set()

    async def keep(
        self, case: Case | None, call: Call, media: Opened, registration: Registration
    ) -> None:
        """Keep the pictures of a call that is held, unless they are kept already."""
        if self._settings.keep_media == "nothing" or case is None or not case.is_waiting:
            return
        if not (media.inspections or media.bound) or not case.terms.media:
            return
        if case.pictures is not None and not case.pictures.may_come_again:
            return
        task = asyncio.create_task(self._kept(case, call, media, registration))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)

    async def drain(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _kept(
        self, case: Case, call: Call, media: Opened, registration: Registration
    ) -> None:
        try:
            copies = await self._copied(call, media)
            if copies.fault is not None:
                await self._recorder.failed("held-pictures", copies.fault, registration)
            most = self._settings.media_mb_per_caller << 20
            await asyncio.to_thread(
                self._cases.keep, case.id, copies.taken, copies.left_out, most
            )
        except OutdatedError:
            pass  # it was decided meanwhile, or another call like it was quicker
        except Exception as error:  # noqa: BLE001 - the call is held; nothing may change that
            await self._recorder.failed("held-pictures", error, registration)

    async def _copied(self, call: Call, media: Opened) -> _Copies:
        # What an id stands for was shown to another call, and is nowhere any more.
        copies = _Copies([], len(media.bound))
        shown = [part for part in call.parts
                 if part.kind in SHOWN and part.kind is not PartKind.MASK]  # fmt: skip
        done = 0
        try:
            async with asyncio.timeout(self._seconds):
                for part in shown:
                    seen = media.inspections[part.where]
                    room = self._settings.media_per_case - len(copies.taken)
                    places = chosen_frames(seen.frames, min(_OF_ONE, room))
                    stills = await self._stills(part.data, seen, places) if places else ()
                    copies.taken += [Taken(part.where, still) for still in stills]
                    copies.left_out += not stills
                    done += 1
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered, and left out
            copies.fault = error
            copies.left_out += len(shown) - done
        return copies

    async def _stills(
        self, data: bytes, seen: Inspection, places: Sequence[int]
    ) -> tuple[Still, ...]:
        plain = self._settings.keep_media == "originals"
        stills = await self._eyes.stills(data, seen, places, SIDE, plain=plain)
        # A copy that is too large with everything in it is kept without the plain one.
        fitting = [
            each if len(each.plain) <= LARGEST else replace(each, plain=b"") for each in stills
        ]
        return tuple(each for each in fitting if len(each.blurred) <= LARGEST)


def chosen_frames(frames: int, most: int) -> tuple[int, ...]:
    """Which frames of a medium are copied: at most so many, from its beginning to its end."""
    count = min(frames, most)
    return tuple((2 * at + 1) * frames // (2 * count) for at in range(count))
