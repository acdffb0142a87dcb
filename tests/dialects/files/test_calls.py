"""Calls about stored files: from a request to a call, and our writing of it."""

from typing import Any

import pytest

from countenance.dialects.call import Call, Operation, PartKind, Request, Target
from countenance.dialects.files.calls import FOR_EVER
from countenance.dialects.multipart import form_of
from countenance.dialects.read import read
from countenance.dialects.reading import Limits
from countenance.dialects.write import write
from countenance.errors import CallError
from dialects.forms import form, piece, sent

PNG = b"\x89PNG and so on"
GA = (("api-version", "2024-10-21"),)


def _upload(*more: bytes, path: str = "/v1/files", query: Any = (), data: bytes = PNG) -> Call:
    body = form(piece("purpose", "vision"), *more, piece("file", data, "Wilhelmina.png"))
    return read(sent(body, path, query=query))


def _asked(method: str, path: str, query: Any = ()) -> Call:
    return read(Request(method, path, query, (), b""))


def test_a_file_is_a_part_and_goes_up_as_it_was_made_anew_without_its_name() -> None:
    call = _upload()

    assert call.operation is Operation.FILE_UPLOAD
    assert [(part.where, part.kind, part.data) for part in call.parts] == [
        ("file", PartKind.PICTURE, PNG)
    ]
    out = write(call, {"file": ("image/png", b"anew")})
    assert (out.method, out.path) == ("POST", "/files")
    headers = (("content-type", out.content_type),)
    pieces, _ = form_of(Request("POST", "", (), headers, out.body), Limits())
    assert {each.name: each.data for each in pieces} == {"purpose": b"vision", "file": b"anew"}
    assert b"Wilhelmina" not in out.body


def test_a_file_lives_as_long_as_it_says() -> None:
    ends = (
        piece("expires_after[anchor]", "created_at"), piece("expires_after[seconds]", "7200"),
    )  # fmt: skip

    assert _upload().options["seconds"] == (str(FOR_EVER),)
    assert _upload(*ends).options["seconds"] == ("7200",)
    assert b'name="expires_after[seconds]"' in write(
        _upload(*ends), {"file": ("image/png", b"anew")}
    ).body  # fmt: skip


@pytest.mark.parametrize(
    ("path", "query", "target", "written"),
    [
        ("/v1/files", (), Target.OPENAI, "/files"),
        ("/openai/files", GA, Target.AZURE_DEPLOYMENT, "/openai/files"),
        ("/openai/v1/files", (), Target.AZURE_V1, "/files"),
    ],
)
def test_every_place_is_read_and_written(
    path: str, query: Any, target: Target, written: str
) -> None:
    out = write(_upload(path=path, query=query), {"file": ("image/png", b"anew")}, target)

    assert out.path == written
    assert out.query == (GA if target is Target.AZURE_DEPLOYMENT else ())


@pytest.mark.parametrize(
    ("method", "operation"), [("GET", Operation.FILE_INFO), ("DELETE", Operation.FILE_DELETE)]
)
def test_one_file_is_named_by_its_id(method: str, operation: Operation) -> None:
    call = _asked(method, "/v1/files/file-abc")

    assert call.operation is operation
    assert [(part.kind, part.refers, part.text) for part in call.parts] == [
        (PartKind.ID, "file", "file-abc")
    ]
    out = write(call, {})
    assert (out.method, out.path, out.body) == (method, "/files/file-abc", b"")


def test_a_list_is_asked_for_whole() -> None:
    call = _asked("GET", "/v1/files", (("limit", "2"), ("after", "file-1"), ("purpose", "vision")))

    assert call.body == {"limit": 2, "after": "file-1", "purpose": "vision"}
    assert set(write(call, {}).query) == {
        ("limit", "10000"), ("after", "file-1"), ("purpose", "vision"),
    }  # fmt: skip
    assert ("limit", "10000") not in write(call, {}, Target.AZURE_DEPLOYMENT).query


@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("GET", "/v1/files", (("limit", "many"),)),
        ("GET", "/v1/files", (("limit", "0"),)),
        ("GET", "/v1/files", (("order", "random"),)),
        ("GET", "/v1/files", (("colour", "red"),)),
        ("GET", "/v1/files/file-1", (("limit", "1"),)),
        ("GET", "/v1/files/file-1/content", ()),
        ("GET", "/v1/files/a%2Fb", ()),
        ("GET", "/openai/files", ()),
        ("PUT", "/v1/files/file-1", ()),
    ],
)
def test_what_is_not_known_is_refused(method: str, path: str, query: Any) -> None:
    with pytest.raises(CallError):
        _asked(method, path, query)


def test_a_body_where_none_is_expected_is_refused() -> None:
    with pytest.raises(CallError, match="has none"):
        read(Request("DELETE", "/v1/files/file-1", (), (), b"{}"))
