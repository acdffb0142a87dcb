"""What the scripted upstream answers where it is no chat: numbers, pictures, files.

Each answer is what the service itself would send for the same request; `None` where the path is of
another kind.
"""

import base64
import json
import uuid
from typing import Any
from urllib.parse import parse_qsl

from countenance.dialects.sse import event_bytes

__all__ = ["answer_gallery", "answer_made"]

JSON, EVENTS = "application/json", "text/event-stream"


def answer_made(
    method: str,
    path: str,
    body: dict[str, Any],
    text: str,
    stored: dict[str, dict[str, Any]],
    picture: bytes = b"",
) -> tuple[int, str, bytes] | None:
    """Status, content type and body; `text` is what the script or the upstream says, `stored` the
    files that it has, `picture` what it makes."""
    path, _, query = path.partition("?")
    if "/files" in path:
        name = path.rpartition("/files")[2].strip("/")
        return _about_files(method, name, {**body, **dict(parse_qsl(query))}, stored)
    if "/images/" in path and not path.endswith("/embeddings"):
        return _pictures(path, body, text, base64.b64encode(picture).decode())
    if path.endswith("/embeddings"):
        return 200, JSON, _numbers(path, body)
    if path.endswith("/completions") and not path.endswith("/chat/completions"):
        return _gone_on(body, text)
    return None


def _numbers(path: str, body: dict[str, Any]) -> bytes:
    given = body["input"]
    one = type(given) is str or (type(given) is list and type(given[0]) is int)
    vector: Any = [0.25, -0.5, 1.0]
    if body.get("encoding_format") == "base64":
        vector = base64.b64encode(bytes.fromhex("0000803e 000000bf 0000803f")).decode()
    rows = [
        {"object": "embedding", "index": index, "embedding": vector}
        for index in range(1 if one else len(given))
    ]
    answer = {
        "id": "e-1",
        "object": "list",
        "model": "scripted",
        "data": rows,
        "usage": {"prompt_tokens": 2, "total_tokens": 2},
    }
    if path.endswith("/images/embeddings"):
        answer["words"] = "a secret word beside the numbers"
    return json.dumps(answer).encode()


def _gone_on(body: dict[str, Any], text: str) -> tuple[int, str, bytes]:
    head = {"id": "cmpl-1", "object": "text_completion", "created": 1, "model": "scripted"}
    row = {"index": 0, "text": text, "logprobs": None, "finish_reason": "stop"}
    if not body.get("stream"):
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        return 200, JSON, json.dumps({**head, "choices": [row], "usage": usage}).encode()
    words = [f"{word} " for word in text.split(" ")]
    rows = [{**row, "text": word, "finish_reason": None} for word in words]
    events = [json.dumps({**head, "choices": [each]}).encode() for each in (*rows, row)]
    return 200, EVENTS, b"".join(map(event_bytes, events)) + b"data: [DONE]\n\n"


def _about_files(
    method: str, name: str, body: dict[str, Any], stored: dict[str, dict[str, Any]]
) -> tuple[int, str, bytes]:
    answer: dict[str, Any]
    if method == "POST":
        name = f"file-{len(stored) + 1:04}"
        answer = stored[name] = {
            "id": name, "object": "file", "bytes": 7, "created_at": 1, "filename": "picture.png",
            "purpose": body["purpose"], "status": "processed", "owner": "a secret word",
        }  # fmt: skip
    elif not name:
        rows = [row for key, row in stored.items() if key > body.get("after", "")]
        answer = {"object": "list", "data": rows, "has_more": False}
    elif name not in stored:
        return 404, JSON, b'{"error": {"message": "secret words", "code": "not_found"}}'
    elif method == "DELETE":
        del stored[name]
        answer = {"id": name, "object": "file", "deleted": True}
    else:
        answer = stored[name]
    return 200, JSON, json.dumps(answer).encode()


def _pictures(
    path: str, body: dict[str, Any], text: str, shown: str
) -> tuple[int, str, bytes]:
    many, usage = int(body.get("n", 1)), {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    if body.get("stream") not in (True, "true"):
        row = {"b64_json": shown, "revised_prompt": text, "secret": "words"}
        answer = {"created": 1, "data": [row] * many, "usage": usage}
        return 200, JSON, json.dumps(answer).encode()
    family = "image_edit" if path.endswith("/edits") else "image_generation"
    about = {
        "b64_json": shown, "created_at": 1, "size": "1024x1024", "quality": "low",
        "background": "opaque", "output_format": "png",
    }  # fmt: skip
    events: list[dict[str, Any]] = [
        {"type": f"{family}.partial_image", **about, "partial_image_index": index}
        for index in range(int(body.get("partial_images", 0)))
    ]
    events += [{"type": f"{family}.completed", **about, "usage": usage}] * many
    return 200, EVENTS, b"".join(
        event_bytes(json.dumps(event).encode(), event["type"]) for event in events
    )  # fmt: skip


def answer_gallery(method: str, path: str) -> dict[str, Any] | list[Any] | None:
    """What the Face service answers about a gallery; `None` where it says nothing."""
    if method != "GET":
        return None
    pieces = path.partition("?")[0].split("/")
    last, before = pieces[-1].lower(), pieces[-2].lower()
    words = {"name": "A", "userData": "a", "secret": "words"}
    face = {"persistedFaceId": str(uuid.UUID(int=8)), "userData": "a"}
    person = {"personId": str(uuid.UUID(int=7)), "persistedFaceIds": [], **words}
    names = {
        "largefacelists": "largeFaceListId", "facelists": "faceListId",
        "largepersongroups": "largePersonGroupId", "persongroups": "personGroupId",
    }  # fmt: skip
    if last == "persistedfaces":
        return [face]
    if before == "persistedfaces":
        return face
    if last == "persons":
        return [person]
    if before == "persons":
        return person
    return [{names[last]: "g", **words}] if last in names else {names[before]: last, **words}
