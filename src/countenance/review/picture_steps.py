"""What happens to the pictures of a held call: they are kept, looked at without the blur, erased.

Rules kept here:
 * They are kept once, while people may still decide; what was erased may be kept anew when the same
   call comes again.
 * A reveal is of one picture, by who has the case, with a reason. It lasts as long as that lease.
 * Whatever closes the case, they can be erased.
"""

from dataclasses import replace

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.review.case import Case
from countenance.review.people import May, Person
from countenance.review.pictures import Kept, Pictures, Why
from countenance.review.reasons import check_reason
from countenance.review.steps import Change, Step, check_claimed, check_elsewhere

__all__ = ["forget", "keep", "may_look", "picture_of", "reveal"]


def keep(case: Case, pictures: Pictures, contents: tuple[bytes, ...], now: int) -> Step:
    """The pictures of a call that waits for people are kept, or could not be (`gone` says why).

    `contents`: the SHA-256 of each copy with blurred faces, for the openings of the entry.
    """
    if not case.is_waiting or now >= case.due:
        raise OutdatedError(f"case `{case.id}`: nobody decides about it any more")
    if case.pictures is not None and not case.pictures.may_come_again:
        raise OutdatedError(f"case `{case.id}`: its pictures are settled already")
    return Step(replace(case, pictures=pictures), Change.KEPT, contents=contents)


def reveal(case: Case, who: Person, token: int, place: int, reason: str, now: int) -> Step:
    """Have one picture shown without the blur, for as long as the claim lasts."""
    check_claimed(case, who, token, now)
    check_reason(reason)
    pictures, kept = case.pictures, picture_of(case, place)
    assert pictures is not None  # else it has no picture
    if not kept.plain:
        raise ReviewError(
            f"case `{case.id}`: of picture {place} the blurred copy alone was kept; "
            "`review.keep_media = \"originals\"` keeps the other one of calls that are held later"
        )
    revealed = tuple(sorted({*pictures.revealed, place}))
    after = replace(case, pictures=replace(pictures, revealed=revealed))
    return Step(after, Change.REVEALED, who.ref, reason, picture=place)


def forget(case: Case, why: Why) -> Step:
    """Its pictures are erased."""
    if case.pictures is None or not case.pictures.are_there:
        raise OutdatedError(f"case `{case.id}`: there is no picture of it")
    after = replace(case, pictures=replace(case.pictures, gone=why, revealed=()))
    return Step(after, Change.FORGOTTEN)


def picture_of(case: Case, place: int) -> Kept:
    """The picture in this place. Raises `OutdatedError` where it is not there any more, and
    `ReviewError` where it never was."""
    pictures = case.pictures
    found = None if pictures is None else pictures.at(place)
    if pictures is None or found is None:
        count = 0 if pictures is None else len(pictures.kept)
        raise ReviewError(f"case `{case.id}` has {count} pictures, and none is number {place}")
    if pictures.gone is not None:
        raise OutdatedError(f"case `{case.id}`: its pictures are {_GONE[pictures.gone]}")
    return found


def may_look(case: Case, who: Person, place: int, now: int, *, revealed: bool) -> Kept:
    """The picture in this place, for somebody who wants to look at it.

    Raises `NotForYouError` for whoever has not claimed the case (a senior reviewer sees blurred
    ones without), and for a picture that nobody has revealed under this claim; and as `picture_of`.
    """
    who.check(May.DECIDE_CASES)
    check_elsewhere(case, who)
    mine = case.is_waiting and case.held_by(now) == who.ref
    if not mine and (revealed or not who.may(May.OVERSEE_PICTURES)):
        raise NotForYouError(f"case `{case.id}`: its pictures are for who has claimed it")
    found = picture_of(case, place)
    if revealed and (case.pictures is None or place not in case.pictures.revealed):
        raise NotForYouError(
            f"case `{case.id}`: picture {place} is not revealed under this claim; that takes a "
            "reason, and is an entry"
        )
    return found


_GONE = {
    Why.FAILED: "not here: none could be kept",
    Why.QUOTA: "not here: of its caller as much is kept as may be",
    Why.EXPIRED: "erased: they were kept as long as they may be",
    Why.CLOSED: "erased: the case was closed",
    Why.ERASED: "erased with what was personal about it",
}
