"""Every field of a chat request: its name, and what it may carry.

Rules kept here:
 * This is the one table. A field that is not in it is refused by name, so nothing is forwarded
   that no inspector was shown.
 * A field that would let the upstream fetch, store, hear, see or run something that the gate does
   not inspect is in the table as refused, with the reason.
 * Words go to the reader of what is asked; labels are short, entered and no more; control values
   come from closed sets.

How each shape is read stands in `countenance.dialects.shapes`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from countenance.dialects.call import PartKind
from countenance.dialects.containers import (
    Field,
    ListOf,
    MapOf,
    Object,
    Shown,
    Spoken,
    Tagged,
    TextOr,
)
from countenance.dialects.shapes import (
    Carries,
    Json,
    Label,
    Number,
    NumberKind,
    OneOf,
    Only,
    PictureUrl,
    Refused,
    Shape,
    Truth,
    Unread,
    Words,
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
_CALLED = Label(64, r"[A-Za-z0-9_.-]", "letters, digits and _.-", PartKind.TOOL_CALL)
_SPEAKER = Label(64, r"[^\s<|\\/>\x00-\x1f\x7f]", "characters without a space", PartKind.TEXT)
_ANY = r"[\s\S]"
_DESCRIPTION = Label(65536, _ANY, "characters", None, shortest=0)
_CALL_ID = Label(128, r"[A-Za-z0-9_.:|-]", "letters, digits and _.:|-")

_BREAKPOINT = Field(
    "prompt_cache_breakpoint",
    _CONTROL,
    Object.of(
        Field("mode", _CONTROL, OneOf(("explicit",)), required=True),
        Field("ttl", _CONTROL, OneOf(("30m", "12h"))),
    ),
)


def _type(word: str) -> Field:
    return Field("type", _CONTROL, OneOf((word,)), required=True)


def _role(word: str) -> Field:
    return Field("role", _CONTROL, OneOf((word,)), required=True)


_NAME = Field("name", _WORDS, _SPEAKER)

_TEXT_PART = Object.of(
    _type("text"), Field("text", _WORDS, Words(), required=True, nullable=False), _BREAKPOINT
)
_PICTURE_PART = Object.of(
    _type("image_url"),
    Field(
        "image_url",
        Carries.PICTURE,
        Object.of(
            Field("url", Carries.PICTURE, PictureUrl(), required=True),
            Field("detail", _CONTROL, OneOf(("auto", "low", "high", "original"))),
            Field("file_id", _NOTHING, Refused("ids of stored files are not opened by this gate")),
        ),
        required=True,
    ),
    _BREAKPOINT,
)
_UNINSPECTED_PARTS: dict[str, Shape] = {
    "file": Refused("files are not opened by this gate yet; send pictures as `image_url` parts"),
    "input_audio": Refused("sound is not heard by this gate yet; send its transcript as text"),
    "input_image": Refused("`input_image` belongs to another route; `image_url` is right here"),
    "input_text": Refused("`input_text` belongs to another route; `text` is right here"),
    "input_file": Refused("files are not opened by this gate yet"),
    "image_file": Refused("ids of stored files are not opened by this gate"),
    "video_url": Refused("films are not opened by this gate yet; send single pictures"),
    "audio_url": Refused("sound is not heard by this gate yet; send its transcript as text"),
}
_REFUSAL_PART = Refused("refusal parts are not read back by this gate; send it as a `text` part")
_TEXT_ONLY = Tagged(
    "type",
    {
        "text": _TEXT_PART,
        "refusal": _REFUSAL_PART,
        "image_url": Refused("pictures are read in user messages only"),
        **_UNINSPECTED_PARTS,
    },
)
_TEXT_OR_PICTURE = Tagged(
    "type",
    {
        "text": _TEXT_PART,
        "image_url": _PICTURE_PART,
        "refusal": _REFUSAL_PART,
        **_UNINSPECTED_PARTS,
    },
)
_TEXT_CONTENT = TextOr(Words(), ListOf(_TEXT_ONLY, 1, 256))
_MIXED_CONTENT = TextOr(Words(), ListOf(_TEXT_OR_PICTURE, 1, 256))


def _content(shape: Shape, *, required: bool = True) -> Field:
    return Field(
        "content", _WORDS, shape, required=required, nullable=not required, keeps_null=not required
    )


_TOOL_CALL = Tagged(
    "type",
    {
        "function": Object.of(
            _type("function"),
            Field("id", _LABEL, _CALL_ID, required=True),
            Field(
                "function",
                _WORDS,
                Object.of(
                    Field("name", _WORDS, _CALLED, required=True),
                    Field("arguments", _WORDS, Words(PartKind.TOOL_CALL), required=True),
                ),
                required=True,
            ),
        ),
        "custom": Refused("only calls of functions are read here"),
    },
)
_SPOKEN = Refused("answers in sound are not heard by this gate")
_OLD_CALL = Refused("the older form; send `tool_calls`")

_MESSAGE = Spoken(
    Tagged(
        "role",
        {
            "system": Object.of(_role("system"), _content(_TEXT_CONTENT), _NAME),
            "developer": Object.of(_role("developer"), _content(_TEXT_CONTENT), _NAME),
            "user": Object.of(_role("user"), _content(_MIXED_CONTENT), _NAME),
            "assistant": Object.of(
                _role("assistant"),
                _content(_TEXT_CONTENT, required=False),
                _NAME,
                Field("refusal", _WORDS, Words()),
                Field("tool_calls", _WORDS, ListOf(_TOOL_CALL, 1, 128)),
                Field("audio", _NOTHING, _SPOKEN),
                Field("function_call", _NOTHING, _OLD_CALL),
                Field("annotations", _NOTHING, Only([], "quoted sources are not read back")),
            ),
            "tool": Object.of(
                _role("tool"),
                _content(_TEXT_CONTENT),
                Field("tool_call_id", _LABEL, _CALL_ID, required=True),
                _NAME,
            ),
            "function": Refused("the role `function` is the older form; `tool` is right"),
        },
    )
)

_RUN_UPSTREAM = Refused("tools that the upstream runs itself are not allowed by this gate")
_TOOL = Tagged(
    "type",
    {
        "function": Object.of(
            _type("function"),
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
    _type("function"),
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
        "text": Object.of(_type("text")),
        "json_object": Object.of(_type("json_object")),
        "json_schema": Shown(
            PartKind.SCHEMA,
            Object.of(
                _type("json_schema"),
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
    Field("messages", _WORDS, ListOf(_MESSAGE, 1, MAX_MESSAGES), required=True),
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
    Field("prediction", _WORDS, Object.of(_type("content"), _content(_TEXT_CONTENT))),
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
    Field("web_search_options", _NOTHING, _RUN_UPSTREAM),
    Field(
        "moderation",
        _NOTHING,
        Refused("moderation by the upstream is not read by this gate; leave it out"),
    ),
    Field(
        "data_sources",
        _NOTHING,
        Refused("sources that the upstream fetches itself are not allowed by this gate"),
    ),
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
        case ListOf() | Shown() | Spoken():
            yield from rows(shape.shape, path, seen)
        case TextOr():
            yield from rows(shape.parts, path, seen)
        case Tagged():
            for word, inner in shape.cases.items():
                if isinstance(inner, Refused):
                    yield Row(f"{path}[{word}]", Carries.NOTHING, inner.says())
                else:
                    yield from rows(inner, f"{path}[{word}]", seen)
        case _:
            return
