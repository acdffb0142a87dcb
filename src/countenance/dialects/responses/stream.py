"""The streamed answer of an upstream to a call for a response, released sentence by sentence.

Rules kept here:
 * Nothing leaves before a check has released it. A sentence leaves as soon as it is released.
 * Calls of tools, and whatever else does not grow word by word, wait until they are complete.
 * Every event is written anew, numbered anew; an item that nobody has looked at is left out, and
   the others are counted without it.
 * An answer that is withheld ends with `response.incomplete` and the reason `content_filter`; what
   was released before stays in it, and one message that refuses is added.
 * What cannot be read, or ends too early, ends in one error event, and what was held stays.
 * An answer to a call of text alone is read event by event and handed on as it is.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answer_pictures import Outbox
from countenance.dialects.answers import NOTICE
from countenance.dialects.call import Call
from countenance.dialects.check import Check, Withheld, Withhold
from countenance.dialects.responses.answers import ended, frame, refusing
from countenance.dialects.responses.growing import NAMES, TOLD, Item, Text, told_at_once
from countenance.dialects.responses.output import GROWING, Items, citations_of, flat_tokens
from countenance.dialects.sse import Event, EventReader, event_bytes
from countenance.dialects.streaming import EventStream, broken_off
from countenance.dialects.strict import parse
from countenance.dialects.woven import Weaver
from countenance.errors import UpstreamError

__all__ = ["ResponseStream"]

_MOST_LETTERS = 4 * 1024 * 1024
_MOST_ITEMS = 512
_LARGEST_EVENT = 64 * 1024 * 1024
"""Where a tool of the upstream may give pictures; the last event holds all of them once more."""

_JSON = msgspec.json.Encoder()
_BEGINS = ("response.created", "response.queued", "response.in_progress")
_ENDS = ("response.completed", "response.incomplete", "response.failed")


class _Kind(msgspec.Struct):
    type: str
    response: msgspec.Raw = msgspec.Raw()


class _Usage(msgspec.Struct):
    usage: dict[str, Any] | None = None


_KIND = msgspec.json.Decoder(_Kind)
_USAGE = msgspec.json.Decoder(_Usage)


class ResponseStream(EventStream):
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
        largest = EventReader(_LARGEST_EVENT) if call.hosted_tools else EventReader()
        super().__init__(largest, Outbox())
        self._call = call
        self._covered = covered
        self._reads = None if new_check is None else Items(call, new_check(), self._out.pictures)
        self._check = new_check
        self._frame: dict[str, Any] | None = None
        self._items: dict[int, Item] = {}
        self._output: dict[int, Any] = {}
        self._places = 0
        self._number = 0
        self._letters = 0

    def _take(self, event: Event) -> None:
        if self._reads is None:
            self._pass(event.data)
        else:
            self._read(parts.mapping(parse(event.data, "answer"), "it"), self._reads)

    def _broken_off(self, says: str) -> bytes:
        error = broken_off(says)
        event = {
            "type": "error",
            "sequence_number": self._number,
            "code": error["code"],
            "message": error["message"],
            "param": None,
            # The client raises what has this field; an event of the type alone it would hand on.
            "error": error,
        }
        return event_bytes(_JSON.encode(event), "error")

    def _pass(self, data: bytes) -> None:
        try:
            seen = _KIND.decode(data)
            if not seen.type.replace("_", "").replace(".", "").isalnum():
                raise UpstreamError("an event without a type")
            if seen.type in _ENDS:
                self.usage = parts.usage(_USAGE.decode(seen.response).usage)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise UpstreamError("an event that is not one of a response") from error
        self._out.put(event_bytes(data.replace(b"\n", b" "), seen.type))
        if seen.type in _ENDS or seen.type == "error":
            self._done = True
            self.is_broken = seen.type in ("error", "response.failed")

    def _read(self, event: dict[str, Any], reads: Items) -> None:
        kind = event.get("type")
        if type(kind) is not str:
            raise UpstreamError("an event without a type")
        if kind in _BEGINS:
            self._begin(kind, parts.mapping(event.get("response"), "`response`"))
            return
        if kind == "error":
            raise UpstreamError("an error in the middle of the answer")
        if kind in _ENDS:
            self._end(kind, parts.mapping(event.get("response"), "`response`"), reads)
            return
        if kind == "response.output_item.added":
            self._add(event, reads)
            return
        if "output_index" not in event:
            return  # nothing that is known here
        index = parts.count(event["output_index"], "`output_index`", _MOST_ITEMS)
        item = self._items.get(index)
        if item is None:
            raise UpstreamError("a piece of an item that is not there")
        if item.is_done:
            return  # how a tool of the upstream came on is told in no order
        if kind == "response.output_item.done":
            self._finish(item, parts.mapping(event.get("item"), "`item`"), reads)
        elif item.place >= 0:
            self._grow(item, kind, event, reads)

    def _begin(self, kind: str, response: dict[str, Any]) -> None:
        if self._frame is None:
            self._frame = frame(response, self._call)
        open_one: dict[str, Any] = {
            "error": None,
            "incomplete_details": None,
            "output": [],
            "usage": None,
        }
        status = "queued" if kind == "response.queued" else "in_progress"
        self._put(kind, response={**self._frame, "status": status, **open_one})

    def _add(self, event: dict[str, Any], reads: Items) -> None:
        index = parts.count(event.get("output_index"), "`output_index`", _MOST_ITEMS)
        found = parts.mapping(event.get("item"), "`item`")
        if index in self._items or self._frame is None:
            raise UpstreamError("an item that does not belong there")
        kind = found.get("type")
        item = Item(str(kind) if reads.knows(kind) else "", parts.label(found.get("id")))
        self._items[index] = item
        if item.kind in GROWING:
            if found.get("phase") in ("commentary", "final_answer"):
                item.phase = found["phase"]
            item.place = self._next_place()
            whole = item.whole("in_progress")
            self._put("response.output_item.added", output_index=item.place, item=whole)

    def _grow(self, item: Item, kind: str, event: dict[str, Any], reads: Items) -> None:
        name, _, what = kind.rpartition(".")
        if kind == "response.output_text.annotation.added":
            self._cite(item, event)
        elif kind in ("response.content_part.added", "response.reasoning_summary_part.added"):
            part = parts.mapping(event.get("part"), "`part`")
            known = NAMES.get(str(part.get("type")))
            if known is not None and not parts.text(part.get(known[2]), "its text"):
                self._text(item, str(part["type"]), event.get(known[1]), reads)
        elif name in TOLD and what in ("delta", "done"):
            part_kind, number, whole = TOLD[name]
            text = self._text(item, part_kind, event.get(number), reads)
            if text.has_ended:
                raise UpstreamError("a piece of a text that has ended")
            if what == "delta":
                said = parts.text(event.get("delta"), "`delta`") or ""
                text.tokens.add(event.get("logprobs"))
                self._release(item, text, said)
                return
            said = parts.text(event.get(whole), "its text") or ""
            came = "".join(text.came)
            if came and said != came:
                raise UpstreamError("a text that is not what came before")
            self._release(item, text, "" if came else said, ended=True, reads=reads)

    def _text(self, item: Item, kind: str, found: Any, reads: Items) -> Text:
        index = parts.count(found, f"`{NAMES[kind][1]}`", _MOST_ITEMS)
        if (kind in ("output_text", "refusal")) != (item.kind == "message"):
            raise UpstreamError("a text that does not belong to its item")
        if (kind, index) not in item.texts:
            weaver = Weaver(self._out.pictures)
            text = Text(kind, index, reads.guard.after(), weaver)
            item.texts[kind, index] = text
            self._put_part("added", item, text)
        return item.texts[kind, index]

    def _release(
        self, item: Item, text: Text, said: str, *, ended: bool = False,
        reads: Items | None = None,
    ) -> None:  # fmt: skip
        self._letters += len(said)
        if self._letters > _MOST_LETTERS:
            raise UpstreamError("an answer that is too long")
        text.came.append(said)
        name, number, _ = NAMES[text.kind]
        where = {"item_id": item.id, "output_index": item.place, number: text.index}
        for piece in text.guard.add(text.weaver.add(said, ended=ended), ended=ended):
            if isinstance(piece, Withhold):
                self._withhold(piece.rule)
                return
            text.released.append(piece)
            more = {}
            if text.kind == "output_text":
                more["logprobs"] = flat_tokens(text.tokens.release(piece))
            self._put(f"{name}.delta", **where, delta=text.weaver.told(piece), **more)
        if ended:
            self._end_text(item, text)
            if reads is not None:
                reads.guard = text.guard.after()

    def _end_text(self, item: Item, text: Text) -> None:
        text.has_ended = True
        name, number, whole = NAMES[text.kind]
        where = {"item_id": item.id, "output_index": item.place, number: text.index}
        more: dict[str, Any] = {"logprobs": []} if text.kind == "output_text" else {}
        self._put(f"{name}.done", **where, **{whole: text.part[whole]}, **more)
        self._put_part("done", item, text)

    def _cite(self, item: Item, event: dict[str, Any]) -> None:
        index = parts.count(event.get("content_index"), "`content_index`", _MOST_ITEMS)
        text = item.texts.get(("output_text", index))
        if text is None or text.has_ended:
            return
        for cited in citations_of([event.get("annotation")], text.guard):
            self._put(
                "response.output_text.annotation.added",
                item_id=item.id,
                output_index=item.place,
                content_index=index,
                annotation_index=len(text.cited),
                annotation=cited,
            )
            text.cited.append(cited)

    def _finish(self, item: Item, found: dict[str, Any], reads: Items) -> None:
        item.is_done = True
        if item.kind in GROWING:
            for text in list(item.texts.values()):
                if not text.has_ended:
                    self._release(item, text, "", ended=True, reads=reads)
                if self._over:
                    return
            status = found.get("status")
            self._close(item, status if status == "incomplete" else "completed")
            return
        if found.get("type") != item.kind:
            return
        whole = reads.item(found)
        if isinstance(whole, Withhold):
            self._withhold(whole.rule)
        elif whole is not None:
            self._give(item, whole)

    def _give(self, item: Item, whole: dict[str, Any]) -> None:
        """An item that waited until it was complete, as the events that it would have had."""
        item.place = self._next_place()
        for kind, more in told_at_once(item, whole):
            self._put(kind, output_index=item.place, **more)
        self._output[item.place] = whole

    def _close(self, item: Item, status: str) -> None:
        """A message or reasoning ends with what was released of it."""
        for text in item.texts.values():
            if not text.has_ended:
                self._end_text(item, text)
        item.is_done = True
        whole = item.whole(status)
        self._put("response.output_item.done", output_index=item.place, item=whole)
        self._output[item.place] = whole

    def _end(self, kind: str, response: dict[str, Any], reads: Items) -> None:
        if self._frame is None:
            raise UpstreamError("it ends before it begins")
        last = ended(response, self._call, covered=self._covered)
        if f"response.{last['status']}" != kind:
            raise UpstreamError("it ends in two ways at once")
        growing = [item for item in self._items.values() if not item.is_done]
        if growing and kind == "response.completed":
            raise UpstreamError("it is done before its items are")
        for item in growing:
            if item.place >= 0:
                self._finish(item, {"status": "incomplete"}, reads)
            if self._over:
                return
        self._last(kind, last, parts.usage(response.get("usage")))
        self.is_broken = kind == "response.failed"

    def _withhold(self, rule: str) -> None:
        self.withheld.append(Withheld(0, rule))
        for item in self._items.values():
            if item.place >= 0 and item.place not in self._output:
                self._close(item, "incomplete")
        place, refused = self._next_place(), refusing(NOTICE)
        part = refused["content"][0]
        where = {"item_id": refused["id"], "output_index": place, "content_index": 0}
        begun = {**refused, "content": [], "status": "in_progress"}
        self._put("response.output_item.added", output_index=place, item=begun)
        self._put("response.content_part.added", **where, part={**part, "refusal": ""})
        self._put("response.refusal.delta", **where, delta=part["refusal"])
        self._put("response.refusal.done", **where, refusal=part["refusal"])
        self._put("response.content_part.done", **where, part=part)
        self._put("response.output_item.done", output_index=place, item=refused)
        self._output[place] = refused
        last = ended({"status": "incomplete"}, self._call, covered=self._covered, withheld=True)
        self._last("response.incomplete", last, None)

    def _last(self, kind: str, last: dict[str, Any], usage: dict[str, Any] | None) -> None:
        self.usage = usage
        output = [self._output[place] for place in sorted(self._output)]
        whole = {**(self._frame or {}), **last, "output": output, "usage": usage}
        self._put(kind, response=whole)
        self._done = True

    def _next_place(self) -> int:
        self._places += 1
        return self._places - 1

    def _put_part(self, what: str, item: Item, text: Text) -> None:
        summary = text.kind == "summary_text"
        name = "reasoning_summary_part" if summary else "content_part"
        self._put(
            f"response.{name}.{what}",
            **{
                "item_id": item.id,
                "output_index": item.place,
                NAMES[text.kind][1]: text.index,
                "part": text.part,
            },
        )

    def _put(self, kind: str, **more: Any) -> None:
        self._out.put_tree({"type": kind, "sequence_number": self._number, **more}, kind)
        self._number += 1
