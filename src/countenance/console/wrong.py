"""What went wrong, as a page that says what to do now.

Rules kept here:
 * The status is that of the HTTP interface for the same.
 * A failure of ours is entered, like that of a call, and says nothing of what was sent. What failed
   is told to who is signed in alone: it may name a file.
"""

from http import HTTPStatus
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from countenance.console.rendering import page
from countenance.errors import (
    CountenanceError,
    NotForYouError,
    OutdatedError,
    PageError,
    ReportError,
    ReviewError,
    SignInError,
    UnknownCaseError,
    UnknownMotionError,
    UnknownProposalError,
    UnknownQuestionError,
    UnknownReportError,
    UnknownRulingError,
)

__all__ = ["Recorder", "handlers", "status_of"]

_TITLES = {
    400: "That cannot be done",
    403: "This is not for you",
    404: "There is no such page",
    405: "That is not done here",
    409: "It stands otherwise by now",
    415: "This is no form of ours",
    429: "Too often",
    503: "The gate could not do that",
}
_WAYS = {
    400: "Go back, change what is named here, and try again.",
    403: "Another role is needed for it; whoever keeps the gate gives roles.",
    404: "Look at the address, or go on from one of the pages above.",
    405: "Go back to the page that this form stands on.",
    409: "Go back, load the page again and look at how it stands.",
    415: "Fill in the form on its page and send it from there.",
    429: "Wait as long as it says, then try again.",
    503: "Nothing was changed. Try again in a moment; if it stays so, tell whoever keeps the gate.",
}


class Recorder(Protocol):
    """Enters what failed."""

    async def failed(self, stage: str, error: BaseException) -> int | None:
        """Enter a failure of ours; the index, if it could be written."""
        ...


def handlers(recorder: Recorder) -> dict[type[Exception], ExceptionHandler]:
    """What answers each kind of error."""

    async def failed(request: Request, error: Exception) -> Response:
        await recorder.failed("console", error)
        inside = getattr(request.state, "who", None) is not None
        says = str(error) if inside and isinstance(error, CountenanceError) else ""
        return _page(request, 503, says)

    def refused(request: Request, error: Exception) -> Response:
        return _page(request, status_of(error), str(error))

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        plain = HTTPStatus(error.status_code).phrase
        says = "" if error.detail == plain else error.detail
        return _page(request, error.status_code, says, dict(error.headers or {}))

    return {
        HTTPException: http,
        ReviewError: refused,
        SignInError: refused,
        PageError: refused,
        ReportError: refused,
        CountenanceError: failed,
        Exception: failed,
    }


def status_of(error: Exception) -> int:
    """The status of a page that says what went wrong; that of the HTTP interface for the same."""
    match error:
        case (
            UnknownCaseError()
            | UnknownMotionError()
            | UnknownProposalError()
            | UnknownQuestionError()
            | UnknownReportError()
            | UnknownRulingError()
        ):
            return 404
        case NotForYouError():
            return 403
        case OutdatedError():
            return 409
        case _:
            return 400


def _page(
    request: Request, status: int, says: str, headers: dict[str, str] | None = None
) -> Response:
    found = page(
        request,
        "wrong.html",
        status,
        title=_TITLES.get(status, "That cannot be done"),
        says=says,
        way=_WAYS.get(status, _WAYS[400]),
        status_code=status,
    )
    for name, value in (headers or {}).items():
        found.headers[name] = value
    return found
