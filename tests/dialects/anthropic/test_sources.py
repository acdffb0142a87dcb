"""The sources of pictures and documents in a message."""

import base64
import json
from typing import Any

import pytest

from countenance.dialects.anthropic.sources import DOCUMENT_SOURCE, PICTURE_SOURCE
from countenance.dialects.call import Call, Part, PartKind, Role, Slot, Target
from countenance.dialects.containers import Tagged
from countenance.dialects.shapes import Found
from countenance.dialects.write import write
from countenance.errors import AddressError, CallError, UnreadableCallError, UnsupportedCallError
from dialects.anthropic.messages import PNG, call, picture, text, user

PDF = b"%PDF-1.7\n" + bytes(range(200))
AWAY = "https://pictures.example/a?token=sesame"
WHERE = "messages[0].content[1]"


def _bytes(data: bytes, media_type: str) -> dict[str, Any]:
    encoded = base64.b64encode(data).decode()
    return {"type": "base64", "media_type": media_type, "data": encoded}


def _away(url: Any = AWAY) -> dict[str, Any]:
    return {"type": "url", "url": url}


def _document(source: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "document", "source": source, **more}


def _read(shape: Tagged, source: Any) -> tuple[Any, list[Part]]:
    found = Found(role=Role.USER, turn=3)
    return shape.read(source, "a.source", found), found.parts


def _pages(*blocks: dict[str, Any]) -> Call:
    return call(user(text("Sum it up."), *(blocks or [_document(_bytes(PDF, "application/pdf"))])))


@pytest.mark.parametrize(
    ("shape", "data", "media_type", "kind"),
    [
        (PICTURE_SOURCE, PNG, "image/png", PartKind.PICTURE),
        (DOCUMENT_SOURCE, PDF, "application/pdf", PartKind.DOCUMENT),
    ],
)
def test_bytes_and_an_address_are_parts_and_a_slot_takes_the_place_of_the_source(
    shape: Tagged, data: bytes, media_type: str, kind: PartKind
) -> None:
    here, parts = _read(shape, _bytes(data, media_type))
    away, others = _read(shape, _away())

    assert parts == [Part("a", kind, Role.USER, "", data, 3)]
    assert others == [Part("a", kind, Role.USER, "", b"", 3, AWAY)]
    assert isinstance(here, Slot)
    assert isinstance(away, Slot)
    assert here.digest == f"sha256:{parts[0].digest.hex()}"
    assert here.digest != away.digest


@pytest.mark.parametrize("shape", [PICTURE_SOURCE, DOCUMENT_SOURCE])
@pytest.mark.parametrize(
    "url", ["http://a.example/sesame", "file:///sesame", "sesame", "", "data:image/png;base64,QUJD",
            "HTTPS://a.example/sesame", " https://a.example/sesame"],
)  # fmt: skip
def test_only_https_is_an_address_and_none_is_repeated(shape: Tagged, url: str) -> None:
    with pytest.raises(AddressError, match="begin with `https://`.* of type `base64`") as raised:
        _read(shape, _away(url))

    assert raised.value.param == "a.source.url"
    assert "sesame" not in str(raised.value)


@pytest.mark.parametrize(
    ("source", "error", "says"),
    [
        (_bytes(PDF, "image/png"), UnsupportedCallError, "application/pdf"),
        (_bytes(b"", "application/pdf"), UnreadableCallError, "empty"),
        ({**_bytes(PDF, "application/pdf"), "data": "a b"}, UnreadableCallError, "strict base64"),
        ({**_bytes(PDF, "application/pdf"), "data": 3}, UnreadableCallError, "base64 is right"),
        ({"type": "base64", "data": "QUJD"}, UnreadableCallError, "media_type"),
        ({**_bytes(PDF, "application/pdf"), "url": AWAY}, UnsupportedCallError, "no field"),
        (_away(None), UnreadableCallError, "an https address is right"),
        (_away(3), UnreadableCallError, "an https address is right"),
        ({**_away(), "data": "QUJD"}, UnsupportedCallError, "no field"),
        ({"type": "file", "file_id": "file_1"}, UnsupportedCallError, "stored files"),
        ({"type": "content", "content": []}, UnsupportedCallError, "the blocks themselves"),
        ({"type": "ftp"}, UnsupportedCallError, "`base64`, `text`, `url`"),
        ("words", UnreadableCallError, "an object is right"),
    ],
)
def test_every_other_source_of_a_document_is_refused_by_name(
    source: Any, error: type[CallError], says: str
) -> None:
    with pytest.raises(error, match=says):
        _read(DOCUMENT_SOURCE, source)


def test_a_document_goes_up_as_base64_of_what_was_made_from_its_pages() -> None:
    for source in (_bytes(PDF, "application/pdf"), _away()):
        asked = _pages(_document(source, title="Minutes", citations={"enabled": True}))
        made = {WHERE: ("application/pdf", b"made anew")}
        body = json.loads(write(asked, made, Target.ANTHROPIC).body)

        assert [part.kind for part in asked.media] == [PartKind.DOCUMENT]
        assert not asked.is_text_only
        assert body["messages"][0]["content"][1] == {
            "type": "document",
            "source": _bytes(b"made anew", "application/pdf"),
            "title": "Minutes",
            "citations": {"enabled": True},
        }
        with pytest.raises(ValueError, match="do not match"):
            write(asked, {}, Target.ANTHROPIC)


def test_documents_and_addresses_stand_in_results_of_tools_too() -> None:
    result = {
        "type": "tool_result",
        "tool_use_id": "t1",
        "content": [_document(_bytes(PDF, "application/pdf")), {"type": "image", "source": _away()},
                    _document({"type": "text", "media_type": "text/plain", "data": "words"})],
    }  # fmt: skip
    asked = call(user(result))

    assert [(part.where, part.kind) for part in asked.parts if part.kind is not PartKind.LABEL] == [
        ("messages[0].content[0].content[0]", PartKind.DOCUMENT),
        ("messages[0].content[0].content[1]", PartKind.PICTURE),
        ("messages[0].content[0].content[2].source.data", PartKind.TEXT),
    ]
    assert asked.turns[0].pictures == 2


def test_operators_and_models_have_none() -> None:
    pages = _document(_bytes(PDF, "application/pdf"))
    for who in ("assistant", "system"):
        with pytest.raises(CallError):
            call(user("Hello"), {"role": who, "content": [pages]})


def test_pages_in_bytes_and_by_address_are_two_requests() -> None:
    blocks = [picture(), {"type": "image", "source": _away()}, _document(_away())]

    assert len({_pages(block).digest for block in blocks}) == len(blocks)
