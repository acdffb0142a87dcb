"""The tools of a request for a response."""

from typing import Any

import pytest

from countenance.dialects.reading import LIMITS
from countenance.dialects.responses.tools import TOOL as SHAPE
from countenance.dialects.responses.tools import ToolChoice
from countenance.dialects.shapes import Found
from countenance.errors import CallError, UnsupportedCallError
from dialects.responses.responding import CUSTOM, TOOL, call

SEARCH = {"type": "web_search", "filters": {"allowed_domains": ["a.example"]}}
HOSTED: list[tuple[dict[str, Any], str]] = [
    ({**SEARCH, "user_location": {"type": "approximate", "city": "Oslo"}}, "web_search"),
    ({"type": "web_search_preview", "search_content_types": ["image"]}, "web_search"),
    ({"type": "file_search", "vector_store_ids": ["vs_1"], "filters": {"type": "eq"}},
     "file_search"),
    ({"type": "code_interpreter", "container": {"type": "auto"}}, "code_interpreter"),
    ({"type": "image_generation", "size": "1024x1024", "quality": "low"}, "image_generation"),
    ({"type": "mcp", "server_label": "a", "server_url": "https://a.example/mcp",
      "require_approval": "never"}, "mcp"),
    ({"type": "computer"}, "computer_use"),
    ({"type": "computer_use_preview", "display_width": 1024, "display_height": 768,
      "environment": "browser"}, "computer_use"),
]  # fmt: skip


def test_tools_of_the_caller_are_read_as_they_are() -> None:
    for tool in (TOOL, CUSTOM, {**TOOL, "parameters": None, "strict": None}):
        assert SHAPE.read(tool, "tools[0]", Found()) == tool


@pytest.mark.parametrize(("tool", "name"), HOSTED, ids=[tool["type"] for tool, _ in HOSTED])
def test_a_tool_of_the_upstream_is_read_only_where_it_is_allowed(
    tool: dict[str, Any], name: str
) -> None:
    allowed = call(tools=[TOOL, tool])

    assert allowed.hosted_tools == {name}
    assert not allowed.is_text_only
    assert allowed.tool_names == {"look_up"}
    with pytest.raises(UnsupportedCallError, match="tools that the upstream runs itself"):
        call(tools=[TOOL, tool], limits=LIMITS)


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "shell"},
        {"type": "local_shell"},
        {"type": "apply_patch"},
        {"type": "tool_search"},
        {"type": "namespace", "name": "a", "tools": []},
        {"type": "programmatic_tool_calling"},
        {"type": "telepathy"},
        {"type": "code_interpreter", "container": "cntr_1"},
        {"type": "code_interpreter", "container": {"type": "auto", "file_ids": ["file-1"]}},
        {"type": "mcp", "server_label": "a", "server_url": "https://a", "authorization": "secret"},
        {"type": "mcp", "server_label": "a", "connector_id": "connector_gmail"},
        {"type": "image_generation", "partial_images": 2},
        {"type": "image_generation", "input_image_mask": {"file_id": "f"}},
        {"type": "image_generation", "output_format": "svg"},
        {**TOOL, "defer_loading": True},
        {**TOOL, "allowed_callers": ["programmatic"]},
    ],
)
def test_other_tools_are_refused_also_where_all_are_allowed(tool: dict[str, Any]) -> None:
    with pytest.raises(CallError) as error:
        call(tools=[tool])

    assert "secret" not in str(error.value)


@pytest.mark.parametrize("choice", ["sometimes", 3, {"type": "hologram"}, {"type": "function"}])
def test_a_choice_of_another_form_is_refused(choice: Any) -> None:
    with pytest.raises(CallError):
        ToolChoice().read(choice, "tool_choice", Found())
