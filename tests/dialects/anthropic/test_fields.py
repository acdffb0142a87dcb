"""The fields of a request for a message."""

from typing import Any, get_type_hints

import pytest
from anthropic.types import message_count_tokens_params as count_params
from anthropic.types import message_create_params as create_params

from countenance.dialects.anthropic.fields import COUNT, MESSAGES, SERVER_TOOLS
from countenance.dialects.call import PartKind
from countenance.dialects.shapes import Found
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError
from dialects.anthropic.messages import TOOL, body, picture, text, user


def _parts(whole: dict[str, Any]) -> list[tuple[str, PartKind]]:
    found = Found()
    MESSAGES.read(whole, "", found)
    return [(part.where, part.kind) for part in found.parts]


def test_every_field_that_the_client_can_send_is_in_the_table() -> None:
    """An unknown one is refused too, but then with a guess instead of a reason."""
    asked = set(get_type_hints(create_params.MessageCreateParamsStreaming))
    counted = set(get_type_hints(count_params.MessageCountTokensParams))

    assert asked - set(MESSAGES.fields) == set()
    assert counted - set(COUNT.fields) <= {"system"}


def test_whatever_holds_words_or_a_picture_is_a_part() -> None:
    whole = body(
        user(text(), picture(), {"type": "document", "title": "T", "source": {
            "type": "text", "media_type": "text/plain", "data": "words"}}),
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "hm", "signature": "c2ln"},
            text("I see."),
            {"type": "tool_use", "id": "t1", "name": "look_up", "input": {"who": "x"}}]},
        user({"type": "tool_result", "tool_use_id": "t1", "content": [text("found"), picture()]}),
        {"role": "system", "content": "Be brief."},
        system=[text("You are careful.")],
        tools=[TOOL],
        output_config={"format": {"type": "json_schema", "schema": {"type": "object"}}},
        stop_sequences=["END"],
        metadata={"user_id": "u1"},
    )  # fmt: skip
    kinds = [kind for _, kind in _parts(whole)]

    assert kinds.count(PartKind.PICTURE) == 2
    assert kinds.count(PartKind.TOOLS) == 1
    assert kinds.count(PartKind.SCHEMA) == 1
    assert kinds.count(PartKind.TOOL_CALL) == 2
    assert kinds.count(PartKind.SYSTEM) == 1
    assert kinds.count(PartKind.TEXT) == 7
    assert kinds.count(PartKind.LABEL) == 4


@pytest.mark.parametrize("kind", SERVER_TOOLS)
def test_tools_of_the_service_are_refused(kind: str) -> None:
    tool = {"type": f"{kind}_20260209", "name": kind}

    with pytest.raises(UnsupportedCallError, match="tools that the upstream runs itself"):
        _parts(body(tools=[tool]))


@pytest.mark.parametrize(
    "block",
    [
        {"type": "image", "source": {"type": "url", "url": "http://example.com/a.jpg"}},
        {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
        {"type": "document", "source": {"type": "base64", "media_type": "x", "data": "aaaa"}},
        {"type": "document", "source": {"type": "url", "url": "http://example.com/a.pdf"}},
        {"type": "container_upload", "file_id": "f"},
        {"type": "search_result", "source": "a", "title": "b", "content": []},
        {"type": "redacted_thinking", "data": "aaaa"},
        {"type": "server_tool_use", "id": "a", "name": "web_search", "input": {}},
        {"type": "hologram"},
        {"text": "no type"},
        "words",
    ],
)
def test_a_block_that_nobody_can_look_at_is_refused(block: Any) -> None:
    with pytest.raises(CallError):
        _parts(body(user(text(), block)))


@pytest.mark.parametrize("data", ["", "a", "aaa", "aa==\n", "aa-_", 3, None])
def test_a_picture_is_strict_base64(data: Any) -> None:
    block = picture()
    block["source"]["data"] = data

    with pytest.raises(UnreadableCallError):
        _parts(body(user(block)))


@pytest.mark.parametrize(
    "fields",
    [
        {"container": "c"},
        {"mcp_servers": []},
        {"tools": [{"type": "bash_20250124", "name": "bash"}]},
        {"tools": [{**TOOL, "allowed_callers": ["code_execution_20260120"]}]},
        {"thinking": {"type": "secret"}},
        {"max_tokens": -1},
        {"temperature": 2},
        {"max_token": 3},
        {"metadata": {"email": "a"}},
    ],
)
def test_other_fields_are_refused_by_name(fields: dict[str, Any]) -> None:
    with pytest.raises(CallError):
        _parts(body(**fields))


def test_pictures_stand_with_users_alone() -> None:
    with pytest.raises(CallError):
        _parts(body(user("Hello"), {"role": "assistant", "content": [picture()]}))
    with pytest.raises(CallError):
        _parts(body(system=[picture()]))
