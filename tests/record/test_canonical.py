from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from countenance.errors import RecordError
from countenance.record.canonical import LIMIT, as_token, canonical, is_token, parse, parse_as
from countenance.record.entry import Entry, Head
from record.examples import decided, part, picture

tokens = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"\\'), max_size=12
)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | numbers | tokens,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(tokens, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(values)
def test_what_was_written_reads_back_and_is_written_alike(value: Any) -> None:
    assert parse(canonical(value)) == value


def test_entries_are_written_as_rfc_8785_says() -> None:
    data = decided(parts=[part(0), part(1)], media=[picture()]).data

    assert rfc8785.dumps(parse(data)) == data
    assert canonical(parse_as(data, Entry)) == data  # type: ignore[arg-type]  # a union is a type here


@pytest.mark.parametrize(
    "word",
    ["two words", "né", "line\n", 'quote"', "back\\slash", "\x7f", "\t", "\u2028", "\U0001f600"],
)
def test_free_text_cannot_get_in(word: str) -> None:
    assert not is_token(word)
    with pytest.raises(RecordError, match="not a plain name"):
        canonical({"a": word})
    with pytest.raises(RecordError):
        canonical({word: 1})


@given(st.text(max_size=8))
def test_a_token_is_what_may_stand_in_an_entry(word: str) -> None:
    try:
        canonical([word])
        taken = True
    except RecordError:
        taken = False

    assert taken == is_token(word)


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(RecordError):
        canonical(["\ud800"])


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":9007199254740993}',
        b'{"a":-0}',
        b'{"a":"\\u0041"}',
        b'{"a":NaN}',
        b"\xff",
        b'"\xff"',
        b'{"\xff":1}',
        b"",
        b"[" * 5000,
    ],
)
def test_bytes_in_any_other_form_are_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        parse(data)


def test_what_is_too_long_is_neither_written_nor_read() -> None:
    with pytest.raises(RecordError, match=f"at most {LIMIT}"):
        canonical(["a" * LIMIT])
    with pytest.raises(RecordError, match=f"at most {LIMIT}"):
        parse(b'"' + b"a" * LIMIT + b'"')


def test_a_value_that_is_not_json_is_refused() -> None:
    with pytest.raises(RecordError, match="cannot be written"):
        canonical({"a": object()})


def test_the_head_of_an_entry_names_every_kind() -> None:
    """A kind that the head does not know could be made, but never kept."""
    made = {kind.__struct_config__.tag for kind in Entry.__args__}

    assert made == set(Head.__annotations__["kind"].__args__)


def test_a_name_of_ours_becomes_a_token() -> None:
    assert as_token("publisher's answer") == "publishers-answer"
    assert is_token(as_token("sec. 14"))
