"""`countenance ask`: one call through the whole walk."""

import json
from pathlib import Path

import pytest
from PIL import Image

from countenance.cli import main
from countenance.media.drawn import landscape, portrait
from made_exif import exif


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ask") / "face.png"
    Image.fromarray(portrait(320).pixels).save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    words = ["actor_kind=private_entity", "provider_approval=none", "--data", str(tmp_path)]
    assert main(["callers", "add", "acme", "--organisation", "Acme", *words]) == 0
    capsys.readouterr()
    return str(tmp_path)


def test_a_question_for_a_name_is_refused_with_every_step_shown(
    picture: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["ask", str(picture), "Who is this?", "--as", "acme", "--data", folder])

    out = capsys.readouterr().out
    assert status == 1
    for step in ("1. the call", "2. the faces", "3. the facts", "4. what may be asked",
                 "5. the decision", "6. the outcome: refuse", "7. the entry"):  # fmt: skip
        assert step in out
    assert "1 found" in out
    assert "nothing; the caller was told: 400 content_filter" in out


def test_where_the_settings_keep_no_openings_it_keeps_none(
    picture: Path, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "gate.toml"
    settings.write_text("[record]\nopenings_days = 0\n", encoding="utf-8")
    words = ["Who is this?", "--as", "acme", "--data", folder, "--settings", str(settings)]
    assert main(["ask", str(picture), *words]) == 1

    code = main(["record", "find", str(picture), "--data", folder])

    assert (code, "nothing can be searched" in capsys.readouterr().err) == (5, True)


def test_a_description_goes_out_with_the_face_covered(
    picture: Path, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = tmp_path / "both.png"

    status = main(
        ["ask", str(picture), "Describe this picture.", "--as", "acme", "--data", folder,
         "--save", str(both), "--json"]
    )

    found = json.loads(capsys.readouterr().out)
    assert status == 0
    assert found["outcome"] == "redact"
    assert "1 picture (image/png" in found["answer"]["choices"][0]["message"]["content"]
    with Image.open(both) as sheet:
        left = sheet.getpixel((160, 160))
        right = sheet.getpixel((320 + 16 + 160, 160))
    assert left != right


def test_a_caller_that_is_not_registered_is_wrong_usage(
    picture: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["ask", str(picture), "Who?", "--as", "acne", "--data", folder])

    assert status == 2
    assert "acme" in capsys.readouterr().err


def test_what_is_no_picture_is_refused_by_name(
    tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "drawing.eps"
    path.write_text("%!PS-Adobe-3.0 EPSF-3.0")

    status = main(["ask", str(path), "Describe.", "--as", "acme", "--data", folder])

    assert status == 5
    assert "its content is PostScript" in capsys.readouterr().err


def test_what_the_file_says_of_its_making_is_shown(
    tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "said.jpg"
    Image.fromarray(landscape(320, 200).pixels).save(path, "JPEG", exif=exif())

    status = main(["ask", str(path), "Describe this picture.", "--as", "acme", "--data", folder])

    out = capsys.readouterr().out
    assert status == 0
    assert "the file says: make Northport, model Model 3" in out
    assert "capture:exif-camera" in out
    assert "contested" not in out
