import struct

import pytest

from countenance.errors import UnreadableMediaError
from countenance.media.boxed import still_size
from countenance.media.kinds import MediaKind
from made_pictures import portrait_file


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", len(body) + 8, name) + body


def sized(*sizes: tuple[int, int]) -> bytes:
    """A file that states these sizes and holds nothing else."""
    stated = [box(b"ispe", struct.pack(">III", 0, *size)) for size in sizes]
    return box(b"ftyp", b"heic") + box(b"meta", bytes(4), box(b"iprp", box(b"ipco", *stated)))


@pytest.mark.parametrize("kind", [MediaKind.AVIF, MediaKind.HEIC])
def test_the_size_of_a_real_file_is_read(kind: MediaKind) -> None:
    assert still_size(portrait_file(kind)) == (160, 160)


def test_a_thumbnail_cannot_stand_for_the_picture() -> None:
    assert still_size(sized((320, 240), (4000, 30), (16, 3000))) == (4000, 3000)


def test_no_size_is_unreadable() -> None:
    for data in (sized(), box(b"ftyp", b"heic"), box(b"ftyp") + box(b"meta", bytes(4))):
        with pytest.raises(UnreadableMediaError, match="no size is stated"):
            still_size(data)


def test_a_box_that_reaches_beyond_the_file_is_unreadable() -> None:
    with pytest.raises(UnreadableMediaError, match="is cut off"):
        still_size(sized((5, 5))[:-3])


def test_boxes_of_no_length_end_somewhere() -> None:
    with pytest.raises(UnreadableMediaError, match="more than"):
        still_size(box(b"free") * 5000 + sized((5, 5)))
