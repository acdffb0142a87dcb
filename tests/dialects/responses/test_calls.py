"""From a request for a response to a call, and our writing of it."""

import json

import pytest

from countenance.dialects.call import Dialect, Operation, Role, Target, Turn
from countenance.dialects.read import read
from countenance.dialects.responses.calls import DEFAULT_VERSION
from countenance.dialects.write import write
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError
from dialects.asking import PICTURE_URL
from dialects.responses.responding import (
    CUSTOM,
    TOOL,
    azure,
    body,
    call,
    called,
    picture,
    request,
    said,
    text,
    thought,
    user,
)

MADE = {"input[0].content[1]": ("image/png", b"made anew")}


def test_a_text_is_a_users() -> None:
    read = call()

    assert read.operation is Operation.RESPONSES
    assert read.turns == (Turn(Role.USER, "Hello", 0),)
    assert read.is_text_only


def test_every_item_is_a_turn_of_its_speaker() -> None:
    read = call(
        {"role": "system", "content": "Be brief."},
        user(text(), picture()),
        called('{"who":"x"}'),
        {"type": "function_call_output", "call_id": "call_1", "output": "nobody"},
    )

    assert [turn.role for turn in read.turns] == [Role.USER, Role.ASSISTANT, Role.TOOL]
    assert [turn.pictures for turn in read.turns] == [1, 0, 0]
    assert "who" in read.turns[1].text
    assert read.system == ("Be brief.",)


def test_what_goes_up_is_our_own_writing_and_is_not_stored() -> None:
    out = write(call(user(text(), picture()), tools=[TOOL]), MADE)

    sent = json.loads(out.body)
    assert (out.path, out.query) == ("/responses", ())
    assert sent["store"] is False
    assert sent["input"][0]["content"][1]["image_url"] == "data:image/png;base64,bWFkZSBhbmV3"
    assert PICTURE_URL not in out.body.decode()


def test_ids_of_what_was_not_stored_stay_here_and_so_do_summaries() -> None:
    thinking = {**thought(""), "content": [{"type": "reasoning_text", "text": "A wall."}]}
    out = write(call(user("Hello"), thought("A wall."), thinking, said("Hm."), called("{}")), {})

    sent = json.loads(out.body)["input"]
    assert [item.get("type") for item in sent] == [None, "reasoning", "message", "function_call"]
    assert [item.get("id") for item in sent] == [None, "rs_1", None, None]
    assert sent[3]["call_id"] == "call_1"


def test_a_drawn_picture_goes_back_up_as_base64_alone() -> None:
    drawn = {"type": "image_generation_call", "id": "ig_1", "status": "completed",
             "result": PICTURE_URL.partition(",")[2]}  # fmt: skip
    out = write(call(drawn), {"input[0].result": ("image/png", b"made anew")})

    assert json.loads(out.body)["input"][0]["result"] == "bWFkZSBhbmV3"


def test_the_digest_does_not_depend_on_what_we_add() -> None:
    assert call().digest == call(instructions=None).digest
    assert call().digest != call(store=False).digest


@pytest.mark.parametrize(
    ("path", "query", "dialect"),
    [
        ("/v1/responses", (), Dialect.OPENAI),
        ("/openai/responses", (("api-version", "2025-04-01-preview"),), Dialect.AZURE_OPENAI),
        ("/openai/v1/responses", (), Dialect.AZURE_OPENAI),
        ("/openai/v1/responses", (("api-version", "preview"),), Dialect.AZURE_OPENAI),
    ],
)
def test_every_form_of_address_is_read(
    path: str, query: tuple[tuple[str, str], ...], dialect: Dialect
) -> None:
    found = read(request(body(), path, query))

    assert (found.dialect, found.operation) == (dialect, Operation.RESPONSES)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/responses/resp_1", 404),
        ("DELETE", "/v1/responses/resp_1", 404),
        ("POST", "/v1/responses/resp_1/cancel", 404),
        ("GET", "/v1/responses/resp_1/input_items", 404),
        ("POST", "/v1/responses/input_tokens", 404),
        ("POST", "/v1/responses/compact", 404),
        ("GET", "/v1/responses", 405),
        ("POST", "/openai/responses", 404),
        ("GET", "/openai/v1/responses/resp_1", 404),
    ],
)
def test_stored_responses_are_refused_by_name(method: str, path: str, status: int) -> None:
    with pytest.raises(UnsupportedCallError) as error:
        read(request(body(), path, (), method))

    assert error.value.status == status
    if status == 404 and path != "/openai/responses":
        assert "stored responses" in str(error.value)


def test_an_upstream_of_azure_is_addressed_with_a_version() -> None:
    through = write(azure(), {}, Target.AZURE_DEPLOYMENT)
    plain = write(call(), {}, Target.AZURE_DEPLOYMENT)

    assert (through.path, through.query) == (
        "/openai/responses", (("api-version", "2025-04-01-preview"),)
    )  # fmt: skip
    assert plain.query == (("api-version", DEFAULT_VERSION),)
    assert write(call(), {}, Target.AZURE_V1).path == "/responses"


@pytest.mark.parametrize(
    "choice",
    [{"type": "function", "name": "other"}, {"type": "custom", "name": "look_up"},
     {"type": "web_search"}, {"type": "mcp", "server_label": "a"}],
)  # fmt: skip
def test_a_tool_that_was_not_offered_cannot_be_chosen(choice: dict[str, str]) -> None:
    with pytest.raises(UnreadableCallError, match="is not among `tools`"):
        call(tools=[TOOL, CUSTOM], tool_choice=choice)


def test_one_that_was_offered_can() -> None:
    search = {"type": "web_search"}
    for tool, choice in (
        (TOOL, {"type": "function", "name": "look_up"}),
        (CUSTOM, {"type": "custom", "name": "say"}),
        (search, search),
    ):
        assert call(tools=[tool], tool_choice=choice).body["tool_choice"] == choice


def test_a_model_is_needed() -> None:
    whole = body()
    del whole["model"]

    with pytest.raises(CallError, match="`model`: missing"):
        read(request(whole))
