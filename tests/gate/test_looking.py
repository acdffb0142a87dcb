"""The pictures of an answer, opened before it leaves."""

import asyncio

import pytest

from countenance.dialects.answer_pictures import Shown
from countenance.dialects.call import Part, PartKind
from countenance.errors import AddressError, DetectorError
from countenance.gate.looking import Looker
from gate.fakes import FakeEyes


class _Elsewhere:
    """Has one picture."""

    async def fetch(self, address: str) -> bytes:
        if address != "https://pictures.example/face":
            raise AddressError("its host is not one that this gate fetches from")
        return b"face"


def _part(data: bytes = b"", address: str = "", why: str = "") -> Part:
    return Part("answer.pictures[0]", PartKind.PICTURE, text=why, data=data, address=address)


def _look(part: Part, *, cover: bool = True, fault: str = "") -> Shown:
    looker = Looker(FakeEyes(fault), _Elsewhere())
    (shown,) = asyncio.run(looker.look([part], cover=cover)).values()
    return shown


def test_a_picture_is_made_anew_with_its_faces_covered() -> None:
    assert _look(_part(b"face")) == Shown("image/jpeg", b"covered", 1, 1)
    assert _look(_part(b"view")) == Shown("image/jpeg", b"made anew", 0, 0)
    assert _look(_part(b"face"), cover=False) == Shown("image/jpeg", b"made anew", 1, 0)


def test_one_that_stands_elsewhere_is_fetched_and_covered() -> None:
    assert _look(_part(address="https://pictures.example/face")).covered == 1


@pytest.mark.parametrize(
    ("part", "fault", "why"),
    [
        (_part(address="https://other.example/face"), "", "not one that this gate fetches from"),
        (_part(why="not strict base64"), "", "not strict base64"),
        (_part(), "", "empty"),
        (_part(b"face"), "unreadable", "broken"),
    ],
)
def test_what_cannot_be_opened_is_withheld_with_the_reason(
    part: Part, fault: str, why: str
) -> None:
    shown = _look(part, fault=fault)

    assert why in shown.withheld
    assert shown.data == b""


@pytest.mark.parametrize("fault", ["raises", "lost"])
def test_our_own_failure_lets_nothing_leave(fault: str) -> None:
    with pytest.raises(DetectorError):
        _look(_part(b"face"), fault=fault)
