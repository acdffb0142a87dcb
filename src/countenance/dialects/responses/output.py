"""The items of an answer, each built anew from its known fields, and judged.

Rules kept here:
 * What a model says, thinks, or gives to a tool is judged, and so is what a tool of the upstream
   says that it did. Pictures are opened.
 * A tool of the caller's must be one that was offered, and one of the upstream's must be allowed.
 * An item of another kind is left out: nobody has looked at it. So is encrypted reasoning.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answer_pictures import Pictures, Place, Shown
from countenance.dialects.call import Call
from countenance.dialects.check import Check, Guard, Withhold, words_of_arguments
from countenance.dialects.citations import citation
from countenance.dialects.logprobs import Tokens
from countenance.dialects.woven import Weaver

__all__ = ["GROWING", "Items", "citations_of", "flat_tokens", "status_of"]

GROWING = ("message", "reasoning")
"""Items that are released sentence by sentence; the others wait until they are complete."""

_STATUSES = ("in_progress", "completed", "incomplete", "searching", "generating", "failed",
             "interpreting", "calling")  # fmt: skip
_WORDS = ("action", "background", "output_format", "quality", "size")
_ACTION = ("type", "button", "x", "y", "keys", "path", "scroll_x", "scroll_y", "text")
_CHECK = ("id", "code", "message")
_JSON = msgspec.json.Encoder()


class _Stop(Exception):  # noqa: N818 - a way out of an item with a verdict, not an error
    def __init__(self, verdict: Withhold) -> None:
        super().__init__(verdict.rule)
        self.verdict = verdict


def status_of(found: dict[str, Any], usual: str = "completed") -> str:
    """How far an item came, in a known word."""
    word = found.get("status")
    return word if word in _STATUSES else usual


def flat_tokens(released: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Token probabilities as they stand in a response: a list."""
    return [] if released is None else list(released["content"])


def citations_of(found: Any, guard: Guard) -> list[dict[str, Any]]:
    """The citations of a text that may leave with it."""
    rows = (one for one in parts.listed(found, "`annotations`") if type(one) is dict)
    cited = (citation(one, guard) for one in rows if one.get("type") == "url_citation")
    return [{"type": "url_citation", **one} for one in cited if one is not None]


class Items:
    """Reads the items of one answer."""

    def __init__(self, call: Call, check: Check, pictures: Pictures) -> None:
        self._call = call
        self._pictures = pictures
        self.guard = Guard(check)
        self._kinds: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
            "message": ("", self._message),
            "reasoning": ("", self._reasoning),
            "function_call": ("", self._function),
            "custom_tool_call": ("", self._custom),
            "web_search_call": ("web_search", self._searched),
            "file_search_call": ("file_search", self._looked_up),
            "code_interpreter_call": ("code_interpreter", self._ran),
            "image_generation_call": ("image_generation", self._drawn),
            "computer_call": ("computer_use", self._clicked),
            "mcp_call": ("mcp", self._asked),
            "mcp_approval_request": ("mcp", self._approval),
        }

    def knows(self, kind: Any) -> bool:
        """Whether an item of this kind can leave at all."""
        return type(kind) is str and kind in self._kinds

    def item(self, found: dict[str, Any]) -> dict[str, Any] | Withhold | None:
        """One whole item, or why it may not leave; None for one that is left out."""
        known = self._kinds.get(str(found.get("type")))
        if known is None:
            return None
        hosted, read = known
        if hosted and hosted not in self._call.hosted_tools:
            return Withhold("tool-not-offered")
        try:
            kept = read(found)
        except _Stop as stop:
            return stop.verdict
        head = {"id": parts.label(found.get("id")), "type": found["type"]}
        return {**head, **kept, "status": status_of(found)}

    def _judged(self, words: str) -> None:
        verdict = self.guard.judge(words)
        if isinstance(verdict, Withhold):
            raise _Stop(verdict)

    def _told(self, found: Any, what: str) -> str | Place:
        """A text that may leave."""
        weaver = Weaver(self._pictures)
        words = weaver.add(parts.text(found, what) or "", ended=True)
        self._judged(words)
        return weaver.told(words)

    def _plain(self, found: Any, what: str) -> str:
        """A text that a program reads: it stays what it is, and no picture in it is opened."""
        words = parts.text(found, what) or ""
        self._judged(words_of_arguments(words))
        return words

    def _message(self, found: dict[str, Any]) -> dict[str, Any]:
        content = []
        for one in parts.listed(found.get("content"), "`content`"):
            part = parts.mapping(one, "a part")
            if part.get("type") == "output_text":
                content.append(self._text(part))
            elif part.get("type") == "refusal":
                told = self._told(part.get("refusal"), "`refusal`")
                content.append({"type": "refusal", "refusal": told})
        kept: dict[str, Any] = {"role": "assistant", "content": content}
        if found.get("phase") in ("commentary", "final_answer"):
            kept["phase"] = found["phase"]
        return kept

    def _text(self, part: dict[str, Any]) -> dict[str, Any]:
        told = self._told(part.get("text"), "`text`")
        kept: dict[str, Any] = {"type": "output_text", "text": told}
        kept["annotations"] = citations_of(part.get("annotations"), self.guard)
        tokens = Tokens()
        tokens.add(part.get("logprobs"))
        kept["logprobs"] = flat_tokens(tokens.release(told)) if type(told) is str else []
        return kept

    def _reasoning(self, found: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name, kind in (("summary", "summary_text"), ("content", "reasoning_text")):
            rows = [
                parts.mapping(one, "a part") for one in parts.listed(found.get(name), f"`{name}`")
            ]
            told = [
                {"type": kind, "text": self._told(row.get("text"), "`text`")}
                for row in rows
                if row.get("type") == kind
            ]
            if told or name == "summary":
                kept[name] = told
        return kept

    def _own(self, found: dict[str, Any]) -> dict[str, Any]:
        name = found.get("name")
        if type(name) is not str or name not in self._call.tool_names:
            raise _Stop(Withhold("tool-not-offered"))
        return {"call_id": parts.label(found.get("call_id")), "name": name}

    def _function(self, found: dict[str, Any]) -> dict[str, Any]:
        return {**self._own(found), "arguments": self._plain(found.get("arguments"), "arguments")}

    def _custom(self, found: dict[str, Any]) -> dict[str, Any]:
        return {**self._own(found), "input": self._plain(found.get("input"), "`input`")}

    def _searched(self, found: dict[str, Any]) -> dict[str, Any]:
        action = parts.mapping(found.get("action") or {}, "`action`")
        kept: dict[str, Any] = {}
        if action.get("type") in ("search", "open_page", "find_in_page"):
            kept["type"] = action["type"]
        for name in ("query", "pattern", "url"):
            if name in action:
                kept[name] = self._plain(action[name], f"`{name}`")
        if "queries" in action:
            queries = parts.listed(action["queries"], "`queries`")
            kept["queries"] = [self._plain(query, "a query") for query in queries]
        if "sources" in action:
            rows = parts.listed(action["sources"], "`sources`")
            cited = (
                citation({**row, "title": "", "start_index": 0, "end_index": 0}, self.guard)
                for row in rows
                if type(row) is dict
            )
            kept["sources"] = [{"type": "url", "url": one["url"]} for one in cited if one]
        return {"action": kept}

    def _looked_up(self, found: dict[str, Any]) -> dict[str, Any]:
        queries = parts.listed(found.get("queries"), "`queries`")
        return {"queries": [self._plain(one, "a query") for one in queries], "results": None}

    def _ran(self, found: dict[str, Any]) -> dict[str, Any]:
        outputs: list[Any] = []
        for one in parts.listed(found.get("outputs"), "`outputs`"):
            row = parts.mapping(one, "an output")
            if row.get("type") == "logs":
                outputs.append({"type": "logs", "logs": self._told(row.get("logs"), "`logs`")})
            elif row.get("type") == "image":
                part = self._pictures.of_url(row.get("url"))
                outputs.append(Place((part,), _output))
        return {
            "code": self._plain(found.get("code"), "`code`"),
            "container_id": parts.label(found.get("container_id")),
            "outputs": outputs,
        }

    def _drawn(self, found: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {
            name: parts.label(found[name]) for name in _WORDS if type(found.get(name)) is str
        }
        if found.get("revised_prompt") is not None:
            kept["revised_prompt"] = self._told(found["revised_prompt"], "`revised_prompt`")
        kept["result"] = None
        if found.get("result") is not None:
            part = self._pictures.of_base64(found["result"])
            kept["result"] = Place((part,), lambda shown: shown[0].base64)
            kept["countenance"] = Place((part,), lambda shown: shown[0].told.get("countenance"))
        return kept

    def _clicked(self, found: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {"call_id": parts.label(found.get("call_id"))}
        if found.get("action") is not None:
            kept["action"] = self._known(found["action"], _ACTION)
        for name, known in (("actions", _ACTION), ("pending_safety_checks", _CHECK)):
            if found.get(name) is not None:
                rows = parts.listed(found[name], f"`{name}`")
                kept[name] = [self._known(row, known) for row in rows]
        return kept

    def _known(self, found: Any, names: tuple[str, ...]) -> dict[str, Any]:
        """The named fields of an object, once their words were judged."""
        row = parts.mapping(found, "an action")
        kept = {name: row[name] for name in names if name in row}
        self._judged(_JSON.encode(kept).decode())
        return kept

    def _asked(self, found: dict[str, Any]) -> dict[str, Any]:
        kept = self._approval(found)
        for name in ("output", "error"):
            if type(found.get(name)) is str:
                kept[name] = self._told(found[name], f"`{name}`")
        return kept

    def _approval(self, found: dict[str, Any]) -> dict[str, Any]:
        return {
            "name": parts.label(found.get("name")),
            "server_label": parts.label(found.get("server_label")),
            "arguments": self._plain(found.get("arguments"), "`arguments`"),
        }


def _output(shown: tuple[Shown, ...]) -> dict[str, Any]:
    if shown[0].url is None:
        return {"type": "logs", "logs": shown[0].notice, **shown[0].told}
    return {"type": "image", "url": shown[0].url, **shown[0].told}
