"""The newest head as pages show it."""

from pathlib import Path

from console.logs import KEY, Logged
from countenance.console.views.heads import head_told
from countenance.gate.publishing import PublicLog
from countenance.record.note import Signature, cosign, read_note
from countenance.stores.memory_log import MemoryLog
from countenance.stores.published import FOLDER, Published
from countenance.stores.witnessed import Standing, write_standing
from record.examples import decided
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME


def test_a_head_that_nobody_else_signed_has_no_witnesses(tmp_path: Path) -> None:
    logged = Logged(tmp_path, decided())

    head = head_told(logged.public, logged.log, tmp_path)

    assert head is not None
    assert (head.origin, head.size, head.witnesses) == (KEY.name, 1, ())
    assert (head.asked, head.since) == (False, "")
    assert head.newest == "2027-01-15 08:00 UTC"
    assert head.keys == (str(KEY.key),)


def test_witnesses_are_named_whose_signatures_verify_and_the_rest_counted(
    tmp_path: Path,
) -> None:
    logged = Logged(tmp_path, decided(), witnesses=(WITNESS_KEY,))
    text = read_note(Published(tmp_path / FOLDER).head() or b"").text
    logged.write_below(
        cosign(text, WITNESS_NAME, WITNESS, 1_795_348_800),
        Signature("news.example.org/w1", b"abcd", bytes(72)),
    )

    head = head_told(logged.public, logged.log, tmp_path)
    unknown = head_told(PublicLog(tmp_path, (KEY,), entries=False), logged.log, tmp_path)

    assert head is not None
    assert unknown is not None
    assert (head.witnesses, head.others) == ((WITNESS_NAME,), 1)
    assert (unknown.witnesses, unknown.others) == ((), 2)


def test_since_when_too_few_sign_is_told(tmp_path: Path) -> None:
    logged = Logged(tmp_path, decided())
    write_standing(tmp_path / FOLDER, Standing(1_795_348_800, {"court": "down"}))

    head = head_told(logged.public, logged.log, tmp_path)

    assert head is not None
    assert head.asked
    assert head.since == "2026-11-22 12:00 UTC"


def test_before_the_first_head_there_is_none(tmp_path: Path) -> None:
    assert head_told(PublicLog(tmp_path, (KEY,), entries=False), MemoryLog(), tmp_path) is None
