"""Routes of the services that are refused by name."""

import pytest

from countenance.dialects.routes import ROUTES, route
from countenance.dialects.side_doors import SIDE_DOORS, why_refused
from countenance.errors import UnsupportedCallError

AZURE = (("api-version", "2024-10-21"),)
TABLE = [
    ("POST", "/v1/batches", "send each request as a call of its own"),
    ("GET", "/v1/batches/batch_1", "batches are not answered"),
    ("POST", "/openai/batches", "batches are not answered"),
    ("POST", "/openai/deployments/d/batches", "batches are not answered"),
    ("POST", "/v1/assistants", "assistants are not answered"),
    ("POST", "/openai/assistants", "assistants are not answered"),
    ("POST", "/v1/threads", "threads are not answered"),
    ("POST", "/v1/threads/thread_1/messages", "threads are not answered"),
    ("POST", "/v1/threads/runs", "threads are not answered"),
    ("POST", "/v1/vector_stores", "stores of vectors"),
    ("POST", "/v1/vector_stores/vs_1/search", "stores of vectors"),
    ("GET", "/v1/realtime", "realtime sessions are not answered"),
    ("POST", "/v1/realtime/client_secrets", "realtime sessions are not answered"),
    ("GET", "/openai/realtime", "realtime sessions are not answered"),
    ("POST", "/v1/fine_tuning/jobs", "are not answered"),
    ("POST", "/v1/uploads", "`POST /v1/files` with the whole file is right"),
    ("POST", "/v1/uploads/upload_1/parts", "uploads in pieces"),
    ("GET", "/v1/chat/completions/chatcmpl-1", "stored completions"),
    ("GET", "/v1/chat/completions/chatcmpl-1/messages", "stored completions"),
    ("GET", "/v1/responses/resp_1", "stored responses"),
    ("DELETE", "/openai/responses/resp_1", "stored responses"),
    ("POST", "/v1/responses/compact", "every item in `input` is right"),
    ("POST", "/v1/conversations", "stored conversations"),
    ("POST", "/v1/conversations/conv_1/items", "stored conversations"),
    ("POST", "/v1/evals", "evaluations are not answered"),
    ("POST", "/v1/containers", "containers are not answered"),
    ("GET", "/v1/files/file-1/content", "keep your own copy"),
    ("GET", "/v1/containers/cntr_1/files/cfile_1/content", "keep your own copy"),
    ("POST", "/v1/videos", "films made by a model"),
    ("POST", "/v1/moderations", "moderation is not answered"),
    ("POST", "/v1/audio/speech", "voices made by a model"),
    ("POST", "/openai/deployments/d/audio/speech", "voices made by a model"),
    ("POST", "/v1/images/variations", "`prompt` says what is asked"),
    ("POST", "/openai/deployments/d/extensions/chat/completions", "extensions are not answered"),
    ("GET", "/openai/deployments", "`GET /v1/models` lists those"),
    ("GET", "/info", "`GET /v1/models` lists those"),
    ("POST", "/face/v1.0/detectLiveness/singleModal/sessions", "past the gate"),
    ("POST", "/face/v1.2/detectLiveness-sessions", "past the gate"),
    ("GET", "/face/v1.2/detectLiveness-sessions/s-1", "past the gate"),
    ("POST", "/face/v1.2/detectLivenessWithVerify-sessions", "past the gate"),
    ("POST", "/face/v1.9/detectLivenessWithVerify-sessions", "past the gate"),
    ("PUT", "/face/v1.1-preview.1/dynamicpersongroups/g", "directories of persons"),
    ("POST", "/face/v1.1-preview.1/persons", "directories of persons"),
    ("POST", "/face/v1.0/largepersongroups/g/snapshots", "snapshots of galleries"),
]


@pytest.mark.parametrize(("method", "path", "says"), TABLE)
def test_a_side_door_is_refused_by_its_name(method: str, path: str, says: str) -> None:
    with pytest.raises(UnsupportedCallError, match=says) as error:
        route(method, path, AZURE if path.startswith("/openai/") else ())

    assert error.value.status == 404


def test_a_stored_chat_cannot_be_listed() -> None:
    with pytest.raises(UnsupportedCallError, match="POST is right") as error:
        route("GET", "/v1/chat/completions", ())

    assert error.value.status == 405


def test_what_is_below_a_deployment_is_not_its_administration() -> None:
    assert why_refused("/openai/deployments/d/colours") is None
    assert why_refused("/openai/deployments/d") is not None


def test_no_route_that_is_answered_is_told_to_be_refused() -> None:
    """The name of a door would otherwise be a lie once it is answered."""
    answered = {known.path for known in ROUTES if not known.path.startswith("/face/")}

    assert "/v1/chat/completions" in answered
    assert not [path for path in answered if path.split("/")[-1] in SIDE_DOORS]
