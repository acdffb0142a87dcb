"""The items of a streamed response, and the events that tell of them.

Rules kept here:
 * An item holds what was released of it and nothing else, whatever the upstream says it holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from countenance.dialects.check import Guard
from countenance.dialects.logprobs import Tokens
from countenance.dialects.woven import Weaver

__all__ = ["NAMES", "TOLD", "Item", "Text", "told_at_once"]

TOLD = {
    "response.output_text": ("output_text", "content_index", "text"),
    "response.refusal": ("refusal", "content_index", "refusal"),
    "response.reasoning_text": ("reasoning_text", "content_index", "text"),
    "response.reasoning_summary_text": ("summary_text", "summary_index", "text"),
}
"""The events of texts: the part that grows, what numbers it, and the name of its whole."""
NAMES = {kind: (name, number, whole) for name, (kind, number, whole) in TOLD.items()}


_BY_UPSTREAM = (
    "web_search_call",
    "file_search_call",
    "code_interpreter_call",
    "image_generation_call",
    "mcp_call",
)
_ARGUMENTS = {
    "function_call": ("response.function_call_arguments", "arguments"),
    "custom_tool_call": ("response.custom_tool_call_input", "input"),
}
_AT_FIRST: dict[str, dict[str, Any]] = {
    "function_call": {"arguments": ""},
    "custom_tool_call": {"input": ""},
    "image_generation_call": {"result": None, "countenance": None},
    "code_interpreter_call": {"outputs": []},
}
"""What such an item holds before it is complete."""


@dataclass(slots=True)
class Text:
    """One growing text of an item."""

    kind: str
    index: int
    guard: Guard
    weaver: Weaver
    came: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    tokens: Tokens = field(default_factory=Tokens)
    cited: list[dict[str, Any]] = field(default_factory=list)
    has_ended: bool = False

    @property
    def part(self) -> dict[str, Any]:
        """The part of the item that it is, with what was released."""
        told = self.weaver.told("".join(self.released))
        part: dict[str, Any] = {"type": self.kind, NAMES[self.kind][2]: told}
        if self.kind == "output_text":
            part |= {"annotations": self.cited, "logprobs": []}
        return part


@dataclass(slots=True)
class Item:
    """One item that has begun; `place` is its number in what leaves, -1 while it does not."""

    kind: str
    id: str
    place: int = -1
    texts: dict[tuple[str, int], Text] = field(default_factory=dict)
    phase: str = ""
    is_done: bool = False

    def whole(self, status: str) -> dict[str, Any]:
        """A message or a piece of reasoning with what was released of it."""
        told: dict[str, list[Any]] = {"content": [], "summary": []}
        for (kind, _), text in sorted(self.texts.items(), key=lambda each: each[1].index):
            told["summary" if kind == "summary_text" else "content"].append(text.part)
        kept: dict[str, Any] = {"id": self.id, "type": self.kind, "status": status}
        if self.kind == "message":
            kept |= {"role": "assistant", "content": told["content"]}
            return kept | ({"phase": self.phase} if self.phase else {})
        return kept | {name: told[name] for name in told if told[name] or name == "summary"}


def told_at_once(item: Item, whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events that an item would have had which waited until it was complete."""
    first = {**whole, "status": "in_progress", **_AT_FIRST.get(item.kind, {})}
    yield "response.output_item.added", {"item": first}
    where = {"item_id": item.id}
    if item.kind in _ARGUMENTS:
        name, given = _ARGUMENTS[item.kind]
        more = {"name": whole["name"]} if given == "arguments" else {}
        yield f"{name}.delta", {**where, "delta": whole[given]}
        yield f"{name}.done", {**where, given: whole[given], **more}
    elif item.kind in _BY_UPSTREAM:
        yield f"response.{item.kind}.in_progress", where
        failed = whole["status"] == "failed" and item.kind == "mcp_call"
        yield f"response.{item.kind}.{'failed' if failed else 'completed'}", where
    yield "response.output_item.done", {"item": whole}
