"""A film's container, and what it may not open."""

from pathlib import Path

import pytest

from countenance.errors import UnreadableMediaError
from countenance.media.drawn import landscape
from countenance.media.film_kinds import FilmKind
from countenance.media.film_open import audio_of, opened_film, video_of, warm_up
from media.made_films import face_film, film, sound_film


@pytest.mark.parametrize(
    ("form", "kind", "codecs"),
    [("mp4", FilmKind.MP4, ("mpeg4", "aac")), ("mov", FilmKind.MP4, ("mjpeg", "pcm_s16le")),
     ("webm", FilmKind.WEBM, ("vp8", "opus")), ("matroska", FilmKind.WEBM, ("vp9", "flac"))],
)  # fmt: skip
def test_containers_of_cameras_phones_and_browsers_open(
    form: str, kind: FilmKind, codecs: tuple[str, str]
) -> None:
    with opened_film(sound_film(form, 0.3), kind) as container:
        found = (video_of(container), audio_of(container))

        assert tuple(each.codec_context.codec.name for each in found) == codecs
        assert all(each.codec_context.thread_count == 1 for each in found)


@pytest.mark.parametrize("kind", FilmKind)
@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile {film}\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{film}\n#EXT-X-ENDLIST\n",
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
        '<Period><AdaptationSet><Representation id="0"><BaseURL>{film}</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>",
    ],
    ids=["ffconcat", "hls", "dash"],
)
def test_a_list_of_files_opens_none_of_them(text: str, kind: FilmKind, tmp_path: Path) -> None:
    there = tmp_path / "film.mp4"
    there.write_bytes(face_film())

    with pytest.raises(UnreadableMediaError), opened_film(
        text.format(film=there).encode(), kind
    ):  # fmt: skip
        pytest.fail("it was opened")


def test_a_codec_that_is_not_on_the_list_is_not_tried() -> None:
    data = film([landscape(64, 48).pixels], "matroska", codec="ffv1")

    with pytest.raises(UnreadableMediaError, match="codec"), opened_film(
        data, FilmKind.WEBM
    ) as container:  # fmt: skip
        video_of(container)


def test_a_film_without_sound_and_a_sound_without_pictures_say_so() -> None:
    with opened_film(face_film(), FilmKind.MP4) as container:
        assert video_of(container).width == 160
        with pytest.raises(UnreadableMediaError, match="no sound"):
            audio_of(container)
    with pytest.raises(UnreadableMediaError), opened_film(b"\x00" * 64, FilmKind.MP4):
        pytest.fail("it was opened")


def test_everything_is_loaded_before_the_sandbox_shuts() -> None:
    warm_up()
