"""Signed notes: the example of the specification, keys as they are written, and forgers."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import ProofError
from countenance.record.note import (
    KeyType,
    Note,
    Signature,
    Verified,
    check_name,
    cosign,
    decoded,
    read_key,
    read_note,
    sign,
    signatures_in,
    verified,
    verifier_key,
)
from record.signing import LOG, LOG_KEY, ORIGIN, WITNESS, WITNESS_KEY, WITNESS_NAME

KEY_OF_THE_EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """\
This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""  # noqa: E501 - as it stands in the specification
TEXT = "one\n\ntwo\n"


def test_the_example_of_the_specification_verifies() -> None:
    key = read_key(KEY_OF_THE_EXAMPLE)
    note = read_note(EXAMPLE.encode())

    assert verified(note, [key]) == (Verified(key),)
    assert note.text == "This is an example message.\n"
    assert str(note) == EXAMPLE
    assert str(key) == KEY_OF_THE_EXAMPLE


def test_what_is_signed_is_read_and_verified_with_who_and_when() -> None:
    note = Note(TEXT, (sign(TEXT, ORIGIN, LOG), cosign(TEXT, WITNESS_NAME, WITNESS, 1_795_348_800)))

    again = read_note(str(note).encode())

    assert again == note
    assert verified(again, [WITNESS_KEY, LOG_KEY]) == (
        Verified(LOG_KEY), Verified(WITNESS_KEY, 1_795_348_800),
    )  # fmt: skip
    assert verified(again, [LOG_KEY]) == (Verified(LOG_KEY),)
    assert verified(again, []) == ()


def test_any_changed_bit_of_a_known_signature_refuses_the_note() -> None:
    for made, key in (
        (sign(TEXT, ORIGIN, LOG), LOG_KEY),
        (cosign(TEXT, WITNESS_NAME, WITNESS, 1_795_348_800), WITNESS_KEY),
    ):
        for bit in range(len(made.raw) * 8):
            raw = (int.from_bytes(made.raw, "big") ^ (1 << bit)).to_bytes(len(made.raw), "big")
            with pytest.raises(ProofError, match="does not verify"):
                verified(Note(TEXT, (Signature(made.name, made.key, raw),)), [key])


@pytest.mark.parametrize("raw", [b"x", b"x" * 63, b"x" * 65, b"x" * 72])
def test_a_signature_of_another_length_does_not_verify(raw: bytes) -> None:
    for key in (LOG_KEY, WITNESS_KEY):
        with pytest.raises(ProofError, match="does not verify"):
            verified(Note(TEXT, (Signature(key.name, key.id, raw),)), [key])


def test_a_log_cannot_pass_as_a_witness_or_another_name() -> None:
    own = sign(TEXT, ORIGIN, LOG)
    as_witness = verifier_key(ORIGIN, KeyType.WITNESS, LOG)
    renamed = verifier_key("other.example.org", KeyType.LOG, LOG)

    assert verified(Note(TEXT, (own,)), [as_witness, renamed]) == ()
    with pytest.raises(ProofError):
        verified(Note(TEXT, (Signature(ORIGIN, as_witness.id, own.raw),)), [as_witness])


def test_unknown_signatures_are_ignored_also_of_types_that_are_not_used() -> None:
    post_quantum = Signature("w.example.org", b"\1\2\3\4", b"x" * 2428)
    stranger = sign(TEXT, "s.example.org", Ed25519PrivateKey.from_private_bytes(b"s" * 32))
    note = Note(TEXT, (post_quantum, stranger, sign(TEXT, ORIGIN, LOG)))

    assert verified(read_note(str(note).encode()), [LOG_KEY]) == (Verified(LOG_KEY),)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"text\n", "lines of signatures"),
        (b"text\n\n", "lines of signatures"),
        (b"text\n\nx\n", "line of signature"),
        ("text\n\n— a AAAAAAA=".encode(), "lines of signatures"),
        (b"text\n\n- a AAAAAAA=\n", "line of signature"),
        ("text\n\n— a b AAAAAAA=\n".encode(), "line of signature"),
        ("text\n\n— a AAAAAA==\n".encode(), "without bytes"),
        ("text\n\n— a AAAAAAB=\n".encode(), "loose bits"),
        ("text\n\n— a !!!!\n".encode(), "not base64"),
        ("text\n\n— a+b AAAAAAA=\n".encode(), "without spaces"),
        ("te\rxt\n\n— a AAAAAAA=\n".encode(), "control character"),
        ("te\0xt\n\n— a AAAAAAA=\n".encode(), "control character"),
        (b"te\xffxt\n\n- a AAAAAAA=\n", "not UTF-8"),
        (b"x" * 70_000, "at most 65536"),
        (("text\n\n" + "— a AAAAAAA=\n" * 65).encode(), "at most 64"),
    ],
)
def test_what_is_no_note_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(ProofError, match=says):
        read_note(data)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("example.com/foo", "not a verifier key"),
        (KEY_OF_THE_EXAMPLE.replace("530d903a", "530d903b"), "its id is `530d903a`"),
        (KEY_OF_THE_EXAMPLE.replace("530d903a", "530D903A"), "its id is `530d903a`"),
        (KEY_OF_THE_EXAMPLE[:-4], "only Ed25519 keys"),
        (KEY_OF_THE_EXAMPLE.replace("+Aek", "+Auk"), "only Ed25519 keys"),
        (" " + KEY_OF_THE_EXAMPLE, "without spaces"),
        ("", "not a verifier key"),
    ],
)
def test_what_is_no_key_is_refused(text: str, says: str) -> None:
    with pytest.raises(ProofError, match=says):
        read_key(text)


def test_a_text_without_its_end_is_not_signed() -> None:
    with pytest.raises(ProofError, match="ends in a newline"):
        sign("text", ORIGIN, LOG)


def test_the_parts_are_read_strictly() -> None:
    line = str(sign(TEXT, ORIGIN, LOG))

    assert signatures_in(f"{line}\n") == (sign(TEXT, ORIGIN, LOG),)
    assert decoded("AAAA", "x") == b"\0\0\0"
    assert check_name(ORIGIN) == ORIGIN
    for name in ("", "a b", "a\N{NO-BREAK SPACE}b", "a+b", "a\nb"):
        with pytest.raises(ProofError, match="^log: a name is needed"):
            check_name(name, "log")
