"""What was sealed opens for who has the key, as what it was, and for nobody else."""

import hashlib
import hmac

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.errors import RecordError, SealedError
from countenance.record.commitment import Opening
from countenance.record.sealing import (
    MARK_BYTES,
    Keyed,
    WrappingKey,
    mark,
    seal,
    seal_bytes,
    unseal,
    unseal_bytes,
)

KEY, OTHER = b"k" * 32, b"o" * 32
NONCE = b"n" * 12
OPENINGS = (Opening("parts.0", b"s" * 32, b"v" * 32), Opening("name.lobby", b"t" * 32, b"lobby"))


@given(
    st.lists(
        st.builds(Opening, st.text(min_size=1), st.binary(), st.binary()),
        unique_by=lambda each: each.field,
    )
)
def test_openings_come_back_as_they_were(openings: list[Opening]) -> None:
    sealed = seal(KEY, "entry", openings, NONCE)

    assert set(unseal(KEY, "entry", sealed)) == set(openings)


@pytest.mark.parametrize("at", [0, 11, 12, 40, -1])
def test_a_changed_byte_does_not_open(at: int) -> None:
    sealed = bytearray(seal(KEY, "entry", OPENINGS, NONCE))
    sealed[at] ^= 1

    with pytest.raises(SealedError, match="changed"):
        unseal(KEY, "entry", bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", NONCE, NONCE + b"x" * 15])
def test_what_is_too_short_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealedError):
        unseal(KEY, "entry", sealed)


def test_openings_belong_to_their_entry_and_key() -> None:
    sealed = seal(KEY, "entry", OPENINGS, NONCE)

    with pytest.raises(SealedError):
        unseal(KEY, "other", sealed)
    with pytest.raises(SealedError):
        unseal(OTHER, "entry", sealed)


def test_two_openings_for_one_field_are_not_sealed() -> None:
    with pytest.raises(RecordError, match="two openings for one field"):
        seal(KEY, "entry", [OPENINGS[0], msgspec.structs.replace(OPENINGS[0], value=b"")], NONCE)


def test_a_case_key_is_unwrapped_for_its_case_by_the_key_that_wrapped_it() -> None:
    operator, thief = WrappingKey.of(KEY), WrappingKey.of(OTHER)
    wrapped = operator.wrap("case", b"c" * 32, NONCE)

    assert operator.unwrap("case", wrapped) == b"c" * 32
    assert b"c" * 8 not in wrapped
    for who, case, given_ in (
        (operator, "other", wrapped), (thief, "case", wrapped), (operator, "case", wrapped[:-1]),
        (operator, "case", b""),
    ):  # fmt: skip
        with pytest.raises(SealedError, match="was not wrapped by the key"):
            who.unwrap(case, given_)


def test_a_key_is_named_and_never_shown() -> None:
    one, other = WrappingKey.of(KEY), WrappingKey.of(OTHER)

    assert one.id != other.id
    assert len(one.id) == 8
    assert "kkk" not in repr(one)
    with pytest.raises(RecordError, match="a key of 3 bytes"):
        WrappingKey.of(b"abc")


def test_marks_of_the_same_bytes_have_nothing_in_common() -> None:
    digest, key, other = b"d" * 32, Keyed(KEY), Keyed(OTHER)

    assert mark(key, 1, digest) == mark(key, 1, digest)
    assert len({mark(key, 1, digest), mark(key, 2, digest), mark(other, 1, digest)}) == 3
    assert len(mark(key, 1, digest)) == MARK_BYTES


def test_bytes_open_under_the_name_that_they_were_sealed_for_alone() -> None:
    sealed = seal_bytes(KEY, "pictures 1", b"a face", NONCE)

    assert unseal_bytes(KEY, "pictures 1", sealed) == b"a face"
    assert b"face" not in sealed
    for key, name, data in (
        (OTHER, "pictures 1", sealed), (KEY, "pictures 2", sealed), (KEY, "pictures 1", b""),
        (KEY, "pictures 1", sealed[:-1] + b"x"),
    ):  # fmt: skip
        with pytest.raises(SealedError, match="does not open"):
            unseal_bytes(key, name, data)


@given(st.binary(), st.lists(st.binary(), min_size=1, max_size=3))
def test_a_key_set_up_once_digests_as_hmac_does(key: bytes, messages: list[bytes]) -> None:
    keyed = Keyed(key)

    assert [keyed.digest(each) for each in messages] == [
        hmac.digest(key, each, hashlib.sha256) for each in messages
    ]


def test_what_an_earlier_release_kept_is_opened_and_found() -> None:
    """Sealed, wrapped and marked by the first release that did so."""
    sealed = bytes.fromhex(
        "6e6e6e6e6e6e6e6e6e6e6e6e0aa840c070c6f1aa6214cf64f0dadfa7f098accf63c25d974e09103dc1bc6a50dc"
        "dd38f97c2e4006a7abc6c568905bdbc76d58d8ebb961f76245f2aa4184bac5eb8565488046ba4261505b3731c9"
        "2bbd0e55afde07cf7d47b28802daeb360e0d256ee233c7bac6002314e45d8b890929356c172e63886426691d32"
        "cdda4f5ab8c9f04a07f4ff170b46b08a2403b574c4f38eee"
    )
    wrapped = bytes.fromhex(
        "6e6e6e6e6e6e6e6e6e6e6e6e03af4e98d56a386c7e7beed5ac60f588103da1e989ce0cbe43185a85d2b84eea5d"
        "b58b7ae21ca1190fc0b07309f07c26"
    )
    operator = WrappingKey.of(KEY)

    assert seal(KEY, "entry", OPENINGS, NONCE) == sealed
    assert set(unseal(KEY, "entry", sealed)) == set(OPENINGS)
    assert operator.id == "1b9e28e3"
    assert operator.wrap("case", b"c" * 32, NONCE) == wrapped
    assert operator.unwrap("case", wrapped) == b"c" * 32
    assert mark(Keyed(KEY), 1, b"d" * 32).hex() == "8d69d626883e6b54fc461cc428265ddb"
