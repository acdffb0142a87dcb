"""A large file in a form is on the disk as it comes, and nowhere after."""

import asyncio
import tracemalloc
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from console.test_front import Client
from countenance.console import upload
from countenance.console.form import Form, Laid
from countenance.console.front import BODY, Front, Limits
from countenance.console.upload import Uploads, received
from countenance.errors import CallError
from dialects.forms import BOUNDARY, form, piece

HEADERS = [("content-type", f"multipart/form-data; boundary={BOUNDARY.decode()}")]


def _taken(
    body: Iterable[bytes], room: Path, largest: int = 10**9, left: bool = False
) -> tuple[Form, int]:
    """The form, and how large its file was."""
    pieces = iter(body)

    async def receive() -> Mapping[str, Any]:
        each = next(pieces, None)
        if each is None and left:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": each or b"", "more_body": each is not None}

    async def take() -> tuple[Form, int]:
        uploads = Uploads("/console/x", room, largest, lambda _: True)
        async with received(receive, HEADERS, uploads, 20.0) as found:
            laid = found.laid("file", "no")
            assert laid is not None
            return found, laid.path.stat().st_size

    return asyncio.run(take())


def test_the_file_lies_on_the_disk_while_the_page_is_answered(tmp_path: Path) -> None:
    body = form(piece("incident", "7"), piece("file", b"RIFF\r\n--x", "stöp.wav"))

    found, size = _taken([body[at : at + 7] for at in range(0, len(body), 7)], tmp_path)

    laid = found.laid("file", "no")
    assert isinstance(laid, Laid)
    assert (found.typed("incident"), laid.name, laid.size, size) == ("7", "stöp.wav", 9, 9)
    assert list(tmp_path.iterdir()) == []


def test_no_more_of_it_is_in_memory_than_what_came_last(tmp_path: Path) -> None:
    head, _, tail = form(piece("file", b"SOUND", "stop.wav")).partition(b"SOUND")
    body = (part for part in (head, *([bytes(65_536)] * 500), tail))

    tracemalloc.start()
    try:
        _, size = _taken(body, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert size == 500 * 65_536
    assert peak < 4_000_000


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (form(piece("file", b"x" * 2000, "a.wav")), 413, "at most 1500 bytes here"),
        (form(piece("file", b"x", "a.wav"))[:-4], 400, "cut off"),
        (form(piece("file", b"x", "a"), piece("more", b"x", "b")), 400, "more than one file"),
        (form(piece("a", "1"), piece("a", "2"), piece("file", b"x", "a.wav")), 400, "stands twice"),
        (b"no form", 400, "not a form"),
    ],
)
def test_what_is_no_such_form_is_refused(
    tmp_path: Path, body: bytes, status: int, says: str
) -> None:
    with pytest.raises(CallError, match=says) as caught:
        _taken([body], tmp_path, 1500)

    assert caught.value.status == status
    assert list(tmp_path.iterdir()) == []


def test_texts_beside_the_file_are_bounded(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="more than 65536 bytes beside its file") as caught:
        _taken([form(piece("incident", "x" * 70_000))], tmp_path)

    assert caught.value.status == 413


def test_of_a_client_that_leaves_nothing_stays(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        _taken([form(piece("file", b"x", "a.wav"))[:60]], tmp_path, left=True)

    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_is_said() -> None:
    def fails(_: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(CallError, match="there is no room here") as caught:
        upload._written(fails, b"x")
    assert caught.value.status == 507


def _sent(room: Path, headers: list[tuple[bytes, bytes]], limits: Limits) -> Client:
    async def page(scope: Any, receive: Any, send: Any) -> None:
        assert isinstance(scope[BODY], Form)
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    client = Client(form(piece("file", b"x", "a.wav")))
    uploads = Uploads("/console/x", room, 1500, lambda each: each == "mine")
    front = Front(page, lambda: page, limits, lambda _: True, uploads=lambda: uploads)
    scope = {
        "type": "http", "method": "POST", "path": "/console/x",
        "headers": [(HEADERS[0][0].encode(), HEADERS[0][1].encode()), *headers],
    }  # fmt: skip
    asyncio.run(front(scope, client.receive, client.send))
    return client


def test_only_so_many_are_taken_and_only_of_who_may(tmp_path: Path) -> None:
    mine, large = (b"cookie", b"mine"), (b"content-length", b"1501")

    assert _sent(tmp_path, [mine], Limits()).status == 299
    assert _sent(tmp_path, [mine, large], Limits()).status == 413
    assert _sent(tmp_path, [mine], Limits(uploads_at_once=0)).status == 503
    other = _sent(tmp_path, [(b"cookie", b"other")], Limits(body_bytes=10))
    assert (other.status, other.text[:22]) == (413, "a form has at most 10 ")
    assert list(tmp_path.iterdir()) == []
