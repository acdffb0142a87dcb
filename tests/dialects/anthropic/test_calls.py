"""Messages: from a request to a call, and our writing of it."""

import base64
import json

import pytest

from countenance.dialects.anthropic.calls import VERSIONS
from countenance.dialects.call import Dialect, Operation, Role, Target
from countenance.dialects.read import read
from countenance.dialects.write import write
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError
from dialects.anthropic.messages import TOOL, body, call, picture, request, shown_call, text, user

MADE = {"messages[0].content[1]": ("image/jpeg", b"made anew")}


def test_a_call_has_its_turns_tools_and_operators_words() -> None:
    read_call = call(
        user(text("Look."), picture()),
        {"role": "assistant", "content": "I see."},
        system="You are careful.",
        tools=[TOOL],
        stream=True,
    )

    assert read_call.dialect is Dialect.ANTHROPIC
    assert read_call.operation is Operation.MESSAGES
    assert (read_call.model, read_call.stream) == ("sonnet", True)
    assert [(turn.role, turn.text, turn.pictures) for turn in read_call.turns] == [
        (Role.USER, "Look.", 1),
        (Role.ASSISTANT, "I see.", 0),
    ]
    assert read_call.system == ("You are careful.",)
    assert read_call.tool_names == {"look_up"}
    assert not read_call.is_text_only


def test_what_is_written_holds_what_was_made() -> None:
    outgoing = write(shown_call(), MADE, Target.ANTHROPIC)
    block = json.loads(outgoing.body)["messages"][0]["content"][1]

    assert outgoing.path == "/v1/messages"
    assert outgoing.headers == (("anthropic-version", VERSIONS[0]),)
    assert block == {
        "type": "image",
        "source": {
            "type": "base64",
            "media_type": "image/jpeg",
            "data": base64.b64encode(b"made anew").decode(),
        },
    }


def test_counting_is_read_like_a_message() -> None:
    whole = {"model": "sonnet", "messages": [user(text(), picture())]}
    counting = read(request(whole, "/v1/messages/count_tokens"))

    assert counting.operation is Operation.COUNT_TOKENS
    assert len(counting.pictures) == 1
    assert write(counting, MADE, Target.ANTHROPIC).path == "/v1/messages/count_tokens"
    with pytest.raises(UnsupportedCallError, match="max_tokens"):
        read(request({**whole, "max_tokens": 3}, "/v1/messages/count_tokens"))


def test_another_upstream_is_not_asked() -> None:
    with pytest.raises(UnsupportedCallError):
        write(call(), {}, Target.OPENAI)


def test_the_version_is_one_that_is_known_and_nothing_is_beta() -> None:
    for version in VERSIONS:
        asked = read(request(body(), headers=(("anthropic-version", version),)))
        sent = write(asked, {}, Target.ANTHROPIC)
        assert sent.headers == (("anthropic-version", version),)
    for header in (("anthropic-version", "2030-01-01"), ("anthropic-beta", "files-api")):
        with pytest.raises(UnsupportedCallError, match=header[0]):
            read(request(body(), headers=(header,)))


def test_a_tool_that_was_not_offered_cannot_be_chosen() -> None:
    with pytest.raises(UnreadableCallError, match="is not among `tools`"):
        call(tools=[TOOL], tool_choice={"type": "tool", "name": "another"})


def test_a_query_is_refused() -> None:
    asked = request(body())
    with pytest.raises(CallError):
        read(type(asked)("POST", asked.path, (("beta", "true"),), asked.headers, asked.body))
