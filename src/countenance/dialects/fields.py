"""Every field of a chat request: its name, and what it may carry.

Rules kept here:
 * This is the one table. A field that is not in it is refused by name, so nothing is forwarded
   that no inspector was shown.
 * A field that would let the upstream fetch, store, hear, see or run something that the gate does
   not inspect is in the table as refused, with the reason.
 * Words go to the reader of what is asked; labels are short, entered and no more; control values
   come from closed sets.

Messages are `countenance.dialects.messages`; how each shape is read stands in
`countenance.dialects.shapes`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from countenance.dialects.call import PartKind
from countenance.dialects.containers import (
    Field,
    ListOf,
    MapOf,
    Object,
    OneOfTwo,
    Shown,
    Sourced,
    Spoken,
    Tagged,
    TextOr,
)
from countenance.dialects.hosted import Hosted
from countenance.dialects.hosted_chat import DATA_SOURCES, WEB_SEARCH
from countenance.dialects.messages import MESSAGE, TEXT_CONTENT, content_of, type_of
from countenance.dialects.shapes import (
    Carries,
    Json,
    Label,
    Number,
    NumberKind,
    OneOf,
    Only,
    Refused,
    Shape,
    Truth,
    Unread,
)

__all__ = ["CHAT", "MAX_CHOICES", "MAX_MESSAGES", "MODEL_NAME", "Row", "rows"]

MAX_CHOICES = 16
MAX_MESSAGES = 2048
_LONG = 2**53 - 1

_CONTROL = Carries.CONTROL
_WORDS = Carries.WORDS
_LABEL = Carries.LABEL
_TOOLS = Carries.TOOLS
_NOTHING = Carries.NOTHING

MODEL_NAME = Label(128, r"[A-Za-z0-9._:@/+-]", "letters, digits and ._:@/+-", kind=None)
_FUNCTION_NAME = Label(64, r"[A-Za-z0-9_.-]", "letters, digits and _.-", kind=None)
_ANY = r"[\s\S]"
_DESCRIPTION = Label(65536, _ANY, "characters", None, shortest=0)
_RUN_UPSTREAM = Refused(
    "tools that the upstream runs itself are not read here; `web_search_options` is, where the "
    "operator allows `web_search`"
)
_TOOL = Tagged(
    "type",
    {
        "function": Object.of(
            type_of("function"),
            Field(
                "function",
                _TOOLS,
                Object.of(
                    Field("name", _TOOLS, _FUNCTION_NAME, required=True),
                    Field("description", _TOOLS, _DESCRIPTION),
                    Field("parameters", _TOOLS, Json()),
                    Field("strict", _CONTROL, Truth()),
                ),
                required=True,
            ),
        ),
        "custom": Refused("only tools of type `function` are read here"),
        **dict.fromkeys(
            (
                "web_search",
                "web_search_preview",
                "file_search",
                "code_interpreter",
                "computer_use_preview",
                "image_generation",
                "mcp",
                "browser",
                "retrieval",
            ),
            _RUN_UPSTREAM,
        ),
    },
)
_NAMED_TOOL = Object.of(
    type_of("function"),
    Field(
        "function",
        _TOOLS,
        Object.of(Field("name", _TOOLS, _FUNCTION_NAME, required=True)),
        required=True,
    ),
)


@dataclass(frozen=True, slots=True)
class _ToolChoice:
    """A word, or the name of one of the tools offered (which is compared when all is read)."""

    def read(self, value: object, where: str, found: object) -> object:
        shape: Shape = _NAMED_TOOL if type(value) is dict else OneOf(("none", "auto", "required"))
        if type(value) is dict and value.get("type") == "allowed_tools":
            shape = Refused("`allowed_tools` is not read here; send only tools that may be used")
        return shape.read(value, where, found)  # type: ignore[arg-type]  # handed through as it came

    def says(self) -> str:
        return "`none`, `auto`, `required`, or one function that is among `tools`"


@dataclass(frozen=True, slots=True)
class _Stop:
    """One sequence, or up to four; they end an answer and no model reads them."""

    def read(self, value: object, where: str, found: object) -> object:
        one = Label(256, _ANY, "characters")
        shape: Shape = ListOf(one, 0, 4) if type(value) is list else one
        return shape.read(value, where, found)  # type: ignore[arg-type]  # handed through as it came

    def says(self) -> str:
        return "a text of up to 256 characters, or a list of up to 4"


_RESPONSE_FORMAT = Tagged(
    "type",
    {
        "text": Object.of(type_of("text")),
        "json_object": Object.of(type_of("json_object")),
        "json_schema": Shown(
            PartKind.SCHEMA,
            Object.of(
                type_of("json_schema"),
                Field(
                    "json_schema",
                    Carries.SCHEMA,
                    Object.of(
                        Field("name", Carries.SCHEMA, _FUNCTION_NAME, required=True),
                        Field("description", Carries.SCHEMA, _DESCRIPTION),
                        Field("schema", Carries.SCHEMA, Json()),
                        Field("strict", _CONTROL, Truth()),
                    ),
                    required=True,
                ),
            ),
        ),
        "grammar": Refused("grammars of answers are not read here"),
        "python": Refused("grammars of answers are not read here"),
    },
)


def _any(low: float, high: float) -> Number:
    return Number(NumberKind.ANY, low, high)


def _whole(low: int, high: int = _LONG) -> Number:
    return Number(NumberKind.WHOLE, low, high)


CHAT = Object.of(
    Field("messages", _WORDS, ListOf(MESSAGE, 1, MAX_MESSAGES), required=True),
    Field("model", _LABEL, MODEL_NAME),
    Field("stream", _CONTROL, Truth()),
    Field(
        "stream_options",
        _CONTROL,
        Object.of(
            Field("include_usage", _CONTROL, Truth()),
            Field("include_obfuscation", _CONTROL, Truth()),
        ),
    ),
    Field("n", _CONTROL, _whole(1, MAX_CHOICES)),
    Field("temperature", _CONTROL, _any(0, 2)),
    Field("top_p", _CONTROL, _any(0, 1)),
    Field("presence_penalty", _CONTROL, _any(-2, 2)),
    Field("frequency_penalty", _CONTROL, _any(-2, 2)),
    Field("max_tokens", _CONTROL, _whole(1)),
    Field("max_completion_tokens", _CONTROL, _whole(1)),
    Field("stop", _LABEL, _Stop()),
    Field("seed", _CONTROL, _whole(-_LONG)),
    Field("logprobs", _CONTROL, Truth()),
    Field("top_logprobs", _CONTROL, _whole(0, 20)),
    Field(
        "logit_bias",
        _CONTROL,
        MapOf(Label(9, r"[0-9]", "digits", kind=None), _any(-100, 100), 1024),
    ),
    Field(
        "reasoning_effort",
        _CONTROL,
        OneOf(("none", "minimal", "low", "medium", "high", "xhigh", "max")),
    ),
    Field("verbosity", _CONTROL, OneOf(("low", "medium", "high"))),
    Field("modalities", _CONTROL, Only(["text"], "answers in sound are not heard by this gate")),
    Field(
        "service_tier",
        _CONTROL,
        OneOf(("auto", "default", "flex", "scale", "priority", "fast")),
    ),
    Field("prediction", _WORDS, Object.of(type_of("content"), content_of(TEXT_CONTENT))),
    Field("response_format", Carries.SCHEMA, _RESPONSE_FORMAT),
    Field("tools", _TOOLS, Shown(PartKind.TOOLS, ListOf(_TOOL, 0, 128))),
    Field("tool_choice", _TOOLS, _ToolChoice()),
    Field("parallel_tool_calls", _CONTROL, Truth()),
    Field("user", _LABEL, Label(256)),
    Field("safety_identifier", _LABEL, Label(128)),
    Field("prompt_cache_key", _LABEL, Label(128)),
    Field("prompt_cache_retention", _CONTROL, OneOf(("in_memory", "24h"))),
    Field(
        "prompt_cache_options",
        _CONTROL,
        Object.of(
            Field("mode", _CONTROL, OneOf(("implicit", "explicit"))),
            Field("ttl", _CONTROL, OneOf(("30m",))),
        ),
    ),
    Field("metadata", _LABEL, MapOf(Label(64), Label(512, shortest=0), 16)),
    Field(
        "store",
        _CONTROL,
        Only(value=False, reason="stored answers could be read later past this gate"),
    ),
    Field(
        "countenance",
        Carries.ATTESTATION,
        Unread("a signed statement, or an object whose only field `attestation` is one"),
    ),
    Field("audio", _NOTHING, Refused("answers in sound are not heard by this gate")),
    Field("functions", _NOTHING, Refused("the older form; send `tools`")),
    Field("function_call", _NOTHING, Refused("the older form; send `tool_choice`")),
    Field("web_search_options", Carries.HOSTED, WEB_SEARCH),
    Field(
        "moderation",
        _NOTHING,
        Refused("moderation by the upstream is not read by this gate; leave it out"),
    ),
    Field("data_sources", Carries.HOSTED, DATA_SOURCES),
    Field(
        "enhancements",
        _NOTHING,
        Refused("additions that the upstream runs on pictures are not allowed by this gate"),
    ),
    Field(
        "user_security_context",
        _NOTHING,
        Refused("statements about end users are not forwarded by this gate"),
    ),
)
"""The body of `POST .../chat/completions`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of fields, for readers."""

    path: str
    carries: Carries
    accepts: str


def rows(shape: Shape = CHAT, path: str = "", seen: dict[int, str] | None = None) -> Iterator[Row]:
    """Every field at every depth: `messages[user].content[text].text`.

    A shape that stands in several places is told once; `as ...` points there from the others.
    """
    seen = {} if seen is None else seen
    if isinstance(shape, Object | Tagged) and path:
        if id(shape) in seen:
            yield Row(f"{path}...", Carries.AS, f"as `{seen[id(shape)]}`")
            return
        seen[id(shape)] = path
    match shape:
        case Object():
            for each in shape.fields.values():
                here = f"{path}.{each.name}" if path else each.name
                yield Row(here, each.carries, each.shape.says())
                yield from rows(each.shape, here, seen)
        case ListOf() | Shown() | Sourced() | Spoken() | OneOfTwo():
            yield from rows(shape.shape, path, seen)
        case Hosted():
            yield from rows(shape.shape, path, seen)
        case TextOr():
            yield from rows(shape.parts, path, seen)
        case Tagged():
            for word, inner in shape.cases.items():
                here = f"{path}[{word}]"
                if isinstance(inner, Refused):
                    yield Row(here, Carries.NOTHING, inner.says())
                elif isinstance(inner, Hosted):
                    yield Row(here, Carries.HOSTED, inner.says())
                    yield from rows(inner.shape, here, seen)
                else:
                    yield from rows(inner, here, seen)
        case _:
            return
