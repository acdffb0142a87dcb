"""The routes of a gate beside the walk: for plug-ins, which send calls on themselves.

Rules kept here:
 * Who asks is found as everywhere: by the key. Each route has one method and no query.
 * What fails here is entered, answered as a failure of the gate, and lets nothing pass.
"""

from collections.abc import Awaitable, Callable, Mapping

from countenance.callers.registration import Registration
from countenance.dialects import replies
from countenance.dialects.call import Reply, Request
from countenance.dialects.guardrail import GUARDRAIL_PATH
from countenance.dialects.portkey import PORTKEY_PATH
from countenance.dialects.redaction import REDACT_PATH
from countenance.dialects.replies import To
from countenance.dialects.routes import refuse_keys
from countenance.errors import CallError, UnsupportedCallError
from countenance.gate.plugins.kept_calls import Kept
from countenance.gate.plugins.litellm import Guardrail
from countenance.gate.plugins.portkey import Webhook
from countenance.gate.plugins.redact import Redactor
from countenance.gate.recorder import Recorder
from countenance.gate.walk import Known, Ports, Walk, WalkSettings

__all__ = ["Door", "Doors", "doors_of"]

Door = Callable[[Request, Registration, To], Awaitable[Reply]]
"""Answers one request of a caller that is known."""


class Doors:
    """The routes by their paths."""

    def __init__(self, walk: Walk, recorder: Recorder, doors: Mapping[str, Door]) -> None:
        self._walk = walk
        self._recorder = recorder
        self._doors = doors

    def take(self, path: str) -> bool:
        """Whether a request to this path is answered here."""
        return path in self._doors

    async def answer(self, request: Request, known: Known | None = None) -> Reply:
        """The answer to one request; never raises for what was sent.

        `known`: who asks, where that was found out before there was a body.
        """
        who = known or await self._walk.admit(request)
        if isinstance(who, Reply):
            return who
        found, to = who.registration, who.to
        try:
            _check(request)
            return await self._doors[request.path](request, found, to)
        except CallError as error:
            entry = await self._recorder.unreadable(request, found, error)
            return replies.call_error(to, error, entry)
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered, and nothing passes
            entry = await self._recorder.failed("plug-in", error, found)
            return replies.gate_failure(to, entry=entry)


def doors_of(walk: Walk, settings: WalkSettings, ports: Ports, kept: Kept) -> Doors:
    """Every route of a gate beside the walk. `kept`: calls that wait for their answers."""
    guardrail = Guardrail(walk, ports.forwarder, ports.recorder, settings.limits, kept)
    redactor = Redactor(settings, ports)
    webhook = Webhook(walk, ports.forwarder, ports.recorder, settings.limits, kept)
    doors = {
        GUARDRAIL_PATH: guardrail.answer,
        PORTKEY_PATH: webhook.answer,
        REDACT_PATH: redactor.answer,
    }
    return Doors(walk, ports.recorder, doors)


def _check(request: Request) -> None:
    if request.method != "POST":
        raise UnsupportedCallError("`POST` is right here", status=405, allow=("POST",))
    refuse_keys(request.query)
    if request.query:
        raise UnsupportedCallError("query: no query is read here")
