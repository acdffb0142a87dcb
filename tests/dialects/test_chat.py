"""Chat: from a request to a call, and our writing of it."""

import json

import pytest

from countenance.dialects.call import Dialect, Operation, Role, Target
from countenance.dialects.chat import model_of, read_chat, write_chat
from countenance.dialects.reading import Limits
from countenance.dialects.route import Route
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError
from dialects.asking import TOOL, WHOLE, body, call, picture, request, text, user

ROUTE = Route(Dialect.OPENAI, Operation.CHAT)
IN_PATH = Route(Dialect.AZURE_OPENAI, Operation.CHAT, name="eyes", api_version="2024-10-21")


def test_the_deployment_in_the_path_counts_and_is_written() -> None:
    read = read_chat(request(WHOLE), IN_PATH, Limits())
    written = write_chat(
        read, {p.where: ("image/png", b"x") for p in read.pictures}, Target.AZURE_V1, "eyes"
    )

    assert read.model == "eyes"
    assert json.loads(written.body)["model"] == "eyes"
    assert written.path == "/chat/completions"


def test_without_one_the_model_of_the_body_counts() -> None:
    assert model_of({"model": "gpt-4o"}, ROUTE) == "gpt-4o"
    for odd in ({}, {"model": None}, {"model": 3}, {"model": ""}):
        with pytest.raises(CallError):
            model_of(dict(odd), ROUTE)


def test_turns_are_the_conversation_without_operators() -> None:
    read = call(
        {"role": "system", "content": "Be careful."},
        user(text("Look."), picture()),
        {"role": "assistant", "content": "I see."},
    )

    assert [(turn.role, turn.text, turn.pictures) for turn in read.turns] == [
        (Role.USER, "Look.", 1),
        (Role.ASSISTANT, "I see.", 0),
    ]
    assert read.system == ("Be careful.",)


def test_words_of_no_message_come_first() -> None:
    read = call(user("Hello"), prediction={"type": "content", "content": "It is"})

    assert [turn.text for turn in read.turns] == ["It is", "Hello"]


def test_a_tool_that_was_not_offered_cannot_be_chosen() -> None:
    chosen = {"type": "function", "function": {"name": "another"}}

    with pytest.raises(UnreadableCallError, match="`another` is not among `tools`"):
        call(user("Hello"), tools=[TOOL], tool_choice=chosen)


def test_limits_are_kept() -> None:
    with pytest.raises(UnsupportedCallError, match="at most 0 are read"):
        read_chat(request(body(user(picture()))), ROUTE, Limits(pictures=0))
