"""The body of an error in the form of each dialect."""

import pytest

from countenance.dialects.call import Dialect
from countenance.dialects.error_forms import Wrong, error_body

SAYS = {"decision": "refuse", "clause": "15"}


def _wrong(status: int = 400, code: str = "content_filter") -> Wrong:
    return Wrong(status, code, "no", SAYS, param="prompt", inner={"status": status})


def test_openai_reads_type_code_and_param() -> None:
    assert error_body(Dialect.OPENAI, _wrong()) == {
        "error": {
            "message": "no",
            "type": "invalid_request_error",
            "param": "prompt",
            "code": "content_filter",
            "status": 400,
            "countenance": SAYS,
        }
    }
    assert error_body(Dialect.OPENAI, _wrong(503))["error"]["type"] == "server_error"


@pytest.mark.parametrize("status", [401, 404, 405, 429])
def test_azure_numbers_what_its_front_door_says(status: int) -> None:
    assert error_body(Dialect.AZURE_OPENAI, _wrong(status))["error"]["code"] == str(status)
    assert error_body(Dialect.OPENAI, _wrong(status))["error"]["code"] == "content_filter"


def test_face_has_a_code_and_a_message() -> None:
    body = error_body(Dialect.AZURE_FACE, _wrong(403, "UnsupportedFeature"))

    assert body == {
        "error": {"code": "UnsupportedFeature", "message": "no", "countenance": SAYS}
    }
    assert error_body(Dialect.AZURE_FACE, _wrong(401))["error"]["code"] == "401"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (413, "request_too_large"),
        (415, "invalid_request_error"),
        (429, "rate_limit_error"),
        (503, "api_error"),
    ],
)
def test_anthropic_names_a_type_for_each_status(status: int, kind: str) -> None:
    body = error_body(Dialect.ANTHROPIC, _wrong(status))

    assert body["type"] == "error"
    assert body["error"]["type"] == kind
    assert body["error"]["countenance"] == SAYS
