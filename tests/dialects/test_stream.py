"""The streamed answer of an upstream."""

import json
import random
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.answer_pictures import Shown
from countenance.dialects.answers import NOTICE
from countenance.dialects.check import Withheld
from countenance.dialects.stream import AnswerStream
from dialects.answering import (
    DONE,
    FIRST,
    NAMES,
    SECOND,
    SECRET,
    NoSecret,
    chunk,
    delta,
    events,
    said,
    streamed,
)
from dialects.asking import PICTURE_URL, TOOL, azure, call, picture, text, user
from scripted_http import Seen, scripted_http

ASKED = call(user(text(), picture()), stream=True, tools=[TOOL])
TWO = call(user(text(), picture()), stream=True, n=2)
TEXT = call(stream=True)


def _checked(asked: Any = ASKED, **more: Any) -> AnswerStream:
    return AnswerStream(asked, NoSecret, **more)


def _ended(out: bytes) -> list[str | None]:
    return [
        each["finish_reason"]
        for event in events(out)
        if isinstance(event, dict)
        for each in event.get("choices", [])
        if each["finish_reason"]
    ]


def test_a_sentence_leaves_before_the_upstream_has_finished() -> None:
    stream = _checked()
    out = b""
    for event in streamed(FIRST + SECOND)[:-2]:
        out += stream.feed(event)

    assert said(out) == FIRST
    assert not stream.is_done


def test_all_of_an_answer_that_names_nobody_leaves() -> None:
    stream = _checked()

    out = b"".join(stream.feed(event) for event in [*streamed(FIRST + SECOND), DONE])

    assert said(out) == FIRST + SECOND
    assert _ended(out) == ["stop"]
    assert events(out)[-1] == "[DONE]"
    assert (stream.is_done, stream.is_broken, stream.withheld) == (True, False, [])
    assert stream.end() == b""


@pytest.mark.parametrize("step", range(1, 40))
def test_no_letter_of_a_withheld_sentence_leaves_however_it_is_cut(step: int) -> None:
    whole = b"".join([*streamed(FIRST + NAMES + SECOND, step=step), DONE])
    stream = _checked()
    out = b""
    for place in range(0, len(whole), step * 11):
        out += stream.feed(whole[place : place + step * 11])
        if stream.is_done:
            break

    assert said(out) == FIRST
    assert SECRET.encode() not in out
    assert _ended(out) == ["content_filter"]
    assert events(out)[-1] == "[DONE]"
    assert stream.withheld == [Withheld(0, "secret")]


def test_after_the_last_choice_was_withheld_nothing_more_is_read() -> None:
    stream = _checked()
    out = b"".join(stream.feed(event) for event in streamed(NAMES))

    assert stream.is_done
    assert stream.feed(b"data: garbage\n\n") == b""
    assert stream.end() == b""
    last = events(out)[-2]["choices"][0]
    assert last["delta"] == {"refusal": NOTICE}
    assert last["content_filter_results"] == {
        "facial_recognition": {"filtered": True, "detected": True}
    }


def test_every_choice_is_judged_for_itself() -> None:
    stream = _checked(TWO)
    both = zip_longest(streamed(FIRST + NAMES), streamed(FIRST + SECOND, 1), fillvalue=b"")
    sent = [event for pair in both for event in pair]

    out = b"".join(stream.feed(event) for event in [*sent, DONE])

    assert said(out, 0) == FIRST
    assert said(out, 1) == FIRST + SECOND
    assert [each.choice for each in stream.withheld] == [0]
    assert events(out)[-1] == "[DONE]"
    assert out.count(b"[DONE]") == 1


def _tool(arguments: str, **more: Any) -> bytes:
    return chunk(delta(tool_calls=[{"index": 0, "function": {"arguments": arguments}, **more}]))


def _calling(arguments: str, name: str = "look_up", step: int = 3) -> list[bytes]:
    first = {"index": 0, "id": "call_1", "type": "function",
             "function": {"name": name, "arguments": ""}}  # fmt: skip
    return [
        chunk(delta(role="assistant", tool_calls=[first])),
        *(_tool(arguments[place : place + step]) for place in range(0, len(arguments), step)),
        chunk(delta(finish="tool_calls")),
        DONE,
    ]


def test_calls_of_tools_wait_until_they_are_complete() -> None:
    stream = _checked()
    arguments = '{"who":"nobody"}'
    *most, last, done = _calling(arguments)

    before = b"".join(stream.feed(event) for event in most)
    after = stream.feed(last) + stream.feed(done)

    assert b"tool_calls" not in before
    calls = events(after)[0]["choices"][0]["delta"]["tool_calls"]
    assert calls == [
        {
            "index": 0,
            "id": "call_1",
            "type": "function",
            "function": {"name": "look_up", "arguments": arguments},
        }
    ]
    assert _ended(after) == ["tool_calls"]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (json.dumps({"who": SECRET}), "look_up"),
        ('{"who":"\\u0056iktor"}', "look_up"),
        ("{}", "not_offered"),
        ("{}", SECRET),
    ],
)
def test_calls_of_tools_that_name_somebody_are_withheld(arguments: str, name: str) -> None:
    stream = _checked()

    out = b"".join(stream.feed(event) for event in _calling(arguments, name))

    assert b"tool_calls" not in out
    assert _ended(out) == ["content_filter"]


def test_token_probabilities_leave_with_their_sentence_and_not_before() -> None:
    words = [f"{word} " for word in (FIRST + NAMES).split(" ")]
    stream = _checked()
    out = b""
    for word in words:
        token = {"token": word, "logprob": -1, "top_logprobs": [{"token": SECRET, "logprob": -2}]}
        out += stream.feed(chunk(delta(content=word, logprobs={"content": [token]})))
    out += stream.feed(chunk(delta(finish="stop")))

    tokens = [
        token["token"]
        for event in events(out)
        if isinstance(event, dict)
        for each in event["choices"]
        if each["logprobs"]
        for token in each["logprobs"]["content"]
    ]
    assert SECRET.encode() not in out
    assert tokens
    assert FIRST.startswith("".join(tokens).rstrip())


def test_what_azure_says_about_its_filters_is_kept_and_ours_is_merged() -> None:
    safe = {"hate": {"filtered": False, "severity": "safe"}}
    stream = _checked(azure(user(text(), picture()), stream=True), covered=True)
    first = chunk(prompt_filter_results=[{"prompt_index": 0, "content_filter_results": safe}])
    offsets = {"check_offset": 1, "start_offset": 1, "end_offset": 5, "words": SECRET}
    sent = streamed(FIRST)
    annotated = chunk(delta(content_filter_results=safe, content_filter_offsets=offsets))

    out = stream.feed(first)
    rest = b"".join(stream.feed(each) for each in [*sent[:-1], annotated, sent[-1], DONE])

    assert events(out) == [
        {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 5,
            "model": "gpt-4o",
            "choices": [],
            "prompt_filter_results": [
                {
                    "prompt_index": 0,
                    "content_filter_results": {
                        **safe,
                        "facial_recognition": {"filtered": True, "detected": True},
                    },
                }
            ],
        }
    ]
    rows = [each for event in events(rest)[:-1] for each in event["choices"]]
    assert [
        each["content_filter_offsets"] for each in rows if "content_filter_offsets" in each
    ] == [{"check_offset": 1, "start_offset": 1, "end_offset": 5}]
    assert rows[-1]["content_filter_results"] == safe


def test_usage_is_handed_on_and_kept() -> None:
    stream = _checked()
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}

    out = b"".join(stream.feed(each) for each in [*streamed(FIRST), chunk(usage=usage), DONE])

    assert events(out)[-2]["usage"] == usage
    assert stream.usage == usage


def test_a_comment_of_the_upstream_becomes_a_heartbeat_without_its_words() -> None:
    assert _checked().feed(b": Viktor Halloran\n\n") == b":\n\n"


BROKEN: list[list[bytes]] = [
    [b"data: garbage\n\n"],
    [b"data: []\n\n"],
    [b'data: {"choices":5}\n\n'],
    [b'data: {"choices":[{"index":9,"delta":{}}]}\n\n'],
    [b'data: {"choices":[{"index":0,"delta":{"content":["x"]}}]}\n\n'],
    [b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"odd"}]}\n\n'],
    [b'data: {"choices":[],"choices":[]}\n\n'],
    [b'data: {"error":{"message":"Viktor"}}\n\n'],
    [b"data: " + b"x" * 17_000_000],
    [DONE],
    [*streamed(FIRST + SECOND)[:-1], DONE],
]


@pytest.mark.parametrize("sent", BROKEN)
def test_what_cannot_be_read_ends_in_one_error_event(sent: list[bytes]) -> None:
    stream = _checked()

    out = b"".join(stream.feed(each) for each in sent)

    assert (stream.is_done, stream.is_broken) == (True, True)
    assert events(out)[-1] == "[DONE]"
    assert events(out)[-2]["error"]["code"] == "upstream_failed"
    assert SECRET.encode() not in out


def test_a_stream_that_ends_too_early_ends_in_an_error_and_holds_the_rest() -> None:
    stream = _checked()
    out = b"".join(stream.feed(each) for each in streamed(FIRST + SECOND)[:-1])

    end = stream.end()

    assert said(out) == FIRST
    assert [list(event) for event in events(end)[:-1]] == [["error"]]
    assert (stream.is_done, stream.is_broken) == (True, True)


def test_an_upstream_that_falls_silent_is_ended_with_the_reason() -> None:
    stream = _checked()

    out = stream.fail("no answer within the time limit")

    assert "no answer within the time limit" in events(out)[0]["error"]["message"]
    assert stream.fail() == b""


def test_an_answer_to_a_call_of_text_alone_is_not_held_back() -> None:
    stream = AnswerStream(TEXT, None)
    event = chunk(delta(content=SECRET), anything="of the upstream")

    assert stream.feed(event[:20]) == b""
    assert stream.feed(event[20:]) == event
    assert stream.feed(DONE) == DONE
    assert stream.is_done


@pytest.mark.parametrize(
    "sent", [b"data: x\n\n", b"data: {}\n\n", b"data: [1]\n\n", b"data: \xff\n\n"]
)
def test_it_is_read_all_the_same(sent: bytes) -> None:
    stream = AnswerStream(TEXT, None)

    assert b"upstream_failed" in stream.feed(sent)
    assert stream.is_broken


def test_a_stream_of_text_that_is_cut_off_ends_in_an_error() -> None:
    stream = AnswerStream(TEXT, None)
    stream.feed(chunk(delta(content="x")))

    assert b"upstream_failed" in stream.end()


@given(st.binary(max_size=80), st.integers(0, 200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_in_a_stream_end_it_cleanly_or_do_nothing(junk: bytes, place: int) -> None:
    whole = b"".join([*streamed(FIRST + NAMES), DONE])
    place = min(place * 7, len(whole))
    for stream in (_checked(), AnswerStream(TEXT, None)):
        out = stream.feed(whole[:place] + junk + whole[place:]) + stream.end()
        assert out.endswith(DONE)


def test_a_long_stream_is_held_in_little_memory_and_time() -> None:
    chance = random.Random(5)
    words = " ".join(chance.choice(["a", "table", "wall", "ship."]) for _ in range(4000))
    stream = _checked()

    out = b"".join(stream.feed(event) for event in [*streamed(words, step=20), DONE])

    assert said(out) == words


@pytest.mark.parametrize("azure_client", [False, True])
def test_the_client_reads_a_stopped_stream_to_its_end(azure_client: bool) -> None:
    stream = _checked()
    pieces = [piece for event in streamed(FIRST + NAMES) if (piece := stream.feed(event))]

    def give(_: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        return 200, {"content-type": "text/event-stream"}, iter(pieces)

    with scripted_http(give) as server:
        client = (
            openai.AzureOpenAI(azure_endpoint=server.url, api_key="k", api_version="2024-10-21")
            if azure_client
            else openai.OpenAI(base_url=f"{server.url}/v1", api_key="k")
        )
        with client:
            got = list(
                client.chat.completions.create(
                    model="gpt-4o", messages=[{"role": "user", "content": "x"}], stream=True
                )
            )

    assert "".join(each.choices[0].delta.content or "" for each in got) == FIRST
    assert got[-1].choices[0].finish_reason == "content_filter"
    assert got[-1].choices[0].delta.refusal == NOTICE


def test_the_client_raises_a_broken_stream() -> None:
    stream = _checked()
    pieces = [stream.feed(b"".join(streamed(FIRST + SECOND)[:-2])), stream.end()]

    def give(_: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        return 200, {"content-type": "text/event-stream"}, iter(pieces)

    with (
        scripted_http(give) as server,
        openai.OpenAI(base_url=f"{server.url}/v1", api_key="k") as client,
    ):
        got = client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "x"}], stream=True
        )
        with pytest.raises(openai.APIError) as error:
            list(got)

    assert error.value.code == "upstream_failed"


MADE = "data:image/png;base64,bWFkZQ=="
WITHHELD = Shown(withheld="why")


@pytest.mark.parametrize("step", [1, 7, 900])
def test_what_comes_after_a_picture_waits_until_it_is_opened(step: int) -> None:
    stream = _checked()
    whole = f"{FIRST} ![a ship]({PICTURE_URL}){SECOND}"
    out = b"".join(stream.feed(event) for event in [*streamed(whole, step=step), DONE])

    assert said(out).strip() == FIRST
    assert not stream.is_done
    (part,) = stream.pictures()
    rest = stream.show({part.where: Shown("image/png", b"made")})
    assert said(out + rest) == f"{FIRST} ![a ship]({MADE}){SECOND}"
    assert events(rest)[-1] == "[DONE]"
    assert stream.pictures() == ()
    assert stream.is_done


def test_pictures_beside_the_words_are_opened_also_when_all_else_is_text() -> None:
    image = {"type": "image_url", "image_url": {"url": PICTURE_URL}}
    for stream in (_checked(), AnswerStream(TEXT, None)):
        out = stream.feed(chunk(delta(images=[image]))) + stream.feed(chunk(delta(finish="stop")))
        (part,) = stream.pictures()
        assert PICTURE_URL.encode() not in out
        rest = stream.show({part.where: WITHHELD})
        assert b"[a picture was withheld: why]" in rest
        assert _ended(out + rest) == ["stop"]


def test_a_stream_that_breaks_drops_what_waits_for_a_picture() -> None:
    stream = _checked()
    stream.feed(b"".join(streamed(f"{FIRST} ![a]({PICTURE_URL}){SECOND}")[:-1]))
    out = stream.end()

    assert "error" in events(out)[0]
    assert stream.show({part.where: WITHHELD for part in stream.pictures()}) == b""


def test_sources_leave_where_they_name_nobody() -> None:
    source = {"url": "https://a.example/b", "title": "B", "start_index": 0, "end_index": 3}
    rows = [{"type": "url_citation", "url_citation": {**source, "title": title}}
            for title in ("B", SECRET)]  # fmt: skip
    out = _checked().feed(chunk(delta(annotations=rows)))

    assert events(out)[-1]["choices"][0]["delta"]["annotations"] == rows[:1]


def test_a_failure_while_a_picture_is_opened_is_told() -> None:
    stream = _checked()
    stream.feed(b"".join([*streamed(f"{FIRST} ![a ship]({PICTURE_URL})"), DONE]))

    assert not stream.is_done
    assert "error" in events(stream.fail())[0]
    assert stream.is_done
