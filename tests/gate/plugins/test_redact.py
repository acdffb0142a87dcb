"""A picture is covered for a caller that sends it nowhere."""

import base64
import io
import json
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from countenance.dialects.redaction import REDACT_PATH
from gate.running import Running, face, running, view

LIMITS = "\n[limits]\npictures_per_minute = 40\n[limits.callers.slow]\npictures_per_minute = 1\n"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("redact"), LIMITS) as started:
        yield started


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity")


def url_of(data: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()


@pytest.mark.parametrize("form", ["bytes", "json"])
def test_every_face_is_one_color_and_its_box_is_told(gate: Running, key: str, form: str) -> None:
    if form == "bytes":
        answer = gate.post(REDACT_PATH, key, face(), **{"content-type": "image/jpeg"})
    else:
        answer = gate.post(REDACT_PATH, key, json.dumps({"image": url_of(face())}).encode())

    told = answer.json()
    covered = Image.open(io.BytesIO(base64.b64decode(told["image"].partition(",")[2])))
    (found,) = told["faces"]
    x0, y0, x1, y1 = (int(edge) for edge in found["box"])
    inside = np.asarray(covered.convert("RGB"))[y0:y1, x0:x1]
    assert (answer.status_code, told["covered"]) == (200, 1)
    assert covered.size == (told["width"], told["height"])
    assert inside.max() < 24
    assert answer.headers["x-countenance-decision"] == "redact"
    assert answer.headers["cache-control"] == "no-store"


def test_it_is_entered_before_it_goes_back_and_nothing_is_sent_on(gate: Running, key: str) -> None:
    before = len(gate.upstream.reached)

    answer = gate.post(REDACT_PATH, key, face(), **{"content-type": "image/jpeg"})

    entry = gate.entries(answer.json()["entry"])[0]
    (medium,) = entry["media"]
    assert (entry["kind"], medium["faces"], medium["covered"]) == ("redaction", 1, 1)
    assert entry["caller"]["ref"].startswith("c-")
    assert medium["inspected_by"]
    assert len(gate.upstream.reached) == before
    assert "1 faces covered" in gate.run("record", "list", "--kind", "redaction")


def test_a_picture_without_a_face_comes_back_made_anew(gate: Running, key: str) -> None:
    answer = gate.post(REDACT_PATH, key, view(), **{"content-type": "application/octet-stream"})

    assert (answer.json()["covered"], answer.json()["faces"]) == (0, [])
    assert base64.b64decode(answer.json()["image"].partition(",")[2]) != view()


@pytest.mark.parametrize(
    ("body", "kind", "status", "message"),
    [
        (b"", "image/jpeg", 400, "empty"),
        (b"BM" + bytes(100), "image/bmp", 415, "`image`: "),
        (b"\xff\xd8\xff", "image/jpeg", 400, "`image`: "),
        (b"{}", "application/json", 400, "a data URL is expected"),
        (b'{"image": "x"}', "application/json", 400, "`image`: "),
        (b'{"picture": "x"}', "application/json", 400, "`image` is the only one"),
        (b"x", "text/plain", 415, "content-type"),
    ],
)
def test_what_is_no_picture_is_refused_and_entered(
    gate: Running, key: str, body: bytes, kind: str, status: int, message: str
) -> None:
    answer = gate.post(REDACT_PATH, key, body, **{"content-type": kind})

    assert answer.status_code == status
    assert message in answer.json()["error"]["message"]
    entry = gate.entries(int(answer.headers["x-countenance-entry"]))[0]
    assert (entry["kind"], entry["what_if"]) == ("unreadable", False)


def test_packed_bytes_are_refused(gate: Running, key: str) -> None:
    headers = {"content-type": "image/jpeg", "content-encoding": "gzip"}

    assert gate.post(REDACT_PATH, key, face(), **headers).status_code == 415


def test_the_limits_of_a_caller_hold_here_as_well(gate: Running) -> None:
    slow = gate.caller("slow", "actor_kind=private_entity")
    headers = {"content-type": "image/jpeg"}

    answers = [gate.post(REDACT_PATH, slow, face(), **headers).status_code for _ in range(2)]

    assert answers == [200, 429]
    assert gate.post(REDACT_PATH, None, face(), **headers).status_code == 401
