import msgspec
import pytest

from countenance.faces.boxes import Face
from countenance.faces.cover import Cover
from countenance.faces.look import Blur, Look
from countenance.faces.messages import (
    Copied,
    Copy,
    Examined,
    Failure,
    Find,
    Open,
    Painted,
    Render,
    Roll,
    Soften,
    Work,
)
from countenance.faces.weights import DetectorKind
from countenance.media.kinds import MediaKind
from countenance.media.pixels import Decoded

DECODED = Decoded(4, 3, 2, 8, 6, bare=(1,), durations=(5, 6), loop=0)
FACE = Face(1.5, 2, 3, 4, 0.75, 1, "upright-640")


@pytest.mark.parametrize(
    "message",
    [
        Open(DetectorKind.YUNET, 5, "00ff"),
        Work(find=Find(DECODED, 0, 1.5)),
        Work(render=Render(DECODED, 1, MediaKind.GIF, True, (FACE,), Cover.SOLID, "ab", DECODED)),
        Examined((FACE,), ("upright-640",), "ab"),
        Painted(failure=Failure("changed")),
        Work(copy=Copy(DECODED, 1, (0, 1), (FACE,), 1024, True, "ab", DECODED)),
        Work(soften=Soften(DECODED, 1, Look(Blur.STRONG, True))),
        Copied(((5, 0), (6, 7)), "ab"),
    ],
)
def test_a_message_comes_back_as_it_went(message: msgspec.Struct) -> None:
    wire = msgspec.json.encode(message)

    assert msgspec.json.decode(wire, type=type(message), strict=True) == message


def test_an_unknown_cover_is_not_a_message() -> None:
    job = Work(render=Render(DECODED, 1, MediaKind.GIF, True, (), Cover.SOLID, "ab"))
    wire = msgspec.json.encode(job).replace(b'"solid"', b'"pixelate"')

    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(wire, type=Work)


def test_only_frames_that_go_on_with_a_film_need_what_is_left_of_others() -> None:
    render = Render(DECODED, 1, MediaKind.GIF, True, (), None, "ab")
    first = Roll(DECODED, 0, (0,), (), None, is_first=True, is_last=False)
    later = Roll(DECODED, 0, (40,), (), None, is_first=False, is_last=True)

    works = (Work(Find(DECODED, 0, 1)), Work(render=render), Work(roll=first), Work(roll=later))

    assert [work.stands_alone for work in works] == [True, True, True, False]
