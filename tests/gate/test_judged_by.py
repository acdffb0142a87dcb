"""What an answer is judged by."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from countenance.dialects.call import Request
from countenance.dialects.check import Release, Withhold
from countenance.dialects.read import read
from countenance.evidence.given import Given
from countenance.gate.judged_by import JudgedBy, judged_by

HEADERS = (("content-type", "application/json"),)
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
DOCUMENT = {
    "type": "file",
    "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="},
}
NAME = "This is Wilhelmina Quist."


def decided(
    *parts: Any, faces: int = 1, strict: bool = False, printed: tuple[str, ...] = (),
    cover: bool = True, **fields: Any,
) -> Any:  # fmt: skip
    asked = {"type": "text", "text": "Describe what Ada Brown holds."}
    body = {"model": "m", "messages": [{"role": "user", "content": [asked, *parts]}], **fields}
    call = read(Request("POST", "/v1/chat/completions", (), HEADERS, json.dumps(body).encode()))
    return SimpleNamespace(
        call=call, media=SimpleNamespace(faces=faces, printed=printed),
        judgement=SimpleNamespace(outcome=SimpleNamespace(strict=strict, cover=cover)),
    )  # fmt: skip


def test_nothing_judges_the_answer_to_a_call_of_text_alone() -> None:
    assert judged_by(decided()) is None


@pytest.mark.parametrize(("faces", "strict"), [(0, False), (0, True), (1, False)])
def test_a_name_said_outright_is_withheld_beside_any_picture(faces: int, strict: bool) -> None:
    """A detector may have overlooked a face."""
    judged = judged_by(decided(PICTURE, faces=faces, strict=strict))

    assert judged is not None
    assert isinstance(judged.check().check("", NAME), Withhold)


@pytest.mark.parametrize(
    ("faces", "strict", "verdict"),
    [(0, False, Release), (0, True, Withhold), (1, False, Withhold)],
)
def test_a_name_beside_a_picture_leaves_where_there_is_no_face_and_nothing_strict(
    faces: int, strict: bool, verdict: type
) -> None:
    judged = judged_by(decided(PICTURE, faces=faces, strict=strict))

    assert judged is not None
    assert isinstance(judged.check().check("", "Billed to Wilhelmina Quist."), verdict)


def test_what_a_document_tells_of_somebody_leaves() -> None:
    judged = judged_by(decided(DOCUMENT, faces=0))

    assert judged is not None
    assert judged.check().check("", NAME) == Release()


def test_what_was_written_or_read_in_the_picture_may_be_repeated() -> None:
    judged = judged_by(decided(PICTURE, printed=("WILHELMINA QUIST",)))

    assert judged is not None
    for said in ("The badge reads Wilhelmina Quist.", "Next to Ada Brown there is a lamp."):
        assert isinstance(judged.check().check("", said), Release)


def test_no_given_name_leaves_where_a_face_went_up_visible() -> None:
    person = {"type": "string", "enum": ["ada-brown", "unknown"]}
    schema = {"type": "object", "properties": {"person": person}}
    form = {"type": "json_schema", "json_schema": {"name": "a", "schema": schema}}
    judged = judged_by(decided(PICTURE, cover=False, strict=True, response_format=form))

    assert judged is not None
    for said in ("Next to Ada Brown there is a lamp.", '{"person": "ada-brown"}'):
        assert isinstance(judged.check().check("", said), Withhold)
    assert isinstance(judged.check().check("", '{"person": "unknown"}'), Release)


def test_the_letters_of_a_caller_are_counted_and_never_shown() -> None:
    judged = JudgedBy(Given(("four",), ("by face",)), "asked")

    assert judged.letters == 16
    assert "four" not in repr(judged)
    assert "asked" not in repr(judged).replace("asked=", "")
