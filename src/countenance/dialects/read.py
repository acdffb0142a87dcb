"""From the bytes of a request to a `Call`.

Rules kept here:
 * Pure: nothing is fetched, opened or asked for. The answer is a `Call` or a `CallError`.
 * The route comes first, and names the format that reads the rest.
"""

from countenance.dialects.call import Call, Operation, Request
from countenance.dialects.forms import FORMS
from countenance.dialects.headers import picked
from countenance.dialects.reading import LIMITS, Limits, request_digest
from countenance.dialects.route import Route
from countenance.dialects.routes import route
from countenance.errors import UnreadableCallError

__all__ = ["read"]


def read(request: Request, limits: Limits = LIMITS) -> Call:
    """The call in a request; raises `CallError`, whose `status` answers it."""
    found = route(request.method, request.path, request.query)
    if found.operation in (Operation.MODELS, Operation.MODEL):
        return _listing(request, found)
    return FORMS[found.operation].read(request, found, limits)


def _listing(request: Request, found: Route) -> Call:
    if request.body:
        raise UnreadableCallError("body: this route has none")
    model = found.name or ""
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=model,
        digest=request_digest(found.operation, model, {}),
        api_version=found.api_version,
        client_request_id=picked(request.headers).client_request_id,
    )
