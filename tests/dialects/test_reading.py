"""What the readers of all formats share."""

import json
from typing import Any

import pytest

from countenance.dialects.call import Operation, Part, PartKind, Request, Role, Turn
from countenance.dialects.reading import (
    Limits,
    attestation_of,
    check_limits,
    check_size,
    json_body,
    request_digest,
    told_of,
    turns_of,
)
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError
from dialects.asking import HEADERS, request

STATEMENT = "aGVhZA.Ym9keQ.c2lnbg"


def _sent(body: bytes, headers: tuple[tuple[str, str], ...] = HEADERS) -> Request:
    return Request("POST", "/v1/chat/completions", (), headers, body)


def test_a_body_is_a_json_object() -> None:
    body, headers = json_body(request({"a": 1}), Limits())

    assert body == {"a": 1}
    assert headers.attestation is None


@pytest.mark.parametrize("raw", [b"", b"[]", b"1", b"null", b'{"a":1}{', b'{"a":1,"a":2}'])
def test_what_is_no_json_object_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableCallError):
        json_body(_sent(raw), Limits())


def test_size_comes_before_everything_else() -> None:
    with pytest.raises(UnsupportedCallError, match="at most 4 are read") as caught:
        json_body(_sent(b"not json", ()), Limits(body=4))

    assert caught.value.status == 413
    check_size(_sent(b"1234"), Limits(body=4))


def test_the_attestation_leaves_the_body() -> None:
    body: dict[str, Any] = {"countenance": {"attestation": STATEMENT}, "n": 1}

    assert attestation_of(body, None) == STATEMENT
    assert body == {"n": 1}
    assert attestation_of({}, STATEMENT) == STATEMENT
    assert attestation_of({"countenance": STATEMENT}, STATEMENT) == STATEMENT
    assert attestation_of({}, None) is None


@pytest.mark.parametrize(
    ("in_body", "in_header"),
    [(STATEMENT, "b.b.b"), ({"attestation": STATEMENT, "more": 1}, None), ("ab", None), (3, None)],
)
def test_an_odd_attestation_is_refused(in_body: object, in_header: str | None) -> None:
    with pytest.raises(UnreadableCallError):
        attestation_of({"countenance": in_body}, in_header)


def test_the_digest_is_over_operation_model_and_body() -> None:
    digest = request_digest(Operation.CHAT, "m", {"b": 1, "a": None})

    assert digest.startswith("sha256:")
    assert len(digest) == 71
    assert digest == request_digest(Operation.CHAT, "m", json.loads('{"a": null, "b": 1}'))
    assert digest != request_digest(Operation.CHAT, "other", {"b": 1})
    assert digest != request_digest(Operation.RESPONSES, "m", {"b": 1})


@pytest.mark.parametrize("kind", [PartKind.PICTURE, PartKind.DOCUMENT, PartKind.FILM])
def test_whatever_shows_something_counts_as_a_picture(kind: PartKind) -> None:
    parts = [Part(f"p{i}", kind, data=b"x") for i in range(3)]

    check_limits(parts, Limits(pictures=3))
    with pytest.raises(CallError, match="3 pictures; at most 2 are read"):
        check_limits(parts, Limits(pictures=2))
    with pytest.raises(CallError, match="3 parts; at most 2 are read"):
        check_limits(parts, Limits(parts=2))


def test_all_parts_of_a_kind_are_told() -> None:
    parts = [Part("a", PartKind.TEXT, text="words"), Part("tools", PartKind.TOOLS, text="[]")]
    more = [*parts, Part("search", PartKind.TOOLS, text='{"a":1}')]

    assert told_of(parts, PartKind.TOOLS) == "[]"
    assert told_of(more, PartKind.TOOLS) == '[[], {"a":1}]'
    assert told_of(parts, PartKind.SCHEMA) == ""


def test_a_turn_counts_pages_and_films_like_pictures_and_leaves_operators_out() -> None:
    parts = (
        Part("m[0]", PartKind.SYSTEM, Role.SYSTEM, "Be brief.", turn=0),
        Part("m[1]", PartKind.TEXT, Role.USER, "Who?", turn=1),
        Part("m[1].a", PartKind.PICTURE, Role.USER, data=b"x", turn=1),
        Part("m[1].b", PartKind.DOCUMENT, Role.USER, data=b"x", turn=1),
        film := Part("m[2]", PartKind.FILM, Role.USER, data=b"x", turn=2),
    )

    turns = turns_of(parts, [(0, Role.SYSTEM), (1, Role.USER), (2, Role.USER), (3, Role.TOOL)])

    assert turns == (
        Turn(Role.USER, "Who?", 2), Turn(Role.USER, "", film.pictures), Turn(Role.TOOL, "", 0),
    )  # fmt: skip
    assert film.pictures > 1
