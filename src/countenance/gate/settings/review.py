"""`[review]`: the terms under which calls are held for people."""

from typing import Annotated, Literal

import msgspec

from countenance.review.case import Terms

__all__ = ["ReviewSettings", "terms_of"]

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR

_Span = Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class ReviewSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[review]`: what holds for a call once it is held, whatever is changed later."""

    two_persons: Literal["biometric", "every"] = "biometric"
    """Which calls two persons have to agree about before they pass."""
    lease_minutes: _Span = 15
    """For how long somebody who claims a case has it."""
    answer_hours: _Span = 72
    """After which a case that nobody decided is refused."""
    appeal_days: _Span = 15
    """In which the caller of a refused call may appeal, once."""
    allow_hours: _Span = 720
    """The longest time for which anything can be allowed."""
    alike_uses: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 50
    """For how many calls like the one that is held an allow may be at most; 0: for none."""
    alike_hours: _Span = 168
    """For how long at most such an allow is."""
    alike_persons: Annotated[int, msgspec.Meta(ge=1, le=2)] = 2
    """How many persons have to agree to it, where the call itself takes fewer."""
    keep_media: Literal["blurred", "originals", "nothing"] = "blurred"
    """What is kept of the pictures of a held call for who decides: small copies with blurred faces;
    these and the same ones unblurred, which can be revealed; or nothing."""
    media_days: _Span = 7
    """For how long at most they are kept."""
    media_after_close: Literal["erase", "keep"] = "erase"
    """Whether they are erased when the case is closed, or kept for their days."""
    media_per_case: Annotated[int, msgspec.Meta(ge=1, le=50)] = 8
    """How many copies are kept of one call at most."""
    media_mb_per_caller: _Span = 64
    """How many MiB of them are kept of one caller's calls at most."""
    questions_per_hour: _Span = 20
    """How many questions are taken from anybody within an hour."""
    questions_waiting: _Span = 200
    """How many questions may wait at once before no more are taken."""


def terms_of(settings: ReviewSettings, *, biometric: bool) -> Terms:
    """The terms of a call that is held now. `biometric`: whether what may be asked is."""
    return Terms(
        persons=2 if biometric or settings.two_persons == "every" else 1,
        lease=settings.lease_minutes * _MINUTE,
        answer=settings.answer_hours * _HOUR,
        appeal=settings.appeal_days * _DAY,
        longest=settings.allow_hours * _HOUR,
        media=settings.media_days * _DAY,
        after_close=settings.media_after_close == "keep",
        alike_uses=settings.alike_uses,
        alike_longest=min(settings.alike_hours, settings.allow_hours) * _HOUR,
        alike_persons=settings.alike_persons,
    )
