"""What a witness remembers, and that it signs nothing without."""

import threading
from hashlib import sha256
from pathlib import Path

import pytest

from countenance.errors import RecordError, SettingsError
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.note import KeyType, read_key
from countenance.record.tree import consistency_proof, root_of
from countenance.record.witness import Answer, submission
from countenance.stores.witness import KEY_FILE, WitnessStore, witness_signer
from record.signing import ENTRIES, LOG_KEY, NODES, ORIGIN, head, signed
from record.trees import nodes_of

NAME = "court.example.org/w1"
DIGEST = sha256(ORIGIN.encode()).hexdigest()
SECONDS = 1_795_348_800


def store(folder: Path) -> WitnessStore:
    signer = witness_signer(folder, NAME)
    return WitnessStore(folder, signer, {ORIGIN: [LOG_KEY]}, lambda: SECONDS * 1_000_000_000)


def asked(folder: Path, old: int, new: int) -> Answer:
    data = submission(old, consistency_proof(old, new, NODES), signed(head(new)).decode())
    return store(folder).answer(data)


def test_its_key_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = witness_signer(tmp_path, NAME)

    assert witness_signer(tmp_path, None) == made
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert read_key(str(made.key)).type is KeyType.WITNESS


def test_what_it_signed_is_remembered_over_a_restart(tmp_path: Path) -> None:
    assert asked(tmp_path, 0, 7).status == 200
    assert asked(tmp_path, 0, 9).body == "7\n"
    assert asked(tmp_path, 7, 9).status == 200

    data = store(tmp_path).head(DIGEST)
    assert data is not None
    opened = open_checkpoint(data, [LOG_KEY, witness_signer(tmp_path, None).key])
    assert opened.checkpoint == head(9)
    assert [each.time for each in opened.witnesses] == [SECONDS]


def test_of_two_histories_at_once_one_is_signed(tmp_path: Path) -> None:
    asked(tmp_path, 0, 11)
    answers: list[int] = []

    def ask(number: int) -> None:
        nodes = nodes_of([*ENTRIES[:12], f"history {number}".encode()])
        forked = Checkpoint(ORIGIN, 13, root_of(13, nodes))
        data = submission(11, consistency_proof(11, 13, nodes), signed(forked).decode())
        answers.append(store(tmp_path).answer(data).status)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(answers) == [200, *[409] * 15]


def test_nothing_is_signed_when_it_cannot_be_remembered(tmp_path: Path) -> None:
    asked(tmp_path, 0, 7)
    path = tmp_path / "logs" / DIGEST
    (tmp_path / "logs" / f".{DIGEST}.new").mkdir()

    with pytest.raises(RecordError, match="cannot be written"):
        asked(tmp_path, 7, 9)
    assert b"\n7\n" in path.read_bytes()


@pytest.mark.parametrize("damage", ["nothing", "shorter", "unsigned", "other"])
def test_what_was_changed_on_the_disk_is_not_gone_on_from(tmp_path: Path, damage: str) -> None:
    asked(tmp_path, 0, 7)
    path = tmp_path / "logs" / DIGEST
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    path.write_bytes(
        {
            "nothing": b"",
            "shorter": data.replace(b"\n7\n", b"\n6\n"),
            "unsigned": b"".join(lines[:-1]),
            "other": signed(head(3)),
        }[damage]
    )

    with pytest.raises(RecordError, match=DIGEST):
        asked(tmp_path, 7, 9)


def test_a_key_without_its_memory_a_wrong_name_or_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="--name court"):
        witness_signer(tmp_path, None)
    with pytest.raises(RecordError, match="without spaces"):
        witness_signer(tmp_path, "a b")
    witness_signer(tmp_path, NAME)
    with pytest.raises(RecordError, match=f"called `{NAME}`"):
        witness_signer(tmp_path, "other")
    (tmp_path / "logs").rmdir()
    with pytest.raises(RecordError, match="remembers is gone"):
        witness_signer(tmp_path, None)


def test_a_key_that_others_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    witness_signer(tmp_path, NAME)
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(SettingsError, match="others can read"):
        witness_signer(tmp_path, None)
    (tmp_path / KEY_FILE).chmod(0o600)
    (tmp_path / KEY_FILE).write_text("PRIVATE+KEY+x")
    with pytest.raises(RecordError, match="key of the witness: not a private key"):
        witness_signer(tmp_path, None)


def test_a_log_that_is_not_watched_has_no_head_here(tmp_path: Path) -> None:
    assert store(tmp_path).head(DIGEST) is None
    assert store(tmp_path).head("0" * 64) is None
