"""The judge of one gate: which codes apply to a call, and what they say to it.

What is judged is a few things alone: who asks, under which codes, of which service, on which day,
what kind of thing goes upstream, what is known beside the registration, and what is plausibly
asked. Where all of these are the same again, so is the judgement, and it is made once.

Rules kept here:
 * Only the very registration and the very codes that a judgement was made from find it again; a
   registration that was read anew, or a code that was compiled anew, is judged anew. Evidence and
   acts have to be equal, each of them in all of it.
 * No word and no picture of a call is kept, only what was made of them: evidence and acts.
 * No more than `MOST` judgements about text alone are kept, which few things tell apart, and no
   more than `MOST_OTHERS` about everything else: those that were asked for last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from countenance.callers.registration import Registration
from countenance.dialects.call import Call
from countenance.evidence.act import Act
from countenance.evidence.gather import facts_of, modality_of
from countenance.facts.known import Evidence
from countenance.gate.codebook import Applied, Codebook, Named, named_places
from countenance.gate.judging import Judgement, judge
from countenance.gate.outcome import Pictured, Visible
from countenance.gate.recording import Said, said

__all__ = ["MOST", "MOST_OTHERS", "Judge"]

MOST = 4096
MOST_OTHERS = 256

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A judgement, and what else it was made from than its key."""

    registration: Registration
    applied: Applied
    evidence: tuple[Evidence, ...]
    acts: tuple[Act, ...]
    also: Act | None
    judgement: Judgement
    said: Said

    def is_of(
        self,
        registration: Registration,
        applied: Applied,
        evidence: tuple[Evidence, ...],
        acts: tuple[Act, ...],
        also: Act | None,
    ) -> bool:
        """Whether it was made from just these."""
        return (
            self.registration is registration
            and self.applied is applied
            and self.evidence == evidence
            and self.acts == acts
            and self.also == also
        )


class Judge:
    """Judges calls, and remembers what it judged."""

    def __init__(self, codebook: Codebook, visible: Visible) -> None:
        self._codebook = codebook
        self._visible = visible
        self._kept: dict[_Key, _Kept] = {}
        self._others: dict[_Key, _Kept] = {}
        self._places: dict[tuple[str, str | None, date], tuple[Registration, Named]] = {}

    @property
    def kept(self) -> int:
        """How many judgements are remembered."""
        return len(self._kept) + len(self._others)

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
        asked = tuple(acts)
        key = (
            registration.ref, registration.key, service, day, modality_of(call), pictured, together,
            tuple((act.label, act.permille) for act in asked),
        )  # fmt: skip
        by_text = call.is_text_only and not (asked or evidence or also)
        remembered, most = (self._kept, MOST) if by_text else (self._others, MOST_OTHERS)
        kept = remembered.pop(key, None)
        if kept is not None and kept.is_of(registration, applied, evidence, asked, also):
            remembered[key] = kept  # as the newest
            return kept.judgement, kept.said
        judgement = judge(
            applied,
            facts_of(call, registration, day, service, self._codebook.vocabulary, evidence),
            asked,
            pictured,
            registration,
            self._visible,
            together=together,
            also=also,
        )
        says = said(judgement, day)
        if len(remembered) >= most:
            remembered.pop(next(iter(remembered)))
        remembered[key] = _Kept(registration, applied, evidence, asked, also, judgement, says)
        return judgement, says
