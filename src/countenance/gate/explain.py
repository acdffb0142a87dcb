"""Why a call did not pass, in the words that a caller is told.

Rules kept here:
 * What is told is the clause, where it comes from and how well its text is known, what its readings
   give, and what the caller could do otherwise. Never what it could claim otherwise.
 * Nothing of the call itself is repeated.
"""

from dataclasses import replace
from typing import Any

from countenance.callers.standing import Standing
from countenance.codes.model import Verdict
from countenance.codes.shelves import basis_words
from countenance.decisions.decide import Decision
from countenance.decisions.findings import CauseKind, Finding
from countenance.dialects.replies import Reason as Told
from countenance.faces.settings import Inspection
from countenance.gate.judging import Decided, Judgement
from countenance.gate.outcome import Reason
from countenance.review.rulings import ruling_of

__all__ = [
    "READING_WORDS",
    "clause_named",
    "lost",
    "nothing_was_decided",
    "noticed",
    "pictured",
    "rulings_of",
    "told",
    "what_was_decided",
]

READING_WORDS = {
    Verdict.SILENT: "not denied",
    Verdict.ALLOW: "allowed",
    Verdict.UNCLEAR: "settles nothing",
    Verdict.DENY: "denied",
}
"""What one reading gives, in words."""


def lost(why: Told, places: tuple[str, ...]) -> Told:
    """The same reason, beside ids of the call that stand for nothing that is known any more."""
    named = ", ".join(f"`{place}`" for place in places[:3])
    says = f"{named}: given out to nobody here, or its time is over; "
    about_files = all("file" in place for place in places)
    says += "upload the file again" if about_files else "search for the face again"
    return replace(why, way_on=f"{why.way_on} · {says}" if why.way_on else says)


def clause_named(judgement: Judgement) -> str:
    """The clause of the reason alone, `code@edition#clause`: for an answer that needs no reason."""
    shown = _shown(judgement, judgement.decision)
    if shown is not None:
        return f"{shown.edition}#{shown.clause}"
    return "contradictory" if judgement.decision.contradictory else "silent"


def noticed(why: Told, standing: Standing) -> Told:
    """The same reason, beside what refusals under that clause have added up to."""
    notice = {
        "step": standing.step.value,
        "refusals": standing.refusals,
        "hours": standing.hours,
        "clause": standing.clause,
    }
    return replace(why, more={**why.more, "notice": notice})


def told(judgement: Judgement, entry: int | None) -> Told:
    """The reason that a reply carries."""
    decision = judgement.decision
    shown = _shown(judgement, decision)
    if shown is None and decision.contradictory:
        return Told(clause="contradictory", says=_why_open(decision, ""), entry=entry)
    if shown is None:
        says = "no code speaks about this act on a face; silence is not permission"
        return Told(clause="silent", says=says, entry=entry, way_on=_WAY_ON)
    more: dict[str, Any] = {}
    readings = [
        {"name": each.name, "says": each.says, "gives": _gives(each.verdict)}
        for each in shown.readings
    ]
    says = shown.says
    if readings and shown.verdict is Verdict.UNCLEAR:
        more["readings"] = readings
        given = ", ".join(f"{each['name']} ({each['gives']})" for each in readings)
        says = f"the readings of this clause differ: {given}"
    elif judgement.outcome.reason in _BY_PEOPLE:
        says = _why_open(decision, says)
    if judgement.applied.pinned is not None:
        more["pinned"] = judgement.applied.pinned
    more["rulings"] = rulings_of(judgement)
    more["settles"] = [
        cause.question for cause in decision.causes if cause.kind is not CauseKind.FACT
    ]
    return Told(
        clause=shown.clause,
        edition=shown.edition,
        says=" ".join(says.split()),
        citation=shown.citation.source,
        text_basis=f"our words · {basis_words(shown.text_basis)}",
        way_on=shown.way_on,
        entry=entry,
        more={name: value for name, value in more.items() if value},
    )


def rulings_of(judgement: Judgement) -> list[dict[str, str]]:
    """The rulings that this judgement rests on: by which a clause that speaks is read."""
    found = []
    for edition, clause in dict.fromkeys(
        (finding.edition, finding.clause)
        for decision in judgement.decisions
        for finding in decision.clauses
    ):
        name, ruling = ruling_of(clause)
        for each in judgement.applied.rulings.get(edition, ()):
            if each.ruling.id == ruling:
                found.append({
                    "ruling": each.ruling.id, "digest": each.digest, "edition": edition,
                    "clause": name, "reading": each.ruling.reading,
                })  # fmt: skip
    return found


def what_was_decided(decided: Decided) -> dict[str, Any]:
    """The whole judgement as an object, for a call that is only asked about."""
    judgement = decided.judgement
    reason = told(judgement, decided.entry)
    outcome = judgement.outcome
    return {
        "object": "countenance.decision",
        "outcome": outcome.action.value,
        "row": outcome.row,
        "reason": outcome.reason.value,
        "clause": reason.named,
        "says": reason.says,
        "way_on": reason.way_on,
        "question": outcome.question,
        "verdicts": list(judgement.verdicts.words),
        "acts": [
            {"act": judged.label, "verdicts": list(judged.verdicts.words)}
            for judged in judgement.judged
        ],
        "pictures": [
            pictured(where, seen) for where, seen in decided.media.inspections.items()
        ],
        "editions": list(judgement.applied.editions),
        "pinned": judgement.applied.pinned,
        "rulings": rulings_of(judgement),
        "digest": judgement.applied.compiled.digest,
        "relied_on": list(judgement.decision.relied_on),
        "entry": decided.entry,
    }


def nothing_was_decided() -> dict[str, Any]:
    """The same for a call that is answered by the gate itself, such as a list of models."""
    says = "the gate answers this itself; nothing is decided about it"
    return {"object": "countenance.decision", "outcome": "pass", "says": says, "entry": None}


def pictured(where: str, seen: Inspection) -> dict[str, Any]:
    """One picture: its size, and the boxes of its faces in pixels of the upright picture."""
    return {
        "where": where,
        "width": seen.width,
        "height": seen.height,
        "frames": seen.frames,
        "faces": [
            {
                "box": [round(edge, 1) for edge in (face.x0, face.y0, face.x1, face.y1)],
                "frame": face.frame,
                "score": round(face.score, 3),
            }
            for face in seen.faces
        ],
    }


_BY_PEOPLE = (Reason.REVIEW, Reason.ALLOWED, Reason.REFUSED)
"""Where the reason is what left the call to people."""

_WAY_ON = "you may ask for a description that names nobody"


def _shown(judgement: Judgement, decision: Decision) -> Finding | None:
    """The finding to show: of what is unclear the one with readings, else the deciding one."""
    if not decision.clauses:
        return None
    if judgement.outcome.reason in _BY_PEOPLE:
        for finding in decision.clauses:
            if finding.readings and finding.verdict is Verdict.UNCLEAR:
                return finding
    return decision.clauses[0]


def _why_open(decision: Decision, says: str) -> str:
    if decision.contested:
        names = ", ".join(f"`{contest.fact}`" for contest in decision.contested)
        return f"what is known about {names} contradicts itself"
    if decision.contradictory:
        return f"what is known cannot be: {'; '.join(decision.impossible)}"
    texts = [cause for cause in decision.causes if cause.kind is CauseKind.TEXT]
    if texts:
        return f"{says} The text is not established, and nobody has signed it off"
    return says


def _gives(verdicts: Verdict) -> str:
    return " or ".join(words for verdict, words in READING_WORDS.items() if verdict & verdicts)
