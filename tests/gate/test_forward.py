"""Sending what may pass, checking what comes back, and entering what came of it."""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest
from openai import APIError, OpenAI

from countenance.gate import forward
from gate.running import UPSTREAM_KEY, Running, face, messages, running, view

DESCRIBE = "Describe this picture."


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("forward")) as started:
        yield started


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def streamed(gate: Running, key: str, text: str, picture: bytes | None) -> tuple[str, str | None]:
    """The words of a streamed answer, and how it ended."""
    said, ended = [], None
    with OpenAI(base_url=f"{gate.address}/v1", api_key=key) as client:
        stream = client.chat.completions.create(
            model="gpt-4o", messages=messages(text, picture), stream=True
        )
        for event in stream:
            for choice in event.choices:
                said.append(choice.delta.content or "")
                ended = choice.finish_reason or ended
    return "".join(said), ended


def last_outcome(gate: Running) -> str:
    (decision,) = [entry for entry in gate.entries() if entry["kind"] == "decision"][-1:]
    return str(gate.outcome_of(decision)["result"])


def test_an_answer_that_names_somebody_is_withheld(gate: Running, acme: str) -> None:
    gate.upstream.script.append("The man on the left is Viktor Halloran, the former mayor.")

    answer = gate.ask(acme, DESCRIBE, face())

    choice = answer.body["choices"][0]
    assert choice["finish_reason"] == "content_filter"
    assert choice["message"]["content"] is None
    assert "Halloran" not in str(answer.body)
    assert last_outcome(gate) == "withheld"


def test_a_name_that_the_user_gave_may_be_repeated(gate: Running, acme: str) -> None:
    gate.upstream.script.append("The card that you made for Viktor has a red border.")

    answer = gate.ask(acme, "Describe the card that I made for Viktor.", face())

    assert "Viktor" in answer.body["choices"][0]["message"]["content"]


def _after_a_tool(gate: Running, key: str, tool: str, result: str, said: str) -> Any:
    """The choice that a client gets when the model speaks after a tool of the caller has."""
    gate.upstream.script.append(said)
    function = {"name": tool, "arguments": "{}"}
    call: Any = {"id": "call_1", "type": "function", "function": function}
    turns: Any = [
        *messages("Write a caption for this picture.", face()),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": result},
    ]
    with OpenAI(base_url=f"{gate.address}/v1", api_key=key) as client:
        return client.chat.completions.create(model="gpt-4o", messages=turns).choices[0]


def test_a_name_that_a_search_by_face_found_is_withheld(gate: Running, acme: str) -> None:
    found = '{"name": "viktor halloran"}'

    choice = _after_a_tool(gate, acme, "search_faces", found, "A day out with viktor halloran.")

    assert choice.finish_reason == "content_filter"
    assert choice.message.content is None


def test_a_name_that_another_tool_found_may_be_repeated(gate: Running, acme: str) -> None:
    said = "Rain falls over Eastmere while a person looks on."

    choice = _after_a_tool(gate, acme, "weather", "Rain in Eastmere", said)

    assert choice.message.content == said


def test_a_streamed_answer_is_stopped_before_the_name(gate: Running, acme: str) -> None:
    gate.upstream.script.append(
        "A person stands in front of a plain and rather pale wall indoors. "
        "I believe that this is Viktor Halloran of Eastmere, the former mayor there. "
        "He looks at the camera."
    )

    said, ended = streamed(gate, acme, DESCRIBE, face())

    assert said.startswith("A person stands")
    assert "Viktor" not in said
    assert ended == "content_filter"
    assert last_outcome(gate) == "withheld"


def test_the_first_sentence_leaves_before_the_upstream_has_finished(
    gate: Running, acme: str
) -> None:
    sentence = "a quiet wall stands behind the person and there is daylight. "
    gate.upstream.script.append(sentence * 6)
    gate.upstream.pause = 0.01
    try:
        with OpenAI(base_url=f"{gate.address}/v1", api_key=acme) as client:
            stream = client.chat.completions.create(
                model="gpt-4o", messages=messages(DESCRIBE, face()), stream=True
            )
            first = 0.0
            for event in stream:
                if event.choices and event.choices[0].delta.content and not first:
                    first = time.monotonic()
    finally:
        gate.upstream.pause = 0.0

    assert first < gate.upstream.sent[-1]


def test_a_client_hears_that_the_upstream_writes_while_all_of_it_is_held(
    gate: Running, acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forward, "HEARTBEAT", 0.001)
    gate.upstream.script.append("a quiet wall stands behind the person in this room today. ")
    gate.upstream.pause = 0.01
    body = {"model": "gpt-4o", "messages": messages(DESCRIBE, face()), "stream": True}
    try:
        whole = gate.post("/v1/chat/completions", acme, json.dumps(body).encode()).text
    finally:
        gate.upstream.pause = 0.0

    beats = whole.count("\n\n:\n\n") + whole.startswith(":\n\n")
    assert beats >= 1
    assert whole.rstrip().endswith("data: [DONE]")


def test_a_client_hears_that_the_answer_is_on_its_way_while_the_upstream_pauses(
    gate: Running, acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forward, "HEARTBEAT", 0.05)
    gate.upstream.script.append("!stall")
    body = {"model": "gpt-4o", "messages": messages(DESCRIBE, face()), "stream": True}
    headers = {"authorization": f"Bearer {acme}", "content-type": "application/json"}

    with httpx.stream(
        "POST", f"{gate.address}/v1/chat/completions", json=body, headers=headers, timeout=30
    ) as answer:
        got = b""
        for piece in answer.iter_bytes():
            got += piece
            if got.endswith(b"\n\n:\n\n:\n\n"):
                break

    # What came before it fell silent is too short to leave.
    assert got.endswith(b":\n\n:\n\n")
    assert b"half" not in got


def test_text_alone_is_streamed_as_it_comes(gate: Running, acme: str) -> None:
    gate.upstream.script.append("Viktor Halloran was a mayor.")

    said, ended = streamed(gate, acme, "Who was Viktor Halloran?", None)

    assert said.strip() == "Viktor Halloran was a mayor."
    assert ended == "stop"


def test_a_client_that_leaves_is_entered(gate: Running, acme: str) -> None:
    gate.upstream.script.append("a quiet wall stands behind the person in this room. " * 40)
    gate.upstream.pause = 0.01
    try:
        with OpenAI(base_url=f"{gate.address}/v1", api_key=acme) as client:
            stream = client.chat.completions.create(
                model="gpt-4o", messages=messages(DESCRIBE, face()), stream=True
            )
            next(iter(stream))
            stream.close()
        assert last_outcome(gate) == "client-gone"
    finally:
        gate.upstream.pause = 0.0


@pytest.mark.parametrize(
    ("fault", "status", "result"),
    [
        ("status:500", 503, "upstream-refused"),
        ("status:401", 503, "upstream-refused"),
        ("status:404", 404, "upstream-refused"),
        ("garbage", 503, "upstream-broken"),
        ("status:429", 429, "upstream-refused"),
        ("half", 503, "upstream-broken"),
        ("reset", 503, "upstream-broken"),
        ("redirect", 503, "upstream-broken"),
    ],
)
def test_what_the_upstream_does_wrong_is_entered_and_nothing_of_it_leaves(
    gate: Running, acme: str, fault: str, status: int, result: str
) -> None:
    gate.upstream.script.append(f"!{fault}")
    body = b'{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}'

    answer = gate.post("/v1/chat/completions", acme, body)

    assert answer.status_code == status
    assert answer.headers["x-countenance-clause"] == "upstream"
    assert answer.headers["x-countenance-decision"] == "pass"  # the gate let it go on
    assert "retry-after" not in answer.headers
    assert "secret words" not in answer.text
    assert last_outcome(gate) == result


@pytest.mark.parametrize(
    ("fault", "result"), [("cut", "upstream-broken"), ("noise", "upstream-broken")]
)
@pytest.mark.parametrize("pictured", [True, False])
def test_a_stream_that_breaks_off_ends_in_an_error(
    gate: Running, acme: str, fault: str, result: str, pictured: bool
) -> None:
    gate.upstream.script.append(f"!{fault}")

    with pytest.raises(APIError) as raised:
        streamed(gate, acme, DESCRIBE, face() if pictured else None)

    assert "secret words" not in str(raised.value)
    assert last_outcome(gate) == result


def post(gate: Running, key: str, model: str, stream: bool = False) -> httpx.Response:
    body = {"model": model, "messages": messages(DESCRIBE, None), "stream": stream}
    return gate.post("/v1/chat/completions", key, json.dumps(body).encode())


def test_an_upstream_that_never_answers_is_given_up(gate: Running, acme: str) -> None:
    gate.upstream.script.append("!hang")

    answer = post(gate, acme, "impatient")

    assert (answer.status_code, answer.headers["x-countenance-clause"]) == (503, "upstream")
    assert answer.json()["error"]["code"] == "upstream_failed"
    assert "retry-after" not in answer.headers
    assert last_outcome(gate) == "upstream-timeout"


def test_a_stream_that_falls_silent_ends_in_an_error(gate: Running, acme: str) -> None:
    gate.upstream.script.append("!stall")

    answer = post(gate, acme, "impatient", stream=True)

    assert answer.status_code == 200
    assert '"error"' in answer.text
    assert answer.text.endswith("data: [DONE]\n\n")
    assert last_outcome(gate) == "upstream-timeout"


def leave(gate: Running, key: str, stream: bool) -> None:
    """Ask, and close the connection once the call has reached the upstream."""
    body = {"model": "gpt-4o", "messages": messages(DESCRIBE, None), "stream": stream}
    content = json.dumps(body).encode()
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {key}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    before = len(gate.upstream.reached)
    host, port = gate.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode() + content)
        for _ in range(500):
            if len(gate.upstream.reached) > before:
                break
            time.sleep(0.01)
        if stream:
            connection.recv(4096)


def test_a_client_that_leaves_before_the_answer_is_entered(gate: Running, acme: str) -> None:
    gate.upstream.script.append("!hang")

    leave(gate, acme, stream=False)

    assert last_outcome(gate) == "client-gone"


def test_a_client_that_leaves_a_silent_stream_ends_it_upstream(gate: Running, acme: str) -> None:
    gate.upstream.script.append("!stall")
    hung = len(gate.upstream.hung)

    leave(gate, acme, stream=True)

    assert last_outcome(gate) == "client-gone"
    for _ in range(200):
        if len(gate.upstream.hung) > hung:
            break
        time.sleep(0.02)
    assert "gone" in gate.upstream.hung[hung:]


def test_nothing_of_the_caller_goes_upstream_but_what_was_written_for_it(
    gate: Running, acme: str
) -> None:
    body = json.dumps({"model": "gpt-4o", "messages": messages("Hello", None)}).encode()
    claims = {
        "x-forwarded-for": "10.9.8.7", "x-org-type": "hospital", "cookie": "a=b",
        "user-agent": "canary-agent", "x-countenance-decision": "pass",
    }  # fmt: skip

    gate.post("/v1/chat/completions", acme, body, **claims)

    reached = gate.upstream.reached[-1]
    sent = json.dumps(reached.headers)
    assert reached.headers["authorization"] == f"Bearer {UPSTREAM_KEY}"
    for claim in (acme, "10.9.8.7", "hospital", "a=b", "canary-agent"):
        assert claim not in sent
    assert "x-countenance-decision" not in reached.headers


def test_a_service_of_azure_is_asked_in_its_own_form(gate: Running, acme: str) -> None:
    answer = gate.ask(acme, DESCRIBE, face(), azure=True, model="azure-4o")

    reached = gate.upstream.reached[-1]
    assert answer.outcome == "redact"
    assert reached.path.startswith("/v1/openai/deployments/azure-4o/chat/completions?api-version=")
    assert reached.headers["api-key"] == UPSTREAM_KEY
    assert "authorization" not in reached.headers


def test_a_refusal_under_streaming_is_plain_and_comes_at_once(gate: Running, acme: str) -> None:
    with pytest.raises(APIError) as raised:
        streamed(gate, acme, "Who is this?", face())

    assert raised.value.code == "content_filter"


def test_a_picture_without_a_face_may_be_answered_with_a_name(gate: Running, acme: str) -> None:
    gate.upstream.script.append("It looks like the coast near Eastmere Point in Norway.")

    answer = gate.ask(acme, "Describe this picture. Where could it be?", view())

    assert "Eastmere" in answer.body["choices"][0]["message"]["content"]


def test_each_choice_of_an_answer_is_checked_for_itself(gate: Running, acme: str) -> None:
    gate.upstream.script.append("!two:It is a wall.|It is Viktor Halloran of Eastmere.")

    answer = gate.ask(acme, DESCRIBE, face(), n=2)

    kept, withheld = answer.body["choices"]
    assert kept["message"]["content"] == "It is a wall."
    assert withheld["finish_reason"] == "content_filter"
    assert "Halloran" not in json.dumps(answer.body)
