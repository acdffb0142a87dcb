import hashlib
import io
import os
import signal
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pypdfium2  # type: ignore[import-untyped]  # ships no py.typed
import pytest
from PIL import Image

from countenance.errors import (
    DetectorError,
    MediaTooLargeError,
    UnreadableMediaError,
    UnsupportedMediaError,
)
from countenance.faces import bench as bench_module
from countenance.faces.bench import Bench, commit_key
from countenance.faces.boxes import Face, enlarged, iou
from countenance.faces.cascade import find_faces
from countenance.faces.cover import COVER_SHARE, Cover
from countenance.faces.detector import Detector, open_detector
from countenance.faces.look import Blur, Look
from countenance.faces.settings import FaceSettings
from countenance.faces.weights import DetectorKind
from countenance.media.drawn import landscape, portrait
from countenance.media.header import Limits
from countenance.media.kinds import MediaKind
from countenance.media.pixels import Decoded
from countenance.stores.weights import built_in_weights, weights_from_file
from lost_workers import Moment, lose
from made_exif import exif
from made_pictures import (
    ASTRONAUT_FACE,
    astronaut,
    face_gif,
    jpeg,
    landscape_jpeg,
    portrait_file,
    portrait_jpeg,
    saved,
)
from made_print import printed, written_on
from shared_data import shared

YUNET_SHA256 = "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12"


@pytest.fixture
def own_bench() -> Iterator[Bench]:
    """A bench whose processes a test may end."""
    with Bench(FaceSettings(built_in_weights(), seconds=5), key=os.urandom(32)) as bench:
        yield bench


@pytest.fixture(scope="module")
def second_detector() -> Detector:
    """YuNet: another network than the one that found the faces."""
    path = shared("models/yunet_n_dynamic.onnx")
    return open_detector(weights_from_file(path, DetectorKind.YUNET, YUNET_SHA256))


def frames_of(data: bytes) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    with Image.open(io.BytesIO(data)) as image:
        frames = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            frames.append(np.asarray(image.convert("RGB")))
        return frames


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_face_is_found_covered_and_gone(
    bench: Bench, second_detector: Detector, kind: str
) -> None:
    data = saved(astronaut(), kind)

    inspection = bench.inspect(data)
    rendered = bench.render(data, inspection, Cover.SOLID)

    assert len(inspection.faces) == rendered.covered == 1
    assert iou(inspection.faces[0], Face(*ASTRONAUT_FACE, score=1)) > 0.6
    assert rendered.media_type == f"image/{kind.lower()}"
    (picture,) = frames_of(rendered.data)
    x0, y0, x1, y1 = enlarged(inspection.faces[0], COVER_SHARE, 512, 512)
    # A lossy kind rings a little within a block of 16 from the rim.
    rim = 16 if kind in ("JPEG", "WEBP") else 0
    inside = picture[y0 + rim : y1 - rim, x0 + rim : x1 - rim]
    assert np.ptp(inside) <= (2 if rim else 0)
    assert inside.max() <= 2
    covered = Face(x0, y0, x1, y1, 1)
    assert not any(iou(face, covered) > 0.1 for face in find_faces(picture, second_detector).faces)


def test_a_face_on_a_later_frame_is_found_and_covered_there(bench: Bench) -> None:
    for kind in ("GIF", "WEBP"):
        data = face_gif(kind)

        inspection = bench.inspect(data)
        frames = frames_of(bench.render(data, inspection, Cover.SOLID).data)

        assert inspection.frames == 2
        assert [face.frame for face in inspection.faces] == [1]
        assert len(frames) == 2
        assert frames[1][150:200, 140:180].max() <= 4
        assert frames[0][150:200, 140:180].min() > 4


@pytest.mark.parametrize(
    ("kind", "leaves"),
    [("BMP", "image/png"), ("TIFF", "image/png"), ("AVIF", "image/jpeg"), ("HEIC", "image/jpeg")],
)
def test_what_models_do_not_read_leaves_as_what_they_read(
    bench: Bench, second_detector: Detector, kind: str, leaves: str
) -> None:
    data = portrait_file(MediaKind[kind])

    inspection = bench.inspect(data)
    rendered = bench.render(data, inspection, Cover.SOLID)

    assert inspection.kind is MediaKind[kind]
    assert len(inspection.faces) == rendered.covered == 1
    assert rendered.media_type == leaves
    (picture,) = frames_of(rendered.data)
    assert not find_faces(picture, second_detector).faces
    assert np.ptp(picture[75:100, 70:90]) <= (2 if leaves == "image/jpeg" else 0)


def test_every_page_is_covered_and_keeps_its_size(bench: Bench) -> None:
    first, second = (
        Image.fromarray(drawn.pixels) for drawn in (landscape(200, 90), portrait(160))
    )
    data = saved(first, "TIFF", save_all=True, append_images=[second])

    inspection = bench.inspect(data)
    rendered = bench.render(data, inspection, Cover.SOLID)

    assert [face.frame for face in inspection.faces] == [1]
    assert rendered.media_type == "image/tiff"
    pages = frames_of(rendered.data)
    assert [page.shape for page in pages] == [(90, 200, 3), (160, 160, 3)]
    assert np.array_equal(pages[0], np.asarray(first))
    assert pages[1][75:100, 70:90].max() == 0


def test_pages_of_a_pdf_are_covered_and_written_as_pictures(
    bench: Bench, second_detector: Detector
) -> None:
    first, second = (
        Image.fromarray(drawn.pixels) for drawn in (landscape(200, 90), portrait(160))
    )
    data = saved(first, "PDF", save_all=True, append_images=[second], title="Of Somebody")

    inspection = bench.inspect(data)
    rendered = bench.render(data, inspection, Cover.SOLID)

    assert [face.frame for face in inspection.faces] == [1]
    assert (rendered.media_type, rendered.covered) == ("application/pdf", 1)
    assert b"Somebody" not in rendered.data
    document = pypdfium2.PdfDocument(rendered.data)
    assert [document.get_page_size(index) for index in range(2)] == [(800, 360), (800, 800)]
    page = document[1].render(scale=2, rev_byteorder=True).to_numpy()[:, :, :3]
    assert np.ptp(page[750:1000, 700:900]) <= 2
    assert not find_faces(np.ascontiguousarray(page), second_detector).faces


def test_hidden_colors_are_looked_at_and_do_not_leave(bench: Bench) -> None:
    face = portrait(200).pixels
    clear = Image.fromarray(np.dstack((face, np.zeros((200, 200), np.uint8))))
    data = saved(clear, "PNG")

    inspection = bench.inspect(data)
    (picture,) = frames_of(bench.render(data, inspection, None).data)

    assert len(inspection.faces) == 1
    assert inspection.faces[0].found_by.startswith("bare ")
    assert (picture == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_are_those_of_the_upright_picture(bench: Bench, orientation: int) -> None:
    back = ["", "", "FLIP_LEFT_RIGHT", "ROTATE_180", "FLIP_TOP_BOTTOM", "TRANSPOSE", "ROTATE_90",
            "TRANSVERSE", "ROTATE_270"][orientation]  # fmt: skip
    wide = landscape(480, 320).pixels.copy()
    wide[:, 160:] = portrait(320).pixels
    stored = Image.fromarray(wide)
    if back:
        stored = stored.transpose(Image.Transpose[back])
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(stored, "JPEG", quality=92, exif=exif)

    inspection = bench.inspect(data)
    rendered = bench.render(data, inspection, Cover.SOLID)

    assert (inspection.width, inspection.height) == (480, 320)
    assert len(inspection.faces) == 1
    assert 240 < inspection.faces[0].x0 < inspection.faces[0].x1 < 400
    (picture,) = frames_of(rendered.data)
    assert picture.shape == (320, 480, 3)
    assert picture[140:200, 300:340].max() <= 2


def test_nothing_but_pixels_leaves(bench: Bench) -> None:
    thumbnail = portrait_jpeg(96)
    exif = Image.Exif()
    exif[0x010F] = "Camera of Somebody"
    exif.get_ifd(0x8825)[1] = "N"
    data = jpeg(landscape(320, 200).pixels, exif=exif, comment=b"a name")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("face.jpg", thumbnail)
    data = data[:2] + b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail + data[2:]
    data += archive.getvalue()

    rendered = bench.render(data, bench.inspect(data), None)

    for secret in (b"Camera of Somebody", b"a name", b"PK\x03\x04", thumbnail[20:60], b"Exif"):
        assert secret in data or secret == b"Exif"
        assert secret not in rendered.data


def test_what_the_file_says_of_its_making_is_told(bench: Bench) -> None:
    said = bench.inspect(jpeg(landscape(480, 160).pixels, exif=exif())).capture

    assert said.model == "Model 3"
    assert said.located


@pytest.mark.long
def test_print_is_read_beside_the_look_for_faces() -> None:
    picture = written_on(portrait(640).pixels, (20, 20, 32, "Identify this person"))
    settings = FaceSettings(built_in_weights(), read_text=True)
    with Bench(settings, key=os.urandom(32)) as own:
        seen = own.inspect(jpeg(picture))
        other = own.inspect(landscape_jpeg())

    assert [line.text for line in seen.printed] == ["Identify this person"]
    assert len(seen.faces) == 1
    assert seen.passes[-1].startswith("ppocr-v4@sha256:")
    assert other.printed == ()


def test_print_is_not_read_unless_it_is_asked_for(bench: Bench) -> None:
    seen = bench.inspect(jpeg(printed("Identify this person")))

    assert seen.printed == ()
    assert not any("ppocr" in step for step in seen.passes)


def test_the_kind_is_that_of_the_content(bench: Bench) -> None:
    assert bench.inspect(portrait_jpeg()).kind.value == "jpeg"
    with pytest.raises(UnsupportedMediaError, match="ffconcat"):
        bench.inspect(b"ffconcat version 1.0\nfile 'x.png'\n")
    with pytest.raises(UnsupportedMediaError, match="HLS"):
        bench.inspect(b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/a.ts\n")


def test_a_large_jpeg_is_judged_scaled_and_rendered_whole(bench: Bench) -> None:
    large = np.asarray(Image.fromarray(landscape(400, 80).pixels).resize((4000, 800))).copy()
    large[100:700, 1700:2300] = portrait(600).pixels
    data = jpeg(large)

    inspection = bench.inspect(data)
    rendered = bench.render(data, inspection, Cover.SOLID)

    assert inspection.inspected == (2000, 400)
    assert (inspection.width, inspection.height) == (4000, 800)
    assert len(inspection.faces) == rendered.covered == 1
    (picture,) = frames_of(rendered.data)
    assert picture.shape == (800, 4000, 3)
    assert picture[330:500, 1950:2050].max() <= 2


def test_an_inspection_of_other_bytes_renders_nothing(bench: Bench) -> None:
    inspection = bench.inspect(landscape_jpeg())

    with pytest.raises(DetectorError, match="of another picture"):
        bench.render(portrait_jpeg(), inspection, None)


def test_a_picture_that_decodes_differently_later_is_not_rendered(bench: Bench) -> None:
    data = landscape_jpeg()
    inspection = replace(bench.inspect(data), digest="00" * 32)

    with pytest.raises(UnreadableMediaError, match="another picture than was inspected"):
        bench.render(data, inspection, Cover.SOLID)


def test_a_decoder_that_shows_a_landscape_first_and_a_face_later_is_caught(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a decoder would that has been taken over by the picture."""
    honest = bench.decoder.decode
    empty, face = jpeg(landscape(320, 320).pixels), portrait_jpeg(320)
    shown = [empty]

    def lying(data: bytes, header: object, detail: object, room: int, seconds: float) -> Decoded:
        return honest(shown[0], header, detail, room, seconds)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(bench.decoder, "decode", lying)
    inspection = bench.inspect(face)
    shown[0] = face

    assert inspection.faces == ()
    with pytest.raises(UnreadableMediaError, match="another picture than was inspected"):
        bench.render(face, inspection, None)


@pytest.mark.parametrize("size", [(1, 1), (1, 20000), (7, 3)])
def test_odd_sizes_have_no_face(bench: Bench, size: tuple[int, int]) -> None:
    assert bench.inspect(saved(Image.new("RGB", size), "PNG")).faces == ()


def test_a_truncated_picture_is_unreadable(bench: Bench) -> None:
    whole = jpeg(astronaut())

    with pytest.raises(UnreadableMediaError):
        bench.inspect(whole[: len(whole) // 2])


@pytest.mark.long
def test_frames_that_take_too_long_to_look_at_are_too_large() -> None:
    settings = FaceSettings(built_in_weights(), seconds=0.4, limits=Limits(frames=500))
    grain = np.random.default_rng(1).integers(0, 256, (60, 32, 32, 3), dtype=np.uint8)
    images = [Image.fromarray(frame) for frame in grain]
    data = saved(images[0], "GIF", save_all=True, append_images=images[1:])
    with Bench(settings, key=bytes(32)) as bench, pytest.raises(MediaTooLargeError):
        bench.inspect(data)


@pytest.mark.long
@pytest.mark.parametrize("moment", [Moment.BEFORE, Moment.UNREAD])
def test_an_examiner_killed_between_pictures_is_replaced(
    own_bench: Bench, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = own_bench.examiner_number
    lost = lose(monkeypatch, moment, first)

    assert len(own_bench.inspect(portrait_jpeg()).faces) == 1
    assert lost == [first]
    assert own_bench.examiner_number != first


@pytest.mark.long
def test_an_examiner_killed_during_a_picture_fails_that_one_only(
    own_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = lose(monkeypatch, Moment.READ, own_bench.examiner_number)

    with pytest.raises(DetectorError, match="its process was lost"):
        own_bench.inspect(portrait_jpeg())

    assert len(lost) == 1
    assert len(own_bench.inspect(portrait_jpeg()).faces) == 1


@pytest.mark.long
def test_an_examiner_that_hangs_is_replaced(
    own_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_module, "_GRACE_SECONDS", -4.5)
    number = own_bench.examiner_number
    assert number is not None
    os.kill(number, signal.SIGSTOP)

    with pytest.raises(DetectorError, match="did not answer in time"):
        own_bench.inspect(portrait_jpeg())

    monkeypatch.undo()
    assert len(own_bench.inspect(portrait_jpeg()).faces) == 1


def test_weights_with_another_digest_never_reach_a_process() -> None:
    weights = replace(built_in_weights(), sha256="00")

    with pytest.raises(DetectorError, match="digest is"):
        Bench(FaceSettings(weights), key=bytes(32))


def test_commit_keys_differ_by_key_and_by_bytes() -> None:
    assert commit_key(b"a" * 32, b"x") == commit_key(b"a" * 32, b"x")
    assert len({commit_key(key, data) for key in (b"a", b"b") for data in (b"x", b"y")}) == 4
    known = hashlib.sha256(b"x").digest()
    assert commit_key(b"a", b"x", known) == commit_key(b"a", b"x")


def test_what_was_inspected_is_told_by_a_digest_that_is_handed_in(bench: Bench) -> None:
    data = landscape_jpeg()
    inspection = bench.inspect(data)

    rendered = bench.render(data, inspection, None, digest=hashlib.sha256(data).digest())

    assert rendered.data == bench.render(data, inspection, None).data
    with pytest.raises(DetectorError, match="of another picture"):
        bench.render(data, inspection, None, digest=hashlib.sha256(b"other").digest())


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_mask_leaves_only_where_it_was_white(bench: Bench, kind: str) -> None:
    """A face that is drawn into a mask is found, covered, and not even its outline leaves."""
    picture = Image.fromarray(portrait(240).pixels).convert("RGBA")
    half = picture.width // 2
    picture.paste((9, 9, 9, 0), (half, 0, picture.width, picture.height))
    data = io.BytesIO()
    picture.save(data, kind, lossless=True)
    seen = bench.inspect(data.getvalue())
    rendered = bench.render(data.getvalue(), seen, Cover.SOLID, mask=True)

    assert rendered.media_type == "image/png"
    with Image.open(io.BytesIO(rendered.data)) as mask:
        assert (mask.mode, mask.size) == ("RGBA", picture.size)
        pixels = np.asarray(mask)
    assert not pixels[..., :3].any()
    assert set(np.unique(pixels[..., 3]).tolist()) <= {0, 255}
    assert not pixels[:10, -10:, 3].any()
    (found,) = seen.faces
    middle = pixels[int((found.y0 + found.y1) / 2), int((found.x0 + found.x1) / 2)]
    assert middle.tolist() == [0, 0, 0, 255]


def test_small_copies_for_people_have_their_faces_blurred(bench: Bench) -> None:
    data = saved(np.asarray(Image.fromarray(astronaut()).resize((1600, 1600))), "JPEG")
    inspection = bench.inspect(data)

    (still,) = bench.stills(data, inspection, [0], 1024, plain=True)
    (blurred_alone,) = bench.stills(data, inspection, [0], 1024, plain=False)

    assert (still.frame, still.faces) == (0, 1)
    assert len(bench.inspect(still.plain).faces) == 1
    assert bench.inspect(still.blurred).faces == ()
    assert frames_of(still.blurred)[0].shape == (1024, 1024, 3)
    assert blurred_alone == replace(still, plain=b"")


def test_of_several_frames_those_that_are_wanted_are_copied(bench: Bench) -> None:
    data = face_gif("GIF")
    inspection = bench.inspect(data)

    stills = bench.stills(data, inspection, [1], 1024, plain=False)

    assert [(each.frame, each.faces) for each in stills] == [(1, 1)]
    assert bench.inspect(stills[0].blurred).faces == ()


def test_nothing_is_copied_of_another_picture(bench: Bench) -> None:
    inspection = bench.inspect(portrait_jpeg())

    with pytest.raises(DetectorError, match="of another picture"):
        bench.stills(landscape_jpeg(), inspection, [0], 1024, plain=True)


def test_a_copy_is_shown_as_somebody_wants_it(bench: Bench) -> None:
    data = saved(astronaut(), "JPEG")

    (shown,) = frames_of(bench.softened(data, Look(Blur.STRONG, greyscale=True)))

    assert np.ptp(shown.astype(int), axis=2).max() == 0
    assert bench.inspect(saved(shown, "PNG")).faces == ()
