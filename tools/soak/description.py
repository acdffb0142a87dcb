"""The routes of a gate as OpenAPI describes them, loosely: for whoever throws things at them.

Bodies are described by the fields that matter here; what else they may hold is for the gate to
refuse. It is no page for callers: those have `docs/`.
"""

from typing import Any

__all__ = ["description"]

_TEXT = {"type": "string", "maxLength": 200}
_PART: dict[str, Any] = {
    "oneOf": [
        {"type": "object", "required": ["type", "text"],
         "properties": {"type": {"const": "text"}, "text": _TEXT}},
        {"type": "object", "required": ["type", "image_url"],
         "properties": {"type": {"const": "image_url"}, "image_url": {
             "type": "object", "required": ["url"],
             "properties": {"url": {"type": "string", "examples": ["data:image/png;base64,iVBO"]},
                            "detail": {"enum": ["auto", "low", "high"]}}}}},
    ]
}  # fmt: skip
_MESSAGE = {
    "type": "object", "required": ["role", "content"],
    "properties": {
        "role": {"enum": ["system", "user", "assistant", "tool", "developer"]},
        "content": {"oneOf": [_TEXT, {"type": "array", "items": _PART, "maxItems": 3}]},
    },
}  # fmt: skip
_MODEL = {"enum": ["gpt-4o", "another-model"]}
_CHAT = {
    "type": "object", "required": ["model", "messages"],
    "properties": {
        "model": _MODEL, "messages": {"type": "array", "items": _MESSAGE, "maxItems": 4},
        "stream": {"type": "boolean"}, "n": {"type": "integer"}, "max_tokens": {"type": "integer"},
        "temperature": {"type": "number"}, "user": _TEXT, "stop": _TEXT,
        "tools": {"type": "array", "maxItems": 2, "items": {"type": "object"}},
        "response_format": {"type": "object"}, "countenance": {},
    },
}  # fmt: skip
_ANTHROPIC = {
    "type": "object", "required": ["model", "max_tokens", "messages"],
    "properties": {
        "model": _MODEL, "max_tokens": {"type": "integer"}, "system": _TEXT,
        "messages": {"type": "array", "items": _MESSAGE, "maxItems": 4},
        "stream": {"type": "boolean"},
    },
}  # fmt: skip
_RESPONSE = {
    "type": "object", "required": ["model", "input"],
    "properties": {"model": _MODEL, "input": {"oneOf": [_TEXT, {"type": "array"}]},
                   "instructions": _TEXT, "stream": {"type": "boolean"}},
}  # fmt: skip
_NUMBERS = {
    "type": "object", "required": ["model", "input"],
    "properties": {"model": _MODEL, "input": {"oneOf": [_TEXT, {"type": "array", "items": _TEXT}]}},
}  # fmt: skip
_FORM = {
    "type": "object", "required": ["model", "file"],
    "properties": {"model": _MODEL, "file": {"type": "string", "format": "binary"},
                   "language": _TEXT, "prompt": _TEXT, "temperature": {"type": "number"}},
}  # fmt: skip
_FACES = {
    "type": "object",
    "properties": {"faceId": _TEXT, "faceIds": {"type": "array", "items": _TEXT, "maxItems": 3},
                   "personGroupId": _TEXT, "url": _TEXT},
}  # fmt: skip
_BODIES = {
    "/v1/chat/completions": _CHAT,
    "/v1/decide": _CHAT,
    "/v1/messages": _ANTHROPIC,
    "/v1/messages/count_tokens": _ANTHROPIC,
    "/v1/responses": _RESPONSE,
    "/v1/completions": {"type": "object", "properties": {"model": _MODEL, "prompt": _TEXT}},
    "/v1/embeddings": _NUMBERS,
    "/v1/batches": {"type": "object"},
    "/v1/assistants": {"type": "object"},
    "/openai/deployments/{name}/chat/completions": _CHAT,
    "/face/v1.2/detect": _FACES,
    "/face/v1.2/identify": _FACES,
    "/face/v1.2/verify": _FACES,
}
_LOOKED_AT = ("/livez", "/readyz", "/v1/models", "/v1/models/{name}", "/v1/holds/{name}")
_FORMS = ("/v1/audio/transcriptions", "/v1/audio/translations", "/v1/images/edits", "/v1/files")


def description() -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {}
    for path, body in _BODIES.items():
        content = {"application/json": {"schema": body}}
        paths[path] = {"post": _operation(path, content)}
    for path in _FORMS:
        paths[path] = {"post": _operation(path, {"multipart/form-data": {"schema": _FORM}})}
    for path in _LOOKED_AT:
        paths[path] = {"get": _operation(path, None)}
    return {
        "openapi": "3.1.0", "info": {"title": "a gate", "version": "1"}, "paths": paths,
    }  # fmt: skip


def _operation(path: str, content: dict[str, Any] | None) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = []
    if "{name}" in path:
        parameters.append({"name": "name", "in": "path", "required": True, "schema": _TEXT})
    if path.startswith("/openai/"):
        version = {"enum": ["2024-10-21", "2099-01-01"]}
        parameters.append({"name": "api-version", "in": "query", "schema": version})
    made: dict[str, Any] = {
        "parameters": parameters,
        "responses": {"default": {"description": "whatever it is, it is no error of the gate"}},
    }
    if content is not None:
        made["requestBody"] = {"required": True, "content": content}
    return made
