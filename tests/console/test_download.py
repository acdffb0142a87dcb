"""An answer in pieces: its length is told, and it may take longer than a page."""

import asyncio
from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from console.served import asked, desk
from console.test_front import Client
from countenance.console.download import Download
from countenance.console.front import Front, Limits

HEAD = {"type": "http", "method": "GET", "path": "/console/x", "headers": [], "query_string": b""}


def _route(pieces: Iterator[bytes]) -> Route:
    def shown(_: Request) -> Response:
        return Download(pieces, 6, "audio/wav", 206, {"x-told": "yes"})

    return Route("/console/x", shown, methods=["GET"])


def test_it_comes_whole_with_its_length() -> None:
    got = asked([_route(iter([b"abc", b"", b"def"]))], "/console/x", desk=desk())

    assert (got.status_code, got.content) == (206, b"abcdef")
    assert (got.headers["content-length"], got.headers["x-told"]) == ("6", "yes")
    assert got.headers["content-type"] == "audio/wav"


def test_of_one_that_is_only_asked_about_nothing_is_read() -> None:
    pieces = iter([b"abc"])
    got = asked([_route(pieces)], "/console/x", "HEAD", desk=desk())

    assert (got.headers["content-length"], got.content) == ("6", b"")
    assert next(pieces) == b"abc"


def test_a_page_that_leaves_in_pieces_is_served_to_its_end_by_the_server() -> None:
    """A page that asked on and on what more came held up everything for good."""
    def shown(_: Request) -> Response:
        return StreamingResponse(iter([b"abc", b"def"]))

    client = Client(b"")
    pages = Starlette(routes=[Route("/console/x", shown, methods=["GET"])])
    served = Front(pages, lambda: pages, Limits(page_seconds=20))
    asyncio.run(asyncio.wait_for(served(HEAD, client.receive, client.send), 30))

    assert client.text == "abcdef"
