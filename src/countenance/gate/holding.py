"""What the caller of a held call is told: at once, on the page of its case, and to its appeal.

    GET  /v1/holds/ID            how it stands, what is missing, what people said
    POST /v1/holds/ID/appeal     {"reason": "..."}: have somebody else look at it, once

Rules kept here:
 * A case is found by the caller that it is of, and by nobody else.
 * Told is what is missing, never which answer would let the call pass.
 * What cannot be kept or read is a failure of ours, and is entered.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from countenance.callers.registration import Registration
from countenance.dialects import hold_replies, replies
from countenance.dialects.call import Reply, Request
from countenance.dialects.hold_replies import HOLDS
from countenance.dialects.replies import To
from countenance.dialects.routes import refuse_keys
from countenance.errors import (
    CallError,
    OutdatedError,
    RecordError,
    ReviewError,
    UnknownCaseError,
    UnreadableCallError,
    UnsupportedCallError,
)
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.hold_view import APPEAL, hold_view, said_to_caller
from countenance.gate.judging import Decided
from countenance.gate.ports import CaseStore
from countenance.gate.recorder import Recorder
from countenance.review.case import Case
from countenance.review.steps import appeal

__all__ = ["Holding"]

class _Appeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: str


class Holding:
    """The held calls of one gate, for their callers. `clock`: nanoseconds since 1970, UTC."""

    def __init__(
        self,
        cases: CaseStore,
        recorder: Recorder,
        vocabulary: Vocabulary,
        *,
        address: str,
        clock: Callable[[], int],
    ) -> None:
        self._cases = cases
        self._recorder = recorder
        self._vocabulary = vocabulary
        self._address = address
        self._clock = clock

    def held(self, decided: Decided, why: replies.Reason, to: To) -> Reply:
        """What the caller of a call is told that is held."""
        if decided.case is None:
            says = "too many calls of yours are held; wait until people have decided"
            return replies.too_many(to, says, entry=decided.entry, again=False)
        return hold_replies.held(to, decided.case.id, self._url(decided.case), why)

    async def refused(self, decided: Decided, case: Case, why: replies.Reason, to: To) -> Reply:
        """What the caller of a call is told that people have refused."""
        try:
            says = await asyncio.to_thread(said_to_caller, case, self._cases.reason)
        except RecordError as error:
            entry = await self._recorder.failed("hold", error, decided.registration)
            return replies.gate_failure(to, "the reason cannot be read", entry=entry)
        return hold_replies.refused_by_people(to, case.id, self._url(case), says, why)

    def takes(self, path: str) -> bool:
        """Whether a request to this path is answered here."""
        return path.startswith(HOLDS)

    async def answer(self, request: Request, registration: Registration, to: To) -> Reply:
        """The page of a case, or what came of an appeal; never raises for what was sent."""
        try:
            refuse_keys(request.query)
            name = request.path.removeprefix(HOLDS)
            if name.endswith(APPEAL):
                _method(request, "POST")
                return await self._appeal(name.removesuffix(APPEAL), request, registration, to)
            _method(request, "GET")
            case = await asyncio.to_thread(self._cases.find, name, registration.ref)
            return hold_replies.hold_page(to, await self._page(case, registration), case.entry)
        except UnknownCaseError:
            return hold_replies.unknown_hold(to)
        except OutdatedError as error:
            return hold_replies.no_appeal(to, str(error))
        except CallError as error:
            entry = await self._recorder.unreadable(request, registration, error)
            return replies.call_error(to, error, entry)
        except RecordError as error:
            entry = await self._recorder.failed("hold", error, registration)
            return replies.gate_failure(to, "the holds cannot be read", entry=entry)

    async def _appeal(
        self, name: str, request: Request, registration: Registration, to: To
    ) -> Reply:
        case = await asyncio.to_thread(self._cases.find, name, registration.ref)
        try:
            sent = msgspec.json.decode(request.body, type=_Appeal)
            case = await asyncio.to_thread(
                self._cases.step, case.id, lambda each, now: appeal(each, sent.reason, now)
            )
        except OutdatedError:
            raise
        except ReviewError as error:
            raise UnreadableCallError(f"`reason`: {error}", param="reason") from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise UnreadableCallError(f"body: {{\"reason\": \"...\"}} is right: {error}") from error
        return hold_replies.hold_page(to, await self._page(case, registration), case.entry)

    async def _page(self, case: Case, registration: Registration) -> dict[str, Any]:
        return await asyncio.to_thread(
            hold_view, case, registration.may_state, self._vocabulary, self._cases.reason,
            self._url(case), self._clock() // 1_000_000,
        )  # fmt: skip

    def _url(self, case: Case) -> str:
        return f"{self._address}{HOLDS}{case.id}"


def _method(request: Request, right: str) -> None:
    if request.method != right:
        raise UnsupportedCallError(f"`{right}` is right here", status=405, allow=(right,))
