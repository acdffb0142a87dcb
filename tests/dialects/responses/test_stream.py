"""The streamed answer to a call for a response."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.answer_pictures import Shown
from countenance.dialects.answers import NOTICE
from countenance.dialects.check import Withheld
from countenance.dialects.responses.stream import ResponseStream
from dialects.answering import FIRST, NAMES, SECOND, SECRET, NoSecret
from dialects.asking import PICTURE_URL
from dialects.responses.responding import (
    answer,
    azure,
    call,
    called,
    events,
    got,
    picture,
    said,
    shown_call,
    text,
    thought,
    user,
    words_of,
    written,
)
from scripted_http import Seen, scripted_http

ASKED = shown_call(stream=True)
TEXT = call(stream=True)
DRAWING = call(user(text(), picture()), tools=[{"type": "image_generation"}], stream=True)
WHOLE = answer(thought("A wall and a door, no more."), said(FIRST + SECOND), called('{"who":"x"}'))


def _stream(
    told: list[dict[str, Any]] | bytes, asked: Any = ASKED, **more: Any
) -> tuple[bytes, ResponseStream]:
    stream = ResponseStream(asked, NoSecret, **more)
    whole = told if isinstance(told, bytes) else written(told)
    return stream.feed(whole) + stream.end(), stream


def _kinds(out: bytes) -> list[str]:
    return [event["type"].removeprefix("response.") for event in got(out)]


def test_a_sentence_leaves_before_the_upstream_has_finished() -> None:
    stream = ResponseStream(ASKED, NoSecret)
    told = events(answer(said(FIRST + SECOND)))
    at = next(n for n, event in enumerate(told) if event["type"].endswith("text.done"))
    out = b"".join(stream.feed(written([event])) for event in told[:at])

    assert words_of(out) == FIRST
    assert not stream.is_done


def test_all_of_an_answer_that_names_nobody_leaves_in_the_order_of_the_service() -> None:
    out, stream = _stream(events(WHOLE, 900))
    told = got(out)

    assert _kinds(out) == [
        "created", "in_progress",
        "output_item.added", "reasoning_summary_part.added", "reasoning_summary_text.delta",
        "reasoning_summary_text.done", "reasoning_summary_part.done", "output_item.done",
        "output_item.added", "content_part.added", "output_text.delta", "output_text.delta",
        "output_text.done", "content_part.done", "output_item.done",
        "output_item.added", "function_call_arguments.delta", "function_call_arguments.done",
        "output_item.done", "completed",
    ]  # fmt: skip
    assert [event["sequence_number"] for event in told] == list(range(len(told)))
    assert words_of(out) == FIRST + SECOND
    last = told[-1]["response"]
    assert [item["type"] for item in last["output"]] == ["reasoning", "message", "function_call"]
    assert last["output"][1]["content"][0]["text"] == FIRST + SECOND
    assert last["output"][2]["arguments"] == '{"who":"x"}'
    assert (last["status"], last["store"]) == ("completed", False)
    assert (stream.is_done, stream.is_broken, stream.withheld) == (True, False, [])
    assert stream.usage == WHOLE["usage"]


@pytest.mark.parametrize("step", range(1, 30))
def test_no_letter_of_a_withheld_sentence_leaves_however_it_is_cut(step: int) -> None:
    whole = written(events(answer(said(FIRST + NAMES + SECOND)), step))
    stream = ResponseStream(ASKED, NoSecret)
    out = b""
    for at in range(0, len(whole), step * 11):
        out += stream.feed(whole[at : at + step * 11])

    assert words_of(out) == FIRST
    assert SECRET not in out.decode()
    assert stream.withheld == [Withheld(0, "secret")]
    last = got(out)[-1]
    assert last["type"] == "response.incomplete"
    assert last["response"]["incomplete_details"] == {"reason": "content_filter"}
    first, refused = last["response"]["output"]
    assert (first["status"], first["content"][0]["text"]) == ("incomplete", FIRST)
    assert refused["content"] == [{"type": "refusal", "refusal": NOTICE}]
    assert stream.is_done


@pytest.mark.parametrize(
    "item",
    [thought(NAMES), called(f'"{SECRET}"'), called("{}", "rm"), said(NAMES),
     {**said(""), "content": [{"type": "refusal", "refusal": NAMES}]},
     {**thought(""), "summary": [], "content": [{"type": "reasoning_text", "text": NAMES}]}],
)  # fmt: skip
def test_whatever_names_somebody_ends_the_answer(item: dict[str, Any]) -> None:
    out, stream = _stream(events(answer(said(FIRST), item, said(SECOND))))

    assert len(stream.withheld) == 1
    assert SECRET not in out.decode()
    assert words_of(out) == FIRST
    assert _kinds(out)[-1] == "incomplete"


def test_every_item_that_began_also_ends() -> None:
    for whole in (WHOLE, answer(said(FIRST + NAMES)), answer(said(FIRST), thought(NAMES))):
        out, _ = _stream(events(whole))
        told = _kinds(out)
        for begun, done in (
            ("output_item.added", "output_item.done"),
            ("content_part.added", "content_part.done"),
            ("reasoning_summary_part.added", "reasoning_summary_part.done"),
        ):
            assert told.count(begun) == told.count(done)


def test_an_item_that_nobody_looked_at_is_left_out_and_the_others_counted_without_it() -> None:
    odd = {"id": "x", "type": "hologram", "secret": SECRET, "status": "completed"}
    out, _ = _stream(events(answer(odd, said(FIRST), odd, said(SECOND))))

    assert SECRET not in out.decode()
    assert {event["output_index"] for event in got(out) if "output_index" in event} == {0, 1}
    assert len(got(out)[-1]["response"]["output"]) == 2


def test_a_source_leaves_with_its_text() -> None:
    cited = {"type": "url_citation", "url": "https://a.example/b", "title": "B",
             "start_index": 0, "end_index": 3}  # fmt: skip
    other = {**cited, "title": SECRET}
    out, stream = _stream(events(answer(said(FIRST, annotations=[cited, other]))))

    assert _kinds(out).count("output_text.annotation.added") == 1
    assert got(out)[-1]["response"]["output"][0]["content"][0]["annotations"] == [cited]
    assert not stream.withheld


def test_token_probabilities_leave_with_their_sentence() -> None:
    told = events(answer(said(FIRST)), 1)
    for event in told:
        if event["type"] == "response.output_text.delta":
            event["logprobs"] = [{"token": event["delta"], "logprob": -1, "top_logprobs": []}]
    out, _ = _stream(told)
    rows = [row for event in got(out) for row in event.get("logprobs", ())]

    assert "".join(row["token"] for row in rows) == FIRST


@pytest.mark.parametrize("step", [1, 7, 900])
def test_what_comes_after_a_picture_waits_until_it_is_opened(step: int) -> None:
    out, stream = _stream(events(answer(said(f"{FIRST} ![a ship]({PICTURE_URL}){SECOND}")), step))

    assert words_of(out).strip() == FIRST
    assert not stream.is_done
    (part,) = stream.pictures()
    out += stream.show({part.where: Shown("image/png", b"made")})
    told = f"{FIRST} ![a ship](data:image/png;base64,bWFkZQ==){SECOND}"
    assert words_of(out) == told
    assert got(out)[-1]["response"]["output"][0]["content"][0]["text"] == told


def test_a_drawn_picture_leaves_as_it_was_made_anew() -> None:
    drawn = {"id": "ig_1", "type": "image_generation_call", "status": "completed",
             "result": PICTURE_URL.partition(",")[2]}  # fmt: skip
    out, stream = _stream(events(answer(drawn, said(FIRST))), DRAWING)
    (part,) = stream.pictures()
    out += stream.show({part.where: Shown("image/png", b"made", covered=1)})

    assert drawn["result"].encode() not in out
    assert "image_generation_call.completed" in _kinds(out)
    item = got(out)[-1]["response"]["output"][0]
    assert (item["result"], item["countenance"]) == ("bWFkZQ==", {"covered": 1})


def test_filters_of_azure_are_merged_into_the_last_event() -> None:
    asked = azure(user(text(), picture()), stream=True)
    out, _ = _stream(events(answer(said(FIRST), content_filters=[])), asked, covered=True)
    (row,) = got(out)[-1]["response"]["content_filters"]

    assert row["content_filter_results"]["facial_recognition"]["filtered"] is True


def test_an_answer_to_text_alone_is_handed_on_event_by_event() -> None:
    whole = written(events(answer(said(NAMES))))
    stream = ResponseStream(TEXT, None)

    assert stream.feed(whole) == whole
    assert (stream.is_done, stream.is_broken) == (True, False)
    assert stream.usage == WHOLE["usage"]


@pytest.mark.parametrize("asked", [ASKED, TEXT])
def test_a_failure_of_the_upstream_is_one_here(asked: Any) -> None:
    failed = answer(status="failed", error={"code": "server_error", "message": SECRET})
    stream = ResponseStream(asked, NoSecret if asked is ASKED else None)
    out = stream.feed(written(events(failed)))

    assert stream.is_broken
    assert stream.is_done
    assert _kinds(out)[-1] == "failed"
    assert asked is TEXT or SECRET not in out.decode()


def _without(kind: str) -> list[dict[str, Any]]:
    return [event for event in events(WHOLE) if event["type"] != f"response.{kind}"]


@pytest.mark.parametrize(
    "told",
    [
        [],
        events(WHOLE)[:-1],
        events(WHOLE)[:5],
        events(WHOLE)[2:],
        _without("output_item.added"),
        _without("output_item.done"),
        [*events(WHOLE)[:8], {"type": "error", "message": SECRET, "code": "x"}],
        [*events(WHOLE)[:-1], {"type": "response.completed", "response": answer(status="failed")}],
        [*events(WHOLE)[:2], {**events(WHOLE)[2], "output_index": -1}],
        [*events(WHOLE)[:3], events(WHOLE)[2]],
        [{"sequence_number": 1}],
        [{"type": 3}],
    ],
)
def test_what_is_not_an_answer_ends_in_one_error_event(told: list[dict[str, Any]]) -> None:
    whole = b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in told)
    stream = ResponseStream(ASKED, NoSecret)
    out = stream.feed(whole) + stream.end()

    assert stream.is_broken
    assert got(out)[-1]["error"]["code"] == "upstream_failed"
    assert SECRET not in out.decode()
    assert stream.feed(b"x") + stream.end() + stream.fail() == b""


def test_a_text_that_is_told_in_two_ways_is_an_error() -> None:
    told = events(answer(said(FIRST)))
    for event in told:
        if event["type"] == "response.output_text.done":
            event["text"] = NAMES
    out, stream = _stream(told)

    assert stream.is_broken
    assert SECRET not in out.decode()


def test_a_text_that_comes_at_once_is_judged_too() -> None:
    for words in (FIRST, NAMES):
        told = [e for e in events(answer(said(words))) if not e["type"].endswith("text.delta")]
        out, stream = _stream(told)
        assert words_of(out) == ("" if words == NAMES else words)
        assert bool(stream.withheld) == (words == NAMES)


def test_one_that_was_cut_short_ends_so() -> None:
    told = events(answer(said(FIRST + SECOND)))
    at = next(n for n, event in enumerate(told) if event["type"].endswith("text.done"))
    short = answer(status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    out, stream = _stream([*told[:at], {"type": "response.incomplete", "response": short}])

    assert words_of(out) == FIRST + SECOND
    assert not stream.is_broken
    last = got(out)[-1]["response"]
    assert last["incomplete_details"] == {"reason": "max_output_tokens"}
    assert last["output"][0]["status"] == "incomplete"


@given(st.binary(max_size=300), st.integers(0, 4000))
@settings(max_examples=60, deadline=None)
def test_junk_anywhere_breaks_it_or_is_passed_over(junk: bytes, at: int) -> None:
    whole = written(events(answer(said(FIRST + NAMES))))
    stream = ResponseStream(ASKED, NoSecret)
    out = stream.feed(whole[:at] + junk + whole[at:]) + stream.end()

    assert stream.is_done
    assert SECRET not in out.decode(errors="replace")


def _client(pieces: list[bytes]) -> Any:
    def give(_: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        return 200, {"content-type": "text/event-stream"}, iter(pieces)

    return scripted_http(give)


def test_the_client_reads_a_stopped_stream_to_its_end() -> None:
    out, _ = _stream(events(answer(said(FIRST + NAMES))))
    with (
        _client([out]) as server,
        openai.OpenAI(base_url=f"{server.url}/v1", api_key="k") as client,
    ):
        told = list(client.responses.create(model="gpt-4o", input="x", stream=True))

    assert "".join(e.delta for e in told if e.type == "response.output_text.delta") == FIRST
    assert told[-1].type == "response.incomplete"
    assert told[-1].response.incomplete_details is not None
    assert told[-1].response.incomplete_details.reason == "content_filter"


def test_the_clients_own_gathering_of_events_works() -> None:
    out, _ = _stream(events(WHOLE))
    with (
        _client([out]) as server,
        openai.OpenAI(base_url=f"{server.url}/v1", api_key="k") as client,
        client.responses.stream(model="gpt-4o", input="x") as stream,
    ):
        final = stream.get_final_response()

    assert final.output_text == FIRST + SECOND


def test_the_client_raises_a_broken_stream() -> None:
    out, _ = _stream(events(WHOLE)[:5])
    with (
        _client([out]) as server,
        openai.OpenAI(base_url=f"{server.url}/v1", api_key="k") as client,
        pytest.raises(openai.APIError) as error,
    ):
        list(client.responses.create(model="gpt-4o", input="x", stream=True))

    assert error.value.code == "upstream_failed"


NAMING = [
    events(answer(said(FIRST + NAMES + SECOND)), 5),
    events(answer(thought(NAMES), said(FIRST)), 900),
    events(answer(said(FIRST), called(f'"{SECRET}"'))),
]


@given(st.integers(0, 2), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 90),
                                             st.integers(0, 90)), max_size=4))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_order_of_events_lets_a_name_leave(which: int, changes: list[Any]) -> None:
    told = list(NAMING[which])
    for what, at, other in changes:
        event = told[at % len(told)]
        if what == 0:
            told.remove(event)
        elif what == 1:
            told.insert(other % len(told), event)
        else:
            told.append(event)
    out, stream = _stream(told)

    assert SECRET not in out.decode()
    assert stream.is_done
