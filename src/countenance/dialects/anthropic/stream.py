"""The streamed answer of an upstream to a message, released sentence by sentence.

Rules kept here:
 * Nothing leaves before a check has released it. A sentence leaves as soon as it is released.
 * Uses of tools wait until they are complete; a signature leaves with the thinking that it signs.
 * Blocks that nobody has looked at are dropped, and the others numbered anew.
 * An answer that is withheld ends with `stop_reason: refusal`; what cannot be read, or ends too
   early, ends in one error event.
 * An answer to a call of text alone is read event by event and handed on as it is.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answer_pictures import Outbox
from countenance.dialects.anthropic.answers import head_of, refused, stop_of, tool_use
from countenance.dialects.call import Call
from countenance.dialects.check import Check, Guard, Withheld, Withhold
from countenance.dialects.sse import Event, EventReader, event_bytes
from countenance.dialects.streaming import EventStream
from countenance.dialects.strict import parse
from countenance.dialects.woven import Weaver
from countenance.errors import UpstreamError

__all__ = ["MessageStream"]

_MOST_LETTERS = 4 * 1024 * 1024
_MOST_BLOCKS = 512
_KINDS = ("text", "thinking", "tool_use")
_JSON = msgspec.json.Encoder()


class MessageStream(EventStream):
    """One streamed answer: bytes of the upstream in, bytes for the caller out.

    `new_check` makes the check; `None` only for a call of text alone.
    """

    def __init__(
        self,
        call: Call,
        new_check: Callable[[], Check] | None,
        *,
        covered: bool = False,
    ) -> None:
        super().__init__(EventReader(), Outbox())
        self._call = call
        self._check = None if new_check is None else new_check()
        self._words = Weaver(self._out.pictures)
        self._begun = False
        self._open: tuple[int, str] | None = None
        self._place = -1
        self._letters = 0
        self._guard = Guard(self._check) if self._check is not None else None
        self._held = ""
        self._tool: dict[str, Any] = {}
        self._stopped = False

    def _take(self, event: Event) -> None:
        found = parts.mapping(parse(event.data, "answer"), "an event")
        if self._guard is None:
            self._pass(found, event.data)
        else:
            self._read(found, self._guard)

    def _broken_off(self, says: str) -> bytes:
        error = {"type": "api_error", "message": f"upstream · {says}"}
        return event_bytes(_JSON.encode({"type": "error", "error": error}), "error")

    def _pass(self, event: dict[str, Any], data: bytes) -> None:
        kind = event.get("type")
        if type(kind) is not str or not kind.replace("_", "").isalpha():
            raise UpstreamError("an event without a type")
        self._count(event)
        self._out.put(event_bytes(data.replace(b"\n", b" "), kind))
        if kind in ("message_stop", "error"):
            self._done = True
            self.is_broken = kind == "error"

    def _count(self, event: dict[str, Any]) -> None:
        message = event.get("message")
        source = message if type(message) is dict else event
        found = parts.usage(source.get("usage"))
        if found is not None:
            self.usage = {**(self.usage or {}), **found}

    def _read(self, event: dict[str, Any], guard: Guard) -> None:
        match event.get("type"):
            case "message_start" if not self._begun:
                self._begun = True
                message = parts.mapping(event.get("message"), "`message`")
                self._count(event)
                start = {**head_of(message), "content": [], **stop_of({})}
                self._put("message_start", message={**start, "usage": self.usage or {}})
            case "content_block_start" if self._begun and self._open is None:
                self._start(event)
            case "content_block_delta" if self._open is not None:
                self._grow(event, *self._open, guard)
            case "content_block_stop" if self._open is not None:
                self._stop_block(guard)
            case "message_delta" if self._begun and self._open is None:
                self._count(event)
                delta = stop_of(parts.mapping(event.get("delta"), "`delta`"))
                self._stopped = True
                self._put("message_delta", delta=delta, usage=self.usage or {})
            case "message_stop" if self._stopped:
                self._put("message_stop")
                self._done = True
            case "ping":
                if self._begun:
                    self._put("ping")
            case _:
                raise UpstreamError("an event that does not belong there")

    def _start(self, event: dict[str, Any]) -> None:
        index = parts.count(event.get("index"), "`index`", _MOST_BLOCKS)
        block = parts.mapping(event.get("content_block"), "`content_block`")
        kind = block.get("type")
        self._open = (index, kind if kind in _KINDS else "dropped")
        if kind not in _KINDS:
            return
        self._place += 1
        self._held = ""
        if kind == "tool_use":
            self._tool = {"id": block.get("id"), "name": block.get("name")}
            return
        if parts.text(block.get(str(kind)), "its text"):
            raise UpstreamError("a block that does not begin empty")
        fresh = {"type": kind, kind: ""} | ({"signature": ""} if kind == "thinking" else {})
        self._put("content_block_start", index=self._place, content_block=fresh)

    def _grow(self, event: dict[str, Any], index: int, kind: str, guard: Guard) -> None:
        if event.get("index") != index:
            raise UpstreamError("a piece of another block")
        delta = parts.mapping(event.get("delta"), "`delta`")
        match kind, delta.get("type"):
            case ("text", "text_delta"):
                self._release(parts.text(delta.get("text"), "`text`") or "", guard)
            case ("thinking", "thinking_delta"):
                self._release(parts.text(delta.get("thinking"), "`thinking`") or "", guard)
            case ("thinking", "signature_delta"):
                self._held += parts.signature(delta.get("signature"))
            case ("tool_use", "input_json_delta"):
                piece = parts.text(delta.get("partial_json"), "`partial_json`") or ""
                self._held += piece
                self._tally(piece)
            case ("text", "citations_delta") | ("dropped", _):
                return
            case _:
                raise UpstreamError("a piece that does not belong to its block")

    def _tally(self, piece: str) -> None:
        self._letters += len(piece)
        if self._letters > _MOST_LETTERS:
            raise UpstreamError("an answer that is too long")

    def _release(self, text: str, guard: Guard, *, ended: bool = False) -> None:
        self._tally(text)
        kind = self._open[1] if self._open else "text"
        text = self._words.add(text, ended=ended)
        for piece in guard.add(text, ended=ended):
            if isinstance(piece, Withhold):
                self._withhold(piece.rule)
                return
            delta = {"type": f"{kind}_delta", kind: self._words.told(piece)}
            self._put("content_block_delta", index=self._place, delta=delta)

    def _stop_block(self, guard: Guard) -> None:
        _, kind = self._open or (0, "")
        if kind in ("text", "thinking"):
            self._release("", guard, ended=True)
        if self._over:
            return
        if kind == "thinking" and self._held:
            delta = {"type": "signature_delta", "signature": self._held}
            self._put("content_block_delta", index=self._place, delta=delta)
        if kind == "tool_use" and not self._use(guard):
            return
        self._open = None
        if kind != "dropped":
            self._put("content_block_stop", index=self._place)

    def _use(self, guard: Guard) -> bool:
        given = parse(self._held.encode(), "answer") if self._held else {}
        read = tool_use({**self._tool, "input": given}, self._call, guard)
        if isinstance(read, Withhold):
            self._place -= 1
            self._open = None
            self._withhold(read.rule)
            return False
        self._put("content_block_start", index=self._place, content_block={**read, "input": {}})
        written = _JSON.encode(read["input"]).decode()
        delta = {"type": "input_json_delta", "partial_json": written}
        self._put("content_block_delta", index=self._place, delta=delta)
        return True

    def _withhold(self, rule: str) -> None:
        self.withheld.append(Withheld(0, rule))
        if self._open is not None:
            self._put("content_block_stop", index=self._place)
            self._open = None
        last = refused(None)
        delta = {name: last[name] for name in ("stop_reason", "stop_sequence", "stop_details")}
        self._put("message_delta", delta=delta, usage=self.usage or {})
        self._put("message_stop")
        self._done = True

    def _put(self, kind: str, **more: Any) -> None:
        self._out.put_tree({"type": kind, **more}, kind)
