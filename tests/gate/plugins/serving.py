"""An ASGI application on a free port, and a model of an agent that says one thing."""

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from agents import Model, ModelResponse, Usage, set_tracing_disabled
from openai.types.responses import ResponseOutputMessage, ResponseOutputText

__all__ = ["Scripted", "served"]

set_tracing_disabled(True)  # nothing of a test is sent anywhere


class Scripted(Model):
    """A model that says one thing, and keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[Any] = []

    async def get_response(self, *_: Any, **more: Any) -> ModelResponse:
        self.given.append(more.get("input", _[1] if len(_) > 1 else None))
        text = ResponseOutputText(type="output_text", text="a wall", annotations=[])
        said = ResponseOutputMessage(
            id="m", type="message", role="assistant", status="completed", content=[text]
        )
        return ModelResponse(output=[said], usage=Usage(), response_id=None)

    def stream_response(self, *_: Any, **more: Any) -> AsyncIterator[Any]:
        raise NotImplementedError


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An ASGI application on a free port; its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="on", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    assert server.started
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
