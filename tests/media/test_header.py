import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from countenance.errors import (
    MediaError,
    MediaTooLargeError,
    UnreadableMediaError,
)
from countenance.media.drawn import landscape
from countenance.media.header import PAGE_SIDE, Header, Limits, read_header
from countenance.media.kinds import MediaKind
from made_pictures import face_gif, landscape_jpeg, portrait_file, saved

LIMITS = Limits()
SMALL = {
    kind: portrait_file(kind)
    if kind in (MediaKind.HEIC, MediaKind.SVG)
    else saved(np.zeros((9, 9, 3), np.uint8), kind.name)
    for kind in MediaKind
}


def png_header(width: int, height: int, bits: int = 1) -> bytes:
    """A PNG that promises this size; its pixels are a few bytes of nothing."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\x00")),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


BOUNDED = [MediaKind.TIFF, MediaKind.AVIF, MediaKind.HEIC]
STATED = [kind for kind in MediaKind if kind not in (*BOUNDED, MediaKind.PDF, MediaKind.SVG)]


@pytest.mark.parametrize("kind", STATED)
def test_size_is_read_from_every_kind(kind: MediaKind) -> None:
    data = saved(landscape(97, 61).pixels, kind.name)

    assert read_header(data, LIMITS) == Header(kind, 97, 61)


@pytest.mark.parametrize("kind", BOUNDED)
def test_what_a_container_may_crop_or_turn_is_bounded(kind: MediaKind) -> None:
    assert read_header(portrait_file(kind), LIMITS) == Header(kind, 160, 160, at_most=True)


def test_a_pdf_may_have_as_many_pages_as_all_limits_allow() -> None:
    data = portrait_file(MediaKind.PDF)

    assert read_header(data, LIMITS) == Header(
        MediaKind.PDF, PAGE_SIDE, PAGE_SIDE, 15, at_most=True
    )
    assert read_header(data, Limits(frames=3)).frames == 3
    with pytest.raises(MediaTooLargeError):
        read_header(data, Limits(pixels=PAGE_SIDE**2 - 1))


@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("alpha", [True, False])
def test_webp_says_whether_its_pixels_are_lossless(lossless: bool, alpha: bool) -> None:
    image = Image.fromarray(landscape(40, 30).pixels).convert("RGBA" if alpha else "RGB")
    if alpha:
        image.putalpha(128)

    header = read_header(saved(image, "WEBP", lossless=lossless), LIMITS)

    assert header == Header(MediaKind.WEBP, 40, 30, lossless=lossless)


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_frames_are_counted(kind: str) -> None:
    assert read_header(face_gif(kind), LIMITS).frames == 2


@pytest.mark.parametrize(("width", "height"), [(9000, 9000), (13000, 13000), (20000, 20000)])
def test_a_bomb_is_too_large_before_it_is_decoded(width: int, height: int) -> None:
    with pytest.raises(MediaTooLargeError, match=f"{width}x{height} pixels"):
        read_header(png_header(width, height), LIMITS)


def test_all_frames_together_are_limited() -> None:
    with pytest.raises(MediaTooLargeError, match="320x320 pixels x 2 frames"):
        read_header(face_gif(), Limits(pixels=320 * 320))


def test_frames_and_bytes_are_limited() -> None:
    with pytest.raises(MediaTooLargeError, match="2 frames; expected at most 1"):
        read_header(face_gif(), Limits(frames=1))
    with pytest.raises(MediaTooLargeError, match="bytes; expected at most 100"):
        read_header(landscape_jpeg(), Limits(bytes=100))


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_no_pixels_are_unreadable(size: tuple[int, int]) -> None:
    with pytest.raises(UnreadableMediaError, match="expected at least one"):
        read_header(png_header(*size), LIMITS)


@pytest.mark.parametrize("still", [True, False])
def test_frames_of_a_png_are_counted_and_a_still_for_others_is_one(still: bool) -> None:
    frames = [Image.fromarray(landscape(20, 20).pixels).rotate(90 * turn) for turn in range(3)]
    data = saved(
        frames[0], "PNG", save_all=True, append_images=frames[1:], default_image=still
    )

    assert read_header(data, LIMITS) == Header(MediaKind.PNG, 20, 20, 3)
    with pytest.raises(UnreadableMediaError):
        read_header(data[:-40], LIMITS)


def test_a_drawing_is_as_large_as_a_page() -> None:
    data = portrait_file(MediaKind.SVG)

    assert read_header(data, LIMITS) == Header(MediaKind.SVG, PAGE_SIDE, PAGE_SIDE, at_most=True)


def test_of_a_jpeg_with_further_pictures_the_first_counts() -> None:
    first, second = Image.fromarray(landscape(60, 40).pixels), Image.new("RGB", (900, 900))
    data = saved(first, "MPO", save_all=True, append_images=[second])

    assert read_header(data, LIMITS) == Header(MediaKind.JPEG, 60, 40)


def test_a_gif_frame_outside_of_the_screen_is_unreadable() -> None:
    data = bytearray(saved(landscape(20, 20).pixels, "GIF"))
    data[6:10] = struct.pack("<HH", 10, 10)

    with pytest.raises(UnreadableMediaError, match="beyond the screen"):
        read_header(bytes(data), LIMITS)


def test_a_jpeg_that_states_its_size_twice_is_unreadable() -> None:
    data = landscape_jpeg()
    at = data.index(b"\xff\xc0")
    length = struct.unpack_from(">H", data, at + 2)[0] + 2

    with pytest.raises(UnreadableMediaError, match="twice"):
        read_header(data[:at] + data[at : at + length] + data[at:], LIMITS)


@pytest.mark.parametrize("kind", list(MediaKind))
def test_a_header_cut_anywhere_never_raises_anything_else(kind: MediaKind) -> None:
    animated = kind in (MediaKind.GIF, MediaKind.WEBP)
    data = face_gif(kind.name) if animated else portrait_file(kind)
    for end in range(0, min(len(data), 900), 7):
        try:
            read_header(data[:end], LIMITS)
        except MediaError:
            continue


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(list(MediaKind)),
    noise=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_a_damaged_header_never_raises_anything_else(
    kind: MediaKind, noise: list[tuple[int, int]]
) -> None:
    data = bytearray(SMALL[kind])
    for place, byte in noise:
        data[place % len(data)] = byte

    try:
        header = read_header(bytes(data), LIMITS)
    except MediaError:
        return
    assert 0 < header.pixels <= LIMITS.pixels
