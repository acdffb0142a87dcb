"""Every field of a request for a response, and what it may carry.

Rules kept here:
 * This is the one table. A field, item or tool that is not in it is refused by name, so nothing is
   forwarded that no inspector was shown.
 * What stands for something stored at the service (an earlier response, a conversation, a template,
   an item by its id) is refused: nobody here has looked at it. Nothing is stored: `store` goes up
   as false, whatever the service would do without it.
 * Tools that the service runs itself are read only where the operator allows them.

Items and tools are in `items` and `tools` beside this module; how each shape is read stands in
`countenance.dialects.shapes`.
"""

from dataclasses import dataclass
from typing import Any

from countenance.dialects.call import PartKind, Role
from countenance.dialects.containers import Field, ListOf, MapOf, Object, Shown, Tagged, TextOr
from countenance.dialects.fields import MAX_MESSAGES, MODEL_NAME
from countenance.dialects.messages import type_of
from countenance.dialects.responses.items import ITEM, TOOL_NAME
from countenance.dialects.responses.tools import TOOL, ToolChoice
from countenance.dialects.shapes import (
    Carries,
    Found,
    Json,
    Label,
    Number,
    NumberKind,
    OneOf,
    Only,
    Refused,
    Truth,
    Unread,
    Words,
)

__all__ = ["RESPONSES"]

_CONTROL, _WORDS, _LABEL = Carries.CONTROL, Carries.WORDS, Carries.LABEL
_TOOLS, _SCHEMA, _NOTHING = Carries.TOOLS, Carries.SCHEMA, Carries.NOTHING
_LONG = 2**53 - 1

_ANY = Label(65536, r"[\s\S]", "characters", None, shortest=0)


def _whole(low: int, high: int = _LONG) -> Number:
    return Number(NumberKind.WHOLE, low, high)


def _any(low: float, high: float) -> Number:
    return Number(NumberKind.ANY, low, high)


@dataclass(frozen=True, slots=True)
class _Input(TextOr):
    """A text, which is a user's, or a list of items."""

    def read(self, value: Any, where: str, found: Found) -> Any:
        if type(value) is not str:
            return self.parts.read(value, where, found)
        found.role, found.turn = Role.USER, found.messages
        found.messages += 1
        read = self.words.read(value, where, found)
        found.role, found.turn = Role.NONE, -1
        return read

    def says(self) -> str:
        return f"a text, or {self.parts.says()}"


_INCLUDED = ("message.output_text.logprobs", "web_search_call.action.sources")
_UNREAD = {
    "reasoning.encrypted_content": "encrypted reasoning cannot be looked at",
    **dict.fromkeys(
        (
            "file_search_call.results",
            "web_search_call.results",
            "code_interpreter_call.outputs",
            "message.input_image.image_url",
            "computer_call_output.output.image_url",
        ),
        "it is not handed on by this gate",
    ),
}
_FORMAT = Tagged(
    "type",
    {
        "text": Object.of(type_of("text")),
        "json_object": Object.of(type_of("json_object")),
        "json_schema": Shown(
            PartKind.SCHEMA,
            Object.of(
                type_of("json_schema"),
                Field("name", _SCHEMA, TOOL_NAME, required=True),
                Field("description", _SCHEMA, _ANY),
                Field("schema", _SCHEMA, Json(), required=True),
                Field("strict", _CONTROL, Truth()),
            ),
        ),
    },
)
_SUMMARY = OneOf(("auto", "concise", "detailed"))
_STORED_STATE = Refused("stored state was not looked at here; send the items themselves")
_LATER = "what is stored could be read later past this gate"

RESPONSES = Object.of(
    Field("model", _LABEL, MODEL_NAME),
    Field("input", _WORDS, _Input(Words(), ListOf(ITEM, 1, MAX_MESSAGES)), required=True),
    Field("instructions", _WORDS, Words(PartKind.SYSTEM)),
    Field("stream", _CONTROL, Truth()),
    Field("stream_options", _CONTROL, Object.of(Field("include_obfuscation", _CONTROL, Truth()))),
    Field("tools", _TOOLS, Shown(PartKind.TOOLS, ListOf(TOOL, 0, 128))),
    Field("tool_choice", _TOOLS, ToolChoice()),
    Field("parallel_tool_calls", _CONTROL, Truth()),
    Field("max_tool_calls", _CONTROL, _whole(1)),
    Field("max_output_tokens", _CONTROL, _whole(1)),
    Field("temperature", _CONTROL, _any(0, 2)),
    Field("top_p", _CONTROL, _any(0, 1)),
    Field("top_logprobs", _CONTROL, _whole(0, 20)),
    Field("truncation", _CONTROL, OneOf(("auto", "disabled"))),
    Field("include", _CONTROL, ListOf(OneOf(_INCLUDED, _UNREAD), 0, 8)),
    Field(
        "text",
        _SCHEMA,
        Object.of(
            Field("format", _SCHEMA, _FORMAT),
            Field("verbosity", _CONTROL, OneOf(("low", "medium", "high"))),
        ),
    ),
    Field(
        "reasoning",
        _CONTROL,
        Object.of(
            Field(
                "effort",
                _CONTROL,
                OneOf(("none", "minimal", "low", "medium", "high", "xhigh", "max")),
            ),
            Field("summary", _CONTROL, _SUMMARY),
            Field("generate_summary", _CONTROL, _SUMMARY),
            Field("context", _CONTROL, OneOf(("auto", "current_turn", "all_turns"))),
            Field("mode", _CONTROL, OneOf(("standard", "pro"))),
        ),
    ),
    Field(
        "service_tier",
        _CONTROL,
        OneOf(("auto", "default", "flex", "scale", "priority", "fast")),
    ),
    Field("user", _LABEL, Label(256)),
    Field("safety_identifier", _LABEL, Label(128)),
    Field("prompt_cache_key", _LABEL, Label(128)),
    Field("prompt_cache_retention", _CONTROL, OneOf(("in_memory", "24h"))),
    Field(
        "prompt_cache_options",
        _CONTROL,
        Object.of(
            Field("mode", _CONTROL, OneOf(("implicit", "explicit"))),
            Field("ttl", _CONTROL, OneOf(("30m", "12h"))),
            Field("prewarm", _CONTROL, Truth()),
            Field("comparison_response_id", _NOTHING, _STORED_STATE),
        ),
    ),
    Field("metadata", _LABEL, MapOf(Label(64), Label(512, shortest=0), 16)),
    Field(
        "image",
        _CONTROL,
        Object.of(Field("context_compression", _CONTROL, OneOf(("auto", "enabled", "disabled")))),
    ),
    Field("store", _CONTROL, Only(value=False, reason=_LATER)),
    Field(
        "background",
        _CONTROL,
        Only(value=False, reason="what is answered later is answered past this gate"),
    ),
    Field(
        "countenance",
        Carries.ATTESTATION,
        Unread("a signed statement, or an object whose only field `attestation` is one"),
    ),
    *(
        Field(name, _NOTHING, _STORED_STATE)
        for name in ("previous_response_id", "conversation", "prompt")
    ),
    Field("background_options", _NOTHING, Refused("what is answered later is not answered here")),
    Field(
        "context_management",
        _NOTHING,
        Refused("contexts are sent as they were inspected; shorten yours yourself"),
    ),
    Field(
        "moderation",
        _NOTHING,
        Refused("moderation by the upstream is not read by this gate; leave it out"),
    ),
    Field("access_programs", _NOTHING, Refused("programs of the service are the operator's")),
)
"""The body of `POST .../responses`."""
