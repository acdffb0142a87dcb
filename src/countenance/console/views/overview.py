"""What is to be looked at now: what waits, what is late, and what is not as it should be.

Rules kept here:
 * What is wrong is the same that the metrics of the gate raise, by the same names; a state that
   cannot be read is itself something wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from countenance.callers.standing import Step
from countenance.errors import RecordError
from countenance.gate.desk import Desk
from countenance.review.case import Case
from countenance.stores.published import FOLDER
from countenance.stores.witnessed import ROLLED_BACK, kept_heads, read_standing

__all__ = ["MOST", "Alarm", "Waiting", "alarms", "days_unwitnessed", "waiting"]

MOST = 1_000
"""Cases that are counted one by one."""
_DAYS = 30
_DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is not as it should be, its name among the metrics, and what to do."""

    says: str
    metric: str
    to_do: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Held calls that wait for people: how many (`many`: and more), how many of them are due in a
    day or late, and when the first is due."""

    count: int
    many: bool
    soon: int
    overdue: int
    first_due: int | None


def waiting(cases: Sequence[Case], now: int) -> Waiting:
    """What waits, those that are due first at the top. `now`: milliseconds since 1970 in UTC."""
    return Waiting(
        len(cases),
        len(cases) >= MOST,
        sum(now < case.due <= now + _DAY for case in cases),
        sum(case.due <= now for case in cases),
        cases[0].due if cases else None,
    )


def alarms(desk: Desk) -> tuple[Alarm, ...]:
    """Everything that is not as it should be, the gravest first."""
    return tuple(_alarms(desk))


def days_unwitnessed(folder: Path, first: date, today: date) -> tuple[int, int]:
    """Of the days before today, thirty at most and none before the first: on how many no head was
    signed by enough witnesses, and how many days there are. `folder`: that of the data."""
    begins = max(first, today - timedelta(days=_DAYS))
    days = {(begins + timedelta(days=n)).isoformat() for n in range((today - begins).days)}
    kept = {day for day, _ in kept_heads(folder / FOLDER)}
    return len(days - kept), len(days)


def _alarms(desk: Desk) -> Iterable[Alarm]:
    folder = desk.folder / FOLDER
    if (folder / ROLLED_BACK).exists():
        yield Alarm(
            "A witness has seen more entries than there are: nothing is signed any more.",
            "countenance_log_rolled_back",
            "Restore the newer copy, or begin a new log.",
        )
    if desk.recorder.unwritten:
        yield Alarm(
            f"Failures that could not be entered yet: {desk.recorder.unwritten}.",
            "countenance_entries_unwritten",
            "See whether the database can be written.",
        )
    yield from _witnesses(folder)
    if desk.own_codes.wrong:
        yield Alarm(
            f"Own codes lie there that were not taken: {desk.own_codes.wrong}",
            "countenance_codes_refused",
            "Mend the texts; the last good ones count until then.",
        )
    steps = {each.ref: each.step for each in reversed(desk.standings.offenders())}
    review = sum(step is Step.REVIEW for step in steps.values())
    if review:
        yield Alarm(
            f"Callers that were refused so often that people have to look at them: {review}.",
            "countenance_callers_review",
            "Look at them, and suspend or settle.",
        )


def _witnesses(folder: Path) -> Iterable[Alarm]:
    try:
        standing = read_standing(folder)
    except RecordError as error:
        yield Alarm(str(error), "countenance_witnesses_missing", "Then it is made again.")
        return
    if standing is not None and standing.missing:
        told = "; ".join(f"{name}: {why}" for name, why in sorted(standing.missing.items()))
        yield Alarm(
            f"Witnesses that did not sign: {told}",
            "countenance_witnesses_missing",
            "Ask whoever runs them.",
        )
