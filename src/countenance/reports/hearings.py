"""The recordings that are put into words now, one at a time in one process.

Rules kept here:
 * A hearing that ended before it was done can be begun again, and goes on where it was, as far as
   its ear gives what may be kept.
 * A recording is heard by the service that the codes let hear it, and by no other.
 * Of several processes of a gate one hears a recording: a second transcript would take the place of
   the first, and of who was said to speak in it.
 * Why a recording could not be heard stays to be asked until it is tried again; nothing else of a
   hearing that is over stays here: neither words nor sound.
 * Where voices could be told apart by how they sound the codes are asked first, each time. Where
   they do not let it, it is not done, and the transcript says so; what is said is heard all the
   same.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from countenance.errors import CountenanceError, OutdatedError, TranscriptError
from countenance.reports import steps
from countenance.reports.keeping import Keeper
from countenance.reports.open_items import Terms
from countenance.reports.ports import Ear, Held, Refused
from countenance.reports.report import Decided, Report
from countenance.reports.transcript import Transcript

__all__ = ["Hearings"]


class Hearings:
    """Those of one process. `separates`: asks the codes whether the voices of a report's recording
    may be told apart by how they sound."""

    def __init__(
        self,
        keeper: Keeper,
        ear: Ear,
        terms: Terms,
        separates: Callable[[Report], Decided | Refused | Held],
    ) -> None:
        self._keeper, self._ear, self._terms = keeper, ear, terms
        self._separates = separates
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reports")
        self._begun: dict[str, Future[None]] = {}
        self._done: dict[str, float] = {}
        self._closing = threading.Event()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Hear nothing more; what is heard now is given up at its next step."""
        self._closing.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def begin(self, id_: str) -> None:
        """Hear the recording of this report, unless that goes on already."""
        with self._lock:
            before = self._begun.get(id_)
            if before is None or before.done():
                self._begun[id_] = self._thread.submit(self._heard, id_)

    def is_on(self, id_: str) -> bool:
        """Whether a recording is put into words now, or waits for that."""
        future = self._future(id_)
        return future is not None and not future.done()

    def count(self) -> int:
        """How many are put into words now, or wait for that."""
        with self._lock:
            return sum(not each.done() for each in self._begun.values())

    def progress(self, id_: str) -> float:
        """How much of a recording was put into words, from 0 to 1, while it is."""
        return self._done.get(id_, 0.0)

    def wait(self, id_: str, seconds: float | None) -> None:
        """Until the recording is heard. Raises what hearing it raised, and `TimeoutError`."""
        future = self._future(id_)
        if future is not None:
            future.result(seconds)

    def failure(self, id_: str) -> str:
        """Why a recording could not be heard when that was tried last; empty: nothing went wrong,
        or it is still heard."""
        future = self._future(id_)
        if future is None or not future.done() or future.cancelled():
            return ""
        error = future.exception()
        if error is None or isinstance(error, CountenanceError):
            return str(error or "")
        return f"the recording could not be heard ({type(error).__name__}); try it again"

    def _heard(self, id_: str) -> None:
        """Hear it; whoever waits is told that it is done, or why it could not be."""
        try:
            self.hear(id_)
        except BaseException as error:
            _let_go(error)
            raise

    def hear(self, id_: str) -> Report:
        """Hear it here and now."""
        report = self._keeper.find(id_)
        steps.check_to_hear(report)
        decided, hears = report.decision.service, self._ear.service
        if decided != hears:
            raise OutdatedError(
                f"report `{id_}`: the codes let it be heard by `{decided}`, and this gate has it "
                f"heard by `{hears}` by now; begin it anew"
            )

        def progress(done: float) -> None:
            self._done[id_] = done
            if self._closing.is_set():
                raise TranscriptError(f"report `{id_}`: the gate was stopped; hear it again")

        with self._keeper.store.heard_alone(id_):
            begun = self._keeper.begun_hearing(id_)
            apart = self._separates(report) if self._ear.separates else None
            try:
                sound = self._keeper.whole_sound(id_)
                by_sound = isinstance(apart, Decided)
                transcript = self._ear.hear(
                    sound, report.recording, progress, begun, by_sound=by_sound
                )
            finally:
                self._done.pop(id_, None)
            if apart is not None:
                transcript = _saying(transcript, apart)
            heard = self._keeper.step(id_, lambda r, _: steps.hear(r, transcript, self._terms))
            self._keeper.store.forget_pieces(id_)
            return heard

    def _future(self, id_: str) -> Future[None] | None:
        with self._lock:
            return self._begun.get(id_)


def _let_go(error: BaseException) -> None:
    """Let an error that is kept hold nothing of where it was raised: the sound is there."""
    found: BaseException | None = error
    while found is not None:
        found.with_traceback(None)
        found = found.__cause__ or found.__context__


def _saying(transcript: Transcript, apart: Decided | Refused | Held) -> Transcript:
    """The transcript, with what the codes said about its voices beside what proposed them."""
    match apart:
        case Decided():
            said: dict[str, str | int] = {"by_sound": "let", "entry": apart.index}
        case Refused():
            said = {"by_sound": "refused", "entry": apart.entry}
        case Held():
            said = {"by_sound": "held", "entry": apart.entry, "case": apart.case or ""}
    programs = tuple(
        msgspec.structs.replace(each, settings={**each.settings, **said})
        if each.part == "speakers"
        else each
        for each in transcript.programs
    )
    return msgspec.structs.replace(transcript, programs=programs)
