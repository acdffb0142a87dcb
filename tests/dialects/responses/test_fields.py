"""The fields of a request for a response."""

from typing import Any, get_type_hints

import pytest
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming

from countenance.dialects.call import PartKind
from countenance.dialects.read import read
from countenance.dialects.responses.fields import RESPONSES
from countenance.dialects.shapes import Carries, Refused
from countenance.errors import CallError, UnsupportedCallError
from dialects.responses.responding import CUSTOM, TOOL, body, call, request

WHOLE: dict[str, Any] = {
    "instructions": "Be brief.",
    "stream": True,
    "stream_options": {"include_obfuscation": False},
    "tools": [TOOL, CUSTOM],
    "tool_choice": {"type": "function", "name": "look_up"},
    "parallel_tool_calls": False,
    "max_tool_calls": 3,
    "max_output_tokens": 100,
    "temperature": 0.5,
    "top_p": 0.5,
    "top_logprobs": 2,
    "truncation": "auto",
    "include": ["message.output_text.logprobs"],
    "text": {
        "format": {"type": "json_schema", "name": "seen", "schema": {"type": "object"}},
        "verbosity": "low",
    },
    "reasoning": {"effort": "low", "summary": "auto", "mode": "standard"},
    "service_tier": "auto",
    "user": "user-1",
    "safety_identifier": "abc",
    "prompt_cache_key": "k",
    "prompt_cache_retention": "24h",
    "prompt_cache_options": {"mode": "implicit", "ttl": "30m"},
    "metadata": {"team": "blue"},
    "image": {"context_compression": "auto"},
    "store": False,
    "background": False,
}


def test_every_field_that_the_client_can_send_is_in_the_table() -> None:
    """An unknown one is refused too, but then with a guess instead of a reason."""
    assert set(get_type_hints(ResponseCreateParamsStreaming)) - set(RESPONSES.fields) == set()


def test_every_field_that_is_not_refused_is_in_the_example() -> None:
    accepted = {
        name for name, each in RESPONSES.fields.items() if each.carries is not Carries.NOTHING
    }

    assert accepted - set(WHOLE) == {"countenance", "model", "input"}
    assert call(**WHOLE).body == {"model": "gpt-4o", "input": "Hello", **WHOLE}


@pytest.mark.parametrize(
    "name", [name for name, each in RESPONSES.fields.items() if isinstance(each.shape, Refused)]
)
def test_a_refused_field_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(UnsupportedCallError) as error:
        read(request(body(**{name: {}})))

    assert error.value.param == name


@pytest.mark.parametrize(
    "fields",
    [
        {"store": True},
        {"background": True},
        {"previous_response_id": "resp_1"},
        {"conversation": "conv_1"},
        {"prompt": {"id": "pmpt_1"}},
        {"include": ["reasoning.encrypted_content"]},
        {"include": ["file_search_call.results"]},
        {"include": [3]},
        {"include": [[]]},
        {"prompt_cache_options": {"comparison_response_id": "resp_1"}},
        {"tool_choice": "sometimes"},
        {"tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": []}},
        {"text": {"format": {"type": "json_schema", "name": "x"}}},
        {"reasoning": {"effort": "huge"}},
        {"max_output_token": 3},
        {"temperature": 3},
        {"input": []},
        {"input": 3},
        {"input": None},
    ],
)
def test_what_stands_for_something_else_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(CallError):
        call(**fields)


def test_tools_schema_and_instructions_are_shown_to_the_reader_of_acts() -> None:
    asked = call(**WHOLE)
    kinds = {part.kind for part in asked.parts}

    assert {PartKind.TOOLS, PartKind.SCHEMA, PartKind.SYSTEM, PartKind.TEXT} <= kinds
    assert asked.system == ("Be brief.",)
    assert '"name":"look_up"' in asked.tools
    assert '"name":"seen"' in asked.schema
