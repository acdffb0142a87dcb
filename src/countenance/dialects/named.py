"""The places in a request that may be named in an entry: those that somebody wrote down beforehand.

Rules kept here:
 * The name of a field that no table has is its caller's own word, and may say anything: in the
   place it is `other`, and nothing behind it is told. The answer to the caller names it.
 * Every name in a table of some dialect may stand, whichever dialect the call is in: a field of one
   API that is sent to another is then seen by its name.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from countenance.dialects import guardrail, portkey
from countenance.dialects.anthropic.fields import COUNT, MESSAGES
from countenance.dialects.audio.fields import TRANSCRIPTION, TRANSLATION
from countenance.dialects.completions.fields import COMPLETION
from countenance.dialects.containers import Field, OneOfTwo, Tagged
from countenance.dialects.embeddings.fields import EMBEDDING, PICTURE_EMBEDDING
from countenance.dialects.face import fields as face
from countenance.dialects.fields import CHAT
from countenance.dialects.files.fields import FILE, LIST
from countenance.dialects.images.fields import EDIT, GENERATION
from countenance.dialects.responses.fields import RESPONSES
from countenance.dialects.routes import QUERY, ROUTE

__all__ = ["KNOWN", "OTHER", "place_of"]

OTHER = "other"
"""Stands for a name that is in no table."""

_TABLES = (
    CHAT, RESPONSES, MESSAGES, COUNT, COMPLETION, EMBEDDING, PICTURE_EMBEDDING, GENERATION, EDIT,
    TRANSCRIPTION, TRANSLATION, FILE, LIST, face.ONE, face.LIST, face.DETECT, face.ADD, face.VERIFY,
    face.IDENTIFY, face.FIND_SIMILAR, face.GROUP, face.GALLERY, face.GALLERY_CHANGE, face.PERSON,
    face.FACE,
)  # fmt: skip
_BESIDE = frozenset(
    (ROUTE, QUERY, "api-version", "attestation", "countenance", "file_id", "image", "reason")
)
"""Names of places that are in no table of fields."""

_SEGMENT = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)((?:\[[0-9]{1,6}\])*)")


def _names(table: object, seen: set[int]) -> Iterator[str]:
    """Every name of a field below a table of them."""
    if id(table) in seen:
        return
    seen.add(id(table))
    match table:
        case Field():
            yield table.name
        case Tagged():
            yield table.tag
        case OneOfTwo():
            yield from table.names
        case _:
            pass
    if is_dataclass(table):
        for each in fields(table):
            yield from _names(getattr(table, each.name), seen)
    elif isinstance(table, Mapping):
        for value in table.values():
            yield from _names(value, seen)
    elif isinstance(table, tuple | list):
        for value in table:
            yield from _names(value, seen)


KNOWN = frozenset(_names(_TABLES, set())) | guardrail.FIELDS | portkey.FIELDS | _BESIDE
"""Every name that may stand in a place."""


def place_of(param: str | None) -> str | None:
    """The place that an error is about, as an entry may name it: `messages[0].other`."""
    if not param:
        return None
    told: list[str] = []
    for segment in param.split("."):
        found = _SEGMENT.fullmatch(segment)
        if found is None or found[1] not in KNOWN:
            return ".".join((*told, OTHER))
        told.append(segment)
    return ".".join(told)
