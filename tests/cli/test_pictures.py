import importlib.util
import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from countenance.cli.pictures import faces, redact
from countenance.media.film_kinds import FilmKind, film_kind_of
from countenance.media.kinds import MediaKind, kind_of
from made_pictures import face_gif, landscape_jpeg, portrait_file, portrait_jpeg, saved
from media.made_films import face_film


def run(*words: str | Path) -> Result:
    command = faces if words[0] == "faces" else redact
    return CliRunner().invoke(command, [str(word) for word in words[1:]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "more").mkdir(parents=True)
    (tmp_path / "in" / "one.jpg").write_bytes(portrait_jpeg())
    (tmp_path / "in" / "more" / "two.png").write_bytes(face_gif())
    (tmp_path / "in" / "empty.jpg").write_bytes(landscape_jpeg())
    (tmp_path / "in" / "notes.txt").write_text("no picture")
    return tmp_path / "in"


def test_faces_of_one_file_are_listed(folder: Path) -> None:
    done = run("faces", folder / "one.jpg")

    assert done.exit_code == 0
    assert "one.jpg: 1 face" in done.stdout


def test_every_file_of_a_folder_is_in_the_answer(folder: Path) -> None:
    done = run("faces", folder, "--json")

    answer = json.loads(done.stdout)
    assert done.exit_code == 5
    assert {Path(row["file"]).name: len(row["faces"]) for row in answer["files"]} == {
        "one.jpg": 1, "two.png": 1, "empty.jpg": 0,
    }  # fmt: skip
    (row,) = (row for row in answer["files"] if row["file"].endswith("two.png"))
    assert (row["kind"], row["frames"], row["faces"][0]["frame"]) == ("gif", 2, 1)
    (failed,) = answer["failed"]
    assert failed["file"].endswith("notes.txt")
    assert "not of a known kind" in failed["reason"]


@pytest.mark.long
def test_a_film_is_looked_at_and_covered_frame_by_frame(tmp_path: Path) -> None:
    film = tmp_path / "clip.mp4"
    film.write_bytes(face_film(at=(1,), count=4, codec="mjpeg"))

    seen = json.loads(run("faces", film, "--json").stdout)["files"][0]
    done = run("redact", film)
    thin = json.loads(run("faces", film, "--json", "--frames-per-second", "5").stdout)["files"][0]

    assert (seen["kind"], seen["frames"]) == ("mp4", 4)
    assert [face["frame"] for face in seen["faces"]] == [1]
    assert "clip.redacted.webm: 1 face covered" in done.stdout
    assert film_kind_of((tmp_path / "clip.redacted.webm").read_bytes()) is FilmKind.WEBM
    assert thin["frames"] == 2


def test_without_the_extra_a_film_is_not_done_and_the_reason_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = tmp_path / "clip.mp4"
    film.write_bytes(face_film())
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    done = run("redact", film)

    assert done.exit_code == 5
    assert "install the extra `film`" in done.stderr


def test_redacting_writes_covered_pictures_and_leaves_the_input(
    folder: Path, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    out = tmp_path / "out"

    done = run("redact", folder, "--out", out)

    assert done.exit_code == 5
    assert "notes.txt: not done" in done.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    written = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    assert written == ["empty.jpg", "more/two.gif", "one.jpg"]
    with Image.open(io.BytesIO((out / "one.jpg").read_bytes())) as image:
        assert np.asarray(image)[150:180, 150:170].max() <= 2


def test_one_file_lands_beside_its_input(folder: Path) -> None:
    done = run("redact", folder / "one.jpg", "--json")

    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert answer["files"][0]["out"] == str(folder / "one.redacted.jpg")
    assert answer["files"][0]["covered"] == 1
    assert (folder / "one.redacted.jpg").exists()


def test_a_result_is_named_for_what_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for kind in (MediaKind.BMP, MediaKind.HEIC, MediaKind.TIFF, MediaKind.PDF):
        (folder / f"{kind.value}.{kind.value}").write_bytes(portrait_file(kind))
    page = Image.new("RGB", (40, 30), "white")
    (folder / "two.tiff").write_bytes(saved(page, "TIFF", save_all=True, append_images=[page]))

    done = run("redact", folder, "--out", tmp_path / "out", "--json")

    assert done.exit_code == 0, done.stderr
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert sorted(written) == ["bmp.png", "heic.jpg", "pdf.pdf", "tiff.png", "two.tiff"]
    ends = {".png": MediaKind.PNG, ".jpg": MediaKind.JPEG, ".pdf": MediaKind.PDF,
            ".tiff": MediaKind.TIFF}  # fmt: skip
    for name, data in written.items():
        assert kind_of(data) is ends[Path(name).suffix]


def test_nothing_is_written_over(folder: Path) -> None:
    (folder / "one.redacted.jpg").write_text("mine")

    onto_result = run("redact", folder / "one.jpg")
    kept = (folder / "one.redacted.jpg").read_text()
    onto_input = run("redact", folder / "one.jpg", "--out", folder, "--replace")
    replaced = run("redact", folder / "one.jpg", "--replace")

    assert (onto_result.exit_code, kept) == (5, "mine")
    assert "--replace writes over it" in onto_result.stderr
    assert onto_input.exit_code == 5
    assert "is an input" in onto_input.stderr
    assert replaced.exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["redact", "FOLDER"],
        ["redact", "FOLDER/one.jpg", "--cover", "pixelate"],
        ["faces", "FOLDER/one.jpg", "--detector", "yunet"],
        ["faces", "FOLDER/one.jpg", "--detector", "retina"],
        ["faces", "FOLDER/absent.jpg"],
    ],
)
def test_wrong_usage_exits_2(folder: Path, words: list[str]) -> None:
    assert run(*(word.replace("FOLDER", str(folder)) for word in words)).exit_code == 2


@pytest.mark.parametrize("command", ["faces", "redact"])
def test_help_shows_one_run(command: str) -> None:
    assert f"countenance {command} holiday.jpg" in run(command, "--help").stdout
