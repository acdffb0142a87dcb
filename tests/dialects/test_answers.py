"""The answer of an upstream that was not streamed."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.answer_pictures import Shown
from countenance.dialects.answers import NOTICE, Answered, read_answer
from countenance.dialects.call import Call
from countenance.dialects.check import Withheld
from countenance.errors import UpstreamError
from dialects.answering import FIRST, NAMES, SECOND, SECRET, NoSecret, answer, choice, tool_calls
from dialects.asking import JPEG, PICTURE_URL, TOOL, azure, call, picture, text, user
from scripted_http import Seen, scripted_http

ASKED = call(user(text(), picture()), n=3, tools=[TOOL])


def _checked(body: bytes, asked: Call = ASKED, **more: Any) -> dict[str, Any]:
    read = json.loads(read_answer(body, asked, NoSecret, **more).body)
    assert isinstance(read, dict)
    return read


def test_an_answer_to_a_call_of_text_alone_is_handed_on_as_it_is() -> None:
    body = answer(choice(NAMES), anything={"of": "the upstream"})

    answered = read_answer(body, call(), None)

    assert answered.body == body
    assert answered.usage == {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b'{"choices":1}', b"\xff", b"[" * 9999])
def test_what_is_no_answer_is_an_error_of_the_upstream(body: bytes) -> None:
    for check in (None, NoSecret):
        with pytest.raises(UpstreamError):
            read_answer(body, ASKED, check)


def test_a_checked_answer_is_built_anew_from_its_known_parts() -> None:
    body = answer(
        choice(FIRST, who=SECRET, message={"audio": {"transcript": SECRET}, "annotations": [SECRET],
                                           "reasoning_content": SECRET}),
        who=SECRET,
        id=f"{SECRET} Halloran",
    )  # fmt: skip

    read = _checked(body)

    assert SECRET not in json.dumps(read)
    assert read == {
        "id": "",
        "object": "chat.completion",
        "created": 5,
        "model": "gpt-4o",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": FIRST, "refusal": None},
                "finish_reason": "stop",
                "logprobs": None,
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }


@pytest.mark.parametrize(
    "bad",
    [
        choice(FIRST + NAMES),
        choice(None, message={"refusal": NAMES}),
        choice(None, message={"tool_calls": tool_calls(json.dumps({"who": SECRET}))}),
        choice(None, message={"tool_calls": tool_calls('{"who":"\\u0056iktor"}')}),
        choice(None, message={"tool_calls": tool_calls("{}", name="viktor_halloran")}),
        choice("字" * 500 + SECRET + "字" * 500),
    ],
)
def test_a_choice_that_names_somebody_is_withheld_and_the_others_stay(bad: dict[str, Any]) -> None:
    bad = {**bad, "index": 1, "logprobs": {"content": [{"token": SECRET, "logprob": 0}]}}

    answered = read_answer(answer(choice(FIRST), bad, choice(SECOND, 2)), ASKED, NoSecret)
    read = json.loads(answered.body)

    assert SECRET not in answered.body.decode().replace("\\u0056", "V")
    assert [each["message"]["content"] for each in read["choices"]] == [FIRST, None, SECOND]
    assert read["choices"][1] == {
        "index": 1,
        "message": {"role": "assistant", "content": None, "refusal": NOTICE},
        "finish_reason": "content_filter",
        "logprobs": None,
        "content_filter_results": {"facial_recognition": {"filtered": True, "detected": True}},
    }
    assert [each.choice for each in answered.withheld] == [1]


def test_the_rule_that_withheld_is_told() -> None:
    answered = read_answer(answer(choice(NAMES)), ASKED, NoSecret)

    assert answered.withheld == (Withheld(0, "secret"),)


def test_calls_of_tools_that_name_nobody_are_kept() -> None:
    calls = tool_calls('{"who":"nobody"}')

    read = _checked(answer(choice(None, message={"tool_calls": calls}, finish_reason="tool_calls")))

    assert read["choices"][0]["message"]["tool_calls"] == calls


def test_token_probabilities_are_kept_without_their_alternatives() -> None:
    tokens = [
        {"token": "A ", "logprob": -0.1, "top_logprobs": [{"token": SECRET, "logprob": -1}]},
        {"token": "man", "logprob": -0.2, "top_logprobs": []},
    ]

    read = _checked(answer(choice("A man", logprobs={"content": tokens, "refusal": None})))

    found = read["choices"][0]["logprobs"]["content"]
    assert [each["token"] for each in found] == ["A ", "man"]
    assert all(each["top_logprobs"] == [] for each in found)


def test_what_azure_says_about_its_filters_is_kept_and_ours_is_merged() -> None:
    safe = {"hate": {"filtered": False, "severity": "safe"}}
    asked = azure(user(text(), picture()))
    body = answer(
        choice(FIRST, content_filter_results=safe),
        prompt_filter_results=[{"prompt_index": 0, "content_filter_results": safe}],
    )

    read = _checked(body, asked, covered=True)

    assert read["choices"][0]["content_filter_results"] == safe
    assert read["prompt_filter_results"][0]["content_filter_results"] == {
        **safe,
        "facial_recognition": {"filtered": True, "detected": True},
    }


@pytest.mark.parametrize(
    "bad",
    [
        answer(choice(FIRST, 3)),
        answer(choice(FIRST, -1)),
        answer({"index": 0}),
        answer({"index": 0, "message": "x"}),
        answer(choice(finish_reason="whatever")),
        answer({"index": 0, "message": {"content": ["x"]}, "finish_reason": "stop"}),
        answer(choice(None, message={"tool_calls": [{"type": "custom"}]})),
        answer(
            choice(
                None, message={"tool_calls": [{"function": {"name": "look_up", "arguments": 1}}]}
            )
        ),
        answer(choices=[]),
        answer(choices=None),
        b'{"choices":[],"choices":[]}',
    ],
)
def test_an_answer_in_another_form_does_not_leave(bad: bytes) -> None:
    with pytest.raises(UpstreamError):
        read_answer(bad, ASKED, NoSecret)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["choices", "index", "message", "content", "tool_calls", "logprobs",
                         "finish_reason", "usage", "function"]),
        inner,
        max_size=4,
    ),
    max_leaves=10,
)  # fmt: skip


@given(json_values, st.fixed_dictionaries({"index": st.just(0), "message": json_values}))
@settings(max_examples=300, deadline=None)
def test_any_json_is_an_answer_or_an_error_of_the_upstream(
    value: object, one: dict[str, Any]
) -> None:
    for body in (json.dumps(value).encode(), answer(one)):
        try:
            read_answer(body, ASKED, NoSecret)
        except UpstreamError:
            continue


def test_the_client_reads_what_was_withheld() -> None:
    body = read_answer(answer(choice(NAMES)), ASKED, NoSecret).body

    def give(_: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        headers = {"content-type": "application/json", "content-length": str(len(body))}
        return 200, headers, iter([body])

    with (
        scripted_http(give) as said,
        openai.OpenAI(base_url=f"{said.url}/v1", api_key="k") as client,
    ):
        got = client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "x"}]
        )

    assert got.choices[0].finish_reason == "content_filter"
    assert got.choices[0].message.content is None
    assert got.choices[0].message.refusal == NOTICE


IMAGE = {"type": "image_url", "image_url": {"url": PICTURE_URL}}
MADE = "data:image/png;base64,bWFkZQ=="


def _filled(read: Answered, **fields: Any) -> Any:
    shown = Shown("image/png", b"made", **fields)
    return json.loads(read.filled({part.where: shown for part in read.pictures}).body)


def test_pictures_of_an_answer_wait_to_be_opened_and_are_put_back_made_anew() -> None:
    said = choice(f"A view. ![a hill]({PICTURE_URL})", message={"images": [IMAGE, IMAGE]})
    read = read_answer(answer(said), ASKED, NoSecret)

    assert [part.data for part in read.pictures] == [JPEG] * 3
    assert read.body == b""
    message = _filled(read)["choices"][0]["message"]
    assert message["content"] == f"A view. ![a hill]({MADE})"
    assert [image["image_url"]["url"] for image in message["images"]] == [MADE] * 2


def test_an_answer_says_that_a_picture_was_withheld() -> None:
    said = choice(f"A view. ![a hill]({PICTURE_URL})", message={"images": [IMAGE]})
    read = read_answer(answer(said), ASKED, NoSecret)
    message = _filled(read, withheld="why")["choices"][0]["message"]

    assert message["content"] == "A view. a hill [a picture was withheld: why]"
    assert message["images"] == [
        {"type": "text", "text": "[a picture was withheld: why]",
         "countenance": {"withheld": "why"}}
    ]  # fmt: skip


def test_parts_of_a_message_are_words_and_pictures_and_nothing_else() -> None:
    parts = [{"type": "text", "text": "One."}, IMAGE, {"type": "hologram"}]
    said = choice(None, message={"content": parts})
    read = read_answer(answer(said), ASKED, NoSecret)
    message = _filled(read)["choices"][0]["message"]

    assert message["content"] == "One."
    assert len(message["images"]) == 1


def test_the_words_beside_a_picture_are_judged() -> None:
    said = choice(f"A view. ![{SECRET}]({PICTURE_URL})")
    read = read_answer(answer(said), ASKED, NoSecret)

    assert read.withheld == (Withheld(0, "secret"),)
    assert SECRET not in json.dumps(_filled(read))


def test_pictures_of_an_answer_to_text_alone_are_opened_too() -> None:
    parts = [{"type": "text", "text": "One."}, IMAGE]
    for message in ({"images": [IMAGE]}, {"content": parts}):
        read = read_answer(answer(choice(message=message)), call(), None)
        (part,) = read.pictures
        assert part.data == JPEG
        assert PICTURE_URL not in json.dumps(_filled(read))


def test_sources_leave_where_they_name_nobody() -> None:
    source = {"url": "https://a.example/b", "title": "B", "start_index": 0, "end_index": 3}
    rows = [
        {"type": "url_citation", "url_citation": source},
        {"type": "url_citation", "url_citation": {**source, "title": SECRET}},
        {"type": "file", "file": SECRET},
    ]
    read = read_answer(answer(choice(message={"annotations": rows})), ASKED, NoSecret)

    assert json.loads(read.body)["choices"][0]["message"]["annotations"] == rows[:1]
    assert read.withheld == ()
