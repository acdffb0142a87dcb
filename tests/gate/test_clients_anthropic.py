"""Messages through a whole gate, sent by the unmodified client of Anthropic."""

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anthropic
import pytest
from PIL import Image

from countenance.dialects.anthropic.calls import VERSIONS
from countenance.gate import assembly
from countenance.media.pdf import pdf_of_pages
from gate.elsewhere import NAMES, Elsewhere, elsewhere, gives
from gate.running import UPSTREAM_KEY, Running, face, running, view

NAME = "Wilhelmina Quist"


@pytest.fixture(scope="module")
def host() -> Iterator[Elsewhere]:
    """A host of pictures and documents, on this machine."""
    with elsewhere() as host:
        host.answers["/face.jpg"] = gives(face())
        host.answers["/face.pdf"] = gives(_pdf(face(), view()))
        host.answers["/page"] = gives(b"<html>")
        yield host


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory, host: Elsewhere) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("messages")
    fetcher = host.fetcher(NAMES[:1], most_bytes=1 << 20, seconds=20)
    with pytest.MonkeyPatch.context() as patch:
        # A fetcher as the settings make it, for which this machine is the public internet.
        patch.setattr(assembly, "Fetcher", lambda _: fetcher)
        with running(folder) as gate:
            yield gate


@pytest.fixture(scope="module")
def client(gate: Running) -> Iterator[anthropic.Anthropic]:
    key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
    with anthropic.Anthropic(base_url=gate.address, api_key=key) as client:
        yield client


def _asked(words: str, picture: bytes | None = None) -> Any:
    content: list[dict[str, Any]] = [{"type": "text", "text": words}]
    if picture is not None:
        data = base64.b64encode(picture).decode()
        source = {"type": "base64", "media_type": "image/jpeg", "data": data}
        content.append({"type": "image", "source": source})
    said = {"role": "user", "content": content}
    return {"model": "sonnet", "max_tokens": 100, "messages": [said]}


def test_text_passes_with_the_gates_own_key_and_version(
    gate: Running, client: anthropic.Anthropic
) -> None:
    answer = client.messages.create(**_asked("What is a notary?"))

    assert answer.content[0].type == "text"
    reached = gate.upstream.reached[-1]
    assert reached.path == "/v1/messages"
    assert reached.headers["x-api-key"] == UPSTREAM_KEY
    assert reached.headers["anthropic-version"] in VERSIONS


@pytest.mark.parametrize("stream", [False, True])
def test_to_name_somebody_is_refused_at_the_call_and_once(
    gate: Running, client: anthropic.Anthropic, stream: bool
) -> None:
    before, entries = len(gate.upstream.reached), gate.calls()
    with pytest.raises(anthropic.BadRequestError) as caught:
        client.messages.create(**_asked("Who is this?", face()), stream=stream)

    body: Any = caught.value.body
    assert body["type"] == "error"
    assert body["error"]["type"] == "invalid_request_error"
    assert body["error"]["countenance"]["clause"] == "15"
    assert caught.value.response.headers["x-countenance-decision"] == "refuse"
    assert len(gate.upstream.reached) == before
    assert gate.calls() == entries + 1


def test_a_face_is_covered_before_the_picture_goes_up(
    gate: Running, client: anthropic.Anthropic
) -> None:
    raw = client.messages.with_raw_response.create(**_asked("Describe this picture.", face()))

    assert raw.headers["x-countenance-decision"] == "redact"
    (sent,) = gate.upstream.reached[-1].pictures
    assert sent != face()
    entry = gate.entries(int(raw.headers["x-countenance-entry"]))[0]
    assert entry["ask"]["dialect"] == "anthropic"
    assert entry["media"][0]["covered"] == 1


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_names_somebody_is_withheld(
    gate: Running, client: anthropic.Anthropic, stream: bool
) -> None:
    said = "A person with dark hair looks at the camera. "
    gate.upstream.script.append(f"{said}I think that this is {NAME} of Oslo.")
    asked = _asked("Describe this picture.", face())
    if stream:
        with client.messages.stream(**asked) as events:
            answer = events.get_final_message()
    else:
        answer = client.messages.create(**asked)

    assert answer.stop_reason == "refusal"
    text = "".join(block.text for block in answer.content if block.type == "text")
    assert "Wil" not in answer.to_json()
    assert text.strip() == (said.strip() if stream else "")


def test_a_streamed_answer_comes_through(gate: Running, client: anthropic.Anthropic) -> None:
    gate.upstream.script.append("Green hills lie under a wide and open sky with some clouds.")
    with client.messages.stream(**_asked("Describe this picture.", view())) as events:
        text = events.get_final_text()

    assert text.strip().endswith("with some clouds.")


def test_counting_is_decided_too(gate: Running, client: anthropic.Anthropic) -> None:
    asked = _asked("Describe this picture.", face())
    del asked["max_tokens"]
    assert client.messages.count_tokens(**asked).input_tokens == 7
    (sent,) = gate.upstream.reached[-1].pictures
    assert sent != face()

    before = len(gate.upstream.reached)
    asked = _asked("Who is this?", face())
    del asked["max_tokens"]
    with pytest.raises(anthropic.BadRequestError):
        client.messages.count_tokens(**asked)
    assert len(gate.upstream.reached) == before


def test_a_hold_and_an_unknown_key_raise_their_classes(gate: Running) -> None:
    key = gate.caller(
        "oslo-police", "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=national_police", "use_jurisdiction=NO", "provider_approval=none",
        "capture_device=fixed_cctv", "environment=controlled", "timeliness=real_time",
        "--pin", "ms-aoai-coc@2024-05-03",
    )  # fmt: skip
    with (
        anthropic.Anthropic(base_url=gate.address, api_key=key) as client,
        pytest.raises(anthropic.PermissionDeniedError, match="held for review"),
    ):
        client.messages.create(**_asked("Who is this?", face()))
    with (
        anthropic.Anthropic(base_url=gate.address, api_key="nobody") as client,
        pytest.raises(anthropic.AuthenticationError),
    ):
        client.messages.create(**_asked("Hello"))


def test_what_nobody_can_look_at_is_refused_by_name(
    gate: Running, client: anthropic.Anthropic
) -> None:
    before = len(gate.upstream.reached)
    tools: Any = [{"type": "web_search_20250305", "name": "web_search"}]
    with pytest.raises(anthropic.BadRequestError, match="tools that the upstream runs itself"):
        client.messages.create(**_asked("Hello"), tools=tools)
    with pytest.raises(anthropic.NotFoundError, match="batches"):
        client.messages.batches.list()
    assert len(gate.upstream.reached) == before


def _pdf(*pictures: bytes) -> bytes:
    """A PDF with a page for each."""
    return pdf_of_pages([(each, *Image.open(io.BytesIO(each)).size) for each in pictures])


def _source(data: bytes) -> dict[str, Any]:
    encoded = base64.b64encode(data).decode()
    return {"type": "base64", "media_type": "application/pdf", "data": encoded}


def _with(kind: str, source: dict[str, Any], words: str = "Sum this up.") -> Any:
    block = {"type": kind, "source": source}
    said = {"role": "user", "content": [{"type": "text", "text": words}, block]}
    return {"model": "sonnet", "max_tokens": 100, "messages": [said]}


def _sent(gate: Running) -> dict[str, Any]:
    """The block that went upstream last."""
    block: dict[str, Any] = gate.upstream.reached[-1].body["messages"][0]["content"][1]
    return block


def test_every_page_of_a_document_is_covered_before_it_goes_up(
    gate: Running, client: anthropic.Anthropic
) -> None:
    pages = _pdf(view(), face())
    raw = client.messages.with_raw_response.create(**_with("document", _source(pages)))

    assert raw.headers["x-countenance-decision"] == "redact"
    block = _sent(gate)
    sent = base64.b64decode(block["source"]["data"])
    assert (block["type"], block["source"]["media_type"]) == ("document", "application/pdf")
    assert sent.startswith(b"%PDF-")
    assert sent != pages
    (media,) = gate.entries(int(raw.headers["x-countenance-entry"]))[0]["media"]
    assert (media["kind"], media["frames"], media["covered"]) == ("pdf", 2, 1)


def test_to_name_somebody_on_a_page_is_refused(
    gate: Running, client: anthropic.Anthropic
) -> None:
    before = len(gate.upstream.reached)
    asked = _with("document", _source(_pdf(face())), "Who is this?")
    with pytest.raises(anthropic.BadRequestError) as caught:
        client.messages.create(**asked)

    body: Any = caught.value.body
    assert body["error"]["countenance"]["clause"] == "15"
    assert len(gate.upstream.reached) == before


def test_what_says_to_be_a_document_and_is_none_is_refused(
    gate: Running, client: anthropic.Anthropic
) -> None:
    before = len(gate.upstream.reached)
    for data, says in (
        (face(), "it is a JPEG; expected a PDF"), (b"%PDF-1.7 and no more", "pdf: it does not")
    ):
        with pytest.raises(anthropic.APIStatusError, match=says) as caught:
            client.messages.create(**_with("document", _source(data)))
        assert caught.value.status_code in (400, 415)
    asked = _with("image", {**_source(_pdf(face(), view())), "media_type": "image/png"})
    with pytest.raises(anthropic.APIStatusError, match="of 2 pages"):
        client.messages.create(**asked)
    assert len(gate.upstream.reached) == before


@pytest.mark.parametrize(("kind", "path"), [("image", "/face.jpg"), ("document", "/face.pdf")])
def test_what_stands_elsewhere_is_fetched_once_covered_and_sent_as_bytes(
    gate: Running, client: anthropic.Anthropic, host: Elsewhere, kind: str, path: str
) -> None:
    host.asked.clear()
    source = {"type": "url", "url": host.url(path)}
    raw = client.messages.with_raw_response.create(**_with(kind, source))

    assert raw.headers["x-countenance-decision"] == "redact"
    assert [asked for _, asked, _ in host.asked] == [path]
    source = _sent(gate)["source"]
    assert source["type"] == "base64"
    assert base64.b64decode(source["data"]) not in (face(), _pdf(face(), view()))
    assert NAMES[0] not in json.dumps(gate.upstream.reached[-1].body)
    (media,) = gate.entries(int(raw.headers["x-countenance-entry"]))[0]["media"]
    assert media["covered"] == 1


@pytest.mark.parametrize(
    ("kind", "path", "name", "says"),
    [
        ("image", "/face.jpg", NAMES[1], "send the bytes themselves"),
        ("document", "/face.pdf", NAMES[1], "send the bytes themselves"),
        ("image", "/gone.jpg", NAMES[0], "status 404"),
        ("document", "/page", NAMES[0], "its content is"),
        ("document", "/face.jpg", NAMES[0], "expected a PDF"),
    ],
)
def test_what_may_not_be_fetched_or_is_something_else_is_refused(
    gate: Running, client: anthropic.Anthropic, host: Elsewhere,
    kind: str, path: str, name: str, says: str,
) -> None:  # fmt: skip
    before = len(gate.upstream.reached)
    with pytest.raises(anthropic.APIStatusError, match=says) as caught:
        client.messages.create(**_with(kind, {"type": "url", "url": host.url(path, name)}))

    assert caught.value.status_code in (400, 415)
    assert name not in str(caught.value)
    assert len(gate.upstream.reached) == before
