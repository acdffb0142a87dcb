"""Every medium of a call is opened before anything is judged."""

import asyncio
from dataclasses import replace

import pytest

from countenance.dialects.call import Call, Part, PartKind
from countenance.errors import DetectorError, UnsupportedCallError
from countenance.faces.settings import Inspection
from countenance.gate.opening import Opened, opened
from countenance.media.kinds import MediaKind
from gate.fakes import FakeEars, FakeEyes
from gate.judged import call


def _call(*parts: Part) -> Call:
    return replace(call(picture=None), parts=parts)


def _opened(*parts: Part, fault: str = "") -> Opened:
    return asyncio.run(opened(_call(*parts), FakeEyes(fault), FakeEars()))


class SeesA(FakeEyes):
    """Takes everything for one kind, of as many pages as it has bytes."""

    def __init__(self, kind: MediaKind) -> None:
        super().__init__()
        self.kind = kind

    async def inspect(self, data: bytes) -> Inspection:
        return replace(await super().inspect(data), kind=self.kind, frames=len(data))


@pytest.mark.parametrize(
    ("part", "kind"),
    [(PartKind.PICTURE, MediaKind.JPEG), (PartKind.DOCUMENT, MediaKind.PDF)],
)
def test_whatever_shows_something_is_inspected(part: PartKind, kind: MediaKind) -> None:
    parts = Part("a", part, data=b"face"), Part("b", part, data=b"wall")

    media = asyncio.run(opened(_call(*parts), SeesA(kind), FakeEars()))

    assert set(media.inspections) == {"a", "b"}
    assert media.faces == 1
    assert media.heard == {}


def test_sound_is_heard() -> None:
    media = _opened(Part("file", PartKind.SOUND, data=b"sound"), Part("t", PartKind.TEXT, text="x"))

    assert media.heard["file"].data == b"made anew"
    assert media.faces == 0


def test_words_open_nothing() -> None:
    assert _opened(Part("t", PartKind.TEXT, text="x"), fault="raises") == Opened()


@pytest.mark.parametrize(
    "part",
    [
        Part("here", PartKind.ID, text="file-1", refers="file"),
        Part("here", PartKind.PICTURE, address="https://example.com/a.jpg"),
    ],
)
def test_what_nothing_here_can_open_is_refused_by_name(part: Part) -> None:
    with pytest.raises(UnsupportedCallError, match="`here`: an .* cannot be checked"):
        _opened(Part("a", PartKind.PICTURE, data=b"face"), part)


def test_what_cannot_be_opened_is_named_by_its_place() -> None:
    with pytest.raises(UnsupportedCallError, match="`file`: sound: its content") as caught:
        _opened(Part("file", PartKind.SOUND, data=b"noise"))

    assert caught.value.status == 415
    assert caught.value.param == "file"


def test_pages_that_no_model_reads_as_a_picture_are_refused_by_name() -> None:
    def open_one(data: bytes) -> Opened:
        part = Part("here", PartKind.PICTURE, data=data)
        return asyncio.run(opened(_call(part), SeesA(MediaKind.TIFF), FakeEars()))

    assert open_one(b"1").inspections["here"].leaves_as is MediaKind.PNG
    with pytest.raises(UnsupportedCallError, match="`here`: .*TIFF of 2 pages;") as no:
        open_one(b"12")
    assert no.value.status == 415


@pytest.mark.parametrize(
    ("part", "kind", "right"),
    [
        (PartKind.PICTURE, MediaKind.PDF, "each page as a picture"),
        (PartKind.DOCUMENT, MediaKind.JPEG, "expected a PDF"),
        (PartKind.FILM, MediaKind.GIF, "expected its frames as pictures"),
    ],
)
def test_what_cannot_stand_in_its_part_is_refused_by_name(
    part: PartKind, kind: MediaKind, right: str
) -> None:
    with pytest.raises(UnsupportedCallError, match=right) as caught:
        asyncio.run(opened(_call(Part("p", part, data=b"face")), SeesA(kind), FakeEars()))
    assert caught.value.status == 415


def test_our_own_failure_is_not_the_fault_of_the_call() -> None:
    with pytest.raises(DetectorError):
        _opened(Part("a", PartKind.PICTURE, data=b"face"), fault="raises")
