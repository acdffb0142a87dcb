"""The gates of a record: listed, and what one left that is gone is ended by a person's word."""

import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.record.make import Maker
from countenance.stores.gone_gates import end_left_by, gates
from countenance.stores.log import DatabaseLog
from countenance.stores.place import Place
from postgres import fresh_place, shared_folder
from record.examples import decided

MAKER = Maker(time.time_ns, os.urandom)


@pytest.fixture
def place() -> Place:
    return fresh_place()


def leave(folder: Path) -> str:
    """A decision that its gate leaves without an outcome; its id."""
    made = decided(MAKER)
    with closing(DatabaseLog.for_gate(folder)) as log:
        log.append_now(made.data, made.openings)
    return made.id


def test_each_gate_is_told_with_what_it_left(tmp_path: Path, place: Place) -> None:
    one, two = (shared_folder(tmp_path / name, place) for name in ("one", "two"))
    leave(one)
    (two / "openings.key").write_bytes((one / "openings.key").read_bytes())
    (two / "openings.key").chmod(0o600)

    with closing(DatabaseLog.for_gate(two)):
        found = gates(one)

    assert [(each.runs, each.left) for each in found] == [(False, 1), (True, 0)]
    assert found[0].number != found[1].number


def test_what_a_gate_left_that_is_gone_is_ended_once(tmp_path: Path, place: Place) -> None:
    gone, here = (shared_folder(tmp_path / name, place) for name in ("gone", "here"))
    decision = leave(gone)
    (here / "openings.key").write_bytes((gone / "openings.key").read_bytes())
    (here / "openings.key").chmod(0o600)
    (number,) = [each.number for each in gates(here)]

    assert end_left_by(here, number, MAKER.unknown_outcome) == 1
    assert end_left_by(here, number, MAKER.unknown_outcome) == 0
    with closing(DatabaseLog.for_gate(gone)) as log:
        assert log.awaiting() == ()
        assert log.reconcile(MAKER.unknown_outcome) == 0
        assert decision.encode() in log.newest(1, "outcome")[0].data


def test_a_gate_that_runs_or_is_none_is_not_gone(tmp_path: Path, place: Place) -> None:
    folder = shared_folder(tmp_path / "one", place)
    with closing(DatabaseLog.for_gate(folder)):
        (number,) = [each.number for each in gates(folder)]
        with pytest.raises(RecordError, match=f"gate {number} of this record runs"):
            end_left_by(folder, number, MAKER.unknown_outcome)
    with pytest.raises(RecordError, match="no gate of this record has the number 99"):
        end_left_by(folder, 99, MAKER.unknown_outcome)


def test_a_record_in_a_file_has_one_gate(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="one gate has for itself"):
        gates(tmp_path)
