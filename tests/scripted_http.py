"""A server on this machine that answers every request with what it was told, byte for byte."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Said", "Seen", "break_off", "scripted_http"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Said:
    """What the server says, and what it has seen.

    `answer` gives status, headers and the pieces of the body for a request; without a
    `content-length` among the headers the pieces go out one by one, in chunks.
    """

    url: str
    answer: Callable[[Seen], tuple[int, dict[str, str], Iterator[bytes]]]
    seen: list[Seen] = field(default_factory=list)


@contextmanager
def scripted_http(
    answer: Callable[[Seen], tuple[int, dict[str, str], Iterator[bytes]]],
) -> Iterator[Said]:
    """The server, stopped at the end."""
    said = Said("", answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen = Seen(self.command, self.path, headers, self.rfile.read(length))
            said.seen.append(seen)
            status, out, pieces = said.answer(seen)
            chunked = "content-length" not in out
            self.send_response(status)
            for name, value in out.items():
                self.send_header(name, value)
            if chunked:
                self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            try:
                for piece in pieces:
                    framed = f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
                    self.wfile.write(framed if chunked else piece)
                    self.wfile.flush()
                if chunked:
                    self.wfile.write(b"0\r\n\r\n")
            except (BrokenPipeError, ConnectionError):
                self.close_connection = True
            except _BreakOff:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - names that the server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    said.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield said
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _BreakOff(Exception):  # noqa: N818 - told, not an error
    pass


def break_off() -> Iterator[bytes]:
    """A piece that is never sent: the connection closes in the middle."""
    yield from ()
    raise _BreakOff
