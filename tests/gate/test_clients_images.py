"""Pictures made and changed through a whole gate, by the unmodified client."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import APIStatusError, AzureOpenAI, BadRequestError, OpenAI
from PIL import Image

from gate.running import Running, face, running, view

PRIVATE = ("actor_kind=private_entity", "on_behalf_of=none", "use_jurisdiction=NO")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("images")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", *PRIVATE, "provider_approval=none")


@pytest.fixture(scope="module")
def client(gate: Running, acme: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{gate.address}/v1", api_key=acme) as client:
        yield client


@pytest.fixture(autouse=True)
def _plain(gate: Running) -> None:
    gate.upstream.picture = view()


def _shown(row: Any) -> bytes:
    data = base64.b64decode(row.b64_json)
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
    return data


def _covered(data: bytes) -> bool:
    """Whether the middle of the drawn person is one color."""
    with Image.open(io.BytesIO(data)) as shown:
        wide, high = shown.size
        middle = shown.convert("RGB").crop(
            (wide * 45 // 100, high * 40 // 100, wide * 55 // 100, high * 50 // 100)
        )
        return all(low + 12 >= top for low, top in middle.getextrema())  # type: ignore[misc]


def test_a_picture_is_made_of_words_and_leaves_as_it_was_made_anew(
    gate: Running, client: OpenAI
) -> None:
    raw = client.images.with_raw_response.generate(model="gpt-4o", prompt="Green hills", n=2)
    rows = raw.parse().data or []

    assert len(rows) == 2
    assert _shown(rows[0]) != view()
    assert raw.headers["x-countenance-decision"] == "pass"
    assert gate.upstream.reached[-1].body == {"model": "gpt-4o", "prompt": "Green hills", "n": 2}
    decision = gate.entries()[int(raw.headers["x-countenance-entry"])]
    assert (decision["ask"]["operation"], decision["row"]) == ("images.generations", 1)
    told = gate.outcome_of(decision)
    assert told["pictures"]["opened"] == 2


def test_a_face_in_a_picture_that_is_changed_is_covered_on_both_ways(
    gate: Running, client: OpenAI
) -> None:
    gate.upstream.picture = face()
    raw = client.images.with_raw_response.edit(
        model="gpt-4o", prompt="Make the sky in the background blue", image=("a.jpg", face())
    )
    (row,) = raw.parse().data or []

    assert raw.headers["x-countenance-decision"] == "redact"
    (sent,) = gate.upstream.reached[-1].files
    assert not _covered(face())
    assert _covered(sent)
    assert _covered(_shown(row))
    decision = gate.entries()[int(raw.headers["x-countenance-entry"])]
    assert decision["media"][0]["covered"] == 1
    assert "synth" in {act["label"] for act in decision["acts"]}
    assert gate.outcome_of(decision)["pictures"]["covered"] == 1


def test_several_pictures_go_up_each_made_anew(gate: Running, client: OpenAI) -> None:
    client.images.edit(
        model="gpt-4o", prompt="Put the hills side by side",
        image=[("a.jpg", view()), ("b.jpg", view())],
    )  # fmt: skip
    sent = gate.upstream.reached[-1].files

    assert len(sent) == 2
    assert view() not in sent


def test_to_put_a_name_to_a_face_is_refused_once(gate: Running, client: OpenAI) -> None:
    before, calls = len(gate.upstream.reached), gate.calls()
    with pytest.raises(BadRequestError) as caught:
        client.images.edit(
            model="gpt-4o", prompt="Who is this person? Write their name under the face.",
            image=("a.jpg", face()), stream=True,
        )  # fmt: skip

    assert caught.value.code == "content_filter"
    assert len(gate.upstream.reached) == before
    assert gate.calls() == calls + 1


@pytest.mark.parametrize("what", ["generate", "edit"])
def test_half_done_pictures_are_opened_too(
    gate: Running, client: OpenAI, what: str
) -> None:
    asked: dict[str, Any] = {
        "model": "gpt-4o", "prompt": "Green hills", "stream": True, "partial_images": 2,
    }  # fmt: skip
    if what == "edit":
        gate.upstream.picture = face()
        events = list(client.images.edit(image=("a.jpg", face()), **asked))
    else:
        events = list(client.images.generate(**asked))

    assert [event.type.partition(".")[2] for event in events] == [
        "partial_image", "partial_image", "completed",
    ]  # fmt: skip
    for event in events:
        assert _shown(event) not in (view(), face())
        assert _covered(_shown(event)) or what == "generate"


def test_azure_has_its_own_places(gate: Running, acme: str) -> None:
    with AzureOpenAI(
        azure_endpoint=gate.address, api_key=acme, api_version="2025-04-01-preview"
    ) as client:
        client.images.generate(model="azure-4o", prompt="Green hills")
        assert "/openai/deployments/azure-4o/images/generations?" in gate.upstream.reached[-1].path
        client.images.edit(model="azure-4o", prompt="Bluer", image=("a.jpg", view()))
        assert "/openai/deployments/azure-4o/images/edits?" in gate.upstream.reached[-1].path


@pytest.mark.parametrize(
    "more",
    [
        {"response_format": "url"},
        {"background": "transparent"},
        {"output_format": "svg"},
        {"n": 11},
        {"extra_body": {"colour": "red"}},
    ],
)
def test_what_would_not_be_looked_at_is_refused_by_name(
    gate: Running, client: OpenAI, more: Any
) -> None:
    before = len(gate.upstream.reached)
    with pytest.raises(BadRequestError) as caught:
        client.images.generate(model="gpt-4o", prompt="Green hills", **more)

    assert next(iter(more.get("extra_body", more))) in str(caught.value)
    assert len(gate.upstream.reached) == before


def test_a_mask_goes_up_as_two_colors(gate: Running, client: OpenAI) -> None:
    """What is transparent in it is to be changed; what it shows beside that stays here."""
    with Image.open(io.BytesIO(view())) as shown:
        mask = shown.convert("RGBA")
    mask.paste((0, 0, 0, 0), (0, 0, mask.width // 2, mask.height))
    out = io.BytesIO()
    mask.save(out, "PNG")
    client.images.edit(
        model="gpt-4o", prompt="Bluer", image=("a.jpg", view()), mask=("m.png", out.getvalue())
    )

    _, sent = gate.upstream.reached[-1].files
    with Image.open(io.BytesIO(sent)) as went:
        assert went.mode == "RGBA"
        assert went.size == mask.size
        left = went.crop((0, 0, went.width // 2, went.height))
        right = went.crop((went.width // 2, 0, went.width, went.height))
    assert left.getextrema() == ((0, 0), (0, 0), (0, 0), (0, 0))
    assert right.getextrema() == ((0, 0), (0, 0), (0, 0), (255, 255))


def test_what_is_no_picture_is_refused(gate: Running, client: OpenAI) -> None:
    before = len(gate.upstream.reached)
    with pytest.raises(APIStatusError, match="`mask`"):
        client.images.edit(
            model="gpt-4o", prompt="Bluer", image=("a.jpg", view()), mask=("m.png", b"no mask")
        )
    with pytest.raises(APIStatusError, match=r"`image\[0\]`") as caught:
        client.images.edit(model="gpt-4o", prompt="Bluer", image=("a.jpg", b"no picture"))

    assert caught.value.status_code == 415
    assert len(gate.upstream.reached) == before


def test_a_picture_that_cannot_be_opened_is_withheld(gate: Running, client: OpenAI) -> None:
    gate.upstream.picture = b"no picture"
    answer = client.images.generate(model="gpt-4o", prompt="Green hills")
    (row,) = answer.data or []

    assert row.b64_json is None
    assert row.model_extra is not None
    assert "withheld" in row.model_extra["countenance"]
