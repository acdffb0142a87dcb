"""The sound of a report, as the page of that report plays it.

    /console/reports/ID/sound.wav        all of it, or the bytes that a browser asks for
    /console/reports/ID/heard/SENTENCE   where one sentence is heard
    /console/reports/ID/play/SENTENCE    counts that as listened to, and leads there

Rules kept here:
 * Who may not hear it, or not yet, is told so by the desk, each time.
 * It is played on pages of this gate alone, and nobody keeps a copy on the way.
"""

import dataclasses
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import form_of, signed_in, who_of
from countenance.console.download import Download
from countenance.console.pages.reports import desk_of_reports
from countenance.console.shield import check_own_page
from countenance.errors import ReviewError
from countenance.gate.desk import Desk
from countenance.reports.out.ranges import part_asked
from countenance.reports.out.told import told
from countenance.reports.out.wav import WIDTH, as_wav, wav_head, wav_part
from countenance.reports.recording import RATE, Span
from countenance.reports.steps import may_have_played

__all__ = ["LEAD", "routes"]

LEAD = 500
"""Milliseconds that are played before the first word of a sentence."""

_ALONE = "a recording is played on the page of its report alone"
_KIND = "audio/wav"
_MOST = 4 * 1024 * 1024
"""Bytes of one range, two minutes of sound: a browser that plays asks for the next ones when it
comes to them, and keeps no answer open meanwhile (RFC 9110, 15.3.7: it may get less than that)."""


def routes(_: Desk) -> list[Route]:
    """Where it is."""
    return [
        Route("/console/reports/{id}/sound.wav", signed_in(_sound), methods=["GET"]),
        Route("/console/reports/{id}/heard/{sentence}", signed_in(_heard), methods=["GET"]),
        Route("/console/reports/{id}/play/{sentence}", signed_in(_play), methods=["POST"]),
    ]


def _sound(request: Request) -> Response:
    check_own_page(request, _ALONE)
    who, id_ = who_of(request).person, request.path_params["id"]
    desk = desk_of_reports(request)
    size = desk.sound_size(who, id_)
    headers = request.headers if request.method == "GET" else {}
    part = part_asked(headers, len(wav_head(size)) + size)
    if part.status == 416:
        return Response(status_code=416, headers=part.headers)
    if part.is_asked:
        part = dataclasses.replace(part, last=min(part.last, part.first + _MOST - 1))
    pieces = wav_part(part, size, lambda *at: desk.sound_pieces(who, id_, *at))
    return Download(pieces, part.size, _KIND, part.status, part.headers)


def _heard(request: Request) -> Response:
    """The sound of one sentence."""
    samples = _cut(request, _spans(request))
    return Response(as_wav(samples), media_type=_KIND)


def _play(request: Request) -> Response:
    """For a browser without scripts; with them, the page plays it and counts what was played."""
    form_of(request).only()
    who = who_of(request).person
    id_, sentence = request.path_params["id"], request.path_params["sentence"]
    desk, spans = desk_of_reports(request), _spans(request)
    report = desk.find(who, id_)
    if who.ref == report.officer and report.signature is None:
        # It plays from now on, and counts now: no more of it than can have been played by now.
        length = sum(max(1, each.length) for each in spans)
        played = min(length, may_have_played(report, desk.now()))
        if played:
            desk.listen(who, id_, {sentence: played})
    return RedirectResponse(f"/console/reports/{quote(id_)}/heard/{quote(sentence)}", 303)


def _spans(request: Request) -> tuple[Span, ...]:
    check_own_page(request, _ALONE)
    id_, sentence = request.path_params["id"], request.path_params["sentence"]
    report = desk_of_reports(request).find(who_of(request).person, id_)
    lines = told(report).lines if report.transcript is not None else ()
    line = next((each for each in lines if each.sentence.id == sentence), None)
    if line is None or not line.spans:
        raise ReviewError(f"report `{id_}` has no sentence `{sentence}` that is heard")
    return line.spans


def _cut(request: Request, spans: Sequence[Span]) -> bytes:
    desk = desk_of_reports(request)
    who, id_ = who_of(request).person, request.path_params["id"]
    size = desk.sound_size(who, id_)
    found = []
    for span in spans:
        start = min(size, _bytes(max(0, span.start - LEAD)))
        found.append(desk.sound(who, id_, start, max(start, min(size, _bytes(span.end)))))
    return b"".join(found)


def _bytes(milliseconds: int) -> int:
    return milliseconds * RATE // 1000 * WIDTH
