import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from countenance.cli.evaluate_faces import evaluate_faces, read_labels
from countenance.errors import CountenanceError
from made_pictures import ASTRONAUT_FACE, astronaut, jpeg, landscape_jpeg


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.jpg").write_bytes(jpeg(astronaut()))
    (tmp_path / "b.jpg").write_bytes(landscape_jpeg())
    labels = {
        "images": [
            {"file": "a.jpg", "boxes": [ASTRONAUT_FACE], "groups": [{"skin tone": "monk 3"}]},
            {"file": "b.jpg", "boxes": [], "kind": "negative", "licence": "ours"},
        ]
    }
    (tmp_path / "labels.json").write_text(json.dumps(labels))
    return tmp_path


def test_a_site_measures_its_own_pictures(folder: Path) -> None:
    words = [str(folder), "--labels", str(folder / "labels.json")]

    text = CliRunner().invoke(evaluate_faces, words)
    content = json.loads(CliRunner().invoke(evaluate_faces, [*words, "--json"]).stdout)

    assert text.exit_code == 0
    assert "missed, by skin tone" in text.stdout
    assert content["recall"]["photo"]["count"] == content["recall"]["photo"]["of"] == 1
    assert content["alarms"]["of"] == 1
    assert content["groups"]["skin tone"]["monk 3"]["count"] == 0


def test_labels_of_another_shape_are_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    path.write_text('{"images": [{"file": "a.jpg", "boxes": [[1, 2, 3]]}]}')

    with pytest.raises(CountenanceError, match=r"not the labels expected: .*\$.images"):
        read_labels(path)


def test_a_labelled_file_that_is_absent_is_named(folder: Path) -> None:
    (folder / "b.jpg").unlink()

    done = CliRunner().invoke(
        evaluate_faces, [str(folder), "--labels", str(folder / "labels.json")]
    )

    assert isinstance(done.exception, CountenanceError)
    assert "b.jpg" in str(done.exception)


def test_help_shows_one_run() -> None:
    done = CliRunner().invoke(evaluate_faces, ["--help"])

    assert "countenance evaluate faces pictures/" in done.stdout
