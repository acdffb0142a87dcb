"""The ids that answers give out: bound before they leave to what was looked at.

Rules kept here:
 * What an id stands for is the evidence that came with the picture: measured and attested, never
   who asked. It says whether a face can still be seen where the picture lies.
 * The id of a face lies at a service that compares faces, so its face is seen there. A file was
   covered on its way up, or it was not.
 * An id that ends at once is forgotten.
 * A list of what all callers have stored leaves with what the one who asks has stored.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from countenance.dialects.answers import Answered, Issued
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.judging import Decided
from countenance.gate.ports import IdStore
from countenance.stores.bindings import Bound

__all__ = ["Issuer"]


class Issuer:
    """Keeps what ids stand for. `clock`: nanoseconds since 1970, UTC."""

    def __init__(self, ids: IdStore, clock: Callable[[], int]) -> None:
        self._ids = ids
        self._clock = clock

    async def issued(self, decided: Decided, answer: Answered, upstream: str) -> Answered:
        """The answer, once its ids are kept, and only with the rows that are its caller's own."""
        for refers in {each.refers for each in answer.issued}:
            ids = [each for each in answer.issued if each.refers == refers]
            await asyncio.to_thread(self._keep, decided, refers, ids, upstream)
        if answer.listed is None:
            return answer
        return replace(answer, body=await asyncio.to_thread(self._own, decided, answer))

    def _keep(
        self, decided: Decided, refers: str, issued: list[Issued], upstream: str
    ) -> None:
        evidence = tuple(filter(_stays_true, decided.judgement.facts.evidence))
        faces = decided.media.faces
        bound = Bound(evidence, faces, decided.entry)
        if refers == "file":
            visible = faces > 0 and not decided.judgement.outcome.cover
            bound = replace(bound, visible=visible, upstream=upstream)
        now = self._now()
        ids = [(each.id, now + each.seconds) for each in issued]
        self._ids.keep(decided.registration.ref, refers, ids, bound, now)

    def _own(self, decided: Decided, answer: Answered) -> bytes:
        listed = answer.listed
        if listed is None:
            return answer.body
        caller, now = decided.registration.ref, self._now()
        own = [
            row
            for row in listed.rows
            if self._ids.find(caller, listed.refers, row["id"], now) is not None
        ]
        return listed.write(own)

    def _now(self) -> int:
        return self._clock() // 1_000_000_000


def _stays_true(piece: Evidence) -> bool:
    """Whether a later call about the same picture may go by it: what was stated of the picture, and
    what was measured, but for what was sent in this call, and when."""
    match piece.basis:
        case Basis.ATTESTED:
            return piece.fact != "modality"
        case Basis.MEASURED:
            return piece.fact not in ("modality", "timeliness")
        case Basis.REGISTERED | Basis.INFERRED:
            return False
