"""Notices while the gate runs: made of what was entered, told, and tried again.

Rules kept here:
 * No call waits for a notice: they are made of the record, beside the calls.
 * What cannot be told stops nothing, and is tried again; the log says so once for each receiver
   until it works again.
 * Of several workers and gates each may send; a notice is sent by one of them at a time.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import structlog

from countenance.errors import NoticeError, RecordError, SettingsError
from countenance.gate.metrics import Metrics
from countenance.gate.secrets import secret
from countenance.gate.settings.notices import NoticesSettings, topics_of
from countenance.gate.telling import HookTeller, MailTeller, Teller
from countenance.review.notices import Topic
from countenance.stores.held_calls import HeldCalls
from countenance.stores.outbox import Outbox, Sending

__all__ = ["NOTICES", "Noticing", "open_noticing", "tellers_of", "watch_notices"]

NOTICES = "notices.key"
"""The file of the secret that hooks are signed with."""

_HOUR = 3_600_000
_LOOK_SECONDS = 2.0

_log = structlog.get_logger("countenance.notices")


class Noticing:
    """Makes and tells the notices of one gate. `clock`: nanoseconds since 1970."""

    def __init__(
        self,
        outbox: Outbox,
        cases: HeldCalls,
        tellers: Sequence[Teller],
        topics: frozenset[Topic],
        due_soon_hours: int,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        self._outbox = outbox
        self._cases = cases
        self._tellers = {each.receiver: each for each in tellers}
        self._topics = topics
        self._soon = due_soon_hours * _HOUR if Topic.CASE_DUE_SOON in topics else 0
        self._clock = clock
        self._failing: set[str] = set()
        self._clears = 0

    async def run(self, seconds: float = _LOOK_SECONDS) -> None:
        """Look, again and again, until it is cancelled."""
        while True:
            try:
                await self.look()
            except RecordError as error:
                _log.error("notices-not-made", error=str(error))
            except Exception as error:  # noqa: BLE001 - the next look may do better
                _log.error("notices-not-told", error=type(error).__name__)
            await asyncio.sleep(seconds)

    async def look(self) -> int:
        """Make and tell what is due; how many were told. Raises `RecordError`."""
        receivers = tuple(self._tellers)
        await asyncio.to_thread(self._outbox.collect, receivers, self._topics)
        if self._soon:
            await asyncio.to_thread(self._outbox.remind, self._cases, receivers, self._soon)
        told, more = 0, True
        while more:
            found = await asyncio.to_thread(self._outbox.take, receivers)
            told += sum(await asyncio.gather(*(self._tell(each) for each in found)))
            more = bool(found)
        now = self._clock()
        if now >= self._clears:
            self._clears = now + _HOUR * 1_000_000
            await asyncio.to_thread(self._outbox.clear)
        return told

    async def _tell(self, sending: Sending) -> bool:
        now = self._clock() // 1_000_000_000
        try:
            await self._tellers[sending.receiver].tell(sending.notice, now)
        except NoticeError as error:
            await asyncio.to_thread(self._outbox.failed, sending)
            if sending.receiver not in self._failing:
                self._failing.add(sending.receiver)
                _log.warning("notice-failed", receiver=sending.receiver, why=str(error))
            return False
        await asyncio.to_thread(self._outbox.sent, sending)
        if sending.receiver in self._failing:
            self._failing.remove(sending.receiver)
            _log.info("notices-told-again", receiver=sending.receiver)
        return True


def tellers_of(
    settings: NoticesSettings, key: bytes, environment: Mapping[str, str], address: str
) -> tuple[Teller, ...]:
    """Whoever is told. Raises `SettingsError` where a password is not there."""
    password = ""
    if settings.mail_password_env:
        password = environment.get(settings.mail_password_env, "")
        if settings.mail_to and not password:
            raise SettingsError(
                f"notices: the variable `{settings.mail_password_env}` of "
                "`notices.mail_password_env` is not set"
            )
    return (
        *(HookTeller(hook, key, address) for hook in settings.hooks),
        *(MailTeller(to, settings, password, address) for to in settings.mail_to),
    )


def open_noticing(
    folder: Path,
    settings: NoticesSettings,
    environment: Mapping[str, str],
    address: str,
    cases: HeldCalls,
    stack: AsyncExitStack,
    metrics: Metrics | None,
    clock: Callable[[], int],
    random: Callable[[int], bytes],
) -> Noticing | None:
    """What tells the notices of a folder of data; None where nobody is told.

    Raises `SettingsError`, `RecordError`.
    """
    if not (settings.hooks or settings.mail_to):
        return None
    key = secret(folder / NOTICES, random)
    tellers = tellers_of(settings, key, environment, address)
    outbox = Outbox(folder, clock)
    stack.callback(outbox.close)
    if metrics is not None:
        watch_notices(metrics, outbox)
    return Noticing(
        outbox, cases, tellers, topics_of(settings), settings.due_soon_hours, clock
    )


def watch_notices(metrics: Metrics, outbox: Outbox) -> None:
    """Let the metrics ask for notices that wait, and for those that were given up."""
    metrics.watch_value(
        "notices_waiting",
        "Notices that are not told yet.",
        lambda: float(outbox.numbers().get("waiting", 0)),
    )
    metrics.watch_value(
        "notices_given_up",
        "Notices that could not be told for three days.",
        lambda: float(outbox.numbers().get("given-up", 0)),
    )
