"""The one way on which a drafter asks a model: a gate's chat completions, with a caller's key.

Rules kept here:
 * It goes to the gate that it is given, and nowhere else: no redirect, no proxy of the environment.
   An `http` address is one of this machine.
 * The gate decides about it as about any call, and enters it. What it refuses is not drafted.
 * An answer has a time and a size. No error repeats anything of it.
"""

import threading
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from pyreqwest.client import SyncClient
from pyreqwest.exceptions import PyreqwestError, RequestTimeoutError

from countenance.errors import ReportError, SettingsError
from countenance.gate.asking import asking_in_thread
from countenance.gate.settings.settings import is_loopback

__all__ = ["GateChat"]

_LARGEST: Final = 4 * 1024 * 1024
_OK: Final = 200
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-#@._")


class GateChat:
    """A gate's chat completions. `address`: of the gate, such as `http://127.0.0.1:8080`."""

    def __init__(self, address: str, key: str, seconds: float = 120.0) -> None:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not host or parts.username is not None:
            raise SettingsError(
                "the drafter's gate: its address is written like `https://gate.example`"
            )
        if parts.scheme == "http" and not is_loopback(host):
            raise SettingsError("the drafter's gate: `http` is for this machine; take `https`")
        self._url = f"{address.rstrip('/')}/v1/chat/completions"
        self._key = key
        self._client: SyncClient = asking_in_thread(timedelta(seconds=seconds)).build()
        self._one = threading.Lock()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def ask(self, body: bytes) -> bytes:
        """The body of the answer. Raises `ReportError`."""
        try:
            request = (
                self._client.post(self._url)
                .header("authorization", f"Bearer {self._key}")
                .header("content-type", "application/json")
                .body_bytes(body)
                .streamed_read_buffer_limit(0)
                .build_streamed()
            )
            with self._one, request as answer:
                data = bytearray()
                while chunk := answer.body_reader.read_chunk():
                    data += chunk
                    if len(data) > _LARGEST:
                        raise ReportError("the model's answer is too large; nothing is drafted")
                status, clause = answer.status, answer.headers.get("x-countenance-clause") or ""
        except RequestTimeoutError as cause:
            raise ReportError("the model did not answer in time; nothing is drafted") from cause
        except PyreqwestError as cause:
            raise ReportError("the gate could not be asked; nothing is drafted") from cause
        if status != _OK:
            named = f" (`{clause}`)" if clause and set(clause.lower()) <= _PLAIN else ""
            raise ReportError(f"the gate answered {status}{named}; nothing is drafted")
        return bytes(data)
