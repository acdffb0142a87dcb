"""From a call, its caller and its pictures to evidence: what is proved, and by what.

Rules kept here:
 * Who asks and for whom comes from the registration alone; what goes upstream from the call itself.
 * `service` is a property of the upstream that was configured, not of the format it is asked in.
 * Facts that are known only after the call are decided as if kept; the outcome turns them into
   obligations.
 * What is plausible is inferred evidence only as far as every plausible act agrees to it.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from countenance.callers.registration import Registration
from countenance.dialects.call import Call, PartKind
from countenance.evidence.act import Act, Asked, Turn
from countenance.facts.known import Evidence, Facts, settle
from countenance.facts.vocabulary import Basis, Vocabulary

__all__ = ["asked_of", "facts_of", "inferred", "modality_of"]


def facts_of(
    call: Call,
    registration: Registration,
    day: date,
    service: str,
    vocabulary: Vocabulary,
    attested: Iterable[Evidence] = (),
) -> Facts:
    """The facts about one call, before what it asks is looked at."""
    pieces = [
        Evidence("service", (service,), Basis.REGISTERED, "upstream"),
        Evidence("modality", (modality_of(call),), Basis.MEASURED, "request"),
        *registration.evidence_on(day),
        *attested,
    ]
    return settle(pieces, vocabulary).as_if_kept()


def asked_of(call: Call, faces: int | None, printed: Iterable[str] = ()) -> Asked:
    """The words of a call for the reader of acts, with how many faces were found, and what was read
    in the pictures."""
    turns = tuple(Turn(turn.role.value, turn.text, turn.pictures) for turn in call.turns)
    return Asked(
        system=call.system,
        turns=turns,
        tools=call.tools,
        schema=call.schema,
        pictures=sum(part.pictures for part in call.parts),
        faces=faces,
        printed=tuple(text for text in printed if text),
    )


def modality_of(call: Call) -> str:
    """What goes upstream: the richest of it. An id, and the Face service, are about a picture."""
    kinds = {part.kind for part in call.parts}
    if PartKind.FILM in kinds:
        return "video"
    if PartKind.SOUND in kinds and not call.shown:
        return "audio"
    about_faces = call.operation.value.startswith("face.")
    return "text" if call.is_text_only and not about_faces else "image"


def inferred(acts: Sequence[Act], source: str) -> tuple[Evidence, ...]:
    """What all plausible acts agree to: for each fact that every one of them speaks about, the
    values that any of them leaves."""
    if not acts:
        return ()
    spoken = set(acts[0].facts)
    for act in acts[1:]:
        spoken &= set(act.facts)
    found = []
    for fact in acts[0].facts:
        if fact in spoken:
            values = dict.fromkeys(value for act in acts for value in act.facts[fact])
            permille = min(1000, sum(act.permille for act in acts))
            found.append(Evidence(fact, tuple(values), Basis.INFERRED, source, permille))
    return tuple(found)
