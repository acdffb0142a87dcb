"""Whether a film is all there."""

import io

import pytest

from countenance.errors import UnreadableMediaError
from countenance.media.film_kinds import FilmKind, film_kind_of
from countenance.media.film_length import check_length
from media.made_films import sound_film


@pytest.mark.parametrize("form", ["mp4", "mov", "webm", "matroska"])
def test_a_whole_film_is_whole_and_each_shorter_one_is_not(form: str) -> None:
    data = sound_film(form, 0.5)
    kind = film_kind_of(data)
    assert kind is not None

    check_length(io.BytesIO(data), kind)

    for end in (len(data) - 20, len(data) // 2, 40, 13, 5):
        with pytest.raises(UnreadableMediaError):
            check_length(io.BytesIO(data[:end]), kind)


def test_a_segment_of_unknown_length_is_taken_as_it_comes() -> None:
    data = bytearray(sound_film("webm", 0.3))
    at = data.index(bytes.fromhex("18538067")) + 4
    data[at : at + 8] = b"\x01" + b"\xff" * 7

    check_length(io.BytesIO(data[:2000]), FilmKind.WEBM)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00" * 40, b"\x00\x00\x00\x04ftyp" * 20, b"\x00\x00\x00\x08free" * 5000,
     b"\x00\x00\x00\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff" + bytes(9)],
)  # fmt: skip
def test_lengths_that_lead_nowhere_come_to_an_end(data: bytes) -> None:
    if data[:4] == bytes(4):  # a box of length 0 reaches to the end
        check_length(io.BytesIO(data), FilmKind.MP4)
    elif data:
        with pytest.raises(UnreadableMediaError):
            check_length(io.BytesIO(data), FilmKind.MP4)
    with pytest.raises(UnreadableMediaError):
        check_length(io.BytesIO(data), FilmKind.WEBM)
