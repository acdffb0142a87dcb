"""The answer to a call for a response that was not streamed."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from countenance.dialects.answer_pictures import Shown
from countenance.dialects.answers import NOTICE, Answered
from countenance.dialects.check import Withheld
from countenance.dialects.responses.answers import read_response
from countenance.errors import UpstreamError
from dialects.answering import FIRST, NAMES, SECRET, NoSecret
from dialects.asking import PICTURE_URL
from dialects.responses.responding import (
    TOOL,
    answer,
    azure,
    call,
    called,
    picture,
    said,
    shown_call,
    text,
    thought,
    user,
)
from scripted_http import Seen, scripted_http

ASKED = shown_call(metadata={"team": "blue"}, temperature=0.5)


def _read(whole: Any, asked: Any = ASKED, **more: Any) -> Answered:
    return read_response(json.dumps(whole).encode(), asked, NoSecret, **more)


def _body(whole: Any, asked: Any = ASKED, **more: Any) -> Any:
    return json.loads(_read(whole, asked, **more).body)


def test_an_answer_to_text_alone_is_handed_on_as_it_is() -> None:
    body = json.dumps(answer(said(NAMES), anything={"of": "the upstream"})).encode()
    read = read_response(body, call(), None)

    assert read.body == body
    assert read.usage is not None


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"{}", b'{"output":1}', b"\xff", b'{"output":[],"status":"odd"}']
)
def test_what_is_no_answer_is_an_error_of_the_upstream(body: bytes) -> None:
    with pytest.raises(UpstreamError):
        read_response(body, ASKED, NoSecret)
    if b"odd" not in body:
        with pytest.raises(UpstreamError):
            read_response(body, call(), None)


def test_a_checked_answer_is_built_anew_and_repeats_what_the_caller_itself_asked() -> None:
    whole = answer(thought("A wall."), said(FIRST), called('{"who":"x"}'), who=SECRET,
                   instructions=SECRET, metadata={"who": SECRET}, id=f"{SECRET} H",
                   previous_response_id="resp_0")  # fmt: skip
    kept = _body(whole)

    assert SECRET not in json.dumps(kept)
    assert [item["type"] for item in kept["output"]] == ["reasoning", "message", "function_call"]
    assert (kept["status"], kept["error"], kept["store"]) == ("completed", None, False)
    assert kept["metadata"] == {"team": "blue"}
    assert kept["temperature"] == 0.5
    assert [tool["name"] for tool in kept["tools"]] == ["look_up", "say"]
    assert kept["previous_response_id"] is None
    assert kept["usage"]["output_tokens_details"] == {"reasoning_tokens": 0}


@pytest.mark.parametrize("item", [said(FIRST + NAMES), thought(NAMES), called(f'"{SECRET}"')])
def test_nothing_of_an_answer_that_names_somebody_leaves(item: dict[str, Any]) -> None:
    read = _read(answer(said(FIRST), item))
    kept = json.loads(read.body)

    assert read.withheld == (Withheld(0, "secret"),)
    assert SECRET not in read.body.decode()
    assert FIRST not in read.body.decode()
    assert kept["status"] == "incomplete"
    assert kept["incomplete_details"] == {"reason": "content_filter"}
    (message,) = kept["output"]
    assert message["content"] == [{"type": "refusal", "refusal": NOTICE}]


def test_how_it_ended_is_kept_in_known_words() -> None:
    cut = _body(answer(status="incomplete", incomplete_details={"reason": "max_output_tokens"}))
    failed = _body(answer(status="failed", error={"code": "server_error", "message": SECRET}))

    assert cut["incomplete_details"] == {"reason": "max_output_tokens"}
    assert failed["error"] == {"code": "server_error", "message": "upstream · it failed"}


def test_filters_of_azure_are_kept_and_ours_merged_in() -> None:
    asked = azure(user(text(), picture()))
    found = [
        {"source_type": "prompt", "blocked": False, "content_filter_results": {
            "hate": {"filtered": False, "severity": "safe"}, "words": SECRET},
         "content_filter_raw": SECRET, "content_filter_offsets": {"start_offset": 3}},
        {"source_type": "completion", "blocked": False, "content_filter_results": {
            "error": {"code": "content_filter_error", "message": SECRET}}},
    ]  # fmt: skip
    kept = _body(answer(said(FIRST), content_filters=found), asked, covered=True)

    assert kept["content_filters"] == [
        {"source_type": "prompt", "blocked": False, "content_filter_results": {
            "hate": {"filtered": False, "severity": "safe"},
            "facial_recognition": {"filtered": True, "detected": True}},
         "content_filter_offsets": {"start_offset": 3}},
        {"source_type": "completion", "blocked": False, "content_filter_results": {
            "error": {"code": "content_filter_error"},
            "facial_recognition": {"filtered": False, "detected": False}}},
    ]  # fmt: skip
    withheld = _body(answer(said(NAMES)), asked)["content_filters"]
    assert withheld[1]["blocked"] is True
    assert withheld[1]["content_filter_results"]["facial_recognition"]["filtered"] is True
    assert "content_filters" not in _body(answer(said(FIRST)))


def test_pictures_of_an_answer_wait_to_be_opened() -> None:
    read = _read(answer(said(f"![a hill]({PICTURE_URL})")))
    (part,) = read.pictures
    kept = json.loads(read.filled({part.where: Shown(withheld="why")}).body)

    assert read.body == b""
    assert kept["output"][0]["content"][0]["text"] == "a hill [a picture was withheld: why]"


def test_the_client_reads_what_leaves() -> None:
    told = (answer(said(FIRST), called('{"who":"x"}')), answer(said(NAMES)))
    bodies = [_read(each).body for each in told]

    def give(_: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        return 200, {"content-type": "application/json"}, iter([bodies.pop(0)])

    with (
        scripted_http(give) as server,
        openai.OpenAI(base_url=f"{server.url}/v1", api_key="k") as client,
    ):
        whole = client.responses.create(model="gpt-4o", input="x", tools=[TOOL])  # type: ignore[list-item]
        stopped = client.responses.create(model="gpt-4o", input="x")

    assert whole.output_text == FIRST
    assert whole.output[1].type == "function_call"
    assert stopped.output_text == ""
    assert stopped.incomplete_details is not None
    assert stopped.incomplete_details.reason == "content_filter"
    assert stopped.output[0].type == "message"
    assert stopped.output[0].content[0].type == "refusal"
