"""Proofs as files: written, read, verified; and not one byte of them may change."""

import random

import pytest

from countenance.errors import ProofError
from countenance.record.note import Signature, cosign, read_note
from countenance.record.proof import HEAD, Proof, read_proof, verify_proof
from countenance.record.tree import inclusion_proof
from record.signing import (
    ENTRIES,
    LOG_KEY,
    NODES,
    WITNESS,
    WITNESS_KEY,
    WITNESS_NAME,
    head,
    signed,
)


def proof_of(index: int, size: int, extra: bytes | None = None, *more: Signature) -> Proof:
    """The proof of one entry of the small log."""
    note = read_note(signed(head(size), *more))
    return Proof(index, inclusion_proof(index, size, NODES), note, extra)


@pytest.mark.parametrize("extra", [None, b"", ENTRIES[3]])
def test_a_proof_is_read_as_it_is_written_and_verifies(extra: bytes | None) -> None:
    proof = proof_of(3, 33, extra)

    again = read_proof(str(proof).encode())

    assert again == proof
    assert verify_proof(again, ENTRIES[3], [LOG_KEY]).checkpoint == head(33)


def test_the_form_is_that_of_the_specification() -> None:
    lines = str(proof_of(3, 33, b"x")).split("\n")

    assert lines[:3] == [HEAD, "extra eA==", "index 3"]
    assert lines[lines.index("") + 1] == head(33).origin
    assert lines[-1] == ""


def test_a_tree_of_one_entry_has_a_proof_without_hashes() -> None:
    proof = proof_of(0, 1)

    assert proof.hashes == ()
    verify_proof(read_proof(str(proof).encode()), ENTRIES[0], [LOG_KEY])


def test_witnesses_who_signed_are_told() -> None:
    seen = cosign(head(33).text, WITNESS_NAME, WITNESS, 99)

    opened = verify_proof(proof_of(3, 33, None, seen), ENTRIES[3], [LOG_KEY, WITNESS_KEY])

    assert [(each.key.name, each.time) for each in opened.witnesses] == [(WITNESS_NAME, 99)]


def test_another_entry_is_refused() -> None:
    with pytest.raises(ProofError, match="entry 3 is another one"):
        verify_proof(proof_of(3, 33), ENTRIES[4], [LOG_KEY])


def test_not_one_byte_may_change() -> None:
    whole = str(proof_of(3, 33)).encode()
    chance = random.Random(7)
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(8)
        with pytest.raises(ProofError):
            verify_proof(read_proof(bytes(changed)), ENTRIES[3], [LOG_KEY])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("@v1", "@v2"), "first line"),
        (lambda text: text.partition("\n\n")[0], "first line"),
        (lambda text: text.replace("index 3\n", ""), "a line `index`"),
        (lambda text: text.replace("index 3", "index 03"), "leading zeros"),
        (lambda text: text.replace("index 3", "extra !\nindex 3"), "extra: not base64"),
        (lambda text: text.replace("index 3", "index 3\nAAAA"), "hashes of 32 bytes"),
        (lambda text: text.replace("index 3\n", "index 3\n" + "A" * 43 + "=\n"), "more hashes"),
        (lambda text: text + "\n", "signature"),
        (lambda text: text + "x" * 300_000, "at most 262144"),
        (lambda text: text.replace("\n", "\r\n"), "first line"),
    ],
)
def test_what_is_no_proof_is_refused(change, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ProofError, match=says):
        verify_proof(read_proof(change(str(proof_of(3, 33))).encode()), ENTRIES[3], [LOG_KEY])
    with pytest.raises(ProofError, match="UTF-8"):
        read_proof(b"\xff")
