"""Step 4 of the walk: what is asked in a call that was opened, and what its files and words show.

Rules kept here:
 * Where the operation itself says what is asked, nobody reads the words for it; all of it is asked
   at once then, instead of one of several.
 * Of text alone nothing is read: an axiom rules every act on a face out.
 * What files and words show can only contest what somebody stated or registered.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from countenance.callers.registration import Registration
from countenance.dialects.call import Call
from countenance.evidence.act import Act, Asked, PlausibleActs
from countenance.evidence.capture import captured
from countenance.evidence.gather import asked_of
from countenance.evidence.operations import acts_of
from countenance.evidence.patterns import Patterns
from countenance.evidence.police_work import police_work
from countenance.facts.known import Evidence
from countenance.gate.opening import Opened

__all__ = ["Understood", "understood"]


@dataclass(frozen=True, slots=True)
class Understood:
    """The plausible acts (none for text alone), whether all of them are asked at once, and what was
    measured."""

    acts: tuple[Act, ...] = ()
    together: bool = False
    evidence: tuple[Evidence, ...] = ()


async def understood(
    call: Call,
    registration: Registration,
    media: Opened,
    plausible: Callable[[Asked], PlausibleActs],
    patterns: Patterns,
    seconds: int,
) -> Understood:
    """What is asked, and what is shown. `seconds`: since 1970, when the call came."""
    exact = acts_of(call.operation, call.options)
    if call.is_text_only:
        return Understood(exact or (), exact is not None)
    asked = asked_of(call, media.faces, media.printed)

    def read() -> tuple[tuple[Act, ...], tuple[Evidence, ...]]:
        acts = plausible(asked).acts if exact is None else exact
        return acts, tuple(police_work(patterns, registration, asked, media.files))

    acts, at_work = await asyncio.to_thread(read)
    shown = (*captured(patterns, media.files, seconds), *at_work)
    return Understood(acts, exact is not None, shown)
