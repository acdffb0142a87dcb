"""Blurred examples of what a trial would have changed, for people to judge; off unless set.

Rules kept here:
 * Only of calls that were asked about and would not simply have passed, and of their first picture.
 * Every face is covered first, then the picture is made small and blurred, then sealed.
 * An example that cannot be kept is counted as such and missing; it changes no answer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from countenance.errors import CountenanceError
from countenance.gate.judging import Decided
from countenance.gate.outcome import Action
from countenance.gate.ports import Eyes
from countenance.gate.settings.settings import TrialSettings
from countenance.media.kinds import MediaKind
from countenance.media.thumbnail import blurred_thumbnail
from countenance.stores.examples import Examples
from countenance.stores.secret_file import read_secret, write_secret

__all__ = ["ExampleKeeper", "example_keeper"]

_DAY = 24 * 3600
_log = structlog.get_logger("countenance.trial")


def example_keeper(
    chosen: TrialSettings,
    key: Path,
    eyes: Eyes,
    clock: Callable[[], int],
    random: Callable[[int], bytes],
) -> Callable[[Decided], Awaitable[None]] | None:
    """What keeps examples as the settings say; None where nothing is to be kept.

    `key` is the file of the key, which is made when it is not there; `clock`: nanoseconds.
    """
    if not chosen.keep:
        return None
    if not key.exists():
        write_secret(key, random(32))

    def now() -> int:
        return clock() // 1_000_000_000

    examples = Examples(Path(chosen.keep), read_secret(key), now, random)
    return ExampleKeeper(eyes, examples, chosen.keep_days, chosen.keep_most, now).keep


class ExampleKeeper:
    """Keeps examples for some days, at most so many. `now`: seconds since 1970."""

    def __init__(
        self, eyes: Eyes, examples: Examples, days: int, most: int, now: Callable[[], int]
    ) -> None:
        self._eyes = eyes
        self._examples = examples
        self._days = days
        self._most = most
        self._now = now

    async def keep(self, decided: Decided) -> None:
        """Keep an example of a call that was asked about, if it is one to judge."""
        if decided.judgement.outcome.action is Action.PASS:
            return
        shown = decided.call.shown[:1]
        for part in shown:
            seen = decided.media.inspections[part.where]
            if seen.leaves_as is MediaKind.PDF:
                continue
            try:
                made = await self._eyes.render(part.data, seen, cover=True)
                await asyncio.to_thread(self._keep, decided.id, made.data)
            except CountenanceError as error:
                _log.warning("example-not-kept", error=type(error).__name__)

    def _keep(self, entry: str, picture: bytes) -> None:
        until = self._now() + self._days * _DAY
        self._examples.keep(entry, blurred_thumbnail(picture), until=until, most=self._most)
