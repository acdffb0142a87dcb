"""Examples of a trial: of which calls, and what is in them."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from countenance.stores.examples import TRIAL_KEY, Examples
from countenance.stores.secret_file import read_secret
from gate.running import Running, face, messages, running, view


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory, kept: Path) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("trial"), f'\n[trial]\nkeep = "{kept}"\n') as started:
        yield started


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def _body(text: str, picture: bytes | None) -> bytes:
    return json.dumps({"model": "gpt-4o", "messages": messages(text, picture)}).encode()


def _found(gate: Running, kept: Path) -> dict[str, bytes]:
    examples = Examples(kept, read_secret(gate.folder / TRIAL_KEY), lambda: 0)
    return {example.entry: example.picture for example in examples.all()}


def test_a_call_that_would_have_changed_leaves_a_covered_and_blurred_example(
    gate: Running, key: str, kept: Path
) -> None:
    answer = gate.post("/v1/decide", key, _body("Who is this?", face()))

    entry = gate.entries(answer.json()["entry"])[0]
    picture = Image.open(io.BytesIO(_found(gate, kept)[entry["id"]]))
    (found,) = answer.json()["pictures"][0]["faces"]
    scale = picture.width / answer.json()["pictures"][0]["width"]
    x0, y0, x1, y1 = (int(edge * scale) for edge in found["box"])
    middle = np.asarray(picture.convert("L"))[(3 * y0 + y1) // 4:(y0 + 3 * y1) // 4,
                                              (3 * x0 + x1) // 4:(x0 + 3 * x1) // 4]  # fmt: skip
    assert max(picture.size) <= 160
    assert middle.size
    assert middle.max() < 40


@pytest.mark.parametrize(
    ("text", "picture", "path"),
    [
        ("Describe this.", view(), "/v1/decide"),
        ("Hello", None, "/v1/decide"),
        ("Who is this?", face(), "/v1/chat/completions"),
    ],
)
def test_nothing_is_kept_of_what_passes_or_is_really_decided(
    gate: Running, key: str, kept: Path, text: str, picture: bytes | None, path: str
) -> None:
    before = len(_found(gate, kept))

    gate.post(path, key, _body(text, picture))

    assert len(_found(gate, kept)) == before


def test_an_example_that_cannot_be_kept_changes_no_answer(
    gate: Running, key: str, kept: Path
) -> None:
    before = len(_found(gate, kept))
    kept.rename(kept.with_name("moved"))
    kept.write_text("not a folder")
    try:
        answer = gate.post("/v1/decide", key, _body("Who is she?", face()))
    finally:
        kept.unlink()
        kept.with_name("moved").rename(kept)

    assert (answer.status_code, answer.json()["outcome"]) == (200, "refuse")
    assert len(_found(gate, kept)) == before
