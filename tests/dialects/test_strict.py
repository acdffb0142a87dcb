"""JSON from strangers: one meaning or none."""

import json

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.strict import MAX_DEPTH, MAX_ITEMS, canonical, parse, shown
from countenance.errors import UnreadableCallError

letters = st.characters(codec="utf-8")
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(letters, max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(letters, max_size=8), inner)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"{", "truncated"),
        (b'{"a":1}x', "trailing"),
        (b"\xef\xbb\xbf{}", "malformed"),
        (b'{"a":NaN}', "malformed"),
        (b'{"a":Infinity}', "malformed"),
        (b'{"a":1e9999}', "out of range"),
        (b'{"a":-1e9999}', "out of range"),
        (b'{"a":9007199254740993}', "2^53"),
        (b'{"a":' + b"9" * 5000 + b"}", "out of range"),
        (b'{"a":"\xff"}', "not UTF-8 at byte"),
        (b'{"a":"\xed\xa0\x80"}', "not UTF-8"),
        (b'{"a":"\\ud800"}', "body"),
        (b'{"a":"\\udc00\\ud800"}', "surrogate"),
        (b'{"a":01}', "number"),
        (b'{"a":"\x00"}', "malformed"),
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper"),
        (b"[" * 100 + b"]" * 100, "nested deeper"),
    ],
)
def test_what_two_parsers_could_read_differently_is_refused(raw: bytes, says: str) -> None:
    with pytest.raises(UnreadableCallError, match=says.replace("^", r"\^")):
        parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'[{"model":"x"},{"model":"y","model":"z"}]',
        b'{"\\u0061":1,"a":2}',
        b'{"a":":","a":":"}',
        b'{"a":"\\u003a","a":1}',
        b'{"a":"\\u003A","b":":","a":1}',
        b'{"\\u003a":1,"\\u003a":1}',
        b'{"":1,"":2}',
    ],
)
def test_a_key_that_stands_twice_is_found_however_it_is_written(raw: bytes) -> None:
    with pytest.raises(UnreadableCallError, match="stands twice"):
        parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":"::::","b":[":"],":":1}',
        b'{"a":"\\u003a","b":"\\\\u003a"}',
        b'{"a":"data:' + b"x:" * 5000 + b'"}',
        b'{"a":"data:' + b"x" * 20000 + b'","b":1}',
        b'["' + b":" * 20000 + b'"]',
    ],
)
def test_colons_inside_texts_are_no_keys(raw: bytes) -> None:
    assert parse(raw) == json.loads(raw)


def test_depth_up_to_the_limit_is_read() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


def test_a_whole_number_written_with_a_fraction_is_a_whole_number() -> None:
    read = parse(b'{"a":1.0,"b":[2.0,-0.0,1e3],"c":1.5}')

    assert read == {"a": 1, "b": [2, 0, 1000], "c": 1.5}
    assert [type(each) for each in read["b"]] == [int, int, int]


@given(values)
@settings(max_examples=300, deadline=None)
def test_parsing_gives_what_was_written(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value


@given(values)
@settings(max_examples=300, deadline=None)
def test_the_canonical_writing_is_that_of_rfc_8785(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]  # any JSON value


@given(st.binary(max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_a_value_or_refused(raw: bytes) -> None:
    try:
        parse(raw)
    except UnreadableCallError:
        return
    json.loads(raw)


def test_long_and_strange_values_are_described_not_shown() -> None:
    assert shown("gpt-4o") == "`gpt-4o`"
    assert shown("who is\nthis") == "a text of 11 characters"
    assert shown("x" * 49) == "a text of 49 characters"
    assert shown("a`b") == "a text of 3 characters"
    assert (shown(None), shown(True), shown(2)) == ("`null`", "`true`", "`2`")
    assert (shown([1]), shown({"a": 1})) == ("a list", "an object")


@pytest.mark.parametrize("item", [b"[]", b"{}", b"1", b'""'])
def test_a_body_of_very_many_items_is_refused_before_it_is_built(item: bytes) -> None:
    with pytest.raises(UnreadableCallError, match="more than 500000 items") as error:
        parse(b"[" + b",".join([item] * (MAX_ITEMS + 2)) + b"]")

    assert error.value.status == 413


def test_a_large_text_with_commas_is_read() -> None:
    words = "one, two, three: " * 30_000

    assert parse(json.dumps({"text": words}).encode()) == {"text": words}
