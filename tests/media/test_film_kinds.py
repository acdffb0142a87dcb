"""What a string of bytes is, when it should be a film."""

import importlib.util
import subprocess
import sys

import pytest

from countenance.errors import UnsupportedMediaError
from countenance.media.film_kinds import FilmKind, check_film_extra, film_kind_of
from media.made_films import sound_film


@pytest.mark.parametrize(
    ("form", "kind"),
    [("mp4", FilmKind.MP4), ("mov", FilmKind.MP4), ("webm", FilmKind.WEBM),
     ("matroska", FilmKind.WEBM)],
)  # fmt: skip
def test_a_kind_is_told_by_its_bytes(form: str, kind: FilmKind) -> None:
    assert film_kind_of(sound_film(form, 0.2)) is kind


@pytest.mark.parametrize("name", [b"moov", b"mdat", b"wide"])
def test_quicktime_from_before_its_brands_is_known(name: bytes) -> None:
    assert film_kind_of(b"\x00\x00\x00\x08" + name) is FilmKind.MP4


@pytest.mark.parametrize(
    "data",
    [b"\x00\x00\x00\x1cftypavif", b"\x00\x00\x00\x1cftypheic", b"RIFF\x00\x00\x00\x00AVI ",
     b"ffconcat version 1.0", b"#EXTM3U", b'<?xml version="1.0"?><MPD>', b""],
)  # fmt: skip
def test_what_is_no_film_is_none(data: bytes) -> None:
    assert film_kind_of(data) is None


def test_without_the_extra_a_film_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    check_film_extra(FilmKind.MP4, "sound")

    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(UnsupportedMediaError, match=r"install the extra `film`"):
        check_film_extra(FilmKind.WEBM, "sound")


def test_nothing_but_what_opens_films_needs_the_extra() -> None:
    """A gate without the extra starts, looks at pictures and refuses films by name."""
    code = (
        "import sys; sys.modules['av'] = None\n"
        "import countenance.gate.application, countenance.cli.pictures\n"
        "import countenance.faces.examiner, countenance.media.worker\n"
        "import countenance.media.sound_worker, countenance.media.film_decoder\n"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
