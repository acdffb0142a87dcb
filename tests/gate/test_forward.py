"""Sending what may pass, checking what comes back, and entering what came of it."""

import time
from collections.abc import Iterator

import pytest
from openai import APIError, OpenAI

from gate.running import Running, face, messages, running

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
    assert "retry-after" not in answer.headers
    assert "secret words" not in answer.text
    assert last_outcome(gate) == result


def test_a_stream_that_breaks_off_ends_in_an_error(gate: Running, acme: str) -> None:
    gate.upstream.script.append("!cut")

    with pytest.raises(APIError):
        streamed(gate, acme, DESCRIBE, face())
    assert last_outcome(gate) == "upstream-broken"
