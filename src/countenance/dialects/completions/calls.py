"""A request to go on with a text: from a request to a call, and our writing of it.

There is nothing but text in it, so its answer is handed on as an answer to such a chat is.
"""

from countenance.dialects.call import Call, Outgoing, Request, Target
from countenance.dialects.completions.fields import COMPLETION
from countenance.dialects.json_calls import read_by, write_at
from countenance.dialects.reading import Limits
from countenance.dialects.route import Route
from countenance.dialects.writing import Made

__all__ = ["read_completion", "write_completion"]

_PICTURES_STAND = (
    "this route takes no pictures; send it as an `image_url` part to `.../chat/completions`"
)


def read_completion(request: Request, found: Route, limits: Limits) -> Call:
    """The call in a request; raises `CallError`, whose `status` answers it."""
    return read_by(COMPLETION, request, found, limits, _PICTURES_STAND)


def write_completion(call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """The call as it goes upstream."""
    return write_at("/completions", call, made, target, model)
