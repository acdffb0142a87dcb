"""When refusals of one caller add up: notice, then review, then suspension.

Rules kept here:
 * What counts is a call that was decided and refused because the codes deny every act that it may
   have asked for. A failure of the gate, a call that could not be read, a missing fact, an
   obligation not accepted, a hold, a call that was only asked about: none of these counts.
 * Refusals count for one caller under one clause, within hours that the operator set.
 * People suspend, and people lift. The gate suspends by itself only where the operator said so.
 * What a person has closed does not count again.

Counting is the work of a store.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

__all__ = ["Rules", "Standing", "Step", "Threshold", "step_due"]


class Step(Enum):
    """How far it has come; the words of the entries."""

    NOTICED = "noticed"
    """The caller is told, with each further refusal under that clause."""
    REVIEW = "review"
    """People have to look at it."""
    SUSPENDED = "suspended"
    """No call of it is answered."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """So many refusals within so many hours. A count of 0 is never reached."""

    refusals: int
    hours: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator set. `automatic`: the gate suspends by itself."""

    notice: Threshold = Threshold(3, 24)
    review: Threshold = Threshold(10, 168)
    suspend: Threshold = Threshold(25, 720)
    automatic: bool = False

    def threshold(self, step: Step) -> Threshold:
        """What leads to a step."""
        match step:
            case Step.NOTICED:
                return self.notice
            case Step.REVIEW:
                return self.review
            case Step.SUSPENDED:
                return self.suspend


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands under one clause: so many refusals in so many hours led to this step."""

    step: Step
    clause: str
    refusals: int
    hours: int


def step_due(rules: Rules, counted: Callable[[int], int]) -> Standing | None:
    """The furthest step that is due, without its clause. `counted`: refusals in so many hours."""
    steps = [Step.REVIEW, Step.NOTICED]
    if rules.automatic:
        steps.insert(0, Step.SUSPENDED)
    for step in steps:
        threshold = rules.threshold(step)
        if threshold.refusals:
            found = counted(threshold.hours)
            if found >= threshold.refusals:
                return Standing(step, "", found, threshold.hours)
    return None
