"""Requests that a gate takes, whole: what the soak begins with before it changes them."""

import json
from typing import Any

__all__ = ["CHAT", "FORM", "JSON", "MESSAGE", "RESPONSE", "ROUTES", "written"]

JSON = (("content-type", "application/json"),)
CHAT: dict[str, Any] = {
    "model": "gpt-4o", "stream": True, "n": 2, "temperature": 0.5, "user": "u",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
        ]},
        {"role": "assistant", "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "1", "content": "4"},
    ],
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
}  # fmt: skip
MESSAGE: dict[str, Any] = {
    "model": "sonnet", "max_tokens": 9, "system": "Be brief.",
    "messages": [{"role": "user", "content": [
        {"type": "text", "text": "Hello"},
        {"type": "image", "source": {
            "type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}},
    ]}],
}  # fmt: skip
RESPONSE: dict[str, Any] = {
    "model": "gpt-4o", "instructions": "Be brief.", "stream": True,
    "input": [{"role": "user", "content": [
        {"type": "input_text", "text": "Hello"},
        {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="},
    ]}],
}  # fmt: skip
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n--b--\r\n'
)
_AZURE = (("api-version", "2024-10-21"),)
ROUTES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("/v1/chat/completions", "application/json", ()),
    ("/v1/messages", "application/json", ()),
    ("/v1/responses", "application/json", ()),
    ("/v1/completions", "application/json", ()),
    ("/v1/embeddings", "application/json", ()),
    ("/v1/audio/transcriptions", "multipart/form-data; boundary=b", ()),
    ("/openai/deployments/m/chat/completions", "application/json", _AZURE),
    ("/face/v1.2/detect", "application/octet-stream", ()),
    ("/face/v1.2/identify", "application/json", ()),
    ("/face/v1.2/findsimilars", "application/json", ()),
    ("/face/v1.2/largepersongroups/g/persons", "application/json", ()),
    ("/v1/files", "multipart/form-data; boundary=b", ()),
)


def written(value: object) -> bytes:
    """The value as JSON."""
    return json.dumps(value).encode()
