"""The stand-in where files are stored."""

import json

from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.dialects.write import write
from countenance.gate.mirror.files import reflected_file
from dialects.forms import form, piece, sent


def _asked(method: str, path: str) -> bytes:
    _, (data,), _ = reflected_file(write(read(Request(method, path, (), (), b"")), {}))
    return data


def test_an_upload_gets_an_id_of_the_bytes_that_reached_it() -> None:
    body = form(piece("purpose", "vision"), piece("file", b"\x89PNG", "me.png"))
    call = read(sent(body, "/v1/files"))
    _, (data,), status = reflected_file(write(call, {"file": ("image/png", b"anew")}))
    told = json.loads(data)

    assert status == 200
    assert told["id"].startswith("file-mirror-")
    assert (told["bytes"], told["purpose"]) == (4, "vision")


def test_it_keeps_nothing() -> None:
    assert json.loads(_asked("GET", "/v1/files"))["data"] == []
    assert "keeps no file" in _asked("GET", "/v1/files/file-1").decode()
    assert "keeps no file" in _asked("DELETE", "/v1/files/file-1").decode()
