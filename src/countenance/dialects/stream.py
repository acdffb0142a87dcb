"""The streamed answer of an upstream to a chat call, released sentence by sentence.

Rules kept here:
 * Nothing leaves before a check has released it. A sentence leaves as soon as it is released,
   however long the upstream still writes.
 * Calls of tools wait until they are complete; every choice is judged for itself.
 * A choice that is withheld ends with `finish_reason: content_filter`; when no choice is left, the
   stream ends with `[DONE]` and the upstream need not be heard any further.
 * What cannot be read, or ends too early, ends in one error event, and what was held stays.
 * An answer to a call of text alone is read event by event and handed on as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answer_pictures import Outbox
from countenance.dialects.answers import (
    NOTICE,
    PICTURED,
    citations_of,
    passed_pictures,
    said_and_shown,
    tool_call,
)
from countenance.dialects.call import Call
from countenance.dialects.check import Check, Guard, Withheld, Withhold
from countenance.dialects.filters import (
    kept_filters,
    kept_offsets,
    merged_prompt_filters,
    with_category,
)
from countenance.dialects.logprobs import Tokens
from countenance.dialects.sse import Event, EventReader, event_bytes
from countenance.dialects.streaming import EventStream, broken_off
from countenance.dialects.strict import parse
from countenance.dialects.woven import Weaver
from countenance.errors import UpstreamError

__all__ = ["DONE", "AnswerStream"]

DONE = b"data: [DONE]\n\n"
_LARGEST_EVENT = 16 * 1024 * 1024
"""Bytes: a picture beside the words comes in one event."""
_MOST_LETTERS = 4 * 1024 * 1024
_MOST_TOOLS = 128
_JSON = msgspec.json.Encoder()


class _Seen(msgspec.Struct):
    choices: list[msgspec.Raw] | None = None
    error: msgspec.Raw | None = None
    usage: dict[str, Any] | None = None


_SEEN = msgspec.json.Decoder(_Seen)


@dataclass(slots=True)
class _Choice:
    content: Guard
    refusal: Guard
    words: Weaver
    denied: Weaver
    tools: dict[int, dict[str, Any]] = field(default_factory=dict)
    tokens: Tokens = field(default_factory=Tokens)
    filters: dict[str, Any] = field(default_factory=dict)
    letters: int = 0
    has_role: bool = False
    has_ended: bool = False


class AnswerStream(EventStream):
    """One streamed answer: bytes of the upstream in, bytes for the caller out.

    `new_check` makes a check for each choice; `None` only for a call of text alone.
    """

    def __init__(
        self,
        call: Call,
        new_check: Callable[[], Check] | None,
        *,
        notice: str = NOTICE,
        covered: bool = False,
    ) -> None:
        super().__init__(EventReader(_LARGEST_EVENT), Outbox())
        self._call = call
        self._new_check = new_check
        self._notice = notice
        self._covered = covered
        self._head: dict[str, Any] | None = None
        self._choices: dict[int, _Choice] = {}
        self._has_prompt_filters = False

    def _take(self, event: Event) -> None:
        if event.data == b"[DONE]":
            self._finish()
        elif self._new_check is None:
            self._pass(event.data)
        else:
            self._read(event.data, self._new_check)

    def _broken_off(self, says: str) -> bytes:
        self._choices.clear()
        return event_bytes(_JSON.encode({"error": broken_off(says)})) + DONE

    def _pass(self, data: bytes) -> None:
        try:
            seen = _SEEN.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise UpstreamError("an event that is not JSON") from error
        if seen.choices is None and seen.error is None:
            raise UpstreamError("an event without choices")
        if seen.usage is not None:
            self.usage = parts.usage(seen.usage)
        if PICTURED.search(data):
            self._out.put_tree(passed_pictures(parse(data, "answer"), self._out.pictures))
        else:
            self._out.put(event_bytes(data.replace(b"\n", b" ")))

    def _finish(self) -> None:
        """`[DONE]`: fine when every choice that began has ended."""
        if self._new_check is not None and (
            not self._choices or not all(each.has_ended for each in self._choices.values())
        ):
            raise UpstreamError("it is done before its choices are")
        self._out.put(DONE)
        self._done = True

    def _read(self, data: bytes, new_check: Callable[[], Check]) -> None:
        chunk = parts.mapping(parse(data, "answer"), "an event")
        if "error" in chunk:
            raise UpstreamError("an error in the middle of the answer")
        if self._head is None:
            self._head = parts.head(chunk, "chat.completion.chunk")
        prompt = chunk.get("prompt_filter_results", chunk.get("prompt_annotations"))
        self._put_prompt_filters(prompt)
        for one in parts.listed(chunk.get("choices"), "`choices`"):
            found = parts.mapping(one, "a choice")
            index = parts.count(found.get("index"), "`index`", self._call.choices)
            choice = self._choices.get(index)
            if choice is None:
                check = new_check()
                words, denied = Weaver(self._out.pictures), Weaver(self._out.pictures)
                choice = _Choice(Guard(check), Guard(check), words, denied)
                self._choices[index] = choice
            if not choice.has_ended:
                self._grow(choice, index, found)
        usage = parts.usage(chunk.get("usage"))
        if usage is not None:
            self.usage = usage
            self._put([], usage=usage)
        ended = sum(each.has_ended for each in self._choices.values())
        if self.withheld and ended == self._call.choices:
            self._out.put(DONE)
            self._done = True

    def _grow(self, choice: _Choice, index: int, found: dict[str, Any]) -> None:
        delta = parts.mapping(found.get("delta", {}), "`delta`")
        said, pictures = said_and_shown(delta, self._out.pictures)
        content = said or ""
        refusal = parts.text(delta.get("refusal"), "`refusal`") or ""
        ended = parts.finish(found.get("finish_reason"))
        choice.letters += len(content) + len(refusal)
        if choice.letters > _MOST_LETTERS:
            raise UpstreamError("an answer that is too long")
        if type(logprobs := found.get("logprobs")) is dict:
            choice.tokens.add(logprobs.get("content"))
        choice.filters |= kept_filters(found.get("content_filter_results"))
        self._gather_tools(choice, delta.get("tool_calls"))
        if not choice.has_role:
            choice.has_role = True
            self._put([_delta(index, {"role": "assistant", "content": ""})])
        for name, words, guard, text in (
            ("content", choice.words, choice.content, content),
            ("refusal", choice.denied, choice.refusal, refusal),
        ):
            whole = words.add(text, ended=ended is not None)
            for piece in guard.add(whole, ended=ended is not None):
                if isinstance(piece, Withhold):
                    self._withhold(choice, index, piece.rule)
                    return
                row = _delta(index, {name: words.told(piece)})
                if name == "content":
                    row["logprobs"] = choice.tokens.release(piece)
                self._put([row])
        if cited := citations_of(delta.get("annotations"), choice.content):
            self._put([_delta(index, {"annotations": cited})])
        if pictures:
            self._put([_delta(index, {"images": pictures})])
        offsets = found.get("content_filter_offsets")
        if type(offsets) is dict:
            self._put_offsets(choice, index, offsets)
        if ended is not None:
            self._end_choice(choice, index, ended)

    def _gather_tools(self, choice: _Choice, found: Any) -> None:
        for one in parts.listed(found, "`tool_calls`"):
            row = parts.mapping(one, "a call of a tool")
            place = parts.count(row.get("index"), "its `index`", _MOST_TOOLS)
            known = choice.tools.setdefault(
                place, {"type": "function", "function": {"arguments": ""}}
            )
            function = parts.mapping(row.get("function") or {}, "its function")
            if row.get("type") is not None:
                known["type"] = row["type"]
            if row.get("id"):
                known["id"] = row["id"]
            if function.get("name"):
                known["function"]["name"] = function["name"]
            arguments = parts.text(function.get("arguments"), "its arguments") or ""
            choice.letters += len(arguments)
            known["function"]["arguments"] += arguments

    def _end_choice(self, choice: _Choice, index: int, ended: str) -> None:
        calls = []
        for place, one in sorted(choice.tools.items()):
            read = tool_call(one, self._call, choice.content)
            if isinstance(read, Withhold):
                self._withhold(choice, index, read.rule)
                return
            calls.append({"index": place, **read})
        if calls:
            self._put([_delta(index, {"tool_calls": calls})])
        last = {**_delta(index, {}), "finish_reason": ended}
        if choice.filters:
            last["content_filter_results"] = choice.filters
        self._put([last])
        choice.has_ended = True

    def _withhold(self, choice: _Choice, index: int, rule: str) -> None:
        choice.has_ended = True
        choice.tokens.drop()
        choice.tools.clear()
        self.withheld.append(Withheld(index, rule))
        self._put(
            [
                {
                    **_delta(index, {"refusal": self._notice}),
                    "finish_reason": "content_filter",
                    "content_filter_results": with_category(
                        choice.filters, filtered=True, detected=True
                    ),
                }
            ]
        )

    def _put(self, choices: list[dict[str, Any]], **more: Any) -> None:
        self._out.put_tree({**(self._head or {}), "choices": choices, **more})

    def _put_prompt_filters(self, found: Any) -> None:
        if self._has_prompt_filters:
            return
        rows = merged_prompt_filters(found, self._call.dialect, covered=self._covered)
        self._has_prompt_filters = bool(rows)
        if rows:
            self._put([], prompt_filter_results=rows)

    def _put_offsets(self, choice: _Choice, index: int, found: dict[str, Any]) -> None:
        row = _delta(index, {})
        row["content_filter_offsets"] = kept_offsets(found)
        row["content_filter_results"] = choice.filters
        self._put([row])


def _delta(index: int, delta: dict[str, Any]) -> dict[str, Any]:
    return {"index": index, "delta": delta, "finish_reason": None, "logprobs": None}
