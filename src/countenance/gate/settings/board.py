"""`[board]`: how the board decides."""

from typing import Annotated

import msgspec

from countenance.review.motion import BoardTerms

__all__ = ["BoardSettings", "board_terms"]

_HOUR = 3_600_000
_Span = Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class BoardSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[board]`: what holds for a motion once it is opened, whatever is changed later."""

    quorum: Annotated[int, msgspec.Meta(ge=1, le=100)] = 3
    """How many have to vote; of fewer votes nothing comes."""
    answer_days: _Span = 14
    """After which a motion is counted, whoever has voted."""
    expedited_hours: _Span = 48
    """The same on the fast track."""


def board_terms(settings: BoardSettings) -> BoardTerms:
    """The terms of a motion that is opened now."""
    return BoardTerms(
        quorum=settings.quorum,
        answer=settings.answer_days * 24 * _HOUR,
        expedited=settings.expedited_hours * _HOUR,
    )
