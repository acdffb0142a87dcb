"""What an id stands for that an answer gave out."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from countenance.errors import RecordError
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.stores.bindings import Bindings, Bound

SECRET = b"s" * 32
NOW = 1_800_000_000
BOUND = Bound(
    (Evidence("capture_device", ("fixed_cctv",), Basis.ATTESTED, "desk", 900),), faces=2, entry=7
)
NAME = "5f9C3a01-0000-4000-8000-000000000001"


def _kept(folder: Path) -> Bindings:
    bindings = Bindings(folder, SECRET)
    bindings.keep("c-1", "face", [(NAME, NOW + 60)], BOUND, NOW)
    return bindings


def test_an_id_stands_for_what_it_was_bound_to(tmp_path: Path) -> None:
    with closing(_kept(tmp_path)) as bindings:
        assert bindings.find("c-1", "face", NAME, NOW) == BOUND
        assert bindings.find("c-1", "face", NAME.upper(), NOW + 59) == BOUND


def test_it_survives_a_restart(tmp_path: Path) -> None:
    _kept(tmp_path).close()

    with closing(Bindings(tmp_path, SECRET)) as again:
        assert again.find("c-1", "face", NAME, NOW) == BOUND
    with closing(Bindings(tmp_path, b"t" * 32)) as other:
        assert other.find("c-1", "face", NAME, NOW) is None


@pytest.mark.parametrize(
    ("caller", "refers", "name", "now"),
    [
        ("c-2", "face", NAME, NOW),
        ("c-1", "file", NAME, NOW),
        ("c-1", "face", NAME[:-1] + "2", NOW),
        ("c-1", "face", NAME, NOW + 60),
    ],
)
def test_for_anybody_else_and_when_its_time_is_over_it_stands_for_nothing(
    tmp_path: Path, caller: str, refers: str, name: str, now: int
) -> None:
    with closing(_kept(tmp_path)) as bindings:
        assert bindings.find(caller, refers, name, now) is None


def test_what_has_run_out_is_forgotten(tmp_path: Path) -> None:
    with closing(_kept(tmp_path)) as bindings:
        bindings.keep("c-1", "face", [("another-id", NOW + 600)], BOUND, NOW + 61)
        with closing(sqlite3.connect(next(tmp_path.glob("*.db")))) as database:
            assert database.execute("SELECT count(*) FROM bindings").fetchone() == (1,)
        assert bindings.find("c-1", "face", "another-id", NOW + 61) == BOUND


def test_no_id_and_no_caller_is_on_the_disk(tmp_path: Path) -> None:
    with closing(_kept(tmp_path)):
        whole = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert NAME.lower().encode() not in whole.lower()
    assert b"c-1" not in whole


def test_a_short_secret_and_a_damaged_binding_are_errors(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="shorter than 32 bytes"):
        Bindings(tmp_path, b"short")
    with closing(_kept(tmp_path)) as bindings:
        with closing(sqlite3.connect(next(tmp_path.glob("*.db")))) as database:
            database.execute("UPDATE bindings SET bound = X'00'")
            database.commit()
        with pytest.raises(RecordError, match="cannot be read"):
            bindings.find("c-1", "face", NAME, NOW)


def test_the_id_of_a_file_is_told_apart_by_its_case(tmp_path: Path) -> None:
    with closing(Bindings(tmp_path, SECRET)) as bindings:
        bindings.keep("c-1", "file", [("file-aB", NOW + 60)], BOUND, NOW)

        assert bindings.find("c-1", "file", "file-aB", NOW) == BOUND
        assert bindings.find("c-1", "file", "file-Ab", NOW) is None


def test_an_id_that_ends_at_once_is_forgotten(tmp_path: Path) -> None:
    with closing(_kept(tmp_path)) as bindings:
        bindings.keep("c-1", "face", [(NAME, NOW)], BOUND, NOW)

        assert bindings.find("c-1", "face", NAME, NOW) is None


def test_what_was_bound_before_there_were_files_is_a_face_that_can_be_seen() -> None:
    old = b'{"evidence": [], "faces": 1, "entry": 3}'

    assert msgspec.json.decode(old, type=Bound) == Bound((), 1, 3, visible=True, upstream="")
