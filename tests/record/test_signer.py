"""Keys of a log: kept with its name, and never shown."""

import pytest

from countenance.errors import ProofError
from countenance.record.checkpoint import open_checkpoint
from countenance.record.note import KeyType
from countenance.record.signer import Signer, read_signer, signed_by
from record.signing import ORIGIN, head

OLD, NEW = Signer(ORIGIN, b"o" * 32), Signer(ORIGIN, b"n" * 32)


def test_a_key_is_read_as_it_is_kept() -> None:
    assert read_signer(str(OLD)) == OLD
    assert str(OLD).startswith(f"PRIVATE+KEY+{ORIGIN}+{OLD.key.id.hex()}+")


def test_two_keys_sign_while_one_is_replaced() -> None:
    note = signed_by(head(3), [OLD, NEW])

    for signer in (OLD, NEW):
        assert open_checkpoint(str(note).encode(), [signer.key]).checkpoint == head(3)


def test_a_key_of_another_log_does_not_sign() -> None:
    with pytest.raises(ProofError, match="does not sign for"):
        signed_by(head(3), [Signer("other.example.org", b"o" * 32)])


def test_it_is_not_shown() -> None:
    assert repr(OLD) == f"Signer('{ORIGIN}')"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a private key"),
        (str(OLD.key), "not a private key"),
        (str(OLD).replace(OLD.key.id.hex(), "00000000"), "does not fit"),
        (str(OLD)[:-4], "only Ed25519"),
        (str(OLD) + "!", "not base64"),
        (str(OLD).replace(ORIGIN, "a b"), "without spaces"),
    ],
)
def test_what_is_no_key_is_refused_without_showing_it(text: str, says: str) -> None:
    with pytest.raises(ProofError, match=says) as caught:
        read_signer(text)
    assert str(OLD)[-20:] not in str(caught.value)


def test_a_key_of_a_witness_is_kept_likewise_and_signs_for_no_log() -> None:
    witness = Signer(ORIGIN, b"w" * 32, KeyType.WITNESS)

    assert read_signer(str(witness), KeyType.WITNESS) == witness
    assert witness.key.type is KeyType.WITNESS
    with pytest.raises(ProofError, match="key of the log: only Ed25519 keys"):
        read_signer(str(witness))
    with pytest.raises(ProofError, match="key of the witness: only Ed25519 keys"):
        read_signer(str(OLD), KeyType.WITNESS)
    with pytest.raises(ProofError, match="does not sign for"):
        signed_by(head(3), [witness])
