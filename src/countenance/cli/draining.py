"""A server that ends in good order.

    SIGTERM -> not ready, still serving -> no new connections -> calls finish -> all is written

Rules kept here:
 * Readiness goes first: for `notice` seconds the gate says that it is draining and serves on, so
   that whoever sends it calls can go elsewhere.
 * Then no connection is taken, calls under way have `seconds` to finish, and those that have not
   are ended and entered as such.
 * A second signal ends the process at once. No entry that was answered for is lost by that: it was
   durable before; a decision left without its outcome gets one at the next start.
"""

import gc
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn

from countenance.gate.server import Server

__all__ = ["DrainingServer", "calm_collector"]

_log = structlog.get_logger("countenance.server")


def calm_collector() -> None:
    """Let the collector of garbage leave alone what lasts, and look at the rest less often.

    Calls leave hardly any circles behind, and looking for them took a twentieth of every call.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class DrainingServer(uvicorn.Server):
    """A server of one gate that drains before it ends."""

    def __init__(
        self,
        config: uvicorn.Config,
        gate: Server,
        notice: float,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        """`ready`: called once, when it serves."""
        super().__init__(config)
        self._gate = gate
        self._notice = notice
        self._ready = ready
        self._leaves: float | None = None
        self._is_said = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Take connections, once everything that lasts is there, and say so."""
        await super().startup(sockets)
        calm_collector()
        if self.started and not self.should_exit:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal begins to drain, the second one ends the process."""
        if self._leaves is not None:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        # Nothing is logged here: a signal comes in the middle of anything, also of another line,
        # and whoever writes that one would wait for itself.
        self._captured_signals.append(sig)
        self._gate.drain()
        self._leaves = time.monotonic() + self._notice

    async def on_tick(self, counter: int) -> bool:
        """Whether it is time to take no more connections."""
        if self._leaves is not None and not self._is_said:
            self._is_said = True
            _log.info("draining", notice=self._notice)
        if self._leaves is not None and time.monotonic() >= self._leaves:
            self.should_exit = True
        return await super().on_tick(counter)
