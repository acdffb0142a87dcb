"""No character of a withheld name leaves a stream, however the upstream cuts what it sends."""

import json
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.anthropic.stream import MessageStream
from countenance.dialects.responses.stream import ResponseStream
from countenance.dialects.stream import AnswerStream
from countenance.evidence.answer import AnswerCheck
from dialects import answering as chat
from dialects.anthropic import messages as anthropic
from dialects.asking import call, picture, text, user
from dialects.responses import responding as responses

# Letters that stand nowhere else in the answer, of one, two and three bytes.
NAME = "Žýþűř Ǿłđẽħ"
BEFORE = "A person in a dark coat stands at a long table. Behind it there is a wall. "
NAMING = (
    f"The man at the table is {NAME}, from the north. He holds a cup.",
    f"It is most likely {NAME} who stands there and drinks some tea.",
    f"{NAME} stands at the table and looks at a map of the coast.",
    f"name: {NAME}\nplace: a room with a table and a wall",
)
Stream = AnswerStream | MessageStream | ResponseStream


def _check() -> AnswerCheck:
    return AnswerCheck(("What is in this picture?",))


def _chat(told: str, step: int) -> tuple[Stream, bytes]:
    asked = call(user(text(), picture()), stream=True)
    return AnswerStream(asked, _check), b"".join(chat.streamed(told, step=step)) + chat.DONE


def _anthropic(told: str, step: int) -> tuple[Stream, bytes]:
    events = anthropic.events(anthropic.message(anthropic.text(told)), step)
    stream = MessageStream(anthropic.shown_call(stream=True), _check)
    return stream, anthropic.written(events)


def _responses(told: str, step: int) -> tuple[Stream, bytes]:
    events = responses.events(responses.answer(responses.said(told)), step)
    stream = ResponseStream(responses.shown_call(stream=True), _check)
    return stream, responses.written(events)


FORMS: dict[str, Callable[[str, int], tuple[Stream, bytes]]] = {
    "chat": _chat,
    "anthropic": _anthropic,
    "responses": _responses,
}


def _as_utf8(wire: bytes) -> bytes:
    """The same events with letters as they are, in place of escapes."""
    lines = wire.split(b"\n")
    for at, line in enumerate(lines):
        if line.startswith(b"data: {"):
            tree = json.loads(line.removeprefix(b"data: "))
            lines[at] = b"data: " + json.dumps(tree, ensure_ascii=False).encode()
    return b"\n".join(lines)


def _fed(stream: Stream, wire: bytes, cuts: Iterable[int]) -> bytes:
    out = b""
    for size in cuts:
        out += stream.feed(wire[:size])
        wire = wire[size:]
    return out + stream.feed(wire) + stream.end()


def _letters(out: bytes) -> set[str]:
    """Every letter that a caller can read, escaped or not."""
    found = set(out.decode())
    for line in out.split(b"\n"):
        if line.startswith(b"data: {"):
            found |= set(json.dumps(json.loads(line[6:]), ensure_ascii=False))
    return found


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(
    naming=st.sampled_from(NAMING),
    step=st.integers(1, 40),
    cuts=st.lists(st.integers(1, 90), max_size=60),
    utf8=st.booleans(),
)
def test_no_character_of_a_withheld_name_leaves(
    form: str, naming: str, step: int, cuts: list[int], utf8: bool
) -> None:
    stream, wire = FORMS[form](BEFORE + naming, step)

    out = _fed(stream, _as_utf8(wire) if utf8 else wire, cuts)

    assert not _letters(out) & (set(NAME) - {" "})
    assert stream.withheld
    assert b"dark coat" in out or form != "chat"


@pytest.mark.parametrize("form", FORMS)
def test_it_holds_byte_by_byte(form: str) -> None:
    stream, wire = FORMS[form](BEFORE + NAMING[0], 3)
    wire = _as_utf8(wire)

    out = _fed(stream, wire, [1] * len(wire))

    assert not _letters(out) & (set(NAME) - {" "})
    assert stream.withheld


@pytest.mark.parametrize("form", FORMS)
def test_the_first_sentence_leaves_before_the_upstream_has_finished(form: str) -> None:
    stream, wire = FORMS[form](BEFORE + "It is a quiet room with a high ceiling. " * 4, 5)

    out = stream.feed(wire[: len(wire) // 2])

    assert b"coat" in out
    assert not stream.is_done
