import os

import pytest

from countenance.media.header import Header
from countenance.media.kinds import MediaKind
from countenance.media.pixels import Decoded, pixels_in, room_needed


def test_room_is_needed_for_every_frame_and_its_bare_view() -> None:
    assert room_needed(Header(MediaKind.JPEG, 10, 20)) == 600
    assert room_needed(Header(MediaKind.GIF, 10, 20, frames=3)) == 3600


def test_pixels_are_read_from_shared_memory_and_cannot_be_written() -> None:
    number = os.memfd_create("test")
    os.write(number, bytes(range(24)))

    pixels = pixels_in(number, Decoded(2, 2, 2, 2, 2))

    os.close(number)
    assert pixels.shape == (2, 2, 2, 3)
    assert pixels.ravel().tolist() == list(range(24))
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0, 0, 0] = 1


def test_a_room_that_is_too_small_raises() -> None:
    number = os.memfd_create("test")
    os.write(number, bytes(10))

    with pytest.raises(ValueError, match="greater than file size"):
        pixels_in(number, Decoded(2, 2, 1, 2, 2))

    os.close(number)
