"""The pictures of held calls, for who may look at them.

    GET  /v1/cases/ID/pictures/1            the copy with blurred faces
    GET  /v1/cases/ID/pictures/1/revealed   the plain one, once it is revealed
    POST /v1/cases/ID/reveal                {"token": 1, "picture": 1, "reason": "..."}

Rules kept here:
 * Who may look is looked up for each picture, each time (`countenance.review.picture_steps`).
 * A picture is served as whoever looks wants it: more of it blurred, in grey. That is made where
   faces are looked for; where it cannot be made there is no picture, never one as it lies there.
 * Nobody on the way keeps it, and it stands on no page of somebody else.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, Protocol

from countenance.errors import DetectorError, MediaError, RecordError, ReviewError
from countenance.faces.look import AS_KEPT, Blur, Look
from countenance.gate.ports import CaseStore
from countenance.record.stamp import time_text
from countenance.review.case import Case
from countenance.review.people import Person
from countenance.review.picture_steps import may_look
from countenance.review.preferences import Preferences
from countenance.review.steps import check_elsewhere

__all__ = ["HEADERS", "CasePictures", "Softens", "look_of", "view_of_pictures"]

HEADERS = (
    ("content-type", "image/jpeg"),
    ("content-disposition", "inline"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
)
"""What a picture goes out with."""

_SECONDS = 60.0


class Softens(Protocol):
    """Makes a copy as somebody wants to see it."""

    async def softened(self, data: bytes, look: Look) -> bytes:
        """The copy as JPEG; a `MediaError` or `DetectorError` otherwise."""
        ...


class CasePictures:
    """Shows them, from any thread but that of `loop`, in which `eyes` work.

    `preferences`: how somebody wants pictures. `clock`: nanoseconds since 1970.
    """

    def __init__(
        self,
        cases: CaseStore,
        eyes: Softens,
        preferences: Callable[[str], Preferences],
        clock: Callable[[], int],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._cases = cases
        self._eyes = eyes
        self._preferences = preferences
        self._clock = clock
        self._loop = loop

    def shown(self, id_: str, place: int, who: Person, *, revealed: bool) -> bytes:
        """A picture as this person wants it, as JPEG.

        Raises `UnknownCaseError`, `NotForYouError`, `OutdatedError` where it is erased,
        `ReviewError` where there never was one, and `RecordError`.
        """
        case = self._cases.find(id_)
        may_look(case, who, place, self._clock() // 1_000_000, revealed=revealed)
        data = self._cases.picture(case, place, plain=revealed)
        look = look_of(self._preferences(who.ref), revealed=revealed)
        if look == AS_KEPT:
            return data
        try:
            return self._made(self._eyes.softened(data, look))
        except (DetectorError, MediaError, TimeoutError) as error:
            raise RecordError("held pictures: this one cannot be made ready to look at") from error

    def _made(self, work: Coroutine[Any, Any, bytes]) -> bytes:
        coming = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return coming.result(_SECONDS)
        except TimeoutError:
            coming.cancel()
            raise


def look_of(wanted: Preferences, *, revealed: bool) -> Look:
    """How somebody wants a picture. What is revealed is not blurred: that is what it is for."""
    look = Look(Blur(wanted.blur), wanted.greyscale)
    return replace(look, blur=Blur.FACES) if revealed else look


def view_of_pictures(case: Case, who: Person | None, now: int) -> dict[str, Any] | None:
    """What is told of its pictures to whoever may read the case: how many there are, with their
    digests, and which of them this person may look at."""
    pictures = case.pictures
    if pictures is None:
        return None
    if who is not None:
        check_elsewhere(case, who)
    mine = who is not None and case.is_waiting and case.held_by(now) == who.ref
    return {
        "kept": [
            {
                "place": place,
                "where": each.where,
                "frame": each.frame,
                "faces": each.faces,
                "sealed": f"sha256:{each.digest}",
                "can_be_revealed": each.plain,
                "revealed": mine and place in pictures.revealed,
            }
            for place, each in enumerate(pictures.kept, 1)
        ],
        "left_out": pictures.left_out,
        "gone": None if pictures.gone is None else pictures.gone.value,
        "until": time_text(pictures.until) if pictures.kept else None,
        "for_you": pictures.are_there and _may(case, who, now),
    }


def _may(case: Case, who: Person | None, now: int) -> bool:
    """Whether somebody may look at the blurred ones."""
    if who is None:
        return False
    try:
        may_look(case, who, 1, now, revealed=False)
    except ReviewError:
        return False
    return True
