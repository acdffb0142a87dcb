"""The routes of the Face service, and for each what is asked there.

Rules kept here:
 * Each version of the API has the same routes below `/face/{version}`; another version is none.
 * A gallery is built, read or removed, and its training is asked about: each is another act.

Sources: the reference of Azure AI Face v1.0 to v1.2 and its Python client 1.0.0b2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from countenance.dialects.call import Dialect, Operation
from countenance.dialects.containers import Object
from countenance.dialects.face import fields
from countenance.dialects.route import Known, known

__all__ = ["ASKED", "FACE_ROUTES", "FACE_VERSIONS", "Asked", "Body", "asked_at"]

FACE_VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2")


class Body(Enum):
    """What stands in the body of a request."""

    NONE = "nothing"
    JSON = "an object"
    PICTURE = "a picture, or an object with its address"


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: where, with what, and what it is. `gallery` says what is done to a gallery."""

    method: str
    path: str
    operation: Operation
    body: Body = Body.NONE
    query: Object = fields.EMPTY
    fields: Object = fields.EMPTY
    gallery: str = ""


def _galleries() -> Iterator[Asked]:
    gallery = Operation.FACE_GALLERY

    def row(method: str, path: str, what: str, body: Body = Body.NONE, query: Object = fields.EMPTY,
            inner: Object = fields.EMPTY) -> Asked:  # fmt: skip
        return Asked(method, path, gallery, body, query, inner, what)

    for kind in ("persongroups", "largepersongroups", "facelists", "largefacelists"):
        one = f"/{kind}/{{gallery}}"
        yield row("GET", f"/{kind}", "read", query=fields.LIST)
        yield row("PUT", one, "build", Body.JSON, inner=fields.GALLERY)
        yield row("PATCH", one, "build", Body.JSON, inner=fields.GALLERY_CHANGE)
        yield row("GET", one, "read", query=fields.ONE)
        yield row("DELETE", one, "remove")
        if kind != "facelists":
            yield row("POST", f"{one}/train", "build")
            yield row("GET", f"{one}/training", "status")
        holders = [one]
        if kind.endswith("persongroups"):
            person = f"{one}/persons/{{person}}"
            yield row("POST", f"{one}/persons", "build", Body.JSON, inner=fields.PERSON)
            yield row("GET", f"{one}/persons", "read", query=fields.LIST)
            yield row("GET", person, "read")
            yield row("PATCH", person, "build", Body.JSON, inner=fields.PERSON_CHANGE)
            yield row("DELETE", person, "remove")
            holders = [person]
        for holder in holders:
            for spelled in ("persistedfaces", "persistedFaces"):
                face = f"{holder}/{spelled}/{{face}}"
                yield row("POST", f"{holder}/{spelled}", "build", Body.PICTURE, fields.ADD)
                yield row("DELETE", face, "remove")
                if kind != "facelists":
                    yield row("GET", face, "read")
                    yield row("PATCH", face, "build", Body.JSON, inner=fields.FACE)
                if kind == "largefacelists":
                    yield row("GET", f"{holder}/{spelled}", "read", query=fields.LIST)


ASKED: tuple[Asked, ...] = (
    Asked("POST", "/detect", Operation.FACE_DETECT, Body.PICTURE, fields.DETECT),
    Asked("POST", "/verify", Operation.FACE_VERIFY, Body.JSON, fields=fields.VERIFY),
    Asked("POST", "/identify", Operation.FACE_IDENTIFY, Body.JSON, fields=fields.IDENTIFY),
    Asked(
        "POST", "/findsimilars", Operation.FACE_FIND_SIMILAR, Body.JSON, fields=fields.FIND_SIMILAR
    ),
    Asked("POST", "/group", Operation.FACE_GROUP, Body.JSON, fields=fields.GROUP),
    *_galleries(),
)
"""The routes below `/face/{version}`."""

FACE_ROUTES: tuple[Known, ...] = tuple(
    known(
        f"/face/{version}{asked.path}",
        asked.method,
        Dialect.AZURE_FACE,
        asked.operation,
        query=frozenset(asked.query.fields),
    )
    for version in FACE_VERSIONS
    for asked in ASKED
)

_BY_PATTERN = tuple((asked, known(asked.path, asked.method, Dialect.AZURE_FACE, asked.operation))
                    for asked in ASKED)  # fmt: skip


def asked_at(method: str, path: str) -> Asked:
    """The row of a request whose route was found. `path` is the whole path.

    Raises `LookupError` for one that was not.
    """
    below = path.removeprefix("/face/").partition("/")[2]
    for asked, row in _BY_PATTERN:
        if row.method == method and row.pattern.fullmatch(f"/{below}"):
            return asked
    raise LookupError("no route of the Face service")
