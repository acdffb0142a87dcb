"""The one way on which a report's programs ask a model: through a gate, with a caller's key.

Rules kept here:
 * It goes to the gate that it is given, and nowhere else: no redirect, no proxy of the environment.
   An `http` address is one of this machine.
 * The gate decides about it as about any call, and enters it.
 * An answer has a time and a size. No error repeats anything of it.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import msgspec
from pyreqwest.client import SyncClient
from pyreqwest.exceptions import PyreqwestError, RequestTimeoutError

from countenance.errors import ReportError, SettingsError
from countenance.gate.asking import asking_in_thread
from countenance.gate.settings.settings import is_loopback

__all__ = ["GateAnswer", "ThroughGate"]

_LARGEST: Final = 4 * 1024 * 1024
_OK: Final = 200
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-#@._")
_REFUSED: Final = "content_filter"
_HELD: Final = "hold"


class _Error(msgspec.Struct, frozen=True):
    code: str = ""


class _Wrong(msgspec.Struct, frozen=True):
    error: _Error = _Error()


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """What a gate answered. `entry`: the number of its entry; `clause`: the one that it names;
    `case`: of a call that people decide; `is_refused`: by the codes."""

    status: int
    body: bytes
    entry: int | None = None
    clause: str = ""
    case: str | None = None
    is_refused: bool = False
    is_held: bool = False

    @property
    def is_let(self) -> bool:
        """Whether it went through."""
        return self.status == _OK

    @property
    def says(self) -> str:
        """The status, and the clause where one is named."""
        return f"the gate answered {self.status}" + (f" (`{self.clause}`)" if self.clause else "")


class ThroughGate:
    """A way through a gate. `address`: of the gate, such as `http://127.0.0.1:8080`; `whose`: who
    asks, and `then`: what becomes of it when nothing comes back, both as errors say it."""

    def __init__(
        self, address: str, key: str, *, whose: str, then: str, seconds: float = 120.0
    ) -> None:
        try:
            parts = urlsplit(address)
            host, signed = parts.hostname or "", parts.username is not None
        except ValueError:
            host, signed = "", False
        if not host or signed or parts.scheme not in ("http", "https"):
            raise SettingsError(f"{whose} gate: its address is written like `https://gate.example`")
        if parts.scheme == "http" and not is_loopback(host):
            raise SettingsError(f"{whose} gate: `http` is for this machine; take `https`")
        if not key.isascii() or not key.isprintable():
            raise SettingsError(f"{whose} gate: this is no key of a caller: signs that none has")
        self._address, self._key, self._then = address.rstrip("/"), key, then
        self._client: SyncClient = asking_in_thread(timedelta(seconds=seconds)).build()
        self._one = threading.Lock()

    @property
    def address(self) -> str:
        """Where the gate is."""
        return self._address

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def post(self, path: str, body: bytes, content_type: str) -> GateAnswer:
        """The answer, whatever it says. Raises `ReportError` where none came, or one too large."""
        try:
            request = (
                self._client.post(f"{self._address}{path}")
                .header("authorization", f"Bearer {self._key}")
                .header("content-type", content_type)
                .body_bytes(body)
                .streamed_read_buffer_limit(0)
                .build_streamed()
            )
            with self._one, request as answer:
                data = bytearray()
                while chunk := answer.body_reader.read_chunk():
                    data += chunk
                    if len(data) > _LARGEST:
                        raise ReportError(f"the model's answer is too large; {self._then}")
                return _read(answer.status, answer.headers, bytes(data))
        except RequestTimeoutError as cause:
            raise ReportError(f"the model did not answer in time; {self._then}") from cause
        except PyreqwestError as cause:
            raise ReportError(f"the gate could not be asked; {self._then}") from cause


def _read(status: int, headers: Mapping[str, str], body: bytes) -> GateAnswer:
    clause = headers.get("x-countenance-clause") or ""
    entry = headers.get("x-countenance-entry") or ""
    case = headers.get("x-countenance-case") or ""
    return GateAnswer(
        status,
        body,
        entry=int(entry) if entry.isascii() and entry.isdigit() and len(entry) < 19 else None,
        clause=clause if set(clause.lower()) <= _PLAIN else "",
        case=case if set(case.lower()) <= _PLAIN and case else None,
        is_refused=status != _OK and _code(body) == _REFUSED,
        is_held=status != _OK and headers.get("x-countenance-decision") == _HELD,
    )


def _code(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Wrong).error.code
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
