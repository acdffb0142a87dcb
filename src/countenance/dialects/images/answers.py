"""The answer of a model that made or changed pictures, whole or in pieces.

Rules kept here:
 * An answer is built anew from its known fields. Every picture in it, also one that is only half
   done, is opened like one of a request, wherever it stands.
 * The words in which the model repeats what it was asked are judged like any others, and dropped
   where they may not leave.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answer_pictures import Outbox, Pictures, Place
from countenance.dialects.answers import Answered
from countenance.dialects.call import Call
from countenance.dialects.check import Check, Guard, Withheld, Withhold
from countenance.dialects.images.fields import MOST_PICTURES
from countenance.dialects.sse import Event, EventReader, event_bytes
from countenance.dialects.streaming import EventStream, broken_off
from countenance.dialects.strict import parse
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = ["ImageStream", "read_image_answer"]

_JSON = msgspec.json.Encoder()
_LABELS = ("background", "output_format", "quality", "size", "safety_identifier")
_MOST_EVENT = 64 * 1024 * 1024
"""Bytes of one event: a whole picture stands in it."""

_HALF, _WHOLE = "partial_image", "completed"
_FAMILIES = ("image_generation", "image_edit")


def read_image_answer(
    body: bytes,
    call: Call,  # noqa: ARG001 - an answer has as many pictures as it has
    new_check: Callable[[], Check] | None,
    *,
    covered: bool = False,  # noqa: ARG001 - each picture says so itself
) -> Answered:
    """The answer as it may leave. Raises `UpstreamError` for what is not one."""
    answer = _object(body, "answer")
    pictures, withheld = Pictures(), list[Withheld]()
    rows = []
    for index, found in enumerate(parts.listed(answer.get("data"), "`data`")):
        row = parts.mapping(found, "a picture")
        more: dict[str, Any] = {}
        said = parts.text(row.get("revised_prompt"), "`revised_prompt`")
        if said is not None:
            why = Guard(new_check()).judge(said) if new_check is not None else None
            if isinstance(why, Withhold):
                withheld.append(Withheld(index, why.rule))
            else:
                more["revised_prompt"] = said
        rows.append(_place(row, more, pictures))
    if not rows:
        raise UpstreamError("the answer of the upstream: no pictures")
    tree = {"created": _time(answer.get("created")), "data": rows, **_about(answer)}
    usage = parts.usage(answer.get("usage"))
    if usage is not None:
        tree["usage"] = usage
    return Answered(b"", tuple(withheld), usage, tree=tree, pictures=pictures.take())


class ImageStream(EventStream):
    """A streamed answer: pictures that are half done, then the whole ones."""

    def __init__(
        self, call: Call, new_check: Callable[[], Check] | None, *, covered: bool = False
    ) -> None:
        super().__init__(EventReader(_MOST_EVENT), Outbox(4 * MOST_PICTURES))
        self._left = call.choices

    def _take(self, event: Event) -> None:
        if event.data != b"[DONE]":
            self._read(event.data)

    def _broken_off(self, says: str) -> bytes:
        return event_bytes(_JSON.encode({"error": broken_off(says)}))

    def _read(self, data: bytes) -> None:
        event = _object(data, "event")
        kind = event.get("type")
        family, _, what = kind.partition(".") if type(kind) is str else ("", "", "")
        if family not in _FAMILIES or what not in (_HALF, _WHOLE):
            raise UpstreamError("an event of an unknown type")
        more: dict[str, Any] = {
            "type": kind, "created_at": _time(event.get("created_at")), **_about(event),
        }  # fmt: skip
        if what == _HALF:
            index = event.get("partial_image_index")
            more["partial_image_index"] = parts.count(index, "`partial_image_index`", 64)
        else:
            self.usage = parts.usage(event.get("usage"))
            if self.usage is not None:
                more["usage"] = self.usage
            self._left -= 1
            self._done = self._left == 0
        self._out.put_tree(_place(event, more, self._out.pictures), str(kind))


def _place(row: Mapping[str, Any], more: Mapping[str, Any], pictures: Pictures) -> Place:
    """Where a picture stands: in base64, wherever it stood before."""
    if row.get("b64_json") is None and row.get("url") is not None:
        part = pictures.of_url(row["url"])
    else:
        part = pictures.of_base64(row.get("b64_json"))
    return Place((part,), lambda shown: {"b64_json": shown[0].base64, **more, **shown[0].told})


def _about(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: parts.label(found[name]) for name in _LABELS if parts.label(found.get(name))}


def _time(value: Any) -> int:
    return value if type(value) is int and 0 <= value < 2**53 else 0


def _object(data: bytes, what: str) -> dict[str, Any]:
    try:
        return parts.mapping(parse(data, what), "it")
    except UnreadableCallError as error:
        raise UpstreamError(f"the upstream: {error}") from error
