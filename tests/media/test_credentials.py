"""Content credentials, read where nothing can be fetched."""

from collections.abc import Iterator

import c2pa  # type: ignore[import-untyped]  # ships no py.typed
import pytest
from PIL import Image

from countenance.errors import SettingsError
from countenance.media.capture import NOTHING, Capture, Signed, is_short
from countenance.media.credentials import with_credentials
from countenance.media.decoder import Decoder, check_c2pa_extra
from countenance.media.header import Limits, read_header
from countenance.media.pixels import Detail
from countenance.media.process import MemoryFile
from countenance.media.sandbox import SandboxLimits
from made_credentials import signed
from made_exif import exif
from made_pictures import landscape_jpeg, saved

FLAT = Image.new("RGB", (64, 48), "gray")
GENERATED = "trainedAlgorithmicMedia"


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    rooms = [MemoryFile("room"), MemoryFile("room")]
    with Decoder(rooms, limits=SandboxLimits(), credentials=True) as decoder:
        yield decoder
    for room in rooms:
        room.close()


def said(decoder: Decoder, data: bytes, detail: Detail = Detail.VERDICT) -> Capture:
    return decoder.decode(data, read_header(data, Limits()), detail, 0, 20).capture


def test_a_valid_manifest_says_how_the_file_was_created(decoder: Decoder) -> None:
    found = said(decoder, signed(saved(FLAT, "JPEG", exif=exif()), GENERATED))

    assert found.signed is Signed.VALID
    assert found.credentials == (GENERATED,)
    assert found.generator == "Northport Camera"
    assert found.model == "Model 3"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_carry_manifests_too(decoder: Decoder, kind: str) -> None:
    data = signed(saved(FLAT, kind), "digitalCapture", f"image/{kind.lower()}")

    assert said(decoder, data).credentials == ("digitalCapture",)


def test_a_manifest_that_does_not_fit_the_file_says_nothing(decoder: Decoder) -> None:
    whole = signed(saved(FLAT, "JPEG", quality=95, comment=b"A" * 64), GENERATED)

    found = said(decoder, whole.replace(b"A" * 64, b"B" * 64))

    assert found.signed is Signed.INVALID
    assert found.credentials == ()


def test_a_file_without_a_manifest_has_none(decoder: Decoder) -> None:
    assert said(decoder, landscape_jpeg()) == NOTHING


def test_a_broken_manifest_says_nothing_and_hurts_nobody(decoder: Decoder) -> None:
    data = landscape_jpeg() + b"....jumb....jumdc2pa" + b"\xff" * 500

    assert said(decoder, data).credentials == ()


def test_what_only_leaves_is_not_read_again(decoder: Decoder) -> None:
    data = signed(saved(FLAT, "JPEG"), GENERATED)

    assert said(decoder, data, Detail.FULL).signed is Signed.NONE


def test_long_names_are_cut() -> None:
    info = [{"name": "x" * 500, "version": "1"}]
    data = signed(saved(FLAT, "JPEG"), GENERATED, claim_generator_info=info)

    found = with_credentials(NOTHING, data, "image/jpeg")

    assert found.generator == "x" * 64
    assert is_short(found)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest that stands elsewhere is named, and not asked for."""
    data = b"c2pa" + landscape_jpeg()

    def elsewhere(*_: object, **__: object) -> None:
        raise c2pa.C2paError("Remote: must fetch remote manifests from url https://a.example")

    monkeypatch.setattr("countenance.media.credentials.c2pa.Reader", elsewhere)

    assert with_credentials(NOTHING, data, "image/jpeg").signed is Signed.ELSEWHERE


def test_an_extra_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    check_c2pa_extra()
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    with pytest.raises(SettingsError, match=r"pip install countenance\[c2pa\]"):
        check_c2pa_extra()
