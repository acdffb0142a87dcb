"""A small service on this machine that speaks as S3 does, as far as a log needs it.

It keeps what S3 promises: an object is there whole; `If-None-Match: *` puts only where nothing is,
`If-Match` only in the place of what it names. Requests have to be signed with `KEY`; whether the
signature is right is not looked at.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

__all__ = ["ENVIRONMENT", "KEY", "SECRET", "MadeBucket", "made_bucket"]

KEY = "AKPLANTEDKEY"
SECRET = "planted/secret/of/a/bucket"
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
_XMLNS = "http://s3.amazonaws.com/doc/2006-03-01/"


@dataclass
class MadeBucket:
    """What is there, and what went on. `fails`: the status that everything is answered with.

    `hangs`: nothing is answered as long as it is set.
    """

    address: str
    objects: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    """The paths that were put, in that order."""
    fails: int = 0
    hangs: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def made_bucket() -> Iterator[MadeBucket]:
    """A bucket called `b`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    bucket = MadeBucket(f"http://127.0.0.1:{server.server_port}")
    server.bucket = bucket  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        bucket.hangs = False
        server.shutdown()
        server.server_close()
        thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""

    def do_GET(self) -> None:
        with self._turn() as bucket:
            if bucket is None:
                return
            query = parse_qs(urlsplit(self.path).query)
            if "list-type" in query:
                self._say(200, self._listed(bucket, query.get("prefix", [""])[0]))
            elif self._key in bucket.objects:
                data = bucket.objects[self._key]
                self._say(200, data, {"ETag": _tag(data), **bucket.headers[self._key]})
            else:
                self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_PUT(self) -> None:
        data = self._body()
        with self._turn() as bucket:
            if bucket is None:
                return
            there = bucket.objects.get(self._key)
            wanted = self.headers.get("If-Match")
            if (self.headers.get("If-None-Match") == "*" and there is not None) or (
                wanted is not None and (there is None or _tag(there) != wanted)
            ):
                self._say(412, b"<Error><Code>PreconditionFailed</Code></Error>")
                return
            bucket.objects[self._key] = data
            bucket.headers[self._key] = {
                name: value
                for name in ("Cache-Control", "Content-Type")
                if (value := self.headers.get(name))
            }
            bucket.order.append(self._key)
            self._say(200, b"", {"ETag": _tag(data)})

    def do_POST(self) -> None:
        asked = ElementTree.fromstring(self._body())
        with self._turn() as bucket:
            if bucket is None:
                return
            gone = [key.text or "" for key in asked.iter() if key.tag.endswith("Key")]
            for each in gone:
                bucket.objects.pop(each, None)
            said = "".join(f"<Deleted><Key>{each}</Key></Deleted>" for each in gone)
            self._say(200, f'<DeleteResult xmlns="{_XMLNS}">{said}</DeleteResult>'.encode())

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/b/")

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    @contextmanager
    def _turn(self) -> Iterator[MadeBucket | None]:
        """The bucket, alone; None when the request was turned away."""
        bucket: MadeBucket = self.server.bucket  # type: ignore[attr-defined]
        for _ in range(1500):
            if not bucket.hangs:
                break
            time.sleep(0.02)
        if f"Credential={KEY}/" not in self.headers.get("Authorization", ""):
            self._say(403, f"<Error><AWSAccessKeyId>{KEY}</AWSAccessKeyId></Error>".encode())
            yield None
        elif bucket.fails:
            self._say(bucket.fails, b"<Error><Code>Made</Code></Error>")
            yield None
        else:
            with bucket.lock:
                yield bucket

    def _listed(self, bucket: MadeBucket, prefix: str) -> bytes:
        rows = "".join(
            f"<Contents><Key>{key}</Key><LastModified>2026-11-28T10:00:00.000Z</LastModified>"
            f"<ETag>{_tag(data)}</ETag><Size>{len(data)}</Size></Contents>"
            for key, data in sorted(bucket.objects.items())
            if key.startswith(prefix)
        )
        return (
            f'<ListBucketResult xmlns="{_XMLNS}"><Name>b</Name><IsTruncated>false</IsTruncated>'
            f"{rows}</ListBucketResult>"
        ).encode()

    def _say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _tag(data: bytes) -> str:
    return f'"{md5(data, usedforsecurity=False).hexdigest()}"'
