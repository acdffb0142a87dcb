"""A scripted upstream on this machine: a real HTTP server that keeps what reached it.

It speaks enough of OpenAI chat and responses, plain and streamed, for the real clients. `script`
gives the words of the next answers in order; without one it says what it was sent. `!item:{...}` is
one item of a response, and JSON is the whole of a transcription in `verbose_json`. Any other word
that begins with `!` is a fault instead: `!status:500`, `!garbage`, `!reset`, `!redirect`, `!half`
(less than it announced), `!two:A|B` (two choices), `!hang` (no answer), `!cut`, `!stall` and
`!noise` (a stream that breaks off, falls silent, or holds what is no event). What hangs ends when
its client leaves or `let_go` is set, and says in `hung` which it was.
It is used by the tests of the walk and by the demo, so that what reached the far side can be
decoded and looked at.
"""

import base64
import email
import io
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image

from upstream_made import answer_gallery, answer_made

__all__ = ["Reached", "ScriptedUpstream", "scripted_upstream"]


@dataclass(frozen=True, slots=True)
class Reached:
    """One request that reached the upstream."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    files: tuple[bytes, ...] = ()
    """The bytes of every file of a form, in order."""

    @property
    def pictures(self) -> list[bytes]:
        """The bytes of every picture, in order."""
        found = []
        for message in self.body.get("messages", []):
            content = message.get("content")
            for part in content if isinstance(content, list) else []:
                if part.get("type") == "image_url":
                    found.append(base64.b64decode(part["image_url"]["url"].split(",", 1)[1]))
                elif part.get("type") == "image":
                    found.append(base64.b64decode(part["source"]["data"]))
        for part in self._of_items():
            if part.get("type") == "input_image":
                found.append(base64.b64decode(part["image_url"].split(",", 1)[1]))
        return found

    @property
    def texts(self) -> list[str]:
        """Every text of the messages, in order."""
        found = []
        for message in self.body.get("messages", []):
            content = message.get("content")
            if isinstance(content, str):
                found.append(content)
            for part in content if isinstance(content, list) else []:
                if part.get("type") == "text":
                    found.append(part["text"])
        if self.path.partition("?")[0].endswith("/responses"):
            given = self.body["input"]
            found += [given] if isinstance(given, str) else []
        return found + [part["text"] for part in self._of_items() if "text" in part]

    def _of_items(self) -> list[dict[str, Any]]:
        """The parts of the messages and results in a request for a response."""
        items = self.body.get("input")
        found: list[dict[str, Any]] = []
        for item in items if isinstance(items, list) else []:
            content = item.get("content", item.get("output")) if isinstance(item, dict) else None
            found += content if isinstance(content, list) else []
        return found


def _plain() -> bytes:
    """A plain gray picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (128, 128, 128)).save(out, "PNG")
    return out.getvalue()


@dataclass
class ScriptedUpstream:
    """What the server was told to say, and what it saw."""

    url: str = ""
    script: list[str] = field(default_factory=list)
    reached: list[Reached] = field(default_factory=list)
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The files that it has, by their ids."""
    picture: bytes = field(default_factory=_plain)
    """The picture that it makes."""
    pause: float = 0.0
    """Seconds between the pieces of a streamed answer."""
    let_go: threading.Event = field(default_factory=threading.Event)
    """Ends everything that hangs."""
    hung: list[str] = field(default_factory=list)
    """Of every call that hung: `gone` when its client had left, else `stayed`."""
    sent: list[float] = field(default_factory=list)
    """When each piece of the last streamed answer was sent, on the monotonic clock."""

    def next_answer(self, reached: Reached) -> str:
        """The next scripted answer, or a truthful description of what came."""
        if self.script:
            return self.script.pop(0)
        if reached.files:
            return f"I was sent {len(reached.files)} file(s)."
        return f"I was sent {len(reached.texts)} text(s) and {len(reached.pictures)} picture(s)."


_TIMES = dict.fromkeys(
    ("createdDateTime", "lastActionDateTime", "lastSuccessfulTrainingDateTime"),
    "2026-01-01T00:00:00Z",
)


@contextmanager
def scripted_upstream() -> Iterator[ScriptedUpstream]:
    """A server on loopback, stopped at the end."""
    told = ScriptedUpstream()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            if self.path.startswith("/face/"):
                self._faces()
                return
            length = int(self.headers.get("content-length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            verb = "" if self.command == "POST" else f"{self.command} "
            reached = _reached(verb + self.path, headers, self.rfile.read(length))
            body = reached.body
            told.reached.append(reached)
            text = told.next_answer(reached)
            made = answer_made(self.command, self.path, body, text, told.stored, told.picture)
            if text.startswith("!") and not text.startswith("!item:"):
                self._fault(text[1:])
            elif made is not None:
                self._bytes(made[0], made[2], kind=made[1])
            elif self.path.startswith("/v1/messages"):
                self._message(text, stream=body.get("stream") is True)
            elif self.path.partition("?")[0].endswith("/responses"):
                self._response(text, stream=body.get("stream") is True)
            elif "/audio/" in self.path:
                self._written_down(text, body)
            elif body.get("stream"):
                self._stream(text)
            else:
                self._plain(text)

        def _plain(self, *texts: str) -> None:
            answer = _answer("chat.completion")
            answer["choices"] = [
                {
                    "index": index,
                    "message": {"role": "assistant", "content": text},
                    "finish_reason": "stop",
                }
                for index, text in enumerate(texts)
            ]
            answer["usage"] = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_PUT = do_PATCH = do_GET = do_DELETE = do_POST  # noqa: N815 - names it looks for

        def _faces(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            binary = headers.get("content-type") == "application/octet-stream"
            body = {} if binary or not content else json.loads(content)
            files = (content,) if binary else ()
            told.reached.append(Reached(f"{self.command} {self.path}", headers, body, files))
            path = self.path.partition("?")[0]
            if told.script and told.script[0].startswith("!"):
                self._fault(told.script.pop(0)[1:])
            elif path.endswith("/detect"):
                found: dict[str, Any] = {
                    "faceRectangle": {"top": 1, "left": 2, "width": 3, "height": 4}
                }
                if "returnFaceId=true" in self.path:
                    found["faceId"] = str(uuid.UUID(int=len(told.reached) << 64 | 4 << 76))
                self._bytes(200, json.dumps([found]).encode())
            elif path.endswith("/verify"):
                self._bytes(200, b'{"isIdentical": true, "confidence": 0.9}')
            elif path.endswith("/findsimilars"):
                row = {"faceId": str(uuid.UUID(int=9)), "confidence": 0.9}
                self._bytes(200, json.dumps([row]).encode())
            elif path.endswith("/identify"):
                candidate = {"personId": str(uuid.UUID(int=7)), "confidence": 0.9}
                rows = [{"faceId": name, "candidates": [candidate]} for name in body["faceIds"]]
                self._bytes(200, json.dumps(rows).encode())
            elif self.command == "POST" and path.endswith("/persons"):
                self._bytes(200, json.dumps({"personId": str(uuid.UUID(int=7))}).encode())
            elif self.command == "POST" and path.endswith("/persistedfaces"):
                self._bytes(200, json.dumps({"persistedFaceId": str(uuid.UUID(int=8))}).encode())
            elif path.endswith("/training"):
                self._bytes(200, json.dumps({"status": "succeeded"} | _TIMES).encode())
            elif (told_of := answer_gallery(self.command, path)) is not None:
                self._bytes(200, json.dumps(told_of).encode())
            else:
                self._bytes(202 if path.endswith("/train") else 200, b"")

        def _message(self, text: str, *, stream: bool) -> None:
            if self.path.endswith("/count_tokens"):
                self._bytes(200, b'{"input_tokens": 7}')
                return
            blocks: list[dict[str, str]] = [] if stream else [{"type": "text", "text": text}]
            whole = {
                "id": "msg_1", "type": "message", "role": "assistant", "model": "scripted",
                "content": blocks, "stop_reason": None if stream else "end_turn",
                "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
            }  # fmt: skip
            if not stream:
                self._bytes(200, json.dumps(whole).encode())
                return
            events: list[dict[str, Any]] = [
                {"type": "message_start", "message": whole},
                {"type": "content_block_start", "index": 0,
                 "content_block": {"type": "text", "text": ""}},
                *({"type": "content_block_delta", "index": 0,
                   "delta": {"type": "text_delta", "text": f"{word} "}}
                  for word in text.split(" ")),
                {"type": "content_block_stop", "index": 0},
                {"type": "message_delta", "usage": {"output_tokens": 1},
                 "delta": {"stop_reason": "end_turn", "stop_sequence": None}},
                {"type": "message_stop"},
            ]  # fmt: skip
            self._bytes(
                200,
                b"".join(
                    f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
                    for event in events
                ),
            )

        def _response(self, text: str, *, stream: bool) -> None:
            part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
            item: dict[str, Any] = {
                "id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
                "content": [part],
            }  # fmt: skip
            if text.startswith("!item:"):
                item = json.loads(text.removeprefix("!item:"))
            whole = {
                "id": "resp_1", "object": "response", "created_at": 1, "model": "scripted",
                "status": "completed", "output": [item], "error": None,
                "incomplete_details": None,
                "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2},
            }  # fmt: skip
            if not stream:
                self._bytes(200, json.dumps(whole).encode())
                return
            at = {"item_id": item["id"], "output_index": 0, "content_index": 0}
            begun = {**whole, "status": "in_progress", "output": [], "usage": None}
            words = text.split(" ") if item.get("content") else []
            events: list[dict[str, Any]] = [
                {"type": "response.created", "response": begun},
                {"type": "response.output_item.added", "output_index": 0,
                 "item": {**item, "status": "in_progress", "content": []}},
                *({"type": "response.output_text.delta", **at, "logprobs": [],
                   "delta": word if n == 0 else f" {word}"} for n, word in enumerate(words)),
                *([{"type": "response.output_text.done", **at, "text": text, "logprobs": []}]
                  if words else []),
                {"type": "response.output_item.done", "output_index": 0, "item": item},
                {"type": "response.completed", "response": whole},
            ]  # fmt: skip
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            told.sent.clear()
            for number, event in enumerate(events):
                said = json.dumps({**event, "sequence_number": number})
                self._chunk(f"event: {event['type']}\ndata: {said}\n\n".encode())
                told.sent.append(time.monotonic())
                time.sleep(told.pause)
            self._chunk(b"")

        def _written_down(self, text: str, body: dict[str, Any]) -> None:
            if body.get("response_format") == "verbose_json" and text.startswith("{"):
                self._bytes(200, text.encode())
                return
            if body.get("stream") != "true":
                self._bytes(200, json.dumps({"text": text}).encode())
                return
            events = [{"type": "transcript.text.delta", "delta": text}]
            events.append({"type": "transcript.text.done", "text": text})
            self._bytes(
                200, b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
            )

        def _fault(self, fault: str) -> None:
            if fault.startswith("status:"):
                self._bytes(int(fault[7:]), b'{"error": {"message": "secret words"}}')
            elif fault.startswith("two:"):
                self._plain(*fault[4:].split("|"))
            elif fault == "garbage":
                self._bytes(200, b"<html>secret words</html>")
            elif fault == "redirect":
                self._bytes(302, b"", ("location", "http://127.0.0.1:1/"))
            elif fault == "reset":
                self.close_connection = True
                self.connection.close()
            elif fault == "half":
                self.send_response(200)
                self.send_header("content-length", "1000")
                self.end_headers()
                self.wfile.write(b'{"choices": [{"message": {"content": "secret words')
                self.close_connection = True
            elif fault == "hang":
                self._wait()
            elif fault in ("cut", "stall", "noise"):
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.send_header("transfer-encoding", "chunked")
                self.end_headers()
                self._event({"delta": {"content": "a wall. half a"}, "finish_reason": None})
                if fault == "noise":
                    self._chunk(b"data: secret words\n\n")
                elif fault == "stall":
                    self._wait()
                self.close_connection = True
                self.connection.close()
            else:
                raise ValueError(f"no fault is called {fault}")

        def _wait(self) -> None:
            """Say nothing until the client leaves, or the test lets go."""
            self.close_connection = True
            self.connection.settimeout(0.02)
            while not told.let_go.is_set():
                try:
                    left = self.connection.recv(1) == b""
                except TimeoutError:
                    continue
                except OSError:
                    left = True
                if left:
                    told.hung.append("gone")
                    return
            told.hung.append("stayed")

        def _bytes(
            self, status: int, content: bytes, *headers: tuple[str, str],
            kind: str = "application/json",
        ) -> None:  # fmt: skip
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _stream(self, text: str) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            told.sent.clear()
            for word in text.split(" "):
                self._event({"delta": {"content": word + " "}, "finish_reason": None})
                told.sent.append(time.monotonic())
                time.sleep(told.pause)
            self._event({"delta": {}, "finish_reason": "stop"})
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

        def _event(self, choice: dict[str, Any]) -> None:
            piece = _answer("chat.completion.chunk")
            piece["choices"] = [{"index": 0, **choice}]
            self._chunk(b"data: " + json.dumps(piece).encode() + b"\n\n")

        def _chunk(self, content: bytes) -> None:
            self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that leave, and connections that a fault closed, are part of the script."""

    server = Server(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _reached(path: str, headers: dict[str, str], content: bytes) -> Reached:
    kind = headers.get("content-type", "")
    if not kind.startswith("multipart/"):
        return Reached(path, headers, json.loads(content) if content else {})
    whole = b"content-type: " + kind.encode() + b"\r\n\r\n" + content
    texts, files = {}, []
    for piece in email.message_from_bytes(whole).walk():
        if piece.is_multipart():
            continue
        name = str(piece.get_param("name", header="content-disposition"))
        data = piece.get_payload(decode=True)
        assert isinstance(data, bytes)
        if piece.get_filename() is None:
            texts[name] = data.decode()
        else:
            files.append(data)
    return Reached(path, headers, texts, tuple(files))


def _answer(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": "scripted"}
