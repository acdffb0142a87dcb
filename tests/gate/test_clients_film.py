"""Films through a whole gate, sent by the unmodified client."""

import base64
import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest
from openai import APIStatusError, OpenAI

from countenance.faces.detector import Detector, open_detector
from countenance.media.drawn import landscape, portrait
from countenance.stores.weights import built_in_weights
from gate.running import Running, running
from made_pictures import portrait_jpeg
from media.made_films import face_film, film, shown, sound_film

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("film")) as gate:
        yield gate


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return open_detector(built_in_weights())


def url(data: bytes, kind: str = "video/mp4") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def asked(gate: Running, key: str, data: bytes, what: str = "video_url", **more: Any) -> Any:
    kind = "image/jpeg" if what == "image_url" else "video/mp4"
    part = {"type": what, what: {"url": url(data, kind)}}
    with OpenAI(base_url=f"{gate.address}/v1", api_key=key, max_retries=0) as client:
        return client.chat.completions.with_raw_response.create(
            model="gpt-4o",
            messages=[{"role": "user", "content": [
                {"type": "text", "text": "What happens in the background of this clip?"}, part,
            ]}],  # type: ignore[list-item,misc]  # a part that the client does not know
            **more,
        )  # fmt: skip


@pytest.mark.parametrize("form", ["mp4", "webm"])
def test_a_film_reaches_the_service_covered_and_made_anew(
    gate: Running, key: str, detector: Detector, form: str
) -> None:
    faces = [portrait(160).pixels if place < 5 else landscape(160, 160).pixels
             for place in range(20)]  # fmt: skip
    raw = asked(gate, key, film(faces, form))

    (_, part) = gate.upstream.reached[-1].body["messages"][0]["content"]
    head, _, encoded = part["video_url"]["url"].partition(",")
    assert head == "data:video/webm;base64"
    frames = shown(base64.b64decode(encoded))
    assert [time for time, _ in frames] == [0, 500, 1000, 1500]
    assert not any(detector.find(frame, 0.5) for _, frame in frames)
    assert raw.headers["x-countenance-decision"] == "redact"
    entry = gate.entries(int(raw.headers["x-countenance-entry"]))[0]
    assert (entry["media"][0]["kind"], entry["media"][0]["frames"]) == (form, 4)
    assert {fact["name"]: fact["values"] for fact in entry["facts"]}["modality"] == ["video"]
    assert {part["kind"] for part in entry["parts"]} == {"text", "film"}


@pytest.mark.parametrize(
    ("data", "what", "status", "says"),
    [
        (sound_film("webm", 0.3), "image_url", 415, "send a film as a `video_url` part"),
        (portrait_jpeg(), "video_url", 415, "expected its frames as pictures"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "video_url", 415, "ffconcat"),
        (face_film()[:2000], "video_url", 400, "does not decode whole"),
        (None, "video_url", 413, "at most 60 seconds"),
    ],
)
def test_what_cannot_be_checked_is_refused_by_name(
    gate: Running, key: str, data: bytes | None, what: str, status: int, says: str
) -> None:
    # The long one is not made before it is asked for: every process that looks for tests comes by.
    data = data or film([landscape(64, 48).pixels] * 610, "webm")
    before = len(gate.upstream.reached)

    with pytest.raises(APIStatusError) as caught:
        asked(gate, key, data, what, stream=True)

    assert caught.value.status_code == status
    assert says in str(caught.value)
    assert len(gate.upstream.reached) == before


def test_without_the_extra_the_error_says_which(
    gate: Running, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(APIStatusError) as caught:
        asked(gate, key, face_film(count=7))

    assert caught.value.status_code == 415
    assert "install the extra `film`" in str(caught.value)
