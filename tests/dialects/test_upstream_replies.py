"""What is handed on of an error that an upstream gave."""

import json
from typing import Any

import pytest

from countenance.dialects.call import Dialect, Reply
from countenance.dialects.replies import Decided, Reason, To
from countenance.dialects.upstream_replies import upstream_failed, upstream_refusal

OPENAI = To(Dialect.OPENAI)
AZURE = To(Dialect.AZURE_OPENAI, "11-22")


def error_of(reply: Reply) -> dict[str, Any]:
    error = json.loads(reply.body)["error"]
    assert isinstance(error, dict)
    return error


def test_an_upstream_that_gave_no_answer_is_told_after_a_call_that_passed() -> None:
    reply = upstream_failed(OPENAI, "it broke off", Decided.PASS, Reason("", entry=3))

    headers = dict(reply.headers)
    assert (reply.status, error_of(reply)["code"]) == (503, "upstream_failed")
    assert headers["x-countenance-decision"] == "pass"
    assert (headers["x-countenance-clause"], headers["x-countenance-entry"]) == ("upstream", "3")


@pytest.mark.parametrize(
    ("status", "handed_on"),
    [
        (400, 400),
        (404, 404),
        (413, 413),
        (422, 422),
        (429, 429),
        (401, 503),
        (403, 503),
        (500, 503),
        (502, 503),
        (409, 503),
        (418, 503),
    ],
)
def test_an_error_of_the_upstream_is_handed_on_without_its_words(
    status: int, handed_on: int
) -> None:
    body = json.dumps({"error": {"message": "Anna Quill", "code": "bad_thing"}}).encode()

    reply = upstream_refusal(OPENAI, status, body, Decided.REDACT, Reason("", entry=3))

    assert reply.status == handed_on
    assert b"Quill" not in reply.body
    assert dict(reply.headers)["x-countenance-decision"] == "redact"
    assert dict(reply.headers)["x-countenance-clause"] == "upstream"


def test_the_filter_of_the_upstream_is_kept_in_its_form() -> None:
    inner = {
        "code": "ResponsibleAIPolicyViolation",
        "content_filter_result": {"hate": {"filtered": True, "severity": "high", "words": "x"}},
    }
    body = json.dumps({"error": {"code": "content_filter", "innererror": inner}}).encode()

    error = error_of(upstream_refusal(AZURE, 400, body, Decided.PASS, Reason("")))

    assert error["code"] == "content_filter"
    assert error["innererror"]["content_filter_result"] == {
        "hate": {"filtered": True, "severity": "high"}
    }


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b'{"error":1}', b'{"error":{"code":[]}}', b"\xff", b"[" * 9000]
)
def test_an_error_that_cannot_be_read_has_no_name(body: bytes) -> None:
    assert (
        error_of(upstream_refusal(OPENAI, 400, body, Decided.PASS, Reason("")))["code"] == "unnamed"
    )
