"""A request to make or to change a picture: from a request to a call, and our writing of it."""

import json
from typing import Any

import pytest

from countenance.dialects.call import Call, Operation, PartKind, Request, Target
from countenance.dialects.multipart import Piece, form_of
from countenance.dialects.read import read
from countenance.dialects.reading import Limits
from countenance.dialects.write import write
from countenance.errors import CallError
from dialects.asking import request
from dialects.forms import form, piece, sent

GA = (("api-version", "2025-04-01-preview"),)
ANEW = ("image/png", b"anew")


def _edit(*more: bytes, path: str = "/v1/images/edits", query: Any = (), many: int = 1) -> Call:
    name = "image" if many == 1 else "image[]"
    files = [piece(name, b"\x89PNG" + bytes([each]), "Ann.png") for each in range(many)]
    body = form(piece("model", "gpt-image"), piece("prompt", "Bluer"), *more, *files)
    return read(sent(body, path, query=query))


def _pieces(body: bytes, content_type: str) -> list[Piece]:
    return form_of(
        Request("POST", "", (), (("content-type", content_type),), body), Limits()
    )[0]


def test_a_picture_is_made_of_text_alone() -> None:
    body = {"model": "gpt-image", "prompt": "A wall", "n": 2, "size": "1024x1024"}
    call = read(request(body, "/v1/images/generations"))

    assert call.operation is Operation.IMAGE_GENERATION
    assert call.is_text_only
    assert call.choices == 2
    out = write(call, {})
    assert out.path == "/images/generations"
    assert json.loads(out.body) == body


def test_a_picture_that_is_changed_is_a_part_beside_its_words() -> None:
    call = _edit(piece("stream", "true"), piece("partial_images", "2"))

    assert call.operation is Operation.IMAGE_EDIT
    assert call.stream
    assert [(part.where, part.kind) for part in call.parts] == [
        ("prompt", PartKind.TEXT), ("image[0]", PartKind.PICTURE),
    ]  # fmt: skip
    assert [(turn.text, turn.pictures) for turn in call.turns] == [("Bluer", 1)]
    out = write(call, {"image[0]": ANEW})
    pieces = _pieces(out.body, out.content_type)
    assert {each.name: each.data for each in pieces} == {
        "model": b"gpt-image", "prompt": b"Bluer", "stream": b"true", "partial_images": b"2",
        "image": b"anew",
    }  # fmt: skip
    assert b"Ann" not in out.body


def test_several_pictures_stay_several() -> None:
    call = _edit(many=3)
    made = {f"image[{each}]": ("image/png", bytes([each])) for each in range(3)}
    out = write(call, made)

    files = [each for each in _pieces(out.body, out.content_type) if each.is_file]
    assert [(each.name, each.data) for each in files] == [
        ("image[]", b"\x00"), ("image[]", b"\x01"), ("image[]", b"\x02"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "query", "target", "written"),
    [
        ("/openai/deployments/painter/images/edits", GA, Target.AZURE_DEPLOYMENT, None),
        ("/openai/v1/images/edits", (), Target.AZURE_V1, "/images/edits"),
        ("/openai/v1/deployments/painter/images/edits", (), Target.OPENAI, "/images/edits"),
    ],
)
def test_every_place_is_read_and_written(
    path: str, query: Any, target: Target, written: str | None
) -> None:
    out = write(_edit(path=path, query=query), {"image[0]": ANEW}, target)

    assert out.path == (written or path)
    assert out.query == (query if target is Target.AZURE_DEPLOYMENT else ())


@pytest.mark.parametrize("path", ["/v1/images/generations", "/v1/images/edits"])
def test_a_model_that_would_answer_with_an_address_is_told_not_to(path: str) -> None:
    if path.endswith("edits"):
        call, made = _edit(), {"image[0]": ANEW}
    else:
        call, made = read(request({"model": "dall-e-3", "prompt": "A wall"}, path)), {}

    assert b"b64_json" in write(call, made, model="dall-e-3").body
    assert b"b64_json" not in write(call, made, model="gpt-image").body


@pytest.mark.parametrize(
    "body",
    [
        form(piece("model", "m"), piece("prompt", "Bluer")),
        form(piece("model", "m"), piece("image", b"\x89PNG", "a.png")),
        form(piece("prompt", "Bluer"), piece("image", b"\x89PNG", "a.png")),
        form(piece("model", "m"), piece("prompt", b"x", "a.txt"), piece("image", b"x", "a")),
        form(piece("model", "m"), piece("prompt", "x"), piece("image", "no file")),
    ],
)
def test_what_is_not_such_a_form_is_refused(body: bytes) -> None:
    with pytest.raises(CallError):
        read(sent(body, "/v1/images/edits"))


def test_a_body_of_another_type_is_refused() -> None:
    with pytest.raises(CallError, match="multipart/form-data"):
        read(request({"model": "m", "prompt": "Bluer"}, "/v1/images/edits"))


def test_a_mask_is_looked_at_and_goes_up_as_what_was_made_of_it() -> None:
    call = _edit(piece("mask", b"\x89PNG", "m.png"))

    assert [(part.where, part.kind) for part in call.shown] == [
        ("mask", PartKind.MASK), ("image[0]", PartKind.PICTURE),
    ]  # fmt: skip
    out = write(call, {"image[0]": ANEW, "mask": ("image/png", b"where")})
    sent = {each.name: each.data for each in _pieces(out.body, out.content_type)}
    assert sent["mask"] == b"where"
