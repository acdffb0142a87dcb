"""Every field of a request for a message, and what it may carry.

Rules kept here:
 * This is the one table. A field or block that is not in it is refused by name, so nothing is
   forwarded that no inspector was shown.
 * What the service would fetch, store or run itself is in the table as refused, with the reason.
 * Pictures and documents are read in messages of users and in results of tools; operators have
   words.

Where the bytes of a picture come from stands in `countenance.dialects.anthropic.sources`; how each
shape is read in `countenance.dialects.shapes`.
"""

from dataclasses import dataclass
from typing import Any

from countenance.dialects.anthropic.sources import DOCUMENT_SOURCE, PICTURE_SOURCE
from countenance.dialects.call import PartKind
from countenance.dialects.containers import (
    Field,
    ListOf,
    Object,
    Shown,
    Spoken,
    Tagged,
    TextOr,
)
from countenance.dialects.fields import MAX_MESSAGES, MODEL_NAME
from countenance.dialects.hosted import Hosted
from countenance.dialects.messages import type_of
from countenance.dialects.shapes import (
    Carries,
    Found,
    Json,
    Label,
    Number,
    NumberKind,
    OneOf,
    Refused,
    Shape,
    Truth,
    Unread,
    Words,
)

__all__ = ["COUNT", "MESSAGES", "SERVER_TOOLS"]

_CONTROL, _WORDS, _LABEL = Carries.CONTROL, Carries.WORDS, Carries.LABEL
_TOOLS, _NOTHING = Carries.TOOLS, Carries.NOTHING
_LONG = 2**53 - 1

SERVER_TOOLS = ("web_search", "web_fetch", "code_execution", "tool_search_tool")
"""How the types of the tools begin that the service runs itself."""

_CACHE = Field(
    "cache_control",
    _CONTROL,
    Object.of(type_of("ephemeral"), Field("ttl", _CONTROL, OneOf(("5m", "1h")))),
)
_ID = Label(128, r"[A-Za-z0-9_-]", "letters, digits and _-")
_TOOL_NAME = Label(128, r"[A-Za-z0-9_.-]", "letters, digits and _.-", kind=None)
_CALLED = Label(128, r"[A-Za-z0-9_.-]", "letters, digits and _.-", PartKind.TOOL_CALL)
_DESCRIPTION = Label(65536, r"[\s\S]", "characters", None, shortest=0)
_TEXT = Object.of(
    type_of("text"),
    Field("text", _WORDS, Words(), required=True),
    _CACHE,
    Field("citations", _NOTHING, Refused("quoted sources are not read back; leave them out")),
)
_PICTURE = Object.of(
    type_of("image"),
    Field("source", Carries.PICTURE, PICTURE_SOURCE, required=True),
    _CACHE,
    Field("transformations", _NOTHING, Refused("pictures are sent as they were inspected")),
)
_DOCUMENT = Object.of(
    type_of("document"),
    Field("source", _WORDS, DOCUMENT_SOURCE, required=True),
    Field("title", _WORDS, Words()),
    Field("context", _WORDS, Words()),
    Field("citations", _CONTROL, Object.of(Field("enabled", _CONTROL, Truth()))),
    _CACHE,
)
_OF_THE_SERVICE = Refused("results of tools that the service runs itself are not read back")
_UNREAD: dict[str, Shape] = {
    "search_result": Refused("results of searches are not read by this gate; send their text"),
    "container_upload": Refused("files in containers are not opened by this gate"),
    "redacted_thinking": Refused("encrypted thinking cannot be looked at; leave it out"),
    "server_tool_use": _OF_THE_SERVICE,
    **{
        f"{name}_tool_result": _OF_THE_SERVICE
        for name in (
            "web_search",
            "web_fetch",
            "code_execution",
            "bash_code_execution",
            "text_editor_code_execution",
            "tool_search",
        )
    },
}
_RESULT = Object.of(
    type_of("tool_result"),
    Field("tool_use_id", _LABEL, _ID, required=True),
    Field(
        "content",
        _WORDS,
        TextOr(
            Words(),
            ListOf(
                Tagged(
                    "type",
                    {"text": _TEXT, "image": _PICTURE, "document": _DOCUMENT, **_UNREAD},
                ),
                0,
                512,
            ),
        ),
    ),
    Field("is_error", _CONTROL, Truth()),
    _CACHE,
)
_USE = Object.of(
    type_of("tool_use"),
    Field("id", _LABEL, _ID, required=True),
    Field("name", _WORDS, _CALLED, required=True),
    Field("input", _WORDS, Shown(PartKind.TOOL_CALL, Json()), required=True),
    _CACHE,
    Field(
        "caller",
        _CONTROL,
        Tagged(
            "type",
            {"direct": Object.of(type_of("direct"))},
        ),
    ),
)
_THOUGHT = Object.of(
    type_of("thinking"),
    Field("thinking", _WORDS, Words(), required=True),
    Field(
        "signature",
        _LABEL,
        Label(262144, r"[A-Za-z0-9+/=_-]", "letters of base64", None, shortest=0),
        required=True,
    ),
)


def _content(**blocks: Shape) -> Field:
    cases = {**blocks, **{name: why for name, why in _UNREAD.items() if name not in blocks}}
    parts = ListOf(Tagged("type", cases), 0, 512)
    return Field("content", _WORDS, TextOr(Words(), parts), required=True)


def _role(word: str) -> Field:
    return Field("role", _CONTROL, OneOf((word,)), required=True)


_MESSAGE = Spoken(
    Tagged(
        "role",
        {
            "user": Object.of(
                _role("user"),
                _content(text=_TEXT, image=_PICTURE, document=_DOCUMENT, tool_result=_RESULT),
            ),
            "assistant": Object.of(
                _role("assistant"), _content(text=_TEXT, tool_use=_USE, thinking=_THOUGHT)
            ),
            "system": Object.of(_role("system"), _content(text=_TEXT)),
        },
    )
)


@dataclass(frozen=True, slots=True)
class _Tool:
    """A tool that the caller runs; those of the service are refused by their kind."""

    def read(self, value: Any, where: str, found: Found) -> Any:
        kind = value.get("type") if type(value) is dict else None
        if type(kind) is str and kind != "custom":
            for name, tool in _SERVED.items():
                if kind.startswith(f"{name}_2"):
                    return tool.read(value, where, found)
            own = kind.startswith(SERVER_TOOLS)
            raise_by = _RUN_BY_SERVICE if own else _ONLY_CUSTOM
            raise_by.read(value, f"{where}.type", found)
        return _CUSTOM.read(value, where, found)

    def says(self) -> str:
        return (
            "a tool with `name`, `description` and `input_schema`; one of the service, where the "
            "operator allows it"
        )


_RUN_BY_SERVICE = Refused("tools that the upstream runs itself are not allowed by this gate")
_DOMAINS = ListOf(Label(253, r"[a-z0-9.*/-]", "letters, digits and .*/-", kind=None), 0, 100)


def _served(name: str, *more: Field) -> Hosted:
    kind = Label(64, r"[a-z0-9_]", "letters, digits and _", kind=None)
    return Hosted(
        name,
        Object.of(
            Field("type", _TOOLS, kind, required=True),
            Field("name", _TOOLS, OneOf((name,)), required=True),
            _CACHE,
            *more,
        ),
    )


_USES = Field("max_uses", _CONTROL, Number(NumberKind.WHOLE, 1, 1000))
_WHERE = tuple(Field(f"{word}_domains", _TOOLS, _DOMAINS) for word in ("allowed", "blocked"))
_SERVED = {
    "web_search": _served(
        "web_search",
        _USES,
        *_WHERE,
        Field(
            "user_location",
            _TOOLS,
            Object.of(
                type_of("approximate"),
                *(
                    Field(name, _TOOLS, Label(128, kind=None))
                    for name in ("city", "country", "region", "timezone")
                ),
            ),
        ),
    ),
    "web_fetch": _served(
        "web_fetch",
        _USES,
        *_WHERE,
        Field("max_content_tokens", _CONTROL, Number(NumberKind.WHOLE, 1, _LONG)),
        Field("citations", _CONTROL, Object.of(Field("enabled", _CONTROL, Truth()))),
    ),
    "code_execution": _served("code_execution"),
}
"""Tools of the service that an operator may allow."""
_ONLY_CUSTOM = Refused("only tools of type `custom` are read here; describe yours as one")
_CUSTOM = Object.of(
    Field("type", _CONTROL, OneOf(("custom",))),
    Field("name", _TOOLS, _TOOL_NAME, required=True),
    Field("description", _TOOLS, _DESCRIPTION),
    Field("input_schema", _TOOLS, Json(), required=True),
    Field("input_examples", _TOOLS, ListOf(Json(), 0, 64)),
    Field("strict", _CONTROL, Truth()),
    Field("eager_input_streaming", _CONTROL, Truth()),
    _CACHE,
    Field("allowed_callers", _NOTHING, _RUN_BY_SERVICE),
    Field("defer_loading", _NOTHING, _RUN_BY_SERVICE),
)
_ALONE = Field("disable_parallel_tool_use", _CONTROL, Truth())
_CHOICE = Tagged(
    "type",
    {
        "auto": Object.of(type_of("auto"), _ALONE),
        "any": Object.of(type_of("any"), _ALONE),
        "none": Object.of(type_of("none")),
        "tool": Object.of(
            type_of("tool"), Field("name", _TOOLS, _TOOL_NAME, required=True), _ALONE
        ),
    },
)
_DISPLAY = Field("display", _CONTROL, OneOf(("summarized", "omitted")))
_THINKING = Tagged(
    "type",
    {
        "enabled": Object.of(
            type_of("enabled"),
            Field("budget_tokens", _CONTROL, Number(NumberKind.WHOLE, 1, _LONG), required=True),
            _DISPLAY,
        ),
        "adaptive": Object.of(type_of("adaptive"), _DISPLAY),
        "between_tools": Object.of(type_of("between_tools"), _DISPLAY),
        "disabled": Object.of(type_of("disabled")),
    },
)
_OUTPUT = Object.of(
    Field("effort", _CONTROL, OneOf(("low", "medium", "high", "xhigh", "max"))),
    Field(
        "format",
        Carries.SCHEMA,
        Shown(
            PartKind.SCHEMA,
            Object.of(type_of("json_schema"), Field("schema", Carries.SCHEMA, Json())),
        ),
    ),
)
_COMMON = (
    Field("model", _LABEL, MODEL_NAME, required=True),
    Field("messages", _WORDS, ListOf(_MESSAGE, 1, MAX_MESSAGES), required=True),
    Field("system", _WORDS, TextOr(Words(PartKind.SYSTEM), ListOf(_TEXT, 0, 512))),
    Field("tools", _TOOLS, Shown(PartKind.TOOLS, ListOf(_Tool(), 0, 128))),
    Field("tool_choice", _TOOLS, _CHOICE),
    Field("thinking", _CONTROL, _THINKING),
    Field("output_config", Carries.SCHEMA, _OUTPUT),
    Field("speed", _CONTROL, OneOf(("standard", "fast"))),
    _CACHE,
    Field(
        "countenance",
        Carries.ATTESTATION,
        Unread("a signed statement, or an object whose only field `attestation` is one"),
    ),
    Field("user_profile_id", _NOTHING, Refused("stored profiles are not opened by this gate")),
    Field("workspace_id", _NOTHING, Refused("the gate's own key says which workspace it is")),
)
MESSAGES = Object.of(
    *_COMMON,
    Field("max_tokens", _CONTROL, Number(NumberKind.WHOLE, 0, _LONG), required=True),
    Field("stream", _CONTROL, Truth()),
    Field("temperature", _CONTROL, Number(NumberKind.ANY, 0, 1)),
    Field("top_p", _CONTROL, Number(NumberKind.ANY, 0, 1)),
    Field("top_k", _CONTROL, Number(NumberKind.WHOLE, 0, _LONG)),
    Field("stop_sequences", _LABEL, ListOf(Label(256, r"[\s\S]", "characters"), 0, 64)),
    Field("service_tier", _CONTROL, OneOf(("auto", "standard_only"))),
    Field("inference_geo", _LABEL, Label(32, r"[a-z0-9-]", "letters", kind=None)),
    Field("metadata", _LABEL, Object.of(Field("user_id", _LABEL, Label(256)))),
    Field("container", _NOTHING, Refused("containers of the service are not opened by this gate")),
    Field("diagnostics", _NOTHING, Refused("stored answers are not compared through this gate")),
    Field("mcp_servers", _NOTHING, _RUN_BY_SERVICE),
    Field("context_management", _NOTHING, Refused("contexts are sent as they were inspected")),
)
"""The body of `POST /v1/messages`."""

COUNT = Object.of(*_COMMON)
"""The body of `POST /v1/messages/count_tokens`."""
