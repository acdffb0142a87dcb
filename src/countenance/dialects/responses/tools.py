"""The tools of a request for a response: the caller's own, and those that the service runs.

Rules kept here:
 * A tool of the service is read only where the operator allows it, and then with the fields that
   are named here: none that names a stored file, and none that holds a key for somebody else.
 * Tools that would be shown to the model later, and shells, are refused.
"""

from dataclasses import dataclass
from typing import Any

from countenance.dialects.containers import Field, ListOf, Object, Tagged
from countenance.dialects.fields import MODEL_NAME
from countenance.dialects.hosted import Hosted
from countenance.dialects.messages import type_of
from countenance.dialects.responses.items import SERVER_LABEL, TOOL_NAME
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
    Shape,
    Truth,
)

__all__ = ["TOOL", "ToolChoice"]

_CONTROL, _TOOLS, _LABEL, _NOTHING = (
    Carries.CONTROL,
    Carries.TOOLS,
    Carries.LABEL,
    Carries.NOTHING,
)
_LONG = 2**53 - 1
_ANY = Label(65536, r"[\s\S]", "characters", None, shortest=0)
_STORED = Label(128, r"[A-Za-z0-9_-]", "letters, digits and _-", kind=None)
_DOMAIN = Label(253, r"[a-z0-9.-]", "letters, digits and .-", kind=None)
_PLACE_NAME = Label(128, kind=None)


def _whole(low: int, high: int = _LONG) -> Number:
    return Number(NumberKind.WHOLE, low, high)


_SEARCH_AREA = Field(
    "user_location",
    _TOOLS,
    Object.of(
        Field("type", _CONTROL, OneOf(("approximate",))),
        *(Field(name, _TOOLS, _PLACE_NAME) for name in ("city", "country", "region", "timezone")),
    ),
)
_SEARCH_SIZE = Field("search_context_size", _CONTROL, OneOf(("low", "medium", "high")))


def _web_search(word: str) -> Hosted:
    return Hosted(
        "web_search",
        Object.of(
            type_of(word),
            _SEARCH_SIZE,
            _SEARCH_AREA,
            Field(
                "filters",
                _TOOLS,
                Object.of(Field("allowed_domains", _TOOLS, ListOf(_DOMAIN, 0, 100))),
            ),
            Field("external_web_access", _CONTROL, Truth()),
        ),
    )


def _preview(word: str) -> Hosted:
    kinds = ListOf(OneOf(("text", "image")), 0, 2)
    return Hosted(
        "web_search",
        Object.of(
            type_of(word),
            _SEARCH_SIZE,
            _SEARCH_AREA,
            Field("search_content_types", _CONTROL, kinds),
        ),
    )


_KEYS = Refused("keys for other servers are not forwarded by this gate")
_LATE = Refused("tools that are shown later are not read; offer those that may be used")
_DIRECT = Field(
    "allowed_callers",
    _CONTROL,
    Only(["direct"], "programs that the upstream runs are not allowed by this gate"),
)
_FUNCTION = Object.of(
    type_of("function"),
    Field("name", _TOOLS, TOOL_NAME, required=True),
    Field("description", _TOOLS, _ANY),
    Field("parameters", _TOOLS, Json(), keeps_null=True),
    Field("strict", _CONTROL, Truth(), keeps_null=True),
    Field("output_schema", _TOOLS, Json()),
    _DIRECT,
    Field("defer_loading", _NOTHING, _LATE),
)
_CUSTOM = Object.of(
    type_of("custom"),
    Field("name", _TOOLS, TOOL_NAME, required=True),
    Field("description", _TOOLS, _ANY),
    Field(
        "format",
        _TOOLS,
        Tagged(
            "type",
            {
                "text": Object.of(type_of("text")),
                "grammar": Object.of(
                    type_of("grammar"),
                    Field("syntax", _CONTROL, OneOf(("lark", "regex")), required=True),
                    Field("definition", _TOOLS, _ANY, required=True),
                ),
            },
        ),
    ),
    _DIRECT,
    Field("defer_loading", _NOTHING, _LATE),
)
_IMAGES = Hosted(
    "image_generation",
    Object.of(
        type_of("image_generation"),
        Field("model", _LABEL, MODEL_NAME),
        Field("action", _CONTROL, OneOf(("generate", "edit", "auto"))),
        Field("background", _CONTROL, OneOf(("transparent", "opaque", "auto"))),
        Field("input_fidelity", _CONTROL, OneOf(("high", "low"))),
        Field("moderation", _CONTROL, OneOf(("auto", "low"))),
        Field("output_compression", _CONTROL, _whole(0, 100)),
        Field("output_format", _CONTROL, OneOf(("png", "webp", "jpeg"))),
        Field("quality", _CONTROL, OneOf(("low", "medium", "high", "xhigh", "max", "auto"))),
        Field("size", _CONTROL, Label(16, r"[0-9a-z]", "letters and digits", kind=None)),
        Field("partial_images", _CONTROL, Only(0, "pictures that are not finished are not opened")),
        Field(
            "input_image_mask",
            _NOTHING,
            Refused("masks are not read on this route; `images/edits` has them"),
        ),
        *(
            Field(name, _NOTHING, Refused("drawings and films are not opened by this gate"))
            for name in ("svg", "complexity", "frame_count", "frame_duration_ms")
        ),
    ),
)
_CODE = Hosted(
    "code_interpreter",
    Object.of(
        type_of("code_interpreter"),
        Field(
            "container",
            _TOOLS,
            Object.of(
                type_of("auto"),
                Field("memory_limit", _CONTROL, OneOf(("1g", "4g", "16g", "64g"))),
                Field("file_ids", _NOTHING, Only([], "stored files are not opened by this gate")),
                Field(
                    "network_policy",
                    _CONTROL,
                    Object.of(type_of("disabled")),
                ),
            ),
            required=True,
        ),
        _DIRECT,
    ),
)
_FILES = Hosted(
    "file_search",
    Object.of(
        type_of("file_search"),
        Field("vector_store_ids", _TOOLS, ListOf(_STORED, 1, 16), required=True),
        Field("max_num_results", _CONTROL, _whole(1, 50)),
        Field("filters", _TOOLS, Json()),
        Field(
            "ranking_options",
            _CONTROL,
            Object.of(
                Field("ranker", _CONTROL, Label(32, r"[a-z0-9-]", "letters, digits and -", None)),
                Field("score_threshold", _CONTROL, Number(NumberKind.ANY, 0, 1)),
            ),
        ),
    ),
)
_SERVER = Hosted(
    "mcp",
    Object.of(
        type_of("mcp"),
        Field("server_label", _TOOLS, SERVER_LABEL, required=True),
        Field(
            "server_url",
            _TOOLS,
            Label(2048, r"[A-Za-z0-9._~:/?#@!$&'*+,;=%-]", "letters of an address", None),
            required=True,
        ),
        Field("server_description", _TOOLS, _ANY),
        Field("allowed_tools", _TOOLS, ListOf(TOOL_NAME, 0, 128)),
        Field("require_approval", _CONTROL, OneOf(("always", "never"))),
        _DIRECT,
        *(Field(name, _NOTHING, _KEYS) for name in ("authorization", "headers")),
        *(
            Field(name, _NOTHING, Refused("only servers at an address are read here"))
            for name in ("connector_id", "tunnel_id")
        ),
        Field("defer_loading", _NOTHING, _LATE),
    ),
)
_RUN_THERE = Refused("shells and patches are not read by this gate; offer yours as a function")
TOOL = Tagged(
    "type",
    {
        "function": _FUNCTION,
        "custom": _CUSTOM,
        **{word: _web_search(word) for word in ("web_search", "web_search_2025_08_26")},
        **{
            word: _preview(word) for word in ("web_search_preview", "web_search_preview_2025_03_11")
        },
        "file_search": _FILES,
        "code_interpreter": _CODE,
        "image_generation": _IMAGES,
        "mcp": _SERVER,
        "computer": Hosted("computer_use", Object.of(type_of("computer"))),
        "computer_use_preview": Hosted(
            "computer_use",
            Object.of(
                type_of("computer_use_preview"),
                Field("display_width", _CONTROL, _whole(1), required=True),
                Field("display_height", _CONTROL, _whole(1), required=True),
                Field(
                    "environment",
                    _CONTROL,
                    OneOf(("windows", "mac", "linux", "ubuntu", "browser")),
                    required=True,
                ),
            ),
        ),
        **dict.fromkeys(("shell", "local_shell", "apply_patch"), _RUN_THERE),
        **dict.fromkeys(("tool_search", "namespace"), _LATE),
        "programmatic_tool_calling": Refused("programs that the upstream runs are not allowed"),
    },
)
_NAMED = {
    word: Object.of(type_of(word), Field("name", _TOOLS, TOOL_NAME, required=True))
    for word in ("function", "custom")
}
_CHOSEN = Tagged(
    "type",
    {
        **_NAMED,
        "mcp": Object.of(
            type_of("mcp"),
            Field("server_label", _TOOLS, SERVER_LABEL, required=True),
            Field("name", _TOOLS, TOOL_NAME),
        ),
        **{
            word: Object.of(type_of(word))
            for word in (
                "web_search",
                "web_search_2025_08_26",
                "web_search_preview",
                "web_search_preview_2025_03_11",
                "file_search",
                "code_interpreter",
                "image_generation",
                "computer",
                "computer_use_preview",
            )
        },
        "allowed_tools": Refused("send only tools that may be used"),
    },
)


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """A word, or one of the tools offered (which is compared when all is read)."""

    def read(self, value: Any, where: str, found: Found) -> Any:
        """The word or the object."""
        shape: Shape = OneOf(("none", "auto", "required")) if type(value) is str else _CHOSEN
        return shape.read(value, where, found)

    def says(self) -> str:
        """In words."""
        return "`none`, `auto`, `required`, or one that is among `tools`"
