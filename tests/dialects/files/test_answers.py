"""The answer of a service that stores files."""

import json
from typing import Any

import pytest

from countenance.dialects.answers import Issued
from countenance.dialects.call import Call, Request
from countenance.dialects.files.answers import read_file_answer
from countenance.dialects.files.calls import FOR_EVER
from countenance.dialects.read import read
from countenance.errors import UpstreamError
from dialects.forms import form, piece, sent

UPLOAD = read(
    sent(form(piece("purpose", "vision"), piece("file", b"\x89PNG", "a.png")), "/v1/files")
)


def _asked(method: str, path: str, *query: tuple[str, str]) -> Call:
    return read(Request(method, path, query, (), b""))


def _file(name: str = "file-1", **more: Any) -> dict[str, Any]:
    return {
        "id": name, "object": "file", "bytes": 7, "created_at": 1, "filename": "picture.png",
        "purpose": "vision", "status": "processed", **more,
    }  # fmt: skip


def test_an_upload_gives_out_an_id_and_nothing_unknown() -> None:
    body = json.dumps(_file(expires_at=9, status_details="secret words", colour="red")).encode()
    answered = read_file_answer(body, UPLOAD, None)

    assert json.loads(answered.body) == _file(expires_at=9)
    assert answered.issued == (Issued("file", "file-1", FOR_EVER),)


def test_what_is_told_of_a_file_gives_out_no_id() -> None:
    answered = read_file_answer(
        json.dumps(_file()).encode(), _asked("GET", "/v1/files/file-1"), None
    )

    assert json.loads(answered.body) == _file()
    assert answered.issued == ()


@pytest.mark.parametrize("gone", [True, False])
def test_the_id_of_a_file_that_was_removed_ends(gone: bool) -> None:
    body = json.dumps({"id": "file-1", "deleted": gone}).encode()
    answered = read_file_answer(body, _asked("DELETE", "/v1/files/file-1"), None)

    assert json.loads(answered.body)["deleted"] is gone
    assert answered.issued == ((Issued("file", "file-1", 0),) if gone else ())


def test_a_list_leaves_with_the_files_of_its_caller_only() -> None:
    rows = [_file(f"file-{number}") for number in range(5)]
    body = json.dumps({"data": rows, "has_more": False}).encode()
    answered = read_file_answer(body, _asked("GET", "/v1/files", ("limit", "2")), None)

    assert json.loads(answered.body)["data"] == []
    assert answered.listed is not None
    assert [row["id"] for row in answered.listed.rows] == [row["id"] for row in rows]
    told = json.loads(answered.listed.write(rows[1:4]))
    assert [row["id"] for row in told["data"]] == ["file-1", "file-2"]
    assert (told["first_id"], told["last_id"], told["has_more"]) == ("file-1", "file-2", True)
    assert json.loads(answered.listed.write(rows[:1]))["has_more"] is False


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"<html>", b"{}", b'{"id": "a b"}', b'{"id": "file-1", "bytes": -1}']
)
def test_what_is_no_answer_is_an_error_of_the_upstream(body: bytes) -> None:
    with pytest.raises(UpstreamError):
        read_file_answer(body, UPLOAD, None)
