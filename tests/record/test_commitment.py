import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.errors import RecordError
from countenance.record.commitment import Opening, commit, opens

SALT = bytes(range(32))


def test_a_commitment_is_the_hash_that_the_pages_say() -> None:
    expected = hashlib.sha256(b"\x02" + SALT + b"request" + b"\x00" + b"value").digest()

    made = commit("request", b"value", SALT)

    assert base64.urlsafe_b64decode(made + "=") == expected


def test_an_opening_opens_its_commitment() -> None:
    made = commit("request", b"value", SALT)

    assert opens(Opening("request", SALT, b"value"), made)


@given(st.sampled_from(["field", "salt", "value"]), st.binary(min_size=32, max_size=32))
def test_anything_else_does_not(what: str, other: bytes) -> None:
    made = commit("request", b"value", SALT)
    wrong = {
        "field": Opening("answer", SALT, b"value"),
        "salt": Opening("request", bytes([SALT[0] ^ 1]) + SALT[1:], b"value"),
        "value": Opening("request", SALT, other),
    }[what]

    assert not opens(wrong, made)


def test_no_two_fields_and_values_run_together() -> None:
    assert commit("a", b"b\0c", SALT) != commit("a\u0062", b"\0c", SALT)
    with pytest.raises(RecordError):
        commit("a\0b", b"c", SALT)


@pytest.mark.parametrize("salt", [b"", b"short", bytes(31), bytes(33)])
def test_a_salt_has_32_bytes(salt: bytes) -> None:
    with pytest.raises(RecordError, match="32 are needed"):
        commit("request", b"value", salt)
