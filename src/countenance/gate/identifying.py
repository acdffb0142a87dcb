"""What a biometric identification that was let through leaves on the record.

Article 12(3) of the EU's AI Act asks for the period of use, the reference database, the input that
led to a match, and the persons who verified it.

Rules kept here:
 * A call is one when it passed with what it showed, and an act by which somebody is identified is
   among those that it may ask, and is allowed, by the codes or by people.
 * The database is named by the parts of the call that name it. Where none does it is that of the
   AI service.
 * What led to a match is told where the answer tells it in its form; a model that answers in words
   does not.
"""

from collections.abc import Sequence

from countenance.dialects.call import Call, Operation, PartKind
from countenance.dialects.face.galleries import GALLERY_FIELDS
from countenance.gate.judging import Decided
from countenance.gate.outcome import Action, Reason
from countenance.record.changes import caller_ref
from countenance.record.make import Maker, Prepared
from countenance.record.uses import use_entry

__all__ = ["identification_entry"]

_CANDIDATES = "faceIds["
_SEARCHES = (Operation.FACE_IDENTIFY, Operation.FACE_FIND_SIMILAR)
_IDENTIFIES = "biometric_identification"


def identification_entry(
    maker: Maker, decided: Decided, matched: Sequence[str] | None, *, is_over: bool = True
) -> Prepared | None:
    """The entry of a use that is over, or goes on somewhere else; None for a call that is none.

    `matched`: the ids in the call that led to a match, where the answer tells.
    """
    if not _identifies(decided):
        return None
    call = decided.call
    return use_entry(
        maker,
        decided.id,
        caller_ref(decided.registration),
        reference=_reference(call),
        matched=None if matched is None else _places(call, matched),
        is_over=is_over,
    )


def _identifies(decided: Decided) -> bool:
    judgement = decided.judgement
    outcome = judgement.outcome
    return (
        outcome.action is Action.PASS
        and not outcome.cover
        and any(
            (judged.allowed or outcome.reason is Reason.ALLOWED)
            and _IDENTIFIES in act.facts.get("operation", ())
            for act, judged in zip(judgement.acts, judgement.judged, strict=False)
        )
    )


def _places(call: Call, ids: Sequence[str]) -> list[str]:
    """Where these ids stand among what was searched for."""
    return [
        part.where
        for part in call.parts
        if part.kind is PartKind.ID
        and part.text in ids
        and not _is_reference(call, part.where)
    ]


def _reference(call: Call) -> list[str]:
    return [part.where for part in call.parts if _is_reference(call, part.where)]


def _is_reference(call: Call, where: str) -> bool:
    """Whether a part names what is searched: a gallery, or the faces that are compared with."""
    if call.operation is Operation.FACE_FIND_SIMILAR and where.startswith(_CANDIDATES):
        return True
    return call.operation in _SEARCHES and where in GALLERY_FIELDS

