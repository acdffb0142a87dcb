"""The stand-in where files are stored: it says what reached it, and keeps nothing.

So it has no file to tell of, to list or to remove. The id that it gives out names the bytes that
reached it.
"""

import hashlib

import msgspec

from countenance.dialects.call import Operation, Outgoing, Request
from countenance.dialects.multipart import form_of
from countenance.dialects.reading import Limits

__all__ = ["reflected_file"]

_JSON = msgspec.json.Encoder()


def reflected_file(outgoing: Outgoing) -> tuple[str, list[bytes], int]:
    """Content type, pieces and status of the answer to a call about files."""
    kind = "application/json"
    if outgoing.operation is Operation.FILE_LIST:
        return kind, [_JSON.encode({"object": "list", "data": [], "has_more": False})], 200
    if outgoing.operation is not Operation.FILE_UPLOAD:
        error = {"code": "not_found", "message": "the stand-in keeps no file"}
        return kind, [_JSON.encode({"error": error})], 404
    headers = (("content-type", outgoing.content_type),)
    limits = Limits(body=len(outgoing.body))
    pieces, _ = form_of(Request("POST", "", (), headers, outgoing.body), limits)
    (file,) = [each.data for each in pieces if each.is_file]
    told = {
        "id": f"file-mirror-{hashlib.sha256(file).hexdigest()[:24]}",
        "object": "file",
        "bytes": len(file),
        "created_at": 0,
        "filename": "mirror",
        "purpose": next(each.data.decode() for each in pieces if each.name == "purpose"),
        "status": "processed",
    }
    return kind, [_JSON.encode(told)], 200
