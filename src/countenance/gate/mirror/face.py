"""The stand-in on the routes of the Face service: it has no detector, so it finds no face.

What it cannot do truthfully it does not do: a comparison, a gallery and an unknown id are errors.
"""

import msgspec

from countenance.dialects.call import Operation, Outgoing

__all__ = ["reflected_face"]

_JSON = msgspec.json.Encoder()


def reflected_face(outgoing: Outgoing) -> tuple[int, bytes]:
    """Status and body of the answer to a call for faces."""
    if outgoing.operation is Operation.FACE_DETECT:
        return 200, b"[]"
    error = {"code": "NotImplemented", "message": "the stand-in compares no faces and keeps none"}
    return 501, _JSON.encode({"error": error})
