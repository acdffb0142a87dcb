"""What the headers of a request may say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.headers import Picked, check_headers, key_of, picked, require_json
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError

GOOD = (
    ("Host", "gate.example"),
    ("Content-Type", "application/json"),
    ("Content-Length", "12"),
    ("Authorization", "Bearer a-key"),
    ("Accept", "a"),
    ("Accept", "b"),
)


def test_ordinary_headers_are_fine() -> None:
    check_headers(GOOD)


@pytest.mark.parametrize(
    "name",
    [
        "host",
        "Content-Length",
        "AUTHORIZATION",
        "content-type",
        "api-key",
        "transfer-encoding",
        "x-countenance-attestation",
    ],
)
def test_what_may_stand_once_may_not_stand_twice(name: str) -> None:
    value = {"content-length": "1", "transfer-encoding": "chunked"}.get(name.lower(), "x")

    with pytest.raises(UnreadableCallError, match="stands twice") as error:
        check_headers([(name, value), (name.lower(), value)])

    assert error.value.status == 400


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ([("content-length", "1"), ("transfer-encoding", "chunked")], "together"),
        ([("content-length", "1, 1")], "not a number"),
        ([("content-length", "+1")], "not a number"),
        ([("content-length", "١")], "not a number"),
        ([("content-length", "")], "not a number"),
        ([("transfer-encoding", "gzip, chunked")], "only"),
        ([("transfer-encoding", "xchunked")], "only"),
        ([("x", "a\r\n b")], "folded"),
        ([("x", "a\nb")], "folded"),
        ([("x", "a\x00b")], "control"),
        ([("x", "a\x7fb")], "control"),
        ([("x y", "a")], "name"),
        ([("x:", "a")], "name"),
        ([("", "a")], "name"),
        ([("x\n", "a")], "name"),
        ([("naïve", "a")], "name"),
    ],
)
def test_headers_with_two_readings_are_refused(headers: list[tuple[str, str]], says: str) -> None:
    with pytest.raises(UnreadableCallError, match=says):
        check_headers(headers)


def test_too_many_headers_are_refused() -> None:
    with pytest.raises(UnreadableCallError) as error:
        check_headers([("x", "a" * 1000)] * 100)

    assert error.value.status == 431


def test_the_key_is_bearer_or_api_key_or_the_same_in_both() -> None:
    assert key_of([("Authorization", "Bearer one")]) == "one"
    assert key_of([("authorization", "bearer  one")]) == "one"
    assert key_of([("API-Key", "one")]) == "one"
    assert key_of([("api-key", "one"), ("authorization", "Bearer one")]) == "one"
    assert key_of([("host", "x")]) is None


@pytest.mark.parametrize(
    "headers",
    [
        [("api-key", "one"), ("authorization", "Bearer s3cret")],
        [("authorization", "Basic s3cret")],
        [("authorization", "s3cret")],
        [("authorization", "Bearer ")],
        [("authorization", "Bearer s3cret two")],
        [("api-key", "")],
        [("api-key", "s3cret\x80")],
        [("api-key", "k" * 5000)],
    ],
)
def test_other_keys_are_refused_and_not_repeated(headers: list[tuple[str, str]]) -> None:
    with pytest.raises(UnreadableCallError) as error:
        key_of(headers)

    assert "s3cret" not in str(error.value)


def test_nothing_but_the_key_says_who_asks() -> None:
    claims = [("x-org-type", "hospital"), ("x-forwarded-for", "10.0.0.1"), ("x-user", "police")]

    assert key_of([*claims, ("api-key", "one")]) == "one"
    assert picked(claims) == Picked(None, None, None, None)


def test_the_few_headers_that_are_read_are_picked_in_any_case() -> None:
    found = picked(
        [
            ("Content-Type", "application/json"),
            ("X-Countenance-Attestation", "a.b.c"),
            ("X-MS-Client-Request-Id", "11-22"),
        ]
    )

    assert (found.content_type, found.attestation, found.client_request_id) == (
        "application/json",
        "a.b.c",
        "11-22",
    )


def test_an_id_that_is_not_fit_to_be_echoed_is_dropped() -> None:
    assert picked([("x-ms-client-request-id", "a b\r\n")]).client_request_id is None


@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'],
)
def test_json_in_utf_8_is_read(kind: str) -> None:
    require_json(Picked(kind, "identity", None, None))


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        (None, None),
        ("", None),
        ("text/plain", None),
        ("application/json; charset=latin-1", None),
        ("application/jsonl", None),
        ("multipart/form-data; boundary=x", None),
        ("application/json", "gzip"),
        ("application/json", "br"),
    ],
)
def test_every_other_body_is_415(kind: str | None, encoding: str | None) -> None:
    with pytest.raises(UnsupportedCallError) as error:
        require_json(Picked(kind, encoding, None, None))

    assert error.value.status == 415


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=5))
@settings(max_examples=300, deadline=None)
def test_any_headers_are_fine_or_refused(headers: list[tuple[str, str]]) -> None:
    for look in (check_headers, key_of, picked):
        status = 200
        try:
            look(headers)
        except CallError as error:
            status = error.status
        assert status in (200, 400, 431)
