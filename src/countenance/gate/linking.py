"""Calls about the same picture, seen together.

Rules kept here:
 * A picture is the same when its inspected pixels are, whatever file they came in, or when a sketch
   shows that it is a copy: smaller, cut, saved anew. For one caller alone, and within the hours of
   the settings. The entry names the earlier calls.
 * Calls about one picture within the minutes of the settings are one conversation: what was
   plausibly asked earlier in it may be asked still. A call is judged once with its own acts, and
   once with all of them; the stricter outcome counts.
 * It never makes anything looser: a call that is refused or held by itself stays so, what is
   covered stays covered, a strict check stays strict.
 * Where the operation itself says what is asked, nothing that was asked elsewhere is added.
 * A call that is only asked about is judged as it would be, and leaves no look.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from countenance.callers.registration import Registration
from countenance.errors import RecordError
from countenance.evidence.act import Act
from countenance.gate.gathered import Gathered
from countenance.gate.judging import Judgement
from countenance.gate.opening import Opened
from countenance.gate.outcome import Action, Outcome
from countenance.gate.recording import Said
from countenance.media.corners import Corners
from countenance.record.entry import LinkRef
from countenance.stores.looks import Asking, By, Look, Shown

__all__ = ["Linked", "Linking", "LookStore", "judged_as_one", "stricter"]

_NAMED = 8
"""The most earlier calls that an entry names."""

_WORDS: dict[By, Literal["pixels", "sketch"]] = {By.PIXELS: "pixels", By.SKETCH: "sketch"}


class LookStore(Protocol):
    """Remembers which pictures a caller has shown, and what it asked."""

    def earlier(self, caller: str, pictures: Sequence[Shown], now: int) -> tuple[Look, ...]:
        """The looks of this caller at any of these pictures, newest first; `RecordError`."""
        ...

    def look_each(self, asked: Sequence[Asking]) -> Sequence[tuple[Look, ...] | RecordError]:
        """The same for several calls, one after the other, each kept in one step with it."""
        ...


@dataclass(frozen=True, slots=True)
class Linked:
    """What a call is linked to: the earlier calls that its entry names, and the acts of those that
    it is judged with."""

    refs: tuple[LinkRef, ...] = ()
    acts: tuple[Act, ...] = ()


class Linking:
    """Links the calls of one gate. `seconds`: how far back a conversation goes."""

    def __init__(self, looks: LookStore, seconds: int) -> None:
        self._looks = looks
        self._seconds = seconds
        # Each look is a commit, which those that come meanwhile share.
        self._gathered = Gathered[Asking, tuple[Look, ...]](looks.look_each)

    async def linked(
        self,
        registration: Registration,
        media: Opened,
        acts: Sequence[Act],
        entry: str,
        now: int,
        *,
        keep: bool,
        exact: bool,
    ) -> Linked:
        """What a call with these plausible acts is linked to. `entry`: the id that its entry will
        have; `exact`: whether the operation itself says what is asked."""
        pictures = tuple(
            {
                seen.digest: Shown(seen.digest, Corners(seen.sketch))
                for seen in media.inspections.values()
            }.values()
        )
        if not pictures:
            return Linked()
        if keep:
            found = await self._gathered.of(
                Asking(registration.ref, pictures, tuple(acts), entry, now)
            )
        else:
            found = await asyncio.to_thread(
                self._looks.earlier, registration.ref, pictures, now
            )
        together = [
            look for look in found if not exact and now - look.at < self._seconds
        ]
        refs = tuple(
            LinkRef(look.entry, _WORDS[look.by], look in together) for look in found[:_NAMED]
        )
        return Linked(refs, _union([act for look in together for act in look.acts]))


def judged_as_one(
    judged: Callable[[Sequence[Act]], tuple[Judgement, Said]], acts: Sequence[Act], linked: Linked
) -> tuple[Judgement, Said | None]:
    """The judgement of a call beside what was asked before, and what its entry says about it where
    that is known already. `judged` judges a list of acts."""
    own, says = judged(acts)
    if not linked.acts:
        return own, says
    every = _union([*acts, *linked.acts])
    if len(every) == len(_union(acts)):
        return own, says
    whole, _ = judged(every)
    outcome = stricter(own.outcome, whole.outcome)
    if outcome == own.outcome:
        return own, says
    return replace(whole, outcome=outcome), None


def stricter(own: Outcome, whole: Outcome) -> Outcome:
    """The stricter of two outcomes of one call; what each of them asks for is asked for."""
    if own.action in (Action.REFUSE, Action.HOLD):
        return own
    if whole.action in (Action.REFUSE, Action.HOLD):
        return whole
    more = whole if whole.cover >= own.cover and whole.strict >= own.strict else own
    redacts = Action.REDACT in (own.action, whole.action)
    return replace(
        more,
        action=Action.REDACT if redacts else Action.PASS,
        cover=own.cover or whole.cover,
        strict=own.strict or whole.strict,
        duties=tuple(dict.fromkeys((*own.duties, *whole.duties))),
    )


def _union(acts: Sequence[Act]) -> tuple[Act, ...]:
    """Each act once, as likely as it ever was, in the order in which they come."""
    found: dict[tuple[object, ...], Act] = {}
    for act in acts:
        key = (act.label, tuple(sorted(act.facts.items())))
        known = found.get(key)
        if known is None or known.permille < act.permille:
            found[key] = act
    return tuple(found.values())
