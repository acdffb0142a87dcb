"""How a request reads that the server itself turned away, in the form of its dialect."""

from countenance.dialects import replies
from countenance.dialects.call import Reply, Request
from countenance.dialects.headers import picked
from countenance.dialects.replies import To
from countenance.dialects.routes import dialect_of
from countenance.errors import CallError, UnsupportedCallError
from countenance.gate.server import Refused

__all__ = ["turned_away"]


def turned_away(request: Request, refused: Refused) -> Reply:
    """The answer to it."""
    to = To(dialect_of(request.path), _echoed(request))
    match refused.status:
        case 429:
            return replies.too_many(to)
        case 503:
            return replies.gate_failure(to, refused.why)
        case _:
            error = UnsupportedCallError(refused.why, status=refused.status)
            return replies.call_error(to, error)


def _echoed(request: Request) -> str | None:
    try:
        return picked(request.headers).client_request_id
    except CallError:
        return None
