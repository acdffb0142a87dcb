"""The record: its head, its entries, and one entry with its proof and its receipt.

    /console/record                 the head, and the newest entries; `?kind=&outcome=&clause=`
    /console/record/17              one entry, in words and as it is
    /console/record/17/receipt      to take along
    /console/record/17/proof        the same without the certificates

Rules kept here:
 * Nothing that is sealed is opened here; whoever opens something leaves an entry.
"""

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.console.asked import desk_of, signed_in
from countenance.console.pages.maps import MEANING
from countenance.console.rendering import page
from countenance.console.views.atlas import Atlas
from countenance.console.views.entries import KINDS, Sought, followed_by, newest
from countenance.console.views.explained import explained
from countenance.console.views.heads import head_told
from countenance.console.views.papers import Paper, Trust
from countenance.errors import UnpublishedError
from countenance.gate.desk import Desk
from countenance.record.canonical import parse
from countenance.record.figures.rows import CALLS, change_row
from countenance.record.figures.stats import OUTCOMES
from countenance.record.store import Stored
from countenance.review.people import May

__all__ = ["routes"]

_DIGITS = 18
_LONGEST = 200


def routes(_: Desk) -> list[Route]:
    """Where they are."""
    may = May.READ_RECORD
    return [
        Route("/console/record", signed_in(_all, may), methods=["GET"]),
        Route("/console/record/{index}", signed_in(_one, may), methods=["GET"]),
        Route("/console/record/{index}/receipt", signed_in(_receipt, may), methods=["GET"]),
        Route("/console/record/{index}/proof", signed_in(_proof, may), methods=["GET"]),
    ]


def _all(request: Request) -> Response:
    desk, words = desk_of(request), request.query_params
    odd = [name for name in words if name not in ("kind", "outcome", "clause", "before")]
    if odd:
        raise HTTPException(400, "this page has `kind`, `outcome`, `clause` and `before`")
    before = words.get("before", "")
    sought = Sought(
        words.get("kind", ""),
        words.get("outcome", ""),
        words.get("clause", "").strip()[:_LONGEST],
        _number(before) if before else None,
    )
    return page(
        request,
        "record.html",
        sought=sought,
        seen=newest(desk.log, sought),
        head=head_told(desk.public, desk.log, desk.folder),
        kinds=KINDS,
        outcomes=[word for word in OUTCOMES if word != "unread"],
    )


def _one(request: Request) -> Response:
    desk, stored = desk_of(request), _stored(request)
    entry = parse(stored.data)
    about_call = entry["kind"] in CALLS
    paper = Paper(stored.index, entry, None, Trust.VERIFIED)
    atlas = Atlas(desk.vocabulary, lambda: desk.own_codes.own)
    return page(
        request,
        "entry.html",
        base="/console",
        index=stored.index,
        entry=entry,
        told=explained(paper, atlas) if about_call else None,
        paper=paper,
        row=None if about_call else change_row(stored.index, stored.data),
        later=tuple(followed_by(desk.log, stored.index, entry["id"])),
        before=_index_of(desk, entry.get("prev")),
        raw=msgspec.json.format(stored.data, indent=2).decode(),
        head=head_told(desk.public, desk.log, desk.folder),
        size=desk.log.size(),
        meaning=MEANING,
    )


def _receipt(request: Request) -> Response:
    stored = _stored(request)
    try:
        body = desk_of(request).receipts.of(stored)
    except UnpublishedError as error:
        raise HTTPException(503, str(error)) from error
    return _file(body, f"receipt-{stored.index}.json", "application/json")


def _proof(request: Request) -> Response:
    stored = _stored(request)
    try:
        body = str(desk_of(request).receipts.proof(stored)).encode()
    except UnpublishedError as error:
        raise HTTPException(503, str(error)) from error
    return _file(body, f"entry-{stored.index}.tlog-proof", "text/plain; charset=utf-8")


def _file(body: bytes, name: str, kind: str) -> Response:
    return Response(
        body, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _stored(request: Request) -> Stored:
    """The entry that the address names, by its index. Raises `HTTPException`."""
    stored = desk_of(request).log.entry(_number(request.path_params["index"]))
    if stored is None:
        raise HTTPException(404, "there is no entry of this number")
    return stored


def _number(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) <= _DIGITS):
        raise HTTPException(404, "an entry is named by its number")
    return int(word)


def _index_of(desk: Desk, id_: str | None) -> int | None:
    stored = desk.log.entry(id_) if id_ else None
    return None if stored is None else stored.index
