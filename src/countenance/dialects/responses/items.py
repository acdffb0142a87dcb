"""The items of a request for a response: messages, calls of tools and their results, reasoning.

Rules kept here:
 * Pictures, PDF, and ids of files that were uploaded through this gate, are read in messages of
   users and in results of tools; operators have words.
 * An item that is only a name of something stored is refused: nobody here has looked at it.
 * What a tool of the upstream did is read back only where the operator allows that tool; what
   cannot be looked at (encrypted reasoning, compacted contexts) not at all.
 * An item without a type is a message, if it has a role.

The rest of a request stands in `countenance.dialects.responses.fields`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from countenance.dialects.call import PartKind, Role
from countenance.dialects.containers import (
    Field,
    ListOf,
    Object,
    OneOfTwo,
    Shown,
    Spoken,
    Tagged,
    TextOr,
)
from countenance.dialects.hosted import Hosted
from countenance.dialects.messages import BREAKPOINT, type_of
from countenance.dialects.shapes import (
    FILE_ID,
    Carries,
    Found,
    Json,
    Label,
    Number,
    NumberKind,
    OneOf,
    Only,
    PagesUrl,
    PictureBase64,
    PictureUrl,
    Refused,
    Shape,
    Truth,
    Words,
)

__all__ = ["ITEM", "SERVER_LABEL", "TOOL_NAME"]

_CONTROL, _WORDS, _LABEL = Carries.CONTROL, Carries.WORDS, Carries.LABEL
_PICTURE, _NOTHING = Carries.PICTURE, Carries.NOTHING

TOOL_NAME = Label(128, r"[A-Za-z0-9_.-]", "letters, digits and _.-", kind=None)
SERVER_LABEL = Label(64, r"[A-Za-z0-9_.-]", "letters, digits and _.-", kind=None)
_CALLED = Label(128, r"[A-Za-z0-9_.-]", "letters, digits and _.-", PartKind.TOOL_CALL)
_ID = Label(256, r"[A-Za-z0-9_.:|-]", "letters, digits and _.:|-")
_ADDRESS = Label(4096, r"[^\s\x00-\x1f\x7f]", "letters without a space", PartKind.TEXT)
_ENDED = OneOf(("in_progress", "completed", "incomplete"))
_PLACE = Number(NumberKind.WHOLE, 0, 2**53 - 1)
_BY_ID = "ids of stored files are not opened by this gate"

ID = Field("id", _LABEL, _ID)
NEEDED_ID = Field("id", _LABEL, _ID, required=True)
CALL_ID = Field("call_id", _LABEL, _ID, required=True)
STATUS = Field("status", _CONTROL, _ENDED)
_CALLER = Field(
    "caller",
    _CONTROL,
    Tagged(
        "type",
        {
            "direct": Object.of(type_of("direct")),
            "program": Refused("programs that the upstream runs are not read back"),
        },
    ),
)
_NAMESPACE = Field("namespace", _LABEL, Label(128, r"[A-Za-z0-9_.-]", "letters, digits and _.-"))

_INPUT_TEXT = Object.of(
    type_of("input_text"), Field("text", _WORDS, Words(), required=True), BREAKPOINT
)
_INPUT_IMAGE = OneOfTwo(
    Object.of(
        type_of("input_image"),
        Field("image_url", _PICTURE, PictureUrl()),
        Field("file_id", Carries.ID, FILE_ID),
        Field("detail", _CONTROL, OneOf(("auto", "low", "high", "original"))),
        BREAKPOINT,
    ),
    ("image_url", "file_id"),
)
_INPUT_FILE = OneOfTwo(
    Object.of(
        type_of("input_file"),
        Field("file_data", _PICTURE, PagesUrl()),
        Field("file_id", Carries.ID, FILE_ID),
        Field("filename", _WORDS, Label(256, kind=PartKind.TEXT)),
        Field("file_url", _NOTHING, Refused("documents are not fetched; send the bytes")),
        Field("detail", _CONTROL, OneOf(("auto", "low", "high"))),
        BREAKPOINT,
    ),
    ("file_data", "file_id"),
)
_MORE_PARTS: dict[str, Shape] = {
    "input_audio": Refused("sound is not heard by this gate on this route; send its transcript"),
    "text": Refused("`text` belongs to chat; `input_text` is right here"),
    "image_url": Refused("`image_url` belongs to chat; `input_image` is right here"),
    "output_text": Refused("`output_text` stands in messages of assistants; `input_text` is right"),
    "computer_screenshot": Refused("screenshots stand in results of computers"),
}
_NO_PICTURE = Refused("pictures are read in messages of users and results of tools only")
_SHOWN_PARTS = Tagged(
    "type",
    {
        "input_text": _INPUT_TEXT,
        "input_image": _INPUT_IMAGE,
        "input_file": _INPUT_FILE,
        **_MORE_PARTS,
    },
)
_PLAIN_PARTS = Tagged(
    "type",
    {
        "input_text": _INPUT_TEXT,
        "input_image": _NO_PICTURE,
        "input_file": _NO_PICTURE,
        **_MORE_PARTS,
    },
)
_CITED = Tagged(
    "type",
    {
        "url_citation": Object.of(
            type_of("url_citation"),
            Field("url", _WORDS, _ADDRESS, required=True),
            Field("title", _WORDS, Words()),
            Field("start_index", _CONTROL, _PLACE),
            Field("end_index", _CONTROL, _PLACE),
        ),
        **dict.fromkeys(("file_citation", "container_file_citation", "file_path"), Refused(_BY_ID)),
    },
)
_SAID_PARTS = Tagged(
    "type",
    {
        "output_text": Object.of(
            type_of("output_text"),
            Field("text", _WORDS, Words(), required=True),
            Field("annotations", _WORDS, ListOf(_CITED, 0, 256)),
            Field("logprobs", _NOTHING, Only([], "token probabilities are not read back")),
        ),
        "refusal": Object.of(type_of("refusal"), Field("refusal", _WORDS, Words(), required=True)),
        "input_text": _INPUT_TEXT,
        "input_image": _NO_PICTURE,
        "input_file": _NO_PICTURE,
    },
)


def _message(role: str, parts: Tagged, *more: Field) -> Object:
    return Object.of(
        Field("type", _CONTROL, OneOf(("message",))),
        Field("role", _CONTROL, OneOf((role,)), required=True),
        Field("content", _WORDS, TextOr(Words(), ListOf(parts, 0, 256)), required=True),
        ID,
        STATUS,
        *more,
    )


_MESSAGE = Tagged(
    "role",
    {
        "system": _message("system", _PLAIN_PARTS),
        "developer": _message("developer", _PLAIN_PARTS),
        "user": _message("user", _SHOWN_PARTS),
        "assistant": _message(
            "assistant",
            _SAID_PARTS,
            Field("phase", _CONTROL, OneOf(("commentary", "final_answer"))),
        ),
    },
)
_OUTPUT = Field("output", _WORDS, TextOr(Words(), ListOf(_SHOWN_PARTS, 0, 256)), required=True)
_ARGUMENTS = Field("arguments", _WORDS, Words(PartKind.TOOL_CALL), required=True)
_NAME = Field("name", _WORDS, _CALLED, required=True)


def _text_of(kind: str) -> Object:
    return Object.of(type_of(kind), Field("text", _WORDS, Words(), required=True))


_SEARCHED = Tagged(
    "type",
    {
        "search": Object.of(
            type_of("search"),
            Field("query", _WORDS, Words(PartKind.TOOL_CALL)),
            Field("queries", _WORDS, ListOf(Words(PartKind.TOOL_CALL), 0, 64)),
            Field(
                "sources",
                _WORDS,
                ListOf(
                    Object.of(type_of("url"), Field("url", _WORDS, _ADDRESS, required=True)), 0, 256
                ),
            ),
        ),
        "open_page": Object.of(type_of("open_page"), Field("url", _WORDS, _ADDRESS)),
        "find_in_page": Object.of(
            type_of("find_in_page"),
            Field("url", _WORDS, _ADDRESS, required=True),
            Field("pattern", _WORDS, Words(PartKind.TOOL_CALL), required=True),
        ),
    },
)
_CHECKED = Object.of(
    NEEDED_ID, Field("code", _LABEL, _ID), Field("message", _WORDS, Words(PartKind.TOOL_CALL))
)
_OF_THE_UPSTREAM = Refused("results of tools that the upstream ran itself are not read back")
_RUN_THERE = Refused("shells and patches are not read by this gate; offer yours as a function")
_COMPACTED = Refused("compacted contexts cannot be looked at; send the messages themselves")
_ITEMS: dict[str, Shape] = {
    "message": _MESSAGE,
    "function_call": Object.of(
        type_of("function_call"), CALL_ID, _NAME, _ARGUMENTS, ID, STATUS, _CALLER, _NAMESPACE
    ),
    "function_call_output": Object.of(
        type_of("function_call_output"),
        CALL_ID,
        _OUTPUT,
        ID,
        STATUS,
        Field("name", _WORDS, _CALLED),
        _CALLER,
        _NAMESPACE,
    ),
    "custom_tool_call": Object.of(
        type_of("custom_tool_call"),
        CALL_ID,
        _NAME,
        Field("input", _WORDS, Words(PartKind.TOOL_CALL), required=True),
        ID,
        STATUS,
        _CALLER,
        _NAMESPACE,
    ),
    "custom_tool_call_output": Object.of(
        type_of("custom_tool_call_output"), CALL_ID, _OUTPUT, ID, STATUS, _CALLER
    ),
    "reasoning": Object.of(
        type_of("reasoning"),
        ID,
        Field("summary", _WORDS, ListOf(_text_of("summary_text"), 0, 256), required=True),
        Field("content", _WORDS, ListOf(_text_of("reasoning_text"), 0, 256)),
        STATUS,
        Field(
            "encrypted_content",
            _NOTHING,
            Refused("encrypted reasoning cannot be looked at; leave it out"),
        ),
    ),
    "web_search_call": Hosted(
        "web_search",
        Object.of(
            type_of("web_search_call"),
            NEEDED_ID,
            Field("action", _WORDS, _SEARCHED, required=True),
            Field(
                "status",
                _CONTROL,
                OneOf(("in_progress", "searching", "completed", "failed", "incomplete")),
            ),
        ),
    ),
    "image_generation_call": Hosted(
        "image_generation",
        Object.of(
            type_of("image_generation_call"),
            NEEDED_ID,
            Field("result", _PICTURE, PictureBase64(), required=True),
            Field(
                "status", _CONTROL, OneOf(("in_progress", "completed", "generating", "failed"))
            ),
            Field("revised_prompt", _WORDS, Words(PartKind.TOOL_CALL)),
            Field("action", _CONTROL, OneOf(("generate", "edit", "auto"))),
            Field("background", _CONTROL, OneOf(("transparent", "opaque", "auto"))),
            Field("output_format", _CONTROL, OneOf(("png", "webp", "jpeg", "gif"))),
            Field(
                "quality", _CONTROL, OneOf(("low", "medium", "high", "xhigh", "max", "auto"))
            ),
            Field("size", _LABEL, Label(16, r"[0-9a-z]", "letters and digits", kind=None)),
        ),
    ),
    "computer_call": Hosted(
        "computer_use",
        Object.of(
            type_of("computer_call"),
            NEEDED_ID,
            CALL_ID,
            Field("action", _WORDS, Shown(PartKind.TOOL_CALL, Json())),
            Field("actions", _WORDS, Shown(PartKind.TOOL_CALL, ListOf(Json(), 0, 64))),
            Field("pending_safety_checks", _WORDS, ListOf(_CHECKED, 0, 16)),
            STATUS,
        ),
    ),
    "computer_call_output": Hosted(
        "computer_use",
        Object.of(
            type_of("computer_call_output"),
            CALL_ID,
            Field(
                "output",
                _PICTURE,
                Object.of(
                    type_of("computer_screenshot"),
                    Field("image_url", _PICTURE, PictureUrl(), required=True),
                    Field("file_id", _NOTHING, Refused(_BY_ID)),
                ),
                required=True,
            ),
            Field("acknowledged_safety_checks", _WORDS, ListOf(_CHECKED, 0, 16)),
            ID,
            STATUS,
        ),
    ),
    "mcp_approval_request": Hosted(
        "mcp",
        Object.of(
            type_of("mcp_approval_request"),
            NEEDED_ID,
            _NAME,
            _ARGUMENTS,
            Field("server_label", _LABEL, SERVER_LABEL, required=True),
        ),
    ),
    "mcp_approval_response": Hosted(
        "mcp",
        Object.of(
            type_of("mcp_approval_response"),
            Field("approval_request_id", _LABEL, _ID, required=True),
            Field("approve", _CONTROL, Truth(), required=True),
            ID,
            Field("reason", _WORDS, Words()),
        ),
    ),
    **dict.fromkeys(
        ("file_search_call", "code_interpreter_call", "mcp_list_tools", "mcp_call",
         "tool_search_call", "tool_search_output", "program", "program_output"),
        _OF_THE_UPSTREAM,
    ),
    **dict.fromkeys(
        ("local_shell_call", "local_shell_call_output", "shell_call", "shell_call_output",
         "apply_patch_call", "apply_patch_call_output"),
        _RUN_THERE,
    ),
    **dict.fromkeys(("compaction", "compaction_trigger"), _COMPACTED),
    "additional_tools": Refused("tools are offered in `tools`, where they are read"),
    "configuration_update": Refused("what changes a configuration is not read by this gate"),
    "item_reference": Refused("stored items were not looked at here; send the item itself"),
}  # fmt: skip

_SPEAKERS: Mapping[str, Role] = MappingProxyType(
    {
        **{role.value: role for role in Role},
        **{name: Role.TOOL for name in _ITEMS if name.endswith(("_output", "_response"))},
    }
)


@dataclass(frozen=True, slots=True)
class _Item(Spoken):
    """One item: a message of its role, something of the model's, or of a tool's."""

    def read(self, value: Any, where: str, found: Found) -> Any:
        word = value.get("type") if type(value) is dict else None
        shape: Shape = self.shape
        if type(value) is dict and word is None:
            word = "message" if "role" in value else "item_reference"
            shape = self.shape.cases[word]
        speaker = value.get("role") if word == "message" else word
        found.role = Role.ASSISTANT
        if type(speaker) is str:
            found.role = _SPEAKERS.get(speaker, Role.ASSISTANT)
        found.turn = found.messages
        found.messages += 1
        read = shape.read(value, where, found)
        found.role, found.turn = Role.NONE, -1
        return read


ITEM = _Item(Tagged("type", _ITEMS))
"""One item of `input`."""
