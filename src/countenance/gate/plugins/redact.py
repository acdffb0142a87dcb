"""Covering the faces of one picture, for a caller that sends it nowhere.

Rules kept here:
 * The picture is opened, looked at and made anew as for a call: with the same limits, in the same
   line, and with nothing of the original in what comes back.
 * Nothing is decided: every face is covered, whoever asks. The entry is durable before the picture
   goes back.
"""

import asyncio

from countenance.callers.registration import Registration
from countenance.dialects import replies
from countenance.dialects.call import Part, PartKind, Reply, Request
from countenance.dialects.redaction import read_redaction, redaction_body
from countenance.dialects.replies import To
from countenance.errors import TooManyError
from countenance.gate.explain import pictured
from countenance.gate.opening import located
from countenance.gate.recording import redaction_entry
from countenance.gate.walk import Ports, WalkSettings

__all__ = ["Redactor"]


class Redactor:
    """Covers faces for the callers of one gate."""

    def __init__(self, settings: WalkSettings, ports: Ports) -> None:
        self._settings = settings
        self._ports = ports

    async def answer(self, request: Request, registration: Registration, to: To) -> Reply:
        """The covered picture and the boxes; raises the errors of ours as they are."""
        data = await asyncio.to_thread(read_redaction, request, self._settings.limits)
        eyes = self._ports.eyes
        try:
            async with asyncio.timeout(self._settings.call_seconds):
                with self._ports.quotas.pictures(registration.id, 1):
                    seen = await located(eyes.inspect(data), "image")
                    made = await eyes.render(data, seen, cover=True)
        except TooManyError as error:
            return replies.too_many(to, str(error))
        part = Part("image", PartKind.PICTURE, data=data)
        entry = await self._ports.recorder.append(
            redaction_entry(self._ports.maker, registration, part, seen)
        )
        body = redaction_body(
            made.media_type, made.data, made.covered, pictured("image", seen), entry
        )
        headers = replies.outcome_headers(to, replies.Decided.REDACT, "", entry)
        return replies.json_reply(200, body, (("cache-control", "no-store"), *headers))
