"""A request to turn texts or pictures into numbers: from a request to a call, and our writing.

Rules kept here:
 * Texts are text alone: no face can stand in them.
 * The numbers of a picture are what a face in it can be found again by: the route itself says that
   it is enrolled, whatever the words beside it say.
"""

from countenance.dialects.call import Call, Operation, Outgoing, Request, Target
from countenance.dialects.embeddings.fields import EMBEDDING, PICTURE_EMBEDDING
from countenance.dialects.json_calls import read_by, write_at
from countenance.dialects.reading import Limits
from countenance.dialects.route import Route
from countenance.dialects.writing import Made

__all__ = ["read_embedding", "write_embedding"]

_AMONG_TEXTS = "this route takes no pictures; `/images/embeddings` takes them in the field `image`"
_AMONG_PICTURES = "send it in the field `image`"


def read_embedding(request: Request, found: Route, limits: Limits) -> Call:
    """The call in a request; raises `CallError`, whose `status` answers it."""
    pictures = found.operation is Operation.PICTURE_EMBEDDINGS
    table, right = (PICTURE_EMBEDDING, _AMONG_PICTURES) if pictures else (EMBEDDING, _AMONG_TEXTS)
    return read_by(table, request, found, limits, right)


def write_embedding(call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """The call as it goes upstream."""
    pictures = call.operation is Operation.PICTURE_EMBEDDINGS
    return write_at("/images/embeddings" if pictures else "/embeddings", call, made, target, model)
