"""What a string of bytes is, when it should be sound."""

import pytest

from countenance.errors import UnreadableMediaError, UnsupportedMediaError
from countenance.media.sound_kinds import SoundKind, container_of, sound_kind_of
from media.made_films import sound_film
from media.made_sound import written


@pytest.mark.parametrize(
    ("form", "kind", "media_type"),
    [
        ("WAV", SoundKind.WAV, "audio/wav"),
        ("FLAC", SoundKind.FLAC, "audio/flac"),
        ("OGG", SoundKind.OGG, "audio/ogg"),
        ("MP3", SoundKind.MP3, "audio/mpeg"),
    ],
)
def test_a_kind_is_told_by_its_bytes(form: str, kind: SoundKind, media_type: str) -> None:
    assert sound_kind_of(written(form)) is kind
    assert kind.media_type == media_type


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\x00\x00\x00\x20ftypM4A ", SoundKind.MP4), (b"\x1aE\xdf\xa3", SoundKind.WEBM)],
)
def test_the_sound_of_a_film_leaves_as_an_mp3(data: bytes, kind: SoundKind) -> None:
    assert sound_kind_of(data) is kind
    assert kind.film is not None
    assert kind.leaves_as.media_type == "audio/mpeg"


def test_tags_before_an_mp3_do_not_hide_it() -> None:
    assert sound_kind_of(b"ID3\x04" + bytes(20)) is SoundKind.MP3


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x00\x00\x00\x20ftypavif", "an AVIF or HEIC picture"),
        (b"FORM\x00\x00\x00\x00AIFF", "AIFF"),
        (b"ffconcat version 1.0\nfile /etc/passwd", "an ffconcat list"),
        (b"#EXTM3U\nhttp://example", "an HLS playlist"),
        (b"\xff\xf1\x50", "AAC"),
        (b"RIFF\x00\x00\x00\x00AVI ", "RIFF, not WAV"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"hello", "not of a known kind"),
        (b"\xff", "not of a known kind"),
    ],
)
def test_another_kind_is_refused_by_name(data: bytes, name: str) -> None:
    with pytest.raises(UnsupportedMediaError, match=f"its content is {name}; expected WAV"):
        sound_kind_of(data)


def test_nothing_is_no_sound() -> None:
    with pytest.raises(UnreadableMediaError, match="empty"):
        sound_kind_of(b"")


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"\x00\x00\x00\x18ftypM4A ", "m4a"), (b"\x00\x00\x00\x18ftypisom", "mp4"),
     (b"\x00\x00\x00\x18ftypqt  ", "mov"), (b"\x00\x00\x00\x18moov", "mov"),
     (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", "webm"), (b"\x1aE\xdf\xa3\xa3B\x82\x88matroska", "mkv"),
     (b"fLaC", "flac"), (b"OggS", "ogg"), (b"ID3", "mp3"), (b"RIFF\x00\x00\x00\x00WAVE", "wav")],
)  # fmt: skip
def test_a_container_has_the_name_that_people_give_it(data: bytes, name: str) -> None:
    assert container_of(data) == name


@pytest.mark.parametrize(
    ("form", "name"), [("mp4", "mp4"), ("mov", "mov"), ("webm", "webm"), ("matroska", "mkv")]
)
def test_a_real_film_has_that_name_too(form: str, name: str) -> None:
    assert container_of(sound_film(form, 0.2)) == name
