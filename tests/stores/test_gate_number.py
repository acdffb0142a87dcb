"""Which gate of a record this is, and whose a decision is."""

from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.gate_number import (
    FILE,
    gate_number,
    own_state,
    owner_of,
    owners_of,
    seat_of,
)


def test_a_gate_with_its_record_for_itself_has_no_number_and_no_seat(tmp_path: Path) -> None:
    assert gate_number(tmp_path) == 0
    assert seat_of(tmp_path) is None
    assert owner_of(0, 3) == 3


@pytest.mark.parametrize("text", ["", "x", "0", "-1", "2147483648"])
def test_what_is_no_number_is_never_another_gate(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    with pytest.raises(RecordError, match="not the number of a gate"):
        gate_number(tmp_path)


def test_no_two_gates_and_no_two_workers_are_one_owner() -> None:
    owners = [owner_of(gate, worker) for gate in range(4) for worker in range(65)]

    assert len(set(owners)) == len(owners)
    for gate in range(4):
        assert all(owner_of(gate, worker) in owners_of(gate) for worker in range(65))
        assert owner_of(gate + 1) not in owners_of(gate)


def test_what_each_gate_has_for_itself_is_kept_apart(tmp_path: Path) -> None:
    assert own_state(tmp_path, "settings") == "settings"
    (tmp_path / FILE).write_text("7\n")
    assert own_state(tmp_path, "settings") == "settings.7"
