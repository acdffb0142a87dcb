"""Stored files through a whole gate, by the unmodified client."""

import base64
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import (
    APIStatusError,
    AzureOpenAI,
    BadRequestError,
    NotFoundError,
    OpenAI,
    PermissionDeniedError,
)
from PIL import Image

from countenance.media.pdf import pdf_of_pages
from gate.running import Running, face, running, view

PRIVATE = ("actor_kind=private_entity", "on_behalf_of=none", "use_jurisdiction=NO")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("files")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", *PRIVATE, "provider_approval=none")


@pytest.fixture(scope="module")
def client(gate: Running, acme: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{gate.address}/v1", api_key=acme) as client:
        yield client


def _pages() -> bytes:
    """A PDF of one page with a face."""
    with Image.open(io.BytesIO(face())) as shown:
        return pdf_of_pages([(face(), *shown.size)])


def _upload(client: OpenAI, data: bytes, name: str = "Wilhelmina.jpg", **more: Any) -> str:
    return client.files.create(file=(name, data), purpose="vision", **more).id


def _ask(client: OpenAI, words: str, name: str, model: str = "gpt-4o") -> Any:
    return client.chat.completions.create(
        model=model,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": words},
                    {"type": "file", "file": {"file_id": name}},
                ],
            }
        ],
    )


def test_a_face_is_covered_before_the_file_goes_up_and_its_name_stays(
    gate: Running, client: OpenAI
) -> None:
    raw = client.files.with_raw_response.create(
        file=("Wilhelmina.jpg", face()), purpose="vision"
    )

    assert raw.headers["x-countenance-decision"] == "redact"
    reached = gate.upstream.reached[-1]
    (sent,) = reached.files
    assert reached.path == "/v1/files"
    with Image.open(io.BytesIO(sent)) as shown, Image.open(io.BytesIO(face())) as was:
        assert shown.size == was.size
    assert sent != face()
    assert b"secret" not in raw.content
    entry = gate.entries()[int(raw.headers["x-countenance-entry"])]
    assert (entry["ask"]["operation"], entry["row"]) == ("files.create", 3)
    assert (entry["media"][0]["faces"], entry["media"][0]["covered"]) == (1, 1)
    assert "Wilhelmina" not in str(entry)


@pytest.mark.parametrize("shown", ["face", "view", "pages"])
def test_a_file_is_named_by_its_id_in_a_chat(
    gate: Running, client: OpenAI, shown: str
) -> None:
    data = {"face": face, "view": view, "pages": _pages}[shown]()
    name = _upload(client, data)
    _ask(client, "Describe this picture.", name)

    content = gate.upstream.reached[-1].body["messages"][0]["content"]
    assert content[1] == {"type": "file", "file": {"file_id": name}}


def test_the_answer_about_a_file_with_a_face_is_judged(gate: Running, client: OpenAI) -> None:
    name = _upload(client, face())
    gate.upstream.script.append("A person looks at the camera. I think it is Wilhelmina Quist.")
    (choice,) = _ask(client, "Describe this picture.", name).choices

    assert choice.finish_reason == "content_filter"
    assert choice.message.content is None


def test_to_name_somebody_in_a_file_is_refused_once(gate: Running, client: OpenAI) -> None:
    name = _upload(client, face())
    before, calls = len(gate.upstream.reached), gate.calls()
    with pytest.raises(BadRequestError) as caught:
        _ask(client, "Who is this?", name)

    assert caught.value.code == "content_filter"
    assert len(gate.upstream.reached) == before
    assert gate.calls() == calls + 1


@pytest.mark.parametrize("whose", ["nobody", "another", "gone", "over"])
def test_an_id_that_stands_for_nothing_never_passes(
    gate: Running, client: OpenAI, tmp_path: Path, whose: str
) -> None:
    ahead = [0]

    def clock() -> int:
        return time.time_ns() + ahead[0] * 1_000_000_000

    with running(tmp_path, clock=clock) as other:
        key = other.caller("acme", *PRIVATE, "provider_approval=none")
        with OpenAI(base_url=f"{other.address}/v1", api_key=key) as asking:
            name = "file-9999"
            if whose == "another":
                second = other.caller("other", *PRIVATE, "provider_approval=none")
                with OpenAI(base_url=f"{other.address}/v1", api_key=second) as owner:
                    name = _upload(owner, view())
            elif whose == "gone":
                name = _upload(asking, view())
                assert asking.files.delete(name).deleted
            elif whose == "over":
                ends: Any = {"anchor": "created_at", "seconds": 3600}
                name = _upload(asking, view(), expires_after=ends)
                _ask(asking, "Describe this picture.", name)
                ahead[0] = 3601
            before = len(other.upstream.reached)
            with pytest.raises(PermissionDeniedError, match="upload the file again") as caught:
                _ask(asking, "Describe this picture.", name)
            with pytest.raises(NotFoundError, match="no such file of yours"):
                asking.files.retrieve(name)
            with pytest.raises(NotFoundError, match="no such file of yours"):
                asking.files.delete(name)

    assert caught.value.code == "review_required"
    assert len(other.upstream.reached) == before


def test_a_file_of_one_service_means_nothing_to_another(gate: Running, client: OpenAI) -> None:
    """It lies at the first; what the second has under the same id was never looked at."""
    name = _upload(client, view())
    with pytest.raises(PermissionDeniedError, match="upload the file again"):
        _ask(client, "Describe this picture.", name, model="azure-4o")


def test_a_caller_is_told_of_its_own_files_only(gate: Running, client: OpenAI) -> None:
    mine = _upload(client, view())
    key = gate.caller("second", *PRIVATE, "provider_approval=none")
    with OpenAI(base_url=f"{gate.address}/v1", api_key=key) as second:
        theirs = _upload(second, view())

        assert [file.id for file in second.files.list()] == [theirs]
        assert second.files.retrieve(theirs).filename == "picture.png"
    names = {file.id for file in client.files.list()}
    assert mine in names
    assert theirs not in names
    assert {file.id for file in client.files.list(limit=1)} == names
    assert gate.upstream.reached[-1].path.startswith("GET /v1/files?")


def test_a_face_that_went_up_visible_is_used_only_where_it_may_be_seen(tmp_path: Path) -> None:
    """The same file, once covered and once not: what may be asked of it differs."""
    with running(tmp_path) as other:
        key = other.caller("acme", *PRIVATE, "provider_approval=none")
        with OpenAI(base_url=f"{other.address}/v1", api_key=key) as client:
            name = _upload(client, face())
            # What a gate whose codes allow it would have kept of a file that was not covered.
            bindings = other.gate.walk._ports.ids
            found = other.gate.walk._ports.callers.behind(key)
            assert found is not None
            registration, _ = found
            now = time.time_ns() // 1_000_000_000
            bound = bindings.find(registration.ref, "file", name, now)
            assert bound is not None
            assert not bound.visible
            seen = type(bound)(bound.evidence, bound.faces, bound.entry, True, bound.upstream)
            bindings.keep(registration.ref, "file", [(name, now + 60)], seen, now)
            before = len(other.upstream.reached)
            with pytest.raises(PermissionDeniedError):
                _ask(client, "Describe this picture.", name)
            assert len(other.upstream.reached) == before
            assert client.files.retrieve(name).id == name


@pytest.mark.parametrize("purpose", ["batch", "fine-tune", "assistants", "evals"])
def test_a_purpose_that_nobody_would_decide_is_refused(
    gate: Running, client: OpenAI, purpose: Any
) -> None:
    before = len(gate.upstream.reached)
    with pytest.raises(BadRequestError, match="`purpose`"):
        client.files.create(file=("a.jsonl", b"{}"), purpose=purpose)

    assert len(gate.upstream.reached) == before


@pytest.mark.parametrize("data", [b"{}", b"a text", b"%PDF-1.7 broken", b"\xff\xd8\xff broken"])
def test_what_is_no_picture_is_refused_by_its_place(
    gate: Running, client: OpenAI, data: bytes
) -> None:
    before = len(gate.upstream.reached)
    with pytest.raises(APIStatusError, match="`file`") as caught:
        _upload(client, data)

    assert caught.value.status_code in (400, 415)
    assert len(gate.upstream.reached) == before


def test_the_content_of_a_file_is_not_handed_out(gate: Running, client: OpenAI) -> None:
    name = _upload(client, view())
    before = len(gate.upstream.reached)
    with pytest.raises(NotFoundError, match="keep your own copy"):
        client.files.content(name)

    assert len(gate.upstream.reached) == before


@pytest.mark.parametrize("version", ["2024-10-21", None])
def test_azure_stores_files_too(gate: Running, acme: str, version: str | None) -> None:
    client: OpenAI
    if version:
        client = AzureOpenAI(azure_endpoint=gate.address, api_key=acme, api_version=version)
    else:
        client = OpenAI(base_url=f"{gate.address}/openai/v1", api_key=acme)
    with client:
        name = _upload(client, face())

        assert name in {file.id for file in client.files.list()}
        assert client.files.delete(name).deleted


def test_pages_may_stand_in_the_chat_itself(gate: Running, client: OpenAI) -> None:
    pages = base64.b64encode(_pages()).decode()
    told: Any = {
        "filename": "report.pdf", "file_data": f"data:application/pdf;base64,{pages}",
    }  # fmt: skip
    client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Describe this picture."},
                    {"type": "file", "file": told},
                ],
            }
        ],
    )
    sent = gate.upstream.reached[-1].body["messages"][0]["content"][1]["file"]

    assert sent["filename"] == "report.pdf"
    assert sent["file_data"].startswith("data:application/pdf;base64,")
    assert pages not in sent["file_data"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"file_id": "file-1", "file_data": "data:application/pdf;base64,AAAA"},
        {"file_data": "data:text/plain;base64,AAAA"},
        {"file_data": "https://a.example/a.pdf"},
        {"file_id": "../files"},
    ],
)
def test_a_part_with_a_file_is_read_strictly(
    gate: Running, client: OpenAI, told: Any
) -> None:
    content: Any = [{"type": "text", "text": "Hello"}, {"type": "file", "file": told}]
    before = len(gate.upstream.reached)
    with pytest.raises(BadRequestError, match="file"):
        client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": content}]
        )

    assert len(gate.upstream.reached) == before


def test_what_would_become_of_an_upload_can_be_asked_and_nothing_goes_up(
    gate: Running, acme: str
) -> None:
    before = len(gate.upstream.reached)
    with OpenAI(base_url=f"{gate.address}/v1/decide/v1", api_key=acme) as asking:
        raw = asking.files.with_raw_response.create(file=("a.jpg", face()), purpose="vision")
    told = json.loads(raw.content)

    assert (told["outcome"], told["row"]) == ("redact", 3)
    assert gate.entries()[told["entry"]]["what_if"] is True
    assert len(gate.upstream.reached) == before
