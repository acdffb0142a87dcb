"""Which words of a request a name in the answer may be repeated from."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from countenance.dialects.call import Call
from countenance.evidence.given import Given, compares_faces, given_of, says_a_match
from dialects import asking as chat
from dialects.anthropic import messages as anthropic
from dialects.responses import responding as responses

Asked = Callable[[str, dict[str, Any], str], Call]


def _chat(name: str, arguments: dict[str, Any], result: str) -> Call:
    function = {"name": name, "arguments": json.dumps(arguments)}
    return chat.call(
        chat.user(chat.text("Greet Astrid."), chat.picture()),
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": result},
        {"role": "assistant", "content": "So it is said."},
    )


def _anthropic(name: str, arguments: dict[str, Any], result: str) -> Call:
    used = {"type": "tool_use", "id": "tu_1", "name": name, "input": arguments}
    given = {"type": "tool_result", "tool_use_id": "tu_1", "content": [anthropic.text(result)]}
    return anthropic.call(
        anthropic.user(anthropic.text("Greet Astrid."), anthropic.picture()),
        {"role": "assistant", "content": [used]},
        anthropic.user(given),
        {"role": "assistant", "content": "So it is said."},
    )


def _responses(name: str, arguments: dict[str, Any], result: str) -> Call:
    return responses.call(
        responses.user(responses.text("Greet Astrid."), responses.picture()),
        {
            "type": "function_call", "id": "fc_1", "call_id": "call_1", "name": name,
            "arguments": json.dumps(arguments),
        },
        {"type": "function_call_output", "call_id": "call_1", "output": result},
        {"role": "assistant", "content": "So it is said."},
    )  # fmt: skip


DIALECTS: dict[str, Asked] = {"chat": _chat, "anthropic": _anthropic, "responses": _responses}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_a_search_by_face_gave_back_is_not_given(dialect: str) -> None:
    call = DIALECTS[dialect]("search_by_face", {"limit": 1}, "Viktor Halloran")

    given = given_of(call, ("Exit",))

    assert given == Given(("Greet Astrid.", "Exit"), ("Viktor Halloran",))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_another_tool_gave_back_is_given(dialect: str) -> None:
    call = DIALECTS[dialect]("weather", {"town": "Eastmere"}, "Rain in Eastmere")

    given = given_of(call)

    assert given == Given(("Greet Astrid.", "Rain in Eastmere", "So it is said."))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_parameter_may_say_that_faces_are_compared(dialect: str) -> None:
    call = DIALECTS[dialect]("look_up", {"faceImage": "f-1"}, "Viktor Halloran")

    assert given_of(call).found == ("Viktor Halloran",)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_result_may_say_that_faces_were_compared(dialect: str) -> None:
    result = '{"person": "Viktor Halloran", "similarity": 0.93}'

    call = DIALECTS[dialect]("look_up", {"of": "f-1"}, result)

    assert given_of(call).found == (result,)


def test_a_description_may_say_that_faces_are_compared() -> None:
    function = {"name": "look_up", "description": "Finds the person in a photo.", "parameters": {}}
    call = _chat("look_up", {}, "Viktor Halloran")
    offered = [{"type": "function", "function": function}]
    described = chat.call(*call.body["messages"][1:], tools=offered)

    assert given_of(call).found == ()
    assert given_of(described).found == ("Viktor Halloran",)


def test_a_result_of_a_call_that_is_not_there_is_not_given() -> None:
    call = chat.call({"role": "tool", "tool_call_id": "call_9", "content": "Viktor Halloran"})

    assert given_of(call) == Given(())


def test_tools_are_told_apart_by_the_ids_of_their_calls() -> None:
    def called(number: int, name: str) -> dict[str, Any]:
        function = {"name": name, "arguments": "{}"}
        return {"id": f"call_{number}", "type": "function", "function": function}

    call = chat.call(
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [called(1, "match_faces"), called(11, "weather")],
        },
        {"role": "tool", "tool_call_id": "call_11", "content": "Rain in Eastmere"},
        {"role": "tool", "tool_call_id": "call_1", "content": "Viktor Halloran"},
    )

    assert given_of(call) == Given(("Rain in Eastmere",), ("Viktor Halloran",))


@pytest.mark.parametrize(
    "said",
    [
        "search_faces",
        "identifyPersonFromPhoto",
        "lookup Reverse image search for people",
        "compare photo_a photo_b same person",
        "gesichtersuche",
        "recherche cherche une personne par photo",
        "人脸识别",
        "mugshot_db",
    ],
)
def test_a_tool_that_compares_faces_is_known_by_its_words(said: str) -> None:
    assert compares_faces(said)


@pytest.mark.parametrize(
    "said",
    ["weather", "user_interface", "surface_area of a lake", "read_text image", "find_person name"],
)
def test_another_tool_is_not_one(said: str) -> None:
    assert not compares_faces(said)


def test_options_of_a_search_are_no_tools() -> None:
    """What `web_search_options` holds is an object, beside or instead of a list of tools."""
    call = structs.replace(chat.call(), tools='{"search_context_size": "low"}')

    assert given_of(call) == Given(("Hello",))


def test_what_operators_wrote_is_given_apart() -> None:
    call = chat.call(
        {"role": "system", "content": "You are Ada."},
        {"role": "developer", "content": [chat.text("Work for Contoso.")]},
        chat.user(chat.text("Hello"), chat.picture()),
    )

    assert given_of(call) == Given(("Hello",), told=("You are Ada.", "Work for Contoso."))
    assert given_of(call).letters == 5 + 12 + 17


def test_a_score_of_a_customer_is_no_match() -> None:
    assert not says_a_match('{"customer": "Astrid Moen", "score": 7}')
    assert says_a_match('{"customer": "Astrid Moen", "score": 0.97}')
    assert not says_a_match('{"product": "a red bicycle", "score": 0.97}')
