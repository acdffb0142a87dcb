"""What a gate says of itself among its metrics, beside what it counts of calls."""

from collections.abc import Callable

from countenance.callers.standing import Step
from countenance.gate.metrics import Metrics
from countenance.gate.own_codes import OwnCodesKeeper
from countenance.gate.recorder import Recorder
from countenance.stores.log import SqliteLog
from countenance.stores.standings import Standings

__all__ = ["watch"]

_STEPS = {
    Step.NOTICED: "Callers that were given notice, and no more than that.",
    Step.REVIEW: "Callers that people have to look at.",
    Step.SUSPENDED: "Callers that are suspended.",
}


def watch(
    metrics: Metrics,
    log: SqliteLog,
    standings: Standings,
    recorder: Recorder,
    codes: OwnCodesKeeper,
) -> None:
    """Let the metrics ask for entries, callers by their standing, and what could not be done."""
    metrics.watch_value("entries", "Entries in the record.", lambda: float(log.size()))
    for step, says in _STEPS.items():
        metrics.watch_value(f"callers_{step.value}", says, _counting(standings, step))
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


def _counting(standings: Standings, step: Step) -> Callable[[], float]:
    def count() -> float:
        furthest: dict[str, Step] = {}
        for row in standings.offenders():  # the furthest step of a caller comes first
            furthest.setdefault(row.ref, row.step)
        return float(sum(each is step for each in furthest.values()))

    return count
