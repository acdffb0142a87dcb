"""The judge of one gate: which codes apply to a call, and what they say to it.

Where nothing but text goes upstream no act is inferred, so nothing that a call says plays a part:
who asks, under which codes, of which service and on which day decide alone. Such a judgement is
made once.

Rules kept here:
 * Only the very registration and the very codes that a judgement was made from find it again; a
   registration that was read anew, or a code that was compiled anew, is judged anew.
 * A call with any evidence of its own (a statement, an id, a picture) is judged by itself.
 * No more than `MOST` judgements are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from countenance.callers.registration import Registration
from countenance.dialects.call import Call
from countenance.evidence.act import Act
from countenance.evidence.gather import facts_of
from countenance.facts.known import Evidence
from countenance.gate.codebook import Applied, Codebook, Named, named_places
from countenance.gate.judging import Judgement, judge
from countenance.gate.outcome import Pictured, Visible
from countenance.gate.recording import Said, said

__all__ = ["MOST", "Judge"]

MOST = 4096


@dataclass(frozen=True, slots=True)
class _Kept:
    registration: Registration
    applied: Applied
    judgement: Judgement
    said: Said


class Judge:
    """Judges calls, and remembers what it judged about text alone."""

    def __init__(self, codebook: Codebook, visible: Visible) -> None:
        self._codebook = codebook
        self._visible = visible
        self._kept: dict[tuple[str, str | None, str, date], _Kept] = {}
        self._places: dict[tuple[str, str | None, date], tuple[Registration, Named]] = {}

    @property
    def kept(self) -> int:
        """How many judgements are remembered."""
        return len(self._kept)

    def places(
        self, registration: Registration, day: date, attested: Sequence[Evidence]
    ) -> Named:
        """What a registration says about places on a day, worked out once, and what was attested
        beside it."""
        key = (registration.ref, registration.key, day)
        kept = self._places.get(key)
        if kept is None or kept[0] is not registration:
            if len(self._places) >= MOST:
                self._places.pop(next(iter(self._places)))
            kept = self._places[key] = registration, named_places(registration.evidence_on(day))
        return kept[1] | named_places(attested) if attested else kept[1]

    def judged(
        self,
        applied: Applied,
        call: Call,
        registration: Registration,
        service: str,
        day: date,
        *,
        evidence: tuple[Evidence, ...],
        acts: Sequence[Act],
        pictured: Pictured,
        together: bool = False,
        also: Act | None = None,
    ) -> tuple[Judgement, Said]:
        """The judgement of a call, and what its entry says about it.

        `evidence`: what is known beside the registration. `together` and `also` are those of
        `judge`.
        """
        key = None
        if call.is_text_only and not (acts or evidence or together or also):
            key = (registration.ref, registration.key, service, day)
            kept = self._kept.get(key)
            if (
                kept is not None
                and kept.registration is registration
                and kept.applied is applied
            ):
                return kept.judgement, kept.said
        judgement = judge(
            applied,
            facts_of(call, registration, day, service, self._codebook.vocabulary, evidence),
            acts,
            pictured,
            registration,
            self._visible,
            together=together,
            also=also,
        )
        says = said(judgement, day)
        if key is not None:
            if len(self._kept) >= MOST:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = _Kept(registration, applied, judgement, says)
        return judgement, says
