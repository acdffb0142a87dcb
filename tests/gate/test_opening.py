"""Every medium of a call is opened before anything is judged."""

import asyncio
from dataclasses import replace

import pytest
from msgspec import structs

from countenance.dialects.call import Call, Operation, Part, PartKind
from countenance.errors import (
    DetectorError,
    MediaError,
    UnreadableCallError,
    UnsupportedCallError,
)
from countenance.faces.settings import Inspection
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.opening import Opened, finder, opened
from countenance.gate.outcome import Pictured
from countenance.media.film_kinds import FilmKind
from countenance.media.kinds import MediaKind
from countenance.stores.bindings import Bound
from gate.fakes import FakeEars, FakeEyes, FakeIds
from gate.judged import call


def _call(*parts: Part) -> Call:
    return structs.replace(call(picture=None), parts=parts)


KNOWN = Bound((Evidence("timeliness", ("post",), Basis.MEASURED, "exif"),), 2, 7)


def _find(refers: str, name: str) -> Bound | None:
    return KNOWN if (refers, name) == ("face", "known") else None


def _opened(*parts: Part, fault: str = "") -> Opened:
    return asyncio.run(opened(_call(*parts), FakeEyes(fault), FakeEars(), _find))


class SeesA(FakeEyes):
    """Takes everything for one kind, of as many pages as it has bytes."""

    def __init__(self, kind: MediaKind | FilmKind) -> None:
        super().__init__()
        self.kind = kind

    async def inspect(self, data: bytes, digest: bytes | None = None) -> Inspection:
        return replace(await super().inspect(data), kind=self.kind, frames=len(data))


@pytest.mark.parametrize(
    ("part", "kind"),
    [(PartKind.PICTURE, MediaKind.JPEG), (PartKind.DOCUMENT, MediaKind.PDF)],
)
def test_whatever_shows_something_is_inspected(part: PartKind, kind: MediaKind) -> None:
    parts = Part("a", part, data=b"face"), Part("b", part, data=b"wall")

    media = asyncio.run(opened(_call(*parts), SeesA(kind), FakeEars(), _find))

    assert set(media.inspections) == {"a", "b"}
    assert media.faces == 1
    assert media.heard == {}


def test_nobody_goes_on_looking_once_one_medium_has_refused_the_call() -> None:
    class Looks(FakeEyes):
        under_way = 0

        async def inspect(self, data: bytes, digest: bytes | None = None) -> Inspection:
            if data == b"broken":
                await asyncio.sleep(0)  # the others have begun
                raise MediaError("broken")
            self.under_way += 1
            try:
                return await asyncio.Event().wait()  # type: ignore[return-value]  # never
            finally:
                self.under_way -= 1

    async def work() -> None:
        eyes = Looks()
        data = (b"face", b"broken", b"wall")
        parts = [Part(str(at), PartKind.PICTURE, data=each) for at, each in enumerate(data)]
        with pytest.raises(UnreadableCallError, match="`1`: broken"):
            await opened(_call(*parts), eyes, FakeEars(), _find)
        assert eyes.under_way == 0

    asyncio.run(work())


def test_sound_is_heard() -> None:
    media = _opened(Part("file", PartKind.SOUND, data=b"sound"), Part("t", PartKind.TEXT, text="x"))

    assert media.heard["file"].data == b"made anew"
    assert media.faces == 0


def test_words_open_nothing() -> None:
    assert _opened(Part("t", PartKind.TEXT, text="x"), fault="raises") == Opened()


def test_an_address_that_was_not_fetched_is_refused_by_name() -> None:
    part = Part("here", PartKind.PICTURE, address="https://example.com/a.jpg")

    with pytest.raises(UnsupportedCallError, match="`here`: an address cannot be checked"):
        _opened(Part("a", PartKind.PICTURE, data=b"face"), part)


def test_an_id_stands_for_what_was_looked_at() -> None:
    part = Part("here", PartKind.ID, text="known", refers="face")
    media = _opened(part)

    assert media.evidence == KNOWN.evidence
    assert media.lost == ()
    assert media.pictured(_call(part)) is Pictured.EARLIER


@pytest.mark.parametrize(("refers", "name"), [("face", "another"), ("file", "known")])
def test_an_id_that_stands_for_nothing_leaves_the_call_uncertain(refers: str, name: str) -> None:
    lost = Part("lost", PartKind.ID, text=name, refers=refers)
    known = Part("known", PartKind.ID, text="known", refers="face")
    media = _opened(known, lost)

    assert media.lost == ("lost",)
    assert media.evidence == KNOWN.evidence
    assert media.pictured(_call(known, lost)) is Pictured.UNCERTAIN


def test_what_it_came_to_is_told_for_the_table() -> None:
    face, wall = (Part(name, PartKind.PICTURE, data=name.encode()) for name in ("face", "wall"))
    words = Part("t", PartKind.TEXT, text="x")

    assert _opened(face, wall).pictured(_call(face, wall)) is Pictured.FACES
    assert _opened(wall).pictured(_call(wall)) is Pictured.NO_FACE
    assert _opened(words).pictured(_call(words)) is Pictured.NOTHING


def test_what_cannot_be_opened_is_named_by_its_place() -> None:
    with pytest.raises(UnsupportedCallError, match="`file`: sound: its content") as caught:
        _opened(Part("file", PartKind.SOUND, data=b"noise"))

    assert caught.value.status == 415
    assert caught.value.param == "file"


def test_pages_that_no_model_reads_as_a_picture_are_refused_by_name() -> None:
    def open_one(data: bytes) -> Opened:
        part = Part("here", PartKind.PICTURE, data=data)
        return asyncio.run(opened(_call(part), SeesA(MediaKind.TIFF), FakeEars(), _find))

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
        asyncio.run(opened(_call(Part("p", part, data=b"face")), SeesA(kind), FakeEars(), _find))
    assert caught.value.status == 415


def test_a_film_stands_in_a_part_for_films_only() -> None:
    def open_one(kind: PartKind) -> Opened:
        part = Part("here", kind, data=b"\x1aE\xdf\xa3 face")
        return asyncio.run(opened(_call(part), eyes, FakeEars(), _find))

    eyes = SeesA(FilmKind.WEBM)

    assert open_one(PartKind.FILM).inspections["here"].leaves_as is FilmKind.WEBM
    for kind in (PartKind.PICTURE, PartKind.DOCUMENT):
        with pytest.raises(UnsupportedCallError, match="WebM or Matroska; send a film as") as no:
            open_one(kind)
        assert no.value.status == 415
    assert eyes.looked == 1


def test_our_own_failure_is_not_the_fault_of_the_call() -> None:
    with pytest.raises(DetectorError):
        _opened(Part("a", PartKind.PICTURE, data=b"face"), fault="raises")


def test_of_a_file_that_was_covered_nothing_is_left_to_cover() -> None:
    covered, seen = replace(KNOWN, visible=False), KNOWN
    part = Part("a", PartKind.ID, text="file-1", refers="file")
    asked = _call(part)

    assert Opened(bound={"a": covered}).pictured(asked) is Pictured.NO_FACE
    assert Opened(bound={"a": covered}).faces == 2
    assert Opened(bound={"a": seen}).pictured(asked) is Pictured.EARLIER
    assert Opened(bound={"a": covered, "b": seen}).pictured(asked) is Pictured.EARLIER
    assert Opened(bound={"a": covered, "b": None}).pictured(asked) is Pictured.UNCERTAIN


@pytest.mark.parametrize("operation", [Operation.FILE_INFO, Operation.FILE_DELETE])
def test_a_file_that_is_only_named_is_not_looked_at(operation: Operation) -> None:
    part = Part("path.file", PartKind.ID, text="known", refers="face")
    asked = structs.replace(_call(part), operation=operation)
    media = asyncio.run(opened(asked, FakeEyes(), FakeEars(), _find))

    assert media.pictured(asked) is Pictured.NO_FACE
    unknown = structs.replace(asked, parts=(structs.replace(part, text="unknown"),))
    with pytest.raises(UnsupportedCallError, match="no such file of yours") as error:
        asyncio.run(opened(unknown, FakeEyes(), FakeEars(), _find))
    assert error.value.status == 404


class Kept(FakeIds):
    """Knows one id of one caller."""

    def find(self, caller: str, refers: str, name: str, now: int) -> Bound | None:
        known = (caller, refers, name) == ("c-1", "file", "file-1") and now < 9
        return replace(KNOWN, upstream="first") if known else None


def test_what_lies_at_one_service_means_nothing_to_another() -> None:
    assert finder(Kept(), "c-1", "first", 7)("file", "file-1") == replace(KNOWN, upstream="first")
    assert finder(Kept(), "c-1", "second", 7)("file", "file-1") is None
    assert finder(Kept(), "c-2", "first", 7)("file", "file-1") is None
    assert finder(Kept(), "c-1", "first", 9)("file", "file-1") is None
