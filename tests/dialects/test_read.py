"""From the bytes of a request to a call."""

import copy
import hashlib
import json
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import openai
import pydantic
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.call import Call, Dialect, Operation, PartKind, Request, Role, Turn
from countenance.dialects.headers import check_headers, key_of
from countenance.dialects.read import read
from countenance.dialects.reading import Limits
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError
from dialects.answering import answer, choice
from dialects.asking import (
    HEADERS,
    JPEG,
    PICTURE_URL,
    TOOL,
    WHOLE,
    azure,
    body,
    call,
    picture,
    request,
    text,
    user,
)
from scripted_http import Seen, scripted_http


def test_every_accepted_field_is_read_and_kept() -> None:
    asked = read(request(WHOLE))

    assert set(asked.body) == set(WHOLE)
    assert (asked.dialect, asked.operation, asked.model) == (
        Dialect.OPENAI,
        Operation.CHAT,
        "gpt-4o",
    )
    assert (asked.stream, asked.include_usage, asked.choices) == (True, True, 2)
    assert asked.tool_names == {"look_up"}


def test_every_word_of_a_request_stands_in_a_part() -> None:
    asked = read(request(WHOLE))

    seen = {(part.where, part.kind, part.role, part.text) for part in asked.parts}

    assert seen >= {
        ("messages[0].content", PartKind.SYSTEM, Role.SYSTEM, "You are careful."),
        ("messages[1].content[0].text", PartKind.SYSTEM, Role.DEVELOPER, "Be brief."),
        ("messages[1].name", PartKind.SYSTEM, Role.DEVELOPER, "dev"),
        ("messages[2].content[0].text", PartKind.TEXT, Role.USER, "Look at this."),
        ("messages[2].content[1]", PartKind.PICTURE, Role.USER, ""),
        ("messages[3].tool_calls[0].function.name", PartKind.TOOL_CALL, Role.ASSISTANT, "look_up"),
        (
            "messages[3].tool_calls[0].function.arguments",
            PartKind.TOOL_CALL,
            Role.ASSISTANT,
            '{"who":"x"}',
        ),
        ("messages[4].content", PartKind.TEXT, Role.TOOL, "found nothing"),
        ("messages[6].name", PartKind.TEXT, Role.USER, "ann"),
        ("prediction.content", PartKind.TEXT, Role.NONE, "A room."),
        ("stop[0]", PartKind.LABEL, Role.NONE, "END"),
        ("user", PartKind.LABEL, Role.NONE, "user-1"),
        ("metadata[0]", PartKind.LABEL, Role.NONE, "blue"),
        ("metadata[0].key", PartKind.LABEL, Role.NONE, "team"),
    }
    assert json.loads(asked.tools) == [TOOL]
    assert json.loads(asked.schema) == WHOLE["response_format"]
    assert len({part.where for part in asked.parts}) == len(asked.parts)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [found for each in inner for found in _texts(each)]


CONTROL = {
    "gpt-4o", "text", "image_url", "function", "content", "json_schema", "low", "auto", "24h",
    "implicit", "call_1", "look_up",
    *(role.value for role in Role),
}  # fmt: skip


def test_nothing_is_forwarded_that_no_part_shows() -> None:
    asked = read(request(WHOLE))
    shown = "\n".join(part.text for part in asked.parts)

    unseen = [
        each
        for each in _texts(asked.body)
        if each not in CONTROL and each not in shown and json.dumps(each)[1:-1] not in shown
    ]

    assert unseen == []


def test_turns_are_what_the_reader_of_acts_sees() -> None:
    asked = read(request(WHOLE))

    assert asked.system == ("You are careful.", "Be brief.", "dev")
    assert asked.turns == (
        Turn(Role.ASSISTANT, "A room.", 0),
        Turn(Role.USER, "Look at this.", 1),
        Turn(Role.ASSISTANT, 'look_up\n{"who":"x"}', 0),
        Turn(Role.TOOL, "found nothing", 0),
        Turn(Role.ASSISTANT, "Hm.", 0),
        Turn(Role.USER, "And now?\nann", 0),
    )


def test_the_bytes_of_a_picture_are_read_strictly_and_leave_the_body() -> None:
    asked = call(user(text(), picture()))

    assert asked.pictures[0].data == JPEG
    assert PICTURE_URL not in repr(asked.body)


def test_azure_takes_the_deployment_from_the_path() -> None:
    asked = azure(user("hi"), model="another-name")

    assert (asked.dialect, asked.model, asked.api_version) == (
        Dialect.AZURE_OPENAI,
        "gpt-4o",
        "2024-10-21",
    )
    without = {"messages": [user("hi")]}
    path = "/openai/v1/deployments/mine/chat/completions"
    assert read(request(without, path, (("api-version", "preview"),))).model == "mine"


def test_the_other_azure_paths_take_it_from_the_body() -> None:
    assert read(request(body(), "/openai/v1/chat/completions")).model == "gpt-4o"
    with pytest.raises(UnreadableCallError, match="`model`: missing"):
        read(request({"messages": [user("hi")]}, "/openai/v1/chat/completions"))


def test_lists_of_models_have_no_body() -> None:
    asked = read(request(b"", "/v1/models", method="GET"))

    assert (asked.operation, asked.parts) == (Operation.MODELS, ())
    assert read(request(b"", "/v1/models/gpt-4o", method="GET")).model == "gpt-4o"
    with pytest.raises(UnreadableCallError):
        read(request(b"{}", "/v1/models", method="GET"))


STATEMENT = "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln"


def test_an_attestation_is_taken_from_the_header_or_the_body_and_stays_here() -> None:
    in_header = read(request(headers=(*HEADERS, ("X-Countenance-Attestation", STATEMENT))))
    in_body = call(countenance=STATEMENT)
    in_object = call(countenance={"attestation": STATEMENT})
    both = read(
        request(
            body(countenance=STATEMENT),
            headers=(*HEADERS, ("x-countenance-attestation", STATEMENT)),
        )
    )

    for asked in (in_header, in_body, in_object, both):
        assert asked.attestation == STATEMENT
        assert "countenance" not in asked.body
    assert len({asked.digest for asked in (in_header, in_body, in_object, both, call())}) == 1


@pytest.mark.parametrize(
    "statement",
    ["", "a.b", "a.b.c.d", "a b.c.d", "ä.b.c", 1, [], {}, {"attestation": 1}, {"jws": "a.b.c"}],
)
def test_what_is_no_compact_statement_is_refused(statement: Any) -> None:
    with pytest.raises(UnreadableCallError) as error:
        call(countenance=statement)

    assert error.value.param == "countenance"


def test_two_attestations_that_differ_are_refused() -> None:
    headers = (*HEADERS, ("x-countenance-attestation", "a.b.c"))

    with pytest.raises(UnreadableCallError, match="different attestations"):
        read(request(body(countenance=STATEMENT), headers=headers))


def test_the_digest_is_of_the_request_as_parsed() -> None:
    plain = call(user("Hello"), temperature=1)
    spaced = read(
        request(
            b'{ "temperature":1.0, "messages":[{"content":"H\\u0065llo","role":"user"}],'
            b' "model":"gpt-4o", "seed":null }'
        )
    )

    assert plain.digest == spaced.digest
    assert plain.digest.startswith("sha256:")
    assert plain.digest != call(user("hello"), temperature=1).digest
    assert plain.digest != azure(user("Hello"), temperature=1, model="b").digest


def test_the_digest_is_what_the_page_says_it_is() -> None:
    sent = body(user(text("hi"), picture(detail="low")), temperature=0.1)
    material = copy.deepcopy(sent)
    place = material["messages"][0]["content"][1]["image_url"]
    place["url"] = f"sha256:{hashlib.sha256(JPEG).hexdigest()}"
    whole: Any = {"body": material, "model": "gpt-4o", "operation": "chat.completions"}

    assert read(request(sent)).digest == (
        f"sha256:{hashlib.sha256(rfc8785.dumps(whole)).hexdigest()}"
    )


REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        body({"role": "system", "content": [{"type": "file", "file": {"file_id": "file-1"}}]}),
        "files are read in user messages only",
    ),
    (body(user({"type": "image_file"})), "`file` is right here"),
    (body(user({"type": "input_audio", "input_audio": {"data": "x"}})), "sound is not heard"),
    (body(user({"type": "refusal", "refusal": "no"})), "refusal parts"),
    (body(user({"type": "image"})), "no type is called `image`; did you mean `image_url`"),
    (body(user({"type": "input_image", "image_url": PICTURE_URL})), "`image_url` is right here"),
    (body(user(picture("http://x.example/a.jpg"))), "https"),
    (
        body(user({"type": "image_url", "image_url": {"file_id": "f", "url": PICTURE_URL}})),
        "stored",
    ),
    (body(user(picture(detial="low"))), "no field is called `detial`; did you mean `detail`"),
    (body(user(picture(detail="ultra"))), "no value is called `ultra`"),
    (body({"role": "assistant", "content": [picture()]}), "user messages only"),
    (body({"role": "tool", "tool_call_id": "c", "content": [picture()]}), "user messages only"),
    (body({"role": "usr", "content": "x"}), "no role is called `usr`; did you mean `user`"),
    (body({"role": "function", "name": "f", "content": "x"}), "older form"),
    (body({"role": "assistant", "content": "x", "audio": {"id": "a"}}), "sound"),
    (body({"role": "assistant", "content": "x", "function_call": {}}), "`tool_calls`"),
    (body({"role": "user", "content": "x", "img": 1}), "no field is called `img`"),
    (body(web_search_options={}), "upstream runs itself"),
    (body(tools=[{"type": "web_search"}]), "upstream runs itself"),
    (body(tools=[{"type": "mcp", "server_url": "https://x"}]), "upstream runs itself"),
    (body(tools=[{"type": "custom", "custom": {"name": "x"}}]), "only tools of type `function`"),
    (body(functions=[]), "send `tools`"),
    (body(function_call="auto"), "send `tool_choice`"),
    (body(store=True), "past this gate"),
    (body(audio={"voice": "x"}), "sound"),
    (body(modalities=["text", "audio"]), "sound"),
    (body(moderation={"model": "x"}), "moderation"),
    (body(data_sources=[]), "the upstream runs itself"),
    (body(enhancements={}), "on pictures"),
    (body(user_security_context={}), "end users"),
    (body(temprature=1), "no field is called `temprature`; did you mean `temperature`"),
    (body(tool_choice={"type": "allowed_tools", "allowed_tools": {}}), "not read here"),
    (body(response_format={"type": "grammar", "grammar": "x"}), "grammars"),
    (body(previous_response_id="r"), "no field is called"),
]


@pytest.mark.parametrize(("sent", "says"), REFUSED)
def test_what_this_gate_does_not_know_is_refused_by_name(sent: dict[str, Any], says: str) -> None:
    with pytest.raises(UnsupportedCallError, match=says) as error:
        read(request(sent))

    assert error.value.status == 400


UNREADABLE: list[dict[str, Any]] = [
    {"model": "gpt-4o"},
    {"messages": [user("x")]},
    body(model=""),
    body(model="a b"),
    body(model=7),
    {"model": "m", "messages": []},
    {"model": "m", "messages": "hello"},
    {"model": "m", "messages": ["hello"]},
    body({"role": "user"}),
    body({"role": "user", "content": None}),
    body({"role": "user", "content": []}),
    body({"role": "user", "content": 7}),
    body({"content": "x"}),
    body({"role": 1, "content": "x"}),
    body({"role": "tool", "content": "x"}),
    body({"role": "user", "content": "x", "name": "a b"}),
    body(user({"type": "text"})),
    body(user({"type": "text", "text": 5})),
    body(user({"type": "image_url"})),
    body(user({"type": "image_url", "image_url": PICTURE_URL})),
    body(user(picture("data:image/png;base64,AAA"))),
    body(n=0),
    body(n=17),
    body(n=1.5),
    body(n=True),
    body(temperature="hot"),
    body(temperature=2.1),
    body(stream="yes"),
    body(stop=["a"] * 5),
    body(stop=""),
    body(logit_bias={"x": 1}),
    body(logit_bias={"1": 101}),
    body(metadata={"a": 1}),
    body(metadata={"a" * 65: "x"}),
    body(user="x" * 300),
    body(user="line\nline"),
    body(tools={}),
    body(tools=[{"type": "function", "function": {"name": "bad name"}}]),
    body(tools=[{"type": "function", "function": {"name": "f", "parameters": []}}]),
    body(tool_choice={"type": "function", "function": {"name": "not_offered"}}),
    body(seed=2**53),
]


@pytest.mark.parametrize("sent", UNREADABLE)
def test_what_has_another_shape_is_refused_with_its_place(sent: dict[str, Any]) -> None:
    with pytest.raises(CallError, match="`|body") as error:
        read(request(sent))

    assert error.value.status == 400


@pytest.mark.parametrize("raw", [b"", b"[]", b'"x"', b"7", b"null", b"not json", b"\xff\xfe"])
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableCallError):
        read(request(raw))


def test_limits_are_413() -> None:
    small = Limits(body=100_000, pictures=1, parts=50)

    for sent in (
        body(user("x" * 100_000)),
        body(user(picture(), picture())),
        body(*[user("x")] * 51),
    ):
        with pytest.raises(UnsupportedCallError) as error:
            read(request(sent), small)
        assert error.value.status == 413


def test_no_error_repeats_what_was_sent() -> None:
    secret = "Anna Quill lives at 5 Mill Lane, who is she?" * 3
    for sent in (
        body(user({"type": "text", "text": secret, secret: 1})),
        body(reasoning_effort=secret),
        body(user(picture(f"data:image/png;base64,{secret}"))),
        body({"role": secret, "content": "x"}),
        body(model=secret),
    ):
        with pytest.raises(CallError) as error:
            read(request(sent))
        assert "Quill" not in str(error.value)


def _mutations(value: Any, chance: random.Random) -> Any:
    """A copy with one place changed, dropped, doubled or swapped."""
    value = copy.deepcopy(value)
    places: list[tuple[Any, Any]] = []

    def walk(inner: Any) -> None:
        pairs = inner.items() if isinstance(inner, dict) else enumerate(inner)
        for key, item in pairs:
            places.append((inner, key))
            if isinstance(item, dict | list):
                walk(item)

    walk(value)
    holder, key = chance.choice(places)
    new: Any = chance.choice(
        [
            None,
            True,
            -1,
            1e308,
            "",
            "x",
            "data:image/png;base64,",
            [],
            {},
            [[]],
            {"type": "text"},
            {"type": "x"},
            "\x00",
            "https://x",
            ["text"],
            {"role": "user"},
        ]
    )
    if isinstance(holder, dict) and chance.random() < 0.3:
        holder[chance.choice(["type", "role", "content", "x", "audio", "url", "text"])] = new
    elif isinstance(holder, dict) and chance.random() < 0.2:
        del holder[key]
    else:
        holder[key] = new
    return value


def test_whatever_is_changed_in_a_call_it_is_a_call_or_refused() -> None:
    chance = random.Random(11)
    accepted, statuses = 0, set()
    for _ in range(4000):
        sent = WHOLE
        for _ in range(chance.randint(1, 3)):
            sent = _mutations(sent, chance)
        try:
            asked = read(request(sent))
        except CallError as error:
            statuses.add(error.status)
        else:
            accepted += 1
            assert isinstance(asked, Call)
    assert accepted > 100
    assert statuses == {400}


def test_whatever_bytes_are_changed_in_a_call_it_is_a_call_or_refused() -> None:
    chance = random.Random(12)
    whole = json.dumps(WHOLE).encode()
    for _ in range(4000):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(raw))
            match chance.randrange(4):
                case 0:
                    raw[place] = chance.randrange(256)
                case 1:
                    del raw[place : place + chance.randint(1, 40)]
                case 2:
                    raw[place:place] = chance.choice(
                        [b'"', b"{", b"[", b"\\ud800", b"\\u003a", b":", b",", b"\xff", b"1e9"]
                    )
                case _:
                    raw += raw[place : place + 30]
        try:
            read(request(bytes(raw)))
        except CallError:
            continue


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "content", "type", "text", "image_url", "url", "model", "n"])
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(json_values | st.fixed_dictionaries({"model": st.just("m"), "messages": json_values}))
@settings(max_examples=400, deadline=None)
def test_any_json_is_a_call_or_refused(value: object) -> None:
    try:
        read(request(json.dumps(value).encode()))
    except CallError:
        return


def _best_microseconds(work: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(7):
        start = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - start) / times)
    return best * 1e6


def test_reading_is_cheap_beside_the_bare_decoding() -> None:
    """Ratios within one run: a fixed number of microseconds would test the machine."""
    words = msgspec.json.encode(body(user("Tell me about the sea. " * 40), temperature=0.7))
    letters = "QUJD" * 50_000
    pixels = msgspec.json.encode(body(user(text(), picture(f"data:image/png;base64,{letters}"))))

    for raw, most, times in ((words, 80, 200), (pixels, 12, 30)):
        asked = request(raw)
        bare = _best_microseconds(lambda raw=raw: msgspec.json.decode(raw), times)  # type: ignore[misc]  # bound now
        whole = _best_microseconds(lambda asked=asked: read(asked), times)  # type: ignore[misc]  # bound now
        assert whole < most * bare


def _sent(seen: Seen) -> Request:
    path, _, query = seen.path.partition("?")
    return Request(
        seen.method, path, tuple(parse_qsl(query)), tuple(seen.headers.items()), seen.body
    )


class Looked(pydantic.BaseModel):
    """What a caller may want an answer to look like."""

    people: int


@pytest.mark.parametrize(
    "way", ["openai", "azure", "azure-deployment", "azure-v1", "openai-on-azure"]
)
def test_what_the_real_clients_send_is_read(way: str) -> None:
    def give(_: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        out = answer(choice('{"people": 2}'))
        return (
            200,
            {"content-type": "application/json", "content-length": str(len(out))},
            iter([out]),
        )

    with scripted_http(give) as said:
        azured = partial(
            openai.AzureOpenAI, azure_endpoint=said.url, api_key="k", api_version="2024-10-21"
        )
        clients: dict[str, Callable[[], openai.OpenAI]] = {
            "openai": lambda: openai.OpenAI(base_url=f"{said.url}/v1", api_key="k"),
            "azure": azured,
            "azure-deployment": lambda: azured(azure_deployment="gpt-4o"),
            "azure-v1": lambda: openai.AzureOpenAI(
                base_url=f"{said.url}/openai/v1/", api_key="k", api_version="preview"
            ),
            "openai-on-azure": lambda: openai.OpenAI(
                base_url=f"{said.url}/openai/v1/", api_key="k"
            ),
        }
        with clients[way]() as client:
            parts: Any = [text(), picture(detail="low")]
            first = client.chat.completions.create(
                model="gpt-4o", messages=[{"role": "user", "content": parts}], temperature=None
            )
            back: Any = first.choices[0].message
            client.chat.completions.parse(
                model="gpt-4o",
                messages=[
                    {"role": "user", "content": parts},
                    back,
                    {"role": "user", "content": "?"},
                ],
                response_format=Looked,
                extra_body={"countenance": STATEMENT},
            )

    calls = [read(_sent(seen)) for seen in said.seen]
    for seen in said.seen:
        check_headers(tuple(seen.headers.items()))
        assert key_of(tuple(seen.headers.items())) == "k"
    assert [asked.model for asked in calls] == ["gpt-4o", "gpt-4o"]
    assert [asked.pictures[0].data for asked in calls] == [JPEG, JPEG]
    assert calls[1].attestation == STATEMENT
    assert "people" in calls[1].schema
    assert [turn.role for turn in calls[1].turns] == [Role.USER, Role.ASSISTANT, Role.USER]


def test_a_picture_elsewhere_has_its_address_and_no_bytes() -> None:
    (part,) = call(user(picture("https://x.example/a.jpg"))).pictures

    assert (part.address, part.data) == ("https://x.example/a.jpg", b"")
