"""An application with a route like one of OpenAI's, and the face rules around it, in one process.

    countenance callers add acme --organisation "Acme" actor_kind=private_entity \
        use_jurisdiction=NO
    uvicorn asgi_app:app --port 8801

Callers send the key that the first line printed, as they would to a gate. `var` is the folder of
the registry and the record.
"""

import json

from countenance.gate.plugins.middleware import FaceRules
from countenance.gate.settings.settings import parse_settings


async def application(scope, receive, send):
    """Whatever you have: FastAPI, Starlette, or as here nothing at all."""
    if scope["type"] != "http":
        raise ValueError("this application knows no lifespan")
    if scope["path"] == "/healthz":
        await _send(send, 200, {"status": "alive"})
        return
    asked = json.loads((await receive())["body"])
    pictures = sum(
        part["type"] == "image_url"
        for message in asked["messages"]
        if isinstance(message["content"], list)
        for part in message["content"]
    )
    said = {"role": "assistant", "content": f"I was sent {pictures} picture(s)."}
    await _send(send, 200, {
        "id": "chat-1", "object": "chat.completion", "created": 0, "model": asked["model"],
        "choices": [{"index": 0, "message": said, "finish_reason": "stop"}],
    })  # fmt: skip


async def _send(send, status, content):
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


app = FaceRules(
    application,
    parse_settings('[gate]\ndata = "var"\n', {}),
    service="azure_openai",  # what the codes know it as
    untouched=("/healthz",),
)
