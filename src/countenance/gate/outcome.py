"""From the verdicts of every plausible act to one outcome.

The rows are tried in order; `Outcome.row` names the one that decided:

 1. Nothing but text goes upstream, and what remains is allowed or silent: pass.
 2. Every act is denied: refuse, also when no face was found. Where the operation itself says what
    is asked, and so all of it is asked at once, one denied act is enough.
 3. Every act is allowed, or allowed or silent and not biometric, and no contested fact is
    touched: pass. Faces stay visible only where every act is allowed and needs the pixels.
 4. The acts differ and one of them is harmless: cover every face, keep the text, check strictly.
    Never where all of them are asked at once.
 5. Nothing is settled, and the caller may state a fact that is missing: refuse with the question.
 6. Otherwise people decide: hold, until they have said what becomes of it.

Rules kept here:
 * A picture in which something could not be covered with certainty never takes rows 3 and 4. An id
   of a face that was looked at before takes row 3 where the face may be seen, and never row 4.
 * Where there was nothing to cover, rows 3 and 4 are reported as a pass; the check stays strict.
 * An obligation that nobody has taken on turns a pass or a redaction into a refusal; one to cover
   faces is kept whatever else would leave them visible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from countenance.codes.model import Verdict
from countenance.errors import DecisionError
from countenance.gate.obligations import COVER, Duty, Keeper

__all__ = ["Action", "Judged", "Outcome", "Pictured", "Reason", "Visible", "outcome_of"]

_HARMLESS = Verdict.ALLOW | Verdict.SILENT


class Action(Enum):
    """What the gate does with a call."""

    PASS = "pass"  # noqa: S105 - not a password
    REDACT = "redact"
    REFUSE = "refuse"
    HOLD = "hold"


class Reason(Enum):
    """Why a call was not simply passed; the words of the wire."""

    NONE = ""
    DENIED = "denied"
    FACT_MISSING = "fact-missing"
    OBLIGATION = "obligation-not-accepted"
    CAPABILITY = "capability-not-approved"
    """The codes let it pass, and it needs a yes of the board that there is not."""
    REVIEW = "review-required"
    ALLOWED = "review-allowed"
    REFUSED = "review-refused"
    """People have said so, about a call that the codes leave to them."""


class Visible(Enum):
    """The operator's choice: when may a face stay visible?"""

    NEEDED = "needed"
    ALLOWED = "allowed"


class Pictured(Enum):
    """What the inspection of every picture of the call came to."""

    NOTHING = "text only"
    NO_FACE = "no face found"
    FACES = "faces"
    UNCERTAIN = "something could not be covered with certainty"
    EARLIER = "ids of faces that were looked at before"
    """What an id stands for is at the service already: nothing of it can be covered any more."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One plausible act and the verdicts that are reachable for it (0: contradiction).

    `alone`: nothing is asked beside it that is not allowed as well.
    """

    label: str
    verdicts: Verdict
    biometric: bool
    needs_pixels: bool
    contested: bool
    alone: bool = True

    @property
    def denied(self) -> bool:
        """Nothing but deny can be reached."""
        return self.verdicts == Verdict.DENY

    @property
    def allowed(self) -> bool:
        """Nothing but allow can be reached, and no contested fact is touched."""
        return self.verdicts == Verdict.ALLOW and not self.contested

    @property
    def free(self) -> bool:
        """Allowed; or, for an act that is not biometric, allowed or silent."""
        harmless = bool(self.verdicts) and not (self.verdicts & ~_HARMLESS)
        return self.allowed or (harmless and not self.biometric and not self.contested)

    @property
    def settled(self) -> bool:
        """Exactly one verdict can be reached."""
        return self.verdicts.bit_count() == 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the gate does, by which row, and what follows from it.

    `cover`: every face is covered before anything goes upstream. `strict`: the check of the
    answer takes nothing for granted. `question`: the fact that is asked for, with row 5.
    """

    action: Action
    row: int
    reason: Reason = Reason.NONE
    cover: bool = False
    strict: bool = False
    question: str | None = None
    duties: tuple[Duty, ...] = ()


def outcome_of(
    judged: Sequence[Judged],
    pictured: Pictured,
    *,
    visible: Visible = Visible.NEEDED,
    question: str | None = None,
    duties: tuple[Duty, ...] = (),
    together: bool = False,
) -> Outcome:
    """The outcome for these acts. `question`: a missing fact that this caller may state, if any.
    `together`: all of the acts are asked at once, instead of one of them.

    Raises `DecisionError` when no act is plausible: then nothing was understood, nothing passes.
    """
    if not judged:
        raise DecisionError("no act is plausible; at least one must be, or nothing was understood")
    if pictured is Pictured.NOTHING and all(act.free for act in judged):
        return _kept(Outcome(Action.PASS, 1, duties=duties))
    if all(act.denied for act in judged) or (together and any(act.denied for act in judged)):
        return Outcome(Action.REFUSE, 2, Reason.DENIED)
    if pictured is Pictured.EARLIER and all(act.free for act in judged):
        passed = _passed(judged, faces=True, visible=visible, duties=duties)
        if passed.action is Action.PASS:
            return _kept(passed)
    elif pictured is Pictured.NO_FACE or pictured is Pictured.FACES:
        faces = pictured is Pictured.FACES
        if all(act.free for act in judged):
            return _kept(_passed(judged, faces, visible, duties))
        if not together and any(act.free and not act.biometric for act in judged):
            action = Action.REDACT if faces else Action.PASS
            return _kept(Outcome(action, 4, cover=True, strict=True, duties=duties))
    if question is not None and not any(act.settled and not act.contested for act in judged):
        return Outcome(Action.REFUSE, 5, Reason.FACT_MISSING, question=question)
    return Outcome(Action.HOLD, 6, Reason.REVIEW)


def _passed(
    judged: Sequence[Judged], faces: bool, visible: Visible, duties: tuple[Duty, ...]
) -> Outcome:
    if visible is Visible.ALLOWED:
        shown = all(act.allowed and act.alone for act in judged)
    else:
        shown = all(act.allowed and act.alone and act.needs_pixels for act in judged)
    shown = shown and not any(duty.name == COVER for duty in duties)
    if shown or not faces:
        return Outcome(Action.PASS, 3, cover=not shown, strict=shown, duties=duties)
    return Outcome(Action.REDACT, 3, cover=True, duties=duties)


def _kept(outcome: Outcome) -> Outcome:
    for duty in outcome.duties:
        unkept = duty.keeper is Keeper.CALLER and not duty.accepted
        if unkept or duty.keeper is Keeper.NOBODY:
            return Outcome(
                Action.REFUSE, outcome.row, Reason.OBLIGATION, question=duty.name,
                duties=outcome.duties,
            )
    return outcome
