"""What callers are told, as the clients that they use understand it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import openai
import pytest

from countenance.dialects.call import Dialect, Reply
from countenance.dialects.hold_replies import held
from countenance.dialects.replies import (
    Decided,
    Reason,
    To,
    call_error,
    capability_not_approved,
    gate_failure,
    invalid_attestation,
    missing_fact,
    model_list,
    model_one,
    no_receipt,
    not_published,
    obligation_not_accepted,
    outcome_headers,
    refusal,
    suspended,
    too_many,
    unknown_key,
)
from countenance.dialects.upstream_replies import upstream_refusal
from countenance.errors import UnreadableCallError, UnsupportedCallError
from scripted_http import Said, Seen, scripted_http

OPENAI = To(Dialect.OPENAI)
AZURE = To(Dialect.AZURE_OPENAI, "11-22")
REASON = Reason(
    clause="15",
    edition="ms-enterprise-ai-coc@4.0",
    says="no identification of people by their faces",
    citation="section 2, read 2026-05-01",
    text_basis="verified",
    way_on="you may ask for a description instead",
    entry=12,
)
ALL: dict[str, Callable[[To, Reason], Reply]] = {
    "refusal": refusal,
    "held": lambda to, reason: held(to, "c-1", "https://gate.example/v1/holds/c-1", reason),
    "missing_fact": lambda to, why: missing_fact(to, "capture_device", "What recorded it?", why),
    "capability": lambda to, reason: capability_not_approved(to, "face-matching", reason),
    "obligation": lambda to, reason: obligation_not_accepted(to, ["disclose"], reason),
    "unknown_key": lambda to, _: unknown_key(to),
    "too_many": lambda to, _: too_many(to),
    "suspended": lambda to, _: suspended(to, 12),
    "gate_failure": lambda to, _: gate_failure(to, entry=12),
    "attestation": lambda to, _: invalid_attestation(to, "it has expired", 12),
    "not_found": lambda to, _: call_error(to, UnsupportedCallError("route", status=404)),
    "method": lambda to, _: call_error(
        to, UnsupportedCallError("method", status=405, allow=("POST",))
    ),
    "large": lambda to, _: call_error(to, UnsupportedCallError("body", status=413), 12),
    "media": lambda to, _: call_error(to, UnsupportedCallError("type", status=415)),
    "unreadable": lambda to, _: call_error(to, UnreadableCallError("`n`: found 0", param="n")),
    "upstream": lambda to, reason: upstream_refusal(to, 500, b"", Decided.PASS, reason),
}  # fmt: skip


def _error(reply: Reply) -> dict[str, Any]:
    error = json.loads(reply.body)["error"]
    assert isinstance(error, dict)
    return error


def test_a_refusal_has_the_form_that_filters_have() -> None:
    for to in (OPENAI, AZURE):
        reply = refusal(to, REASON)
        error = _error(reply)

        assert reply.status == error["status"] == 400
        assert error["code"] == "content_filter"
        assert error["innererror"] == {
            "code": "ResponsibleAIPolicyViolation",
            "content_filter_result": {"facial_recognition": {"filtered": True, "detected": True}},
        }
        assert error["countenance"] == {
            "decision": "refuse",
            "clause": "15",
            "edition": "ms-enterprise-ai-coc@4.0",
            "says": REASON.says,
            "citation": REASON.citation,
            "text_basis": "verified",
            "way_on": REASON.way_on,
            "entry": 12,
            "receipt": "/v1/receipts/12",
        }
    assert _error(refusal(AZURE, REASON))["type"] is None
    assert _error(refusal(OPENAI, REASON))["type"] == "invalid_request_error"


def test_the_message_is_one_line_for_people() -> None:
    assert _error(refusal(OPENAI, REASON))["message"] == (
        "ms-enterprise-ai-coc@4.0 #15 · no identification of people by their faces · "
        "you may ask for a description instead · entry 12"
    )


def test_the_headers_name_the_outcome_the_clause_and_the_entry() -> None:
    headers = dict(refusal(AZURE, REASON).headers)

    assert headers["x-countenance-decision"] == "refuse"
    assert headers["x-countenance-clause"] == "ms-enterprise-ai-coc@4.0#15"
    assert headers["x-countenance-entry"] == "12"
    assert headers["x-ms-client-request-id"] == "11-22"
    assert dict(outcome_headers(OPENAI, Decided.REDACT)) == {"x-countenance-decision": "redact"}


def test_a_clause_that_no_header_can_hold_is_left_unnamed() -> None:
    headers = dict(outcome_headers(OPENAI, Decided.REFUSE, "a\r\nset-cookie: x"))

    assert headers["x-countenance-clause"] == "unnamed"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("to", [OPENAI, AZURE], ids=["openai", "azure"])
def test_no_reply_asks_to_be_repeated_and_each_names_its_outcome(name: str, to: To) -> None:
    reply = ALL[name](to, REASON)
    names = {each for each, _ in reply.headers}

    assert "retry-after" not in names
    assert reply.status not in (202, 409)
    assert {"x-countenance-decision", "x-countenance-clause", "content-type"} <= names
    assert all(value.isprintable() for _, value in reply.headers)
    assert _error(reply)["message"]


def test_a_missing_fact_comes_with_its_question_and_not_with_a_claim() -> None:
    error = _error(ALL["missing_fact"](OPENAI, REASON))

    assert error["code"] == "content_filter"
    assert error["countenance"]["clause"] == "fact-missing"
    assert error["countenance"]["question"] == "What recorded it?"
    assert error["countenance"]["depends_on"] == "ms-enterprise-ai-coc@4.0#15"
    assert error["message"].startswith("fact-missing · What recorded it?")


def test_an_obligation_that_was_not_accepted_is_named() -> None:
    error = _error(ALL["obligation"](OPENAI, REASON))

    assert error["countenance"]["clause"] == "obligation-not-accepted"
    assert error["countenance"]["obligations"] == ["disclose"]


@pytest.mark.parametrize(
    ("name", "status", "clause"),
    [
        ("not_found", 404, "unsupported"),
        ("method", 405, "unsupported"),
        ("large", 413, "unsupported"),
        ("media", 415, "unsupported"),
        ("unreadable", 400, "unreadable"),
        ("attestation", 400, "attestation"),
        ("unknown_key", 401, "unknown-key"),
        ("too_many", 429, "too-many"),
        ("gate_failure", 503, "gate-failure"),
    ],
)
def test_each_failure_has_its_status_and_clause(name: str, status: int, clause: str) -> None:
    reply = ALL[name](OPENAI, REASON)

    assert reply.status == status
    assert dict(reply.headers)["x-countenance-clause"] == clause
    assert dict(reply.headers)["x-countenance-decision"] == "refuse"


def test_a_405_says_which_method_is_right() -> None:
    assert dict(ALL["method"](OPENAI, REASON).headers)["allow"] == "POST"


def test_azure_numbers_what_its_front_door_would_answer() -> None:
    assert _error(ALL["unknown_key"](AZURE, REASON))["code"] == "401"
    assert _error(ALL["not_found"](AZURE, REASON))["code"] == "404"
    assert _error(ALL["unknown_key"](OPENAI, REASON))["code"] == "invalid_api_key"


def test_models_are_listed_as_the_settings_name_them() -> None:
    listed = json.loads(model_list(OPENAI, [("gpt-4o", "mirror")]).body)

    assert listed["data"] == [
        {"id": "gpt-4o", "object": "model", "created": 0, "owned_by": "mirror"}
    ]
    assert model_one(OPENAI, "gpt-4o", "mirror").status == 200
    missing = model_one(OPENAI, "gpt-5", None)
    assert (missing.status, _error(missing)["code"]) == (404, "model_not_found")


@pytest.fixture(scope="module")
def server() -> Iterator[Said]:
    """A server that gives the reply named in the last piece of the base address."""

    def answer(seen: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        name = seen.path.split("/")[1]
        to = AZURE if "/openai/" in seen.path else OPENAI
        reply = ALL[name](to, REASON)
        return (
            reply.status,
            {**dict(reply.headers), "content-length": str(len(reply.body))},
            iter([reply.body]),
        )

    with scripted_http(answer) as said:
        yield said


RAISED = [
    ("refusal", openai.BadRequestError, "content_filter", 1),
    ("held", openai.PermissionDeniedError, "review_required", 1),
    ("missing_fact", openai.BadRequestError, "content_filter", 1),
    ("obligation", openai.BadRequestError, "content_filter", 1),
    ("unknown_key", openai.AuthenticationError, None, 1),
    ("not_found", openai.NotFoundError, None, 1),
    ("method", openai.APIStatusError, None, 1),
    ("large", openai.APIStatusError, "too_large", 1),
    ("media", openai.APIStatusError, "unsupported_media_type", 1),
    ("unreadable", openai.BadRequestError, "unreadable_request", 1),
    ("attestation", openai.BadRequestError, "invalid_attestation", 1),
    ("gate_failure", openai.InternalServerError, "gate_failure", 2),
    ("too_many", openai.RateLimitError, None, 2),
]


def _client(said: Said, name: str, *, azure: bool) -> openai.OpenAI:
    if azure:
        return openai.AzureOpenAI(
            azure_endpoint=f"{said.url}/{name}",
            api_key="k",
            api_version="2024-10-21",
            max_retries=1,
        )
    return openai.OpenAI(base_url=f"{said.url}/{name}/v1", api_key="k", max_retries=1)


@pytest.mark.parametrize("azure", [False, True], ids=["openai", "azure"])
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize(("name", "kind", "code", "tries"), RAISED, ids=[row[0] for row in RAISED])
def test_the_clients_raise_it_at_the_call_and_repeat_only_what_is_worth_it(
    server: Said,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    kind: type[openai.APIStatusError],
    code: str | None,
    tries: int,
    azure: bool,
    stream: bool,
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    server.seen.clear()

    with _client(server, name, azure=azure) as client, pytest.raises(kind) as error:
        client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "x"}], stream=stream
        )

    assert len(server.seen) == tries
    if code is not None:
        assert error.value.code == code
    assert isinstance(error.value.body, dict)
    assert error.value.body["countenance"]["clause"]


def test_a_client_can_read_the_clause_and_the_entry(server: Said) -> None:
    with (
        _client(server, "refusal", azure=True) as client,
        pytest.raises(openai.BadRequestError) as error,
    ):
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "x"}])

    assert isinstance(error.value.body, dict)
    assert error.value.body["countenance"]["entry"] == 12
    assert error.value.response.headers["x-countenance-clause"] == "ms-enterprise-ai-coc@4.0#15"


def test_a_receipt_that_is_not_published_yet_is_the_only_reply_with_a_time() -> None:
    reply = not_published(OPENAI, 12)

    assert (reply.status, dict(reply.headers)["retry-after"]) == (503, "1")
    assert _error(reply)["code"] == "not_published"


def test_a_failure_names_no_receipt_and_whoever_has_none_learns_no_more() -> None:
    assert "receipt" not in _error(gate_failure(OPENAI, entry=3))["countenance"]
    assert _error(too_many(OPENAI, entry=3))["countenance"]["receipt"] == "/v1/receipts/3"
    assert (no_receipt(OPENAI).status, _error(no_receipt(OPENAI))["code"]) == (
        404, "unknown_receipt",
    )  # fmt: skip
