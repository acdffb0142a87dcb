"""The client for strangers: it goes where it is sent and nowhere else."""

import asyncio
import http.server
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from countenance import __version__
from countenance.gate.asking import asking

SEEN: list[dict[str, str]] = []


class _Redirects(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        SEEN.append({name.lower(): value for name, value in self.headers.items()})
        self.send_response(302)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Redirects) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/here"
        server.shutdown()
        thread.join()


def test_it_follows_nothing_uses_no_proxy_and_asks_for_no_compression(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    async def ask() -> int:
        async with asking(timedelta(seconds=5)).build() as client:
            answer = await client.get(address).build().send()
            return int(answer.status)

    SEEN.clear()

    assert asyncio.run(ask()) == 302
    (headers,) = SEEN
    assert headers["user-agent"] == f"countenance/{__version__}"
    assert "accept-encoding" not in headers
    assert "referer" not in headers
