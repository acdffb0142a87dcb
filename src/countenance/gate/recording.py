"""From a judged call to its entry: names, verdicts and digests, never content.

Rules kept here:
 * Each part of the call is named with what inspected it; a part that nothing inspected makes the
   entry fail, and with it the call.
 * The name of a model is the caller's word: it stands in the entry only when the settings know it.
 * Digests of what was sent stand in the entry as salted commitments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import UNSET

from countenance import __version__
from countenance.callers.places import PLACES
from countenance.callers.registration import Registration
from countenance.codes.model import Verdict
from countenance.decisions.decide import Decision
from countenance.decisions.plans import CauseKind
from countenance.dialects.call import MEDIA, SHOWN, Call, Part, PartKind
from countenance.evidence.gather import inferred
from countenance.evidence.operations import acts_of
from countenance.evidence.voices import BESIDE_SOUND
from countenance.faces.settings import Inspection
from countenance.facts.known import Evidence
from countenance.gate.judging import Judgement
from countenance.gate.obligations import Duty, Keeper
from countenance.gate.opening import Opened
from countenance.media.ears import Heard
from countenance.record import entry as kinds
from countenance.record.canonical import as_token
from countenance.record.changes import caller_ref, fact_ref
from countenance.record.make import Maker, MediaSeen, PartSeen, Prepared, token_or_other
from countenance.record.stamp import Stamp

__all__ = [
    "Said",
    "Sources",
    "decision_entry",
    "entry_of",
    "obligations_done",
    "redaction_entry",
    "said",
]


class Sources:
    """What this gate judges with, by digest, and the words that may stand in an entry."""

    def __init__(
        self,
        *,
        vocabulary: str,
        detector: str,
        act_model: str,
        patterns: str,
        models: frozenset[str],
    ) -> None:
        self.vocabulary = vocabulary
        self.detector = detector
        self.act_model = act_model
        self.patterns = patterns
        self.models = models


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says about a judgement, whichever call it was made for."""

    editions: tuple[kinds.EditionRef, ...]
    rulings: tuple[kinds.RulingRef, ...]
    facts: tuple[kinds.FactRef, ...]
    acts: tuple[kinds.Act, ...]
    verdicts: tuple[kinds.VerdictWord, ...]
    clauses: tuple[kinds.FindingRef, ...]
    missing: tuple[str, ...]
    contested: tuple[str, ...]
    obligations: tuple[kinds.ObligationRef, ...]


def said(judgement: Judgement, day: date) -> Said:
    """What an entry of this day says about a judgement."""
    decision = judgement.decision
    return Said(
        editions=tuple(
            kinds.EditionRef(name, name == judgement.applied.pinned)
            for name in judgement.applied.editions
        ),
        rulings=tuple(
            kinds.RulingRef(edition, each.ruling.id, each.digest)
            for edition, here in sorted(judgement.applied.rulings.items())
            for each in here
        ),
        facts=tuple(fact_ref(piece) for piece in _pieces(judgement)),
        acts=tuple(
            kinds.Act(
                act.label.value,
                act.permille,
                judged.verdicts.words,  # type: ignore[arg-type]  # words are the names of verdicts
                dict(act.facts),
            )
            for act, judged in zip(judgement.acts, judgement.judged, strict=False)
        ),
        verdicts=judgement.verdicts.words,  # type: ignore[arg-type]  # words are the names of verdicts
        clauses=tuple(
            kinds.FindingRef(
                finding.edition,
                as_token(finding.clause),
                _word(finding.verdict),
                finding.applies.value,
                tuple(
                    (as_token(reading.name), reading.verdict.words)  # type: ignore[misc]  # as above
                    for reading in finding.readings
                ),
                finding.weak,
            )
            for finding in decision.clauses
        ),
        missing=_missing(decision),
        contested=tuple(contest.fact for contest in decision.contested),
        obligations=tuple(_duty(duty, day, judgement) for duty in judgement.outcome.duties),
    )


def _missing(decision: Decision) -> tuple[str, ...]:
    """The facts that are missing, places first: they say which laws there are to ask about."""
    names = (cause.name for cause in decision.causes if cause.kind is CauseKind.FACT)
    return tuple(sorted(names, key=lambda name: name not in PLACES))


def decision_entry(
    maker: Maker,
    sources: Sources,
    call: Call,
    registration: Registration,
    judgement: Judgement,
    media: Opened,
    service: str,
    day: date,
    *,
    linked: Sequence[kinds.LinkRef] = (),
    what_if: bool = False,
    known: Said | None = None,
    case: str | None = None,
    stamp: Stamp | None = None,
) -> Prepared:
    """The entry of one decision, ready to be appended. Raises `RecordError`.

    `known`: what it says about this judgement, where that was put together before. `linked`:
    earlier calls about the same picture. `case`: the held call that people decide or have
    decided. `stamp`: its id and time, where made before.
    """
    says = known or said(judgement, day)
    text_alone = call.is_text_only
    exact = acts_of(call.operation, call.options) is not None
    return entry_of(
        maker,
        registration,
        judgement,
        says,
        code=kinds.CodeRef(
            judgement.applied.compiled.digest,
            says.editions,
            f"countenance-{__version__}",
            sources.vocabulary,
            sources.detector if media.inspections else None,
            None if exact or text_alone else sources.act_model,
            None if text_alone else sources.patterns,
            says.rulings,
        ),
        ask=kinds.AskedOf(
            call.dialect.value,
            call.operation.value,
            token_or_other(call.model, sources.models),
            call.stream,
            service,
            tuple(sorted(call.hosted_tools)),
        ),
        parts=[_part(part, text_alone, _words_read_by(call) if exact else None)
               for part in call.parts],
        media=[
            _heard(part, media.heard[part.where])
            if part.kind is PartKind.SOUND
            else _media(part, media.inspections[part.where], judgement.outcome.cover)
            for part in call.media
        ],
        linked=linked,
        personal=_personal(call),
        what_if=what_if,
        case=case,
        stamp=stamp,
    )


def entry_of(
    maker: Maker,
    registration: Registration,
    judgement: Judgement,
    says: Said,
    *,
    code: kinds.CodeRef,
    ask: kinds.AskedOf,
    parts: Sequence[PartSeen],
    media: Sequence[MediaSeen],
    personal: Mapping[str, bytes],
    linked: Sequence[kinds.LinkRef] = (),
    what_if: bool = False,
    case: str | None = None,
    stamp: Stamp | None = None,
) -> Prepared:
    """The entry of a judgement, about whatever it is: everything that the judgement says, and what
    was asked and seen. Raises `RecordError`."""
    outcome = judgement.outcome
    return maker.decision(
        caller=caller_ref(registration),
        code=code,
        ask=ask,
        facts=says.facts,
        acts=says.acts,
        verdicts=says.verdicts,
        outcome=outcome.action.value,
        row=outcome.row,
        reason=outcome.reason.value or None,
        clauses=says.clauses,
        none_speaks=not says.clauses,
        missing=says.missing,
        question=outcome.question,
        relied_on=judgement.decision.relied_on,
        contested=says.contested,
        obligations=says.obligations,
        parts=parts,
        media=media,
        linked=linked,
        personal=personal,
        what_if=what_if,
        case=case,
        stamp=stamp,
    )


def redaction_entry(
    maker: Maker, registration: Registration, part: Part, seen: Inspection
) -> Prepared:
    """The entry of a picture that was covered and went back. Raises `RecordError`."""
    return maker.redaction(caller_ref(registration), _media(part, seen, cover=True))


def obligations_done(duties: Sequence[Duty]) -> tuple[kinds.ObligationRef, ...]:
    """What the gate itself kept, for the entry of the outcome."""
    return tuple(
        kinds.ObligationRef(duty.name, "gate", "done", None)
        for duty in duties
        if duty.keeper is Keeper.GATE
    )


def _personal(call: Call) -> dict[str, bytes]:
    """What stands in the entry only as a commitment: the call, and what was signed about it."""
    kept = {"request": bytes.fromhex(call.digest.removeprefix("sha256:"))}
    if call.attestation is not None:
        kept["attestation"] = call.attestation.encode()
    return kept


def _pieces(judgement: Judgement) -> tuple[Evidence, ...]:
    return (*judgement.facts.evidence, *inferred(judgement.acts, "act-reader"))


def _word(verdict: Verdict) -> kinds.VerdictWord:
    (word,) = verdict.words or ("silent",)
    return word  # type: ignore[return-value]  # the names of verdicts are the words


def _duty(duty: Duty, day: date, judgement: Judgement) -> kinds.ObligationRef:
    match duty.keeper:
        case Keeper.GATE:
            status = "pending"
        case Keeper.CALLER:
            status = "accepted" if duty.accepted else "unkept"
        case Keeper.LATER:
            status = "pending"
        case Keeper.NOBODY:
            status = "unkept"
    due = None if duty.due_days is None else (day + timedelta(days=duty.due_days)).isoformat()
    asked_by = dict.fromkeys(
        f"{edition}#{as_token(clause)}"
        for decision in judgement.decisions
        for edition, clause in decision.asked_by(duty.name)
    )
    return kinds.ObligationRef(
        duty.name,
        duty.keeper.value,
        status,  # type: ignore[arg-type]  # the words above are those of an obligation
        due,
        tuple(asked_by) or UNSET,
    )


_TEXT_ALONE = ("axiom-text-alone",)
"""Where nothing but text goes upstream no classifier runs: an axiom rules biometric acts out."""

_READ = ("act-reader",)
_OPERATION = ("operation-table",)
"""Where the operation itself says what is asked, no classifier reads the words."""
_BESIDE_SOUND = (*_OPERATION, "voice-wordings")
"""Beside sound that is to be written down they may order more."""

_INSPECTED_BY: Mapping[PartKind, tuple[str, ...]] = {
    **dict.fromkeys(SHOWN, ("face-detector", "re-encoder")),
    PartKind.TEXT: _READ,
    PartKind.SYSTEM: _READ,
    PartKind.TOOL_CALL: _READ,
    PartKind.TOOLS: _READ,
    PartKind.SCHEMA: _READ,
    PartKind.LABEL: ("field-table",),
    PartKind.SOUND: ("sound-decoder", "re-encoder"),
    PartKind.ID: ("bindings",),
}


def _words_read_by(call: Call) -> tuple[str, ...]:
    """What looks at words beside an operation that says itself what is asked."""
    return _BESIDE_SOUND if call.operation in BESIDE_SOUND else _OPERATION


def _part(part: Part, text_alone: bool, exact: tuple[str, ...] | None) -> PartSeen:
    inspected_by = _INSPECTED_BY[part.kind]
    if text_alone:
        inspected_by = _TEXT_ALONE
    elif exact is not None and inspected_by == _READ:
        inspected_by = exact
    size = len(part.data if part.kind in MEDIA else part.text.encode())
    return PartSeen(part.where, part.kind.value, size, part.digest, inspected_by)


def _media(part: Part, seen: Inspection, cover: bool) -> MediaSeen:
    return MediaSeen(
        part.where,
        seen.kind.value,
        seen.width,
        seen.height,
        seen.frames,
        len(seen.faces),
        len(seen.faces) if cover else 0,
        part.digest,
        (seen.detector, *seen.passes),
    )


def _heard(part: Part, heard: Heard) -> MediaSeen:
    """Sound has no pixels and no faces; its frames are its samples."""
    samples = heard.milliseconds * heard.rate // 1000
    return MediaSeen(
        part.where, heard.kind.value, 0, 0, samples, 0, 0, part.digest,
        ("sound-decoder", "re-encoder"),
    )  # fmt: skip
