"""The newest head as pages show it."""

from pathlib import Path

from console.logs import KEY, Logged
from countenance.console.views.heads import head_told
from countenance.gate.publishing import PublicLog
from countenance.stores.memory_log import MemoryLog
from countenance.stores.published import FOLDER
from countenance.stores.witnessed import Standing, write_standing
from record.examples import decided


def test_a_head_that_nobody_else_signed_has_no_witnesses(tmp_path: Path) -> None:
    logged = Logged(tmp_path, decided())

    head = head_told(logged.public, logged.log, tmp_path)

    assert head is not None
    assert (head.origin, head.size, head.witnesses) == (KEY.name, 1, ())
    assert (head.asked, head.since) == (False, "")
    assert head.newest == "2027-01-15 08:00 UTC"
    assert head.keys == (str(KEY.key),)


def test_since_when_too_few_sign_is_told(tmp_path: Path) -> None:
    logged = Logged(tmp_path, decided())
    write_standing(tmp_path / FOLDER, Standing(1_795_348_800, {"court": "down"}))

    head = head_told(logged.public, logged.log, tmp_path)

    assert head is not None
    assert head.asked
    assert head.since == "2026-11-22 12:00 UTC"


def test_before_the_first_head_there_is_none(tmp_path: Path) -> None:
    assert head_told(PublicLog(tmp_path, (KEY,), entries=False), MemoryLog(), tmp_path) is None
