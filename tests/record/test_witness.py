"""A witness signs what begins with what it signed before, and nothing else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import ProofError
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.note import read_note, sign, signatures_in, verified
from countenance.record.tree import consistency_proof, root_of
from countenance.record.witness import Answer, judged, read_asked, submission
from record.signing import (
    ENTRIES,
    LOG_KEY,
    NODES,
    ORIGIN,
    WITNESS,
    WITNESS_KEY,
    WITNESS_NAME,
    head,
    signed,
)
from record.trees import nodes_of

FORKED = nodes_of([*ENTRIES[:10], b"another history", *ENTRIES[11:]])


def asked(old: int, new: int, remembered: Checkpoint | None = None) -> Answer:
    """What a witness answers to the log growing from one size to another."""
    data = submission(old, consistency_proof(old, new, NODES), signed(head(new)).decode())
    return answer(data, remembered)


def answer(data: bytes, remembered: Checkpoint | None = None) -> Answer:
    known = {} if remembered is None else {ORIGIN: remembered}
    return judged(data, {ORIGIN: [LOG_KEY]}, known, WITNESS_NAME, WITNESS, 1_795_348_800)


def test_the_first_head_and_every_one_that_begins_with_the_last_is_signed() -> None:
    last = None
    for old, new in ((0, 7), (7, 7), (7, 33), (33, 40)):
        given = asked(old, new, last)
        assert given.status == 200, given.body
        assert given.remember == head(new)
        note = read_note(signed(head(new), *signatures_in(given.body)))
        ((seen,),) = [verified(note, [WITNESS_KEY])]
        assert seen.time == 1_795_348_800
        assert given.note is not None
        assert open_checkpoint(str(given.note).encode(), [LOG_KEY, WITNESS_KEY]).witnesses
        last = given.remember


def test_a_fork_or_a_rolled_back_log_gets_no_signature() -> None:
    for new in range(11, 41):
        forked = Checkpoint(ORIGIN, new, root_of(new, FORKED))
        data = submission(11, consistency_proof(11, new, FORKED), signed(forked).decode())
        given = answer(data, head(11))
        assert (given.status, given.remember) == (422, None)
    for new in range(20):
        given = asked(min(new, 20), new, head(20))
        assert (given.status, given.body, given.content_type, given.remember) == (
            409, "20\n", "text/x.tlog.size", None,
        )  # fmt: skip


def test_each_fault_has_the_status_of_the_protocol() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    other = Checkpoint("other.example.org", 3, root_of(3, NODES))
    good = signed(head(3)).decode()
    empty = Checkpoint(ORIGIN, 0, b"x" * 32)

    assert answer(b"nonsense").status == 400
    assert answer(submission(0, (), "nonsense")).status == 400
    assert answer(submission(9, (), good)).status == 400
    assert answer(submission(0, (), signed(other).decode())).status == 404
    assert answer(submission(0, (), signed(head(3), key=stranger).decode())).status == 403
    assert answer(submission(0, (), good[:-6] + "AAA=\n")).status == 400
    assert answer(submission(1, (), good)).status == 409
    assert answer(submission(0, (b"x" * 32,), good)).status == 422
    assert answer(submission(3, (), good), Checkpoint(ORIGIN, 3, b"y" * 32)).status == 422
    assert answer(submission(0, (), signed(empty).decode())).status == 422
    assert answer(submission(0, (), signed(head(0)).decode())).status == 200


def test_a_known_key_with_a_bad_signature_is_403() -> None:
    own = sign(head(4).text, ORIGIN, Ed25519PrivateKey.from_private_bytes(b"l" * 32))
    note = f"{head(3).text}\n{own}\n"

    assert answer(submission(0, (), note)).status == 403


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "a line `old`"),
        (b"old 1\n", "a line `old`"),
        (b"old 01\n\nx", "leading zeros"),
        (b"old 1\nAAAA\n\nx", "hashes of 32 bytes"),
        (b"old 1\n!\n\nx", "not base64"),
        (b"old \xff\n\nx", "not ASCII"),
        (b"old 1\n" + (b"A" * 43 + b"=\n") * 64 + b"\nx", "at most 63"),
        (b"x" * 200_000, "at most 131072"),
    ],
)
def test_what_is_no_submission_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(ProofError, match=says):
        read_asked(data)
    assert answer(data).status == 400


def test_a_submission_is_read_as_it_is_written() -> None:
    proof = consistency_proof(7, 33, NODES)
    read = read_asked(submission(7, proof, signed(head(33)).decode()))

    assert (read.old, read.proof, read.checkpoint) == (7, proof, signed(head(33)))
