import os

from hypothesis import given
from hypothesis import strategies as st

from countenance.callers.keys import key_digest, key_id_of, matches, new_key

PEPPER = bytes(range(32))


def test_a_key_has_an_id_in_the_open_and_256_bits_behind_it() -> None:
    asked: list[int] = []

    def random(count: int) -> bytes:
        asked.append(count)
        return os.urandom(count)

    key = new_key(random)

    assert 32 in asked
    assert key.text.startswith(f"cnt_{key.key_id}_")
    assert key.text.endswith(key.last_four)
    assert key_id_of(key.text) == key.key_id


def test_a_key_is_recognised_and_no_other_is() -> None:
    key, other = new_key(os.urandom), new_key(os.urandom)
    kept = key_digest(key.text, PEPPER)

    assert matches(key.text, PEPPER, kept)
    assert not matches(other.text, PEPPER, kept)
    assert not matches(key.text[:-1] + ("a" if key.text[-1] != "a" else "b"), PEPPER, kept)


def test_without_the_pepper_a_key_cannot_be_tested() -> None:
    key = new_key(os.urandom)

    assert not matches(key.text, b"\0" * 32, key_digest(key.text, PEPPER))


def test_a_key_is_not_in_what_is_printed() -> None:
    key = new_key(os.urandom)

    assert key.text not in repr(key)
    assert key.text[15:] not in repr(key)


@given(st.text())
def test_any_other_text_is_no_key(text: str) -> None:
    assert key_id_of(text) is None
    assert not matches(text, PEPPER, b"\0" * 32)
