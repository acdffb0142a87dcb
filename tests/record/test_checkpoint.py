"""Heads of the log: who signed them, and what is none."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import ProofError
from countenance.record.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, read_size
from countenance.record.note import KeyType, Note, cosign, sign, verifier_key
from countenance.record.tree import EMPTY
from record.signing import LOG, LOG_KEY, ORIGIN, WITNESS, WITNESS_KEY, WITNESS_NAME, head, signed

OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)


def test_a_head_that_its_log_has_signed_is_opened_with_its_witnesses() -> None:
    checkpoint = head(20)
    seen = cosign(checkpoint.text, WITNESS_NAME, WITNESS, 7)

    opened = open_checkpoint(signed(checkpoint, seen), [LOG_KEY, WITNESS_KEY])

    assert opened.checkpoint == checkpoint
    assert [(each.key, each.time) for each in opened.witnesses] == [(WITNESS_KEY, 7)]
    assert open_checkpoint(signed(checkpoint, seen), [LOG_KEY]).witnesses == ()


def test_a_head_that_its_log_has_not_signed_is_refused() -> None:
    checkpoint = head(20)
    witnessed = Note(checkpoint.text, (cosign(checkpoint.text, WITNESS_NAME, WITNESS, 7),))
    elsewhere = Note(checkpoint.text, (sign(checkpoint.text, "b.example.org", OTHER),))
    other = verifier_key("b.example.org", KeyType.LOG, OTHER)

    for data, keys in (
        (str(witnessed).encode(), [LOG_KEY, WITNESS_KEY]),
        (signed(checkpoint, key=OTHER), [LOG_KEY]),
        (signed(checkpoint), []),
        (str(elsewhere).encode(), [LOG_KEY, other]),
    ):
        with pytest.raises(ProofError, match=f"no known key of `{ORIGIN}`"):
            open_checkpoint(data, keys)


def test_a_bad_signature_of_a_witness_refuses_the_head() -> None:
    with pytest.raises(ProofError, match="does not verify"):
        open_checkpoint(
            signed(head(20), cosign(head(19).text, WITNESS_NAME, WITNESS, 7)),
            [LOG_KEY, WITNESS_KEY],
        )


def test_it_is_read_as_it_is_written() -> None:
    for size in (0, 1, 40):
        assert read_checkpoint(head(size).text) == head(size)
    assert head(0).root == EMPTY


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\n1\n", "three lines"),
        (Checkpoint("a", 1, b"r" * 32).text + "more\n", "three lines"),
        (Checkpoint("a", 1, b"r" * 32).text[:-1], "three lines"),
        (Checkpoint("", 1, b"r" * 32).text, "origin: a name"),
        (Checkpoint("a b", 1, b"r" * 32).text, "origin: a name"),
        (Checkpoint("a", 1, b"r" * 31).text, "31 bytes; 32 are right"),
        ("a\n01\n" + "A" * 43 + "=\n", "without leading zeros"),
        ("a\n-1\n" + "A" * 43 + "=\n", "without leading zeros"),
        ("a\n\N{ARABIC-INDIC DIGIT ONE}\n" + "A" * 43 + "=\n", "without leading zeros"),
        ("a\n9223372036854775808\n" + "A" * 43 + "=\n", "without leading zeros"),
        ("a\n1\n" + "A" * 42 + "B=\n", "loose bits"),
    ],
)
def test_what_is_no_head_is_refused(text: str, says: str) -> None:
    with pytest.raises(ProofError, match=says):
        read_checkpoint(text)


def test_sizes_are_digits() -> None:
    assert (read_size("0"), read_size("9223372036854775807")) == (0, 2**63 - 1)
    with pytest.raises(ProofError, match="^index: "):
        read_size("", "index")


def test_a_key_of_another_purpose_signs_no_head() -> None:
    as_witness = verifier_key(ORIGIN, KeyType.WITNESS, LOG)
    with pytest.raises(ProofError, match="no known key"):
        open_checkpoint(signed(head(3), cosign(head(3).text, ORIGIN, LOG, 1)), [as_witness])
