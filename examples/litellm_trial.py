"""Copies the calls of LiteLLM's proxy to a gate, which decides about them and touches nothing.

Put it beside the configuration of LiteLLM and name it there:

    litellm_settings:
      callbacks: litellm_trial.copying

COUNTENANCE_URL and COUNTENANCE_KEY say where the gate is, and as which caller to ask. A copy that
does not get there is lost: the call itself never waits for it. See docs/trial.md.
"""

import asyncio
import contextlib
import os
from urllib.parse import urlsplit

import httpx
from litellm.integrations.custom_logger import CustomLogger

MOST_UNDER_WAY = 32


class Copying(CustomLogger):
    def __init__(self):
        super().__init__()
        self._gate = os.environ["COUNTENANCE_URL"].rstrip("/")
        self._headers = {"x-api-key": os.environ["COUNTENANCE_KEY"]}
        self._client = httpx.AsyncClient(timeout=60)
        self._under_way = set()

    async def async_pre_call_hook(self, user_api_key_dict, cache, data, call_type):
        asked = data.get("proxy_server_request") or {}
        if asked.get("body") and len(self._under_way) < MOST_UNDER_WAY:
            path = urlsplit(asked["url"]).path
            body = {
                name: value
                for name, value in asked["body"].items()
                if name != "metadata" and not name.startswith("litellm_")  # LiteLLM's own
            }
            copy = asyncio.create_task(self._copy(path, body))
            self._under_way.add(copy)
            copy.add_done_callback(self._under_way.discard)
        return data

    async def _copy(self, path, body):
        with contextlib.suppress(httpx.HTTPError):  # the trial misses a call; nobody else does
            await self._client.post(
                f"{self._gate}/v1/decide{path}", json=body, headers=self._headers
            )


copying = Copying()
