"""Step 4 of the walk: what is asked in a call that was opened, and what its files and words show.

Rules kept here:
 * Where the operation itself says what is asked, nobody reads the words for it; all of it is asked
   at once then, instead of one of several. Words beside sound may order more of it.
 * Of text alone nothing is read: an axiom rules every act on a face out.
 * What files and words show can only contest what somebody stated or registered.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from countenance.callers.registration import Registration
from countenance.dialects.call import Call, PartKind
from countenance.evidence.act import Act, Asked, PlausibleActs
from countenance.evidence.capture import captured
from countenance.evidence.gather import asked_of
from countenance.evidence.operations import acts_of
from countenance.evidence.patterns import Patterns
from countenance.evidence.police_work import police_work
from countenance.evidence.voices import BESIDE_SOUND, acts_on_voices
from countenance.facts.known import Evidence
from countenance.gate.opening import Opened

__all__ = ["Understood", "understood"]

_SHORT = 4096
"""Letters that are looked through in less time than it takes to hand them to a thread."""


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
    remembered: Callable[[Asked], PlausibleActs | None],
    patterns: Patterns,
    seconds: int,
) -> Understood:
    """What is asked, and what is shown. `remembered`: what `plausible` has said before, if it has.
    `seconds`: since 1970, when the call came."""
    exact = acts_of(call.operation, call.options)
    if exact is not None and call.operation in BESIDE_SOUND:
        exact += acts_on_voices(part.text for part in call.parts if part.kind is PartKind.TEXT)
    if call.is_text_only:
        return Understood(exact or (), exact is not None)
    asked = asked_of(call, media.faces, media.printed)
    # What is short and was read before is not worth a thread.
    is_short = asked.letters <= _SHORT
    known = remembered(asked) if exact is None and is_short else None
    told = exact if known is None else known.acts

    def read() -> tuple[tuple[Act, ...], tuple[Evidence, ...]]:
        return (
            plausible(asked).acts if told is None else told,
            police_work(patterns, registration, asked, media.files),
        )

    is_quick = told is not None and is_short
    acts, at_work = read() if is_quick else await asyncio.to_thread(read)
    shown = (*captured(patterns, media.files, seconds), *at_work)
    return Understood(acts, exact is not None, shown)
