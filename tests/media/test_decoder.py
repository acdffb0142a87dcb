import contextlib
import os
import random
import signal
from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from PIL import Image

from countenance.errors import (
    DetectorError,
    MediaError,
    MediaTooLargeError,
    UnreadableMediaError,
    UnsupportedMediaError,
)
from countenance.media import decoder as decoder_module
from countenance.media.capture import Capture, Origin
from countenance.media.decoder import Decoder, Unsandboxed
from countenance.media.drawn import landscape, portrait
from countenance.media.header import Header, Limits, read_header
from countenance.media.kinds import MediaKind
from countenance.media.messages import Answer, Ended, Said
from countenance.media.pixels import Decoded, Detail, pixels_in
from countenance.media.process import MemoryFile
from countenance.media.sandbox import SandboxLimits
from lost_workers import Moment, lose
from made_exif import exif, xmp
from made_heic import HEIC_SAYS
from made_pdf import pdf
from made_pictures import jpeg, landscape_jpeg, portrait_file, saved


@pytest.fixture(scope="module")
def rooms() -> Iterator[list[MemoryFile]]:
    rooms = [MemoryFile("room") for _ in range(2)]
    yield rooms
    for room in rooms:
        room.close()


@pytest.fixture(scope="module")
def decoder(rooms: list[MemoryFile]) -> Iterator[Decoder]:
    """One for all: a worker that a test ends is replaced for the next picture."""
    with Decoder(rooms, limits=SandboxLimits()) as decoder:
        yield decoder


def decoded(decoder: Decoder, data: bytes, seconds: float = 20) -> Decoded:
    return decoder.decode(data, read_header(data, Limits()), Detail.VERDICT, 0, seconds)


def test_a_picture_is_decoded_and_every_limit_holds(
    decoder: Decoder, rooms: list[MemoryFile]
) -> None:
    result = decoded(decoder, landscape_jpeg())

    assert decoder.missing == ()
    assert all(decoder.held.values())
    assert pixels_in(rooms[0].number, result).shape == (1, 160, 480, 3)


def test_the_largest_allowed_pictures_fit_into_the_limits(decoder: Decoder) -> None:
    for image in (Image.new("RGBA", (8000, 5000)), Image.new("CMYK", (8000, 5000))):
        kind = "PNG" if image.mode == "RGBA" else "JPEG"
        data = saved(image, kind, **({"compress_level": 1} if kind == "PNG" else {}))
        result = decoder.decode(data, read_header(data, Limits()), Detail.FULL, 0, 30)
        assert (result.width, result.height) == (8000, 5000)


@pytest.mark.parametrize("moment", [Moment.BEFORE, Moment.UNREAD])
def test_a_worker_killed_between_pictures_is_replaced(
    decoder: Decoder, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder.start()
    first = decoder.number
    lost = lose(monkeypatch, moment, first)

    assert decoded(decoder, landscape_jpeg()).width == 480
    assert lost == [first]
    assert decoder.number != first


def test_a_picture_that_two_workers_did_not_begin_fails(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder.start()
    lost = lose(monkeypatch, Moment.BEFORE, job=lambda job: job.room > 0)

    with pytest.raises(DetectorError, match="the worker was lost"):
        decoded(decoder, landscape_jpeg())

    monkeypatch.undo()
    assert len(lost) == len(set(lost)) == 2
    assert decoded(decoder, landscape_jpeg()).width == 480


def test_a_worker_killed_during_a_picture_fails_that_one_only(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder.start()
    lost = lose(monkeypatch, Moment.READ, decoder.number)

    with pytest.raises(DetectorError, match="the worker was lost"):
        decoded(decoder, landscape_jpeg())

    assert len(lost) == 1
    assert decoded(decoder, landscape_jpeg()).width == 480


def test_a_worker_that_hangs_is_replaced(decoder: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder_module, "_GRACE_SECONDS", 0.1)
    number = decoder.number
    assert number is not None
    os.kill(number, signal.SIGSTOP)

    with pytest.raises(DetectorError, match="the worker was lost"):
        decoded(decoder, landscape_jpeg(), seconds=0.2)

    assert decoded(decoder, landscape_jpeg()).width == 480


def test_broken_and_slow_pictures_are_the_pictures_fault(decoder: Decoder) -> None:
    whole = landscape_jpeg()
    header = read_header(whole, Limits())

    with pytest.raises(UnreadableMediaError, match="does not decode whole"):
        decoder.decode(whole[:3000], header, Detail.VERDICT, 0, 20)
    with pytest.raises(MediaTooLargeError, match="takes too long"):
        decoder.decode(whole, header, Detail.VERDICT, 0, 0.0)


def test_memory_is_the_pictures_fault(rooms: list[MemoryFile]) -> None:
    data = jpeg(landscape(64, 64).pixels)
    big = saved(Image.new("RGB", (4000, 4000)), "PNG")
    with Decoder(rooms, limits=SandboxLimits(memory=170 << 20)) as decoder:
        with pytest.raises(MediaTooLargeError, match="too much memory"):
            decoded(decoder, big)
        assert decoded(decoder, data).width == 64


def test_without_the_limits_no_picture_is_opened(
    rooms: list[MemoryFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder_module, "REQUIRED", frozenset({"memory", "a-limit-of-the-future"}))
    with Decoder(rooms, limits=SandboxLimits()) as decoder:
        assert decoder.missing == ("a-limit-of-the-future",)
        with pytest.raises(DetectorError, match=r"a-limit-of-the-future.*`i-know-the-risk`"):
            decoded(decoder, landscape_jpeg())


def test_an_operator_may_accept_the_risk_by_name(
    rooms: list[MemoryFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder_module, "REQUIRED", frozenset({"a-limit-of-the-future"}))
    accepted = Unsandboxed("i-know-the-risk")
    with Decoder(rooms, limits=SandboxLimits(), unsandboxed=accepted) as decoder:
        assert decoded(decoder, landscape_jpeg()).width == 480


@pytest.mark.parametrize(
    "lie",
    [
        Decoded(1, 1, 1, 100, 50),
        Decoded(100, 50, 2, 100, 50),
        Decoded(100, 50, 1, 200, 100),
        Decoded(10, 5, 1, 100, 50),
        Decoded(100, 50, 1, 100, 50, bare=(3,)),
        Decoded(100, 50, 1, 100, 50, durations=(-1,)),
        Decoded(100, 50, 1, 100, 50, loop=-7),
        Decoded(100, 50, 1, 100, 50, capture=Capture(make="x" * 65)),
    ],
)
def test_a_decoder_is_not_believed_against_the_header(
    rooms: list[MemoryFile], monkeypatch: pytest.MonkeyPatch, lie: Decoded
) -> None:
    header = Header(MediaKind.PNG, 100, 50)
    with Decoder(rooms, limits=SandboxLimits()) as decoder:
        answer = Answer(Ended.ANSWERED, msgspec.json.encode(Said(decoded=lie)))
        monkeypatch.setattr(decoder, "_ask", lambda *_: answer)
        with pytest.raises(UnreadableMediaError, match="does not agree with the header"):
            decoder.decode(b"x", header, Detail.VERDICT, 0, 1)


@pytest.mark.parametrize(
    "lie",
    [
        Decoded(101, 50, 2, 101, 50),
        Decoded(100, 100, 3, 100, 100),
        Decoded(100, 50, 0, 100, 50),
        Decoded(10, 5, 1, 100, 50),
        Decoded(100, 50, 1, 100, 50, sizes=((100, 51),)),
        Decoded(100, 50, 2, 100, 50, sizes=((100, 50),)),
    ],
)
def test_a_decoder_is_not_believed_beyond_the_most(
    rooms: list[MemoryFile], monkeypatch: pytest.MonkeyPatch, lie: Decoded
) -> None:
    header = Header(MediaKind.TIFF, 100, 100, 2, at_most=True)
    with Decoder(rooms, limits=SandboxLimits()) as decoder:
        answer = Answer(Ended.ANSWERED, msgspec.json.encode(Said(decoded=lie)))
        monkeypatch.setattr(decoder, "_ask", lambda *_: answer)
        with pytest.raises(UnreadableMediaError, match="does not agree with the header"):
            decoder.decode(b"x", header, Detail.VERDICT, 0, 1)


@pytest.mark.parametrize("kind", list(MediaKind))
def test_every_kind_decodes_where_nothing_can_be_opened(
    decoder: Decoder, rooms: list[MemoryFile], kind: MediaKind
) -> None:
    result = decoded(decoder, portrait_file(kind))

    shown = Image.fromarray(pixels_in(rooms[0].number, result)[0]).resize((160, 160))
    side = 1600 if kind in (MediaKind.PDF, MediaKind.SVG) else 160
    assert (result.width, result.height, result.frames) == (side, side, 1)
    assert np.abs(np.asarray(shown).astype(int) - portrait(160).pixels).mean() < 9


@pytest.mark.parametrize("kind", list(MediaKind))
def test_damage_anywhere_is_refused_or_shown_and_breaks_nothing(
    decoder: Decoder, kind: MediaKind
) -> None:
    whole = portrait_file(kind)
    chance = random.Random(kind.value)
    number = decoder.number
    for turn in range(24):
        data = bytearray(whole)
        if turn % 3 == 0:
            del data[chance.randrange(len(data)) :]
        else:
            for _ in range(turn):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        with contextlib.suppress(MediaError):
            decoded(decoder, bytes(data))
    assert decoder.number == number  # the worker itself was never lost


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<text>Anna</text>", "it has text"),
        ('<image width="9" height="9" href="https://a.example/b.png"/>', "in another file"),
    ],
)
def test_why_a_drawing_is_not_drawn_is_said_in_our_own_words(
    decoder: Decoder, inside: str, says: str
) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'.encode()

    with pytest.raises(UnsupportedMediaError, match=says) as caught:
        decoded(decoder, data)
    assert "Anna" not in str(caught.value)
    assert "b.png" not in str(caught.value)


def test_a_document_of_too_many_pages_is_too_large(decoder: Decoder) -> None:
    with pytest.raises(MediaTooLargeError, match="more than 15 pages; expected at most 15"):
        decoded(decoder, pdf(*[""] * 16))
    assert decoded(decoder, pdf(*[""] * 15)).frames == 15


@pytest.mark.parametrize("words", [b"", b"{}", b"[]", b'{"decoded": 1}', b'{"\xff": "\xff"}'])
def test_an_answer_that_is_none_is_not_one(
    rooms: list[MemoryFile], monkeypatch: pytest.MonkeyPatch, words: bytes
) -> None:
    with Decoder(rooms, limits=SandboxLimits()) as decoder:
        answer = Answer(Ended.ANSWERED, words)
        monkeypatch.setattr(decoder, "_ask", lambda *_: answer)
        with pytest.raises(UnreadableMediaError):
            decoder.decode(b"x", Header(MediaKind.PNG, 1, 1), Detail.VERDICT, 0, 1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_a_file_says_of_its_making_is_read_where_nothing_can_be_opened(
    decoder: Decoder, kind: str
) -> None:
    more = {} if kind == "PNG" else {"xmp": xmp()}

    said = decoded(decoder, saved(landscape(64, 48).pixels, kind, exif=exif(), **more)).capture

    assert (said.make, said.taken) == ("Northport", "2024-05-03T14:23:11+02:00")
    assert said.origin is Origin.CAMERA
    assert said.sources == (() if kind == "PNG" else ("digitalCapture",))


def test_so_is_what_a_heic_says(decoder: Decoder) -> None:
    said = decoded(decoder, HEIC_SAYS).capture

    assert said.model == "Model 3"
    assert said.properties[0] == "drone-dji:FlightYawDegree"
