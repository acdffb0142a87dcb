"""What a gate says of itself among its metrics, beside what it counts of calls."""

import time
from collections.abc import Callable
from pathlib import Path

from countenance.callers.standing import Step
from countenance.errors import RecordError
from countenance.gate.metrics import Metrics
from countenance.gate.own_codes import OwnCodesKeeper
from countenance.gate.people.question_desk import QuestionDesk
from countenance.gate.recorder import Recorder
from countenance.review.case import WAITING, State
from countenance.review.motion import MotionState
from countenance.stores.bucket_standing import read_bucket_standing
from countenance.stores.held_calls import HeldCalls
from countenance.stores.log import DatabaseLog
from countenance.stores.motions import Motions
from countenance.stores.published import FOLDER as LOG
from countenance.stores.standings import Standings
from countenance.stores.witnessed import ROLLED_BACK, read_standing

__all__ = ["carried", "watch", "watch_cases", "watch_questions"]

_STEPS = {
    Step.NOTICED: "Callers that were given notice, and no more than that.",
    Step.REVIEW: "Callers that people have to look at.",
    Step.SUSPENDED: "Callers that are suspended.",
}


def watch(
    metrics: Metrics,
    log: DatabaseLog,
    standings: Standings,
    recorder: Recorder,
    codes: OwnCodesKeeper,
    folder: Path,
) -> None:
    """Let the metrics ask for entries, callers by their standing, and what could not be done.

    `folder`: that of the data; how the log stands with its witnesses lies there.
    """
    metrics.watch_value("entries", "Entries in the record.", lambda: float(log.size()))
    for step, says in _STEPS.items():
        metrics.watch_value(f"callers_{step.value}", says, _counting(standings, step))
    metrics.watch_value(
        "witnesses_missing",
        "Witnesses that did not sign when they were last asked.",
        lambda: _witnesses_missing(folder / LOG),
    )
    metrics.watch_value(
        "log_rolled_back",
        "Whether a witness has seen more than the log has; then nothing is signed.",
        lambda: float((folder / LOG / ROLLED_BACK).exists()),
    )
    metrics.watch_value(
        "bucket_entries_behind",
        "Entries that are not yet in the bucket to which the log is carried.",
        lambda: float(_behind(folder, log)[0]),
    )
    metrics.watch_value(
        "bucket_seconds_behind",
        "For how long the bucket has not had all of them.",
        lambda: float(_behind(folder, log)[1]),
    )
    metrics.watch_own(
        "entries_unwritten",
        "Failures to write that are not yet entered.",
        lambda: float(recorder.unwritten),
    )
    metrics.watch_own(
        "codes_refused",
        "Whether own codes lie there that were not taken.",
        lambda: float(bool(codes.wrong)),
    )
    metrics.watch_own(
        "rulings_lapsed",
        "Rulings that were adopted and count no more because what they read is another by now.",
        lambda: float(len(codes.rulings.lapsed)),
    )


def carried(folder: Path, entries: int) -> dict[str, object]:
    """How the bucket stands to which the log is carried, for `/readyz`; nothing where none is."""
    try:
        standing = read_bucket_standing(folder / LOG)
    except RecordError as error:
        return {"bucket": {"why": str(error)}}
    return {} if standing is None else {"bucket": standing.told(entries, time.time())}


def watch_cases(metrics: Metrics, cases: HeldCalls, motions: Motions) -> None:
    """Let the metrics ask for held calls that wait, for those that nobody decided in time, and for
    motions of the board."""
    for state in sorted(WAITING, key=lambda each: each.value):
        says = f"Held calls that are `{state.value}`."
        metrics.watch_value(f"cases_{state.value}", says, _held_calls(cases, state))
    metrics.watch_value(
        "cases_expired",
        "Held calls that nobody decided in time.",
        _held_calls(cases, State.EXPIRED),
    )


    metrics.watch_value(
        "cases_next_due_seconds",
        "Seconds until the next held call is due; -1 where none waits.",
        lambda: _next_due(cases),
    )
    metrics.watch_value(
        "motions_open",
        "Motions that the board votes on.",
        lambda: float(motions.numbers().get(MotionState.OPEN, 0)),
    )
    metrics.watch_value(
        "motions_lapsed",
        "Motions that fewer members than the quorum voted on in time.",
        lambda: float(motions.numbers().get(MotionState.LAPSED, 0)),
    )


def watch_questions(metrics: Metrics, desk: QuestionDesk) -> None:
    """Let the metrics ask for questions about the codes that wait for an answer."""
    metrics.watch_value(
        "questions_open",
        "Questions about the codes that wait for an answer.",
        lambda: float(desk.unanswered()[0]),
    )
    metrics.watch_value(
        "questions_oldest_days",
        "For how many days the oldest question has waited.",
        lambda: float(desk.unanswered()[1]),
    )


def _next_due(cases: HeldCalls) -> float:
    first = cases.waiting(1)
    return max(0.0, first[0].due / 1000 - time.time()) if first else -1.0


def _held_calls(cases: HeldCalls, state: State) -> Callable[[], float]:
    return lambda: float(cases.count().get(state, 0))


def _witnesses_missing(folder: Path) -> float:
    try:
        standing = read_standing(folder)
    except RecordError:
        return 1.0  # unknown is not well
    return 0.0 if standing is None else float(len(standing.missing))


def _behind(folder: Path, log: DatabaseLog) -> tuple[int, int]:
    standing = read_bucket_standing(folder / LOG)
    return (0, 0) if standing is None else standing.behind(log.size(), time.time())


def _counting(standings: Standings, step: Step) -> Callable[[], float]:
    def count() -> float:
        furthest: dict[str, Step] = {}
        for row in standings.offenders():  # the furthest step of a caller comes first
            furthest.setdefault(row.ref, row.step)
        return float(sum(each is step for each in furthest.values()))

    return count
