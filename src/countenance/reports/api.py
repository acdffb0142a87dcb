"""The HTTP interface for reports.

    GET  /v1/reports                     those that one sees; `?ai=part`, `?officer=` and so on
    POST /v1/reports?file=NAME&incident=NUMBER   begin one about the recording in the body
    GET  /v1/reports/figures             what can be counted, for a chief
    GET  /v1/reports/ID                  everything about one
    GET  /v1/reports/ID/sound            what is heard, as WAV, or a range of it
    GET  /v1/reports/ID/differences?first=1&second=2   of two generations
    GET  /v1/reports/ID/proofs           what opens the commitments of its entries
    POST /v1/reports/ID/bundle           all of it to hand out, as a ZIP archive
    POST /v1/reports/ID/account          and so on: see `countenance.reports.acts`

Rules kept here:
 * Reading changes nothing. What is done is a step of the report with its entry.
 * A sound, and a bundle with it, leave piece by piece; nobody holds hours of sound for an answer.
 * A recording that was sent is in a file for as long as it is opened, and no longer.
 * It works in threads of its own: what it does waits for the gate itself, which needs the others.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any, get_args

import msgspec

from countenance.dialects.call import Reply, Request
from countenance.dialects.replies import json_reply
from countenance.errors import (
    LegalHoldError,
    MediaError,
    NotHeardError,
    ReportError,
    ReviewError,
    UnknownReportError,
    UnpublishedError,
)
from countenance.gate.asgi import Streamed
from countenance.gate.people.door import chosen_of, refused, told
from countenance.gate.piecewise import in_threads
from countenance.reports.acts import ACTS, act_named
from countenance.reports.desk import ReportDesk
from countenance.reports.draft import IncidentType
from countenance.reports.handed_in import clear, laid_down
from countenance.reports.out.handing import Hands
from countenance.reports.out.manifest import Purpose
from countenance.reports.out.ranges import part_asked
from countenance.reports.out.wav import wav_head, wav_part
from countenance.reports.out.withheld import Item, withheld_of
from countenance.reports.reading import Sought
from countenance.reports.recording import Overlay
from countenance.reports.report import Report
from countenance.reports.view import row_of_report, view_of_report
from countenance.review.people import May, Person

__all__ = ["ReportApi"]

_SOUGHT = Sought.__struct_fields__
_BEGINS = (
    "file", "incident", "evidence", "incident_type", "organization", "key", "overlay_at",
    "overlay_label",
)  # fmt: skip

_AT_ONCE = 8
"""Requests that are worked on at once; the others wait."""
_SLOW_AT_ONCE = 4
"""The same of those that open a recording or ask a model: they take minutes, and have a line of
their own."""


class _Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked for of a bundle. `to`: to whom it goes, in words; `for`: for which side."""

    to: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    for_: Purpose = msgspec.field(default="", name="for")
    audio: bool = False
    withheld: Annotated[tuple[Item, ...], msgspec.Meta(max_length=1000)] = ()


class ReportApi:
    """Answers the people of one gate about reports. `folder`: where a recording lies while it is
    opened; `named`: who has a name or a pseudonym; `organization`: the pseudonym of a caller by its
    id or pseudonym; `hands`: makes bundles."""

    path = "/v1/reports"

    def __init__(
        self,
        desk: ReportDesk,
        folder: Path,
        named: Callable[[str], Person],
        organization: Callable[[str], str],
        hands: Hands,
    ) -> None:
        self._hands = hands
        self._desk = desk
        self._folder = folder
        clear(folder)
        self._named = named
        self._organization = organization
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="report-requests")
        self._slow = ThreadPoolExecutor(_SLOW_AT_ONCE, thread_name_prefix="report-recordings")

    def close(self) -> None:
        """Begin nothing more."""
        for threads in (self._threads, self._slow):
            threads.shutdown(wait=False, cancel_futures=True)

    async def answer(self, request: Request, names: list[str], who: Person) -> Reply | Streamed:
        """The answer to one request. Raises `ReviewError`."""
        try:
            loop = asyncio.get_running_loop()
            is_slow = request.method == "POST" and (not names or names[1:] == ["draft"])
            threads = self._slow if is_slow else self._threads
            return await loop.run_in_executor(threads, self._answer, request, names, who)
        except UnknownReportError as error:
            return refused(404, "unknown_report", str(error))
        except NotHeardError as error:
            return _not_heard(error)
        except UnpublishedError as error:
            return refused(503, "not_published", str(error), (("retry-after", "1"),))
        except LegalHoldError as error:
            return refused(409, "legal_hold", str(error))
        except (ReportError, MediaError) as error:
            return refused(400, "cannot_be_done", str(error))

    def _answer(self, request: Request, names: list[str], who: Person) -> Reply | Streamed:
        desk = self._desk
        match request.method, names:
            case "GET", []:
                return self._list(request, who)
            case "POST", []:
                return self._begin(request, who)
            case "GET", ["figures"]:
                chosen_of(request)
                figures = msgspec.to_builtins(desk.figures(who))
                return told({"object": "countenance.report.figures", **figures})
            case "GET", [id_]:
                chosen_of(request)
                return self._view(who, desk.find(who, id_))
            case "GET", [id_, "sound"]:
                chosen_of(request)
                return self._sound(request, who, id_)
            case "GET", [id_, "differences"]:
                chosen = chosen_of(request, "first", "second")
                numbers = [_number(chosen, each) for each in ("first", "second")]
                found = desk.differences(who, id_, *numbers)
                return told({"object": "list", "data": msgspec.to_builtins(found)})
            case "GET", [id_, "proofs"]:
                chosen_of(request)
                proofs = msgspec.to_builtins(dict(desk.proofs(who, id_)))
                return told({"object": "countenance.report.proofs", "entries": proofs})
            case "POST", [id_, "bundle"]:
                return self._bundle(request, who, id_)
            case "POST", [id_, act] if act in ACTS:
                chosen_of(request)
                done = act_named(act, request.body).does(desk, who, id_, self._named)
                if isinstance(done, Report):
                    return self._view(who, done)
                return told({"object": "countenance.report.expunged", "id": id_, "entry": done})
            case _, [] | [_] | [_, "sound" | "differences" | "proofs"]:
                says = "`GET` reads; `POST` begins a report, and does what is done about one"
                return refused(405, "method_not_allowed", says, (("allow", "GET, POST"),))
            case _, [_, act] if act in ACTS or act == "bundle":
                says = "`POST` is right here"
                return refused(405, "method_not_allowed", says, (("allow", "POST"),))
            case _:
                says = f"there is no such route; a report has: {', '.join(ACTS)}, bundle"
                return refused(404, "unknown_route", says)

    def _list(self, request: Request, who: Person) -> Reply:
        chosen = chosen_of(request, *_SOUGHT)
        try:
            sought = msgspec.convert(chosen, Sought)
        except msgspec.ValidationError as error:
            raise ReviewError(f"query: {error}") from error
        rows = self._desk.all(who, sought)
        return told({"object": "list", "data": [row_of_report(each) for each in rows]})

    def _begin(self, request: Request, who: Person) -> Reply:
        who.check(May.WRITE_REPORTS)
        chosen = chosen_of(request, *_BEGINS)
        for name in ("file", "incident"):
            if not chosen.get(name):
                raise ReviewError(f"query: `{name}` is needed; the recording is the body")
        kind = chosen.get("incident_type", "other")
        kinds = get_args(IncidentType)
        if kind not in kinds:
            raise ReviewError(f"query: `incident_type` is one of: {', '.join(kinds)}")
        overlay = None
        if chosen.get("overlay_at"):
            overlay = Overlay(chosen["overlay_at"], chosen.get("overlay_label", ""))
        named = chosen.get("organization")
        if not request.body:
            raise ReviewError("body: the recording; nothing was sent")
        with laid_down(self._folder) as (path, file):
            file.write(request.body)
            file.flush()
            report = self._desk.new(
                who, path, Path(chosen["file"]).name,
                incident=chosen["incident"],
                evidence=chosen.get("evidence", ""),
                incident_type=kind,  # type: ignore[arg-type]  # one of the words, as was looked
                organization=None if named is None else self._organization(named),
                key=chosen.get("key"),
                overlay=overlay,
            )  # fmt: skip
        return self._view(who, report)

    def _sound(self, request: Request, who: Person, id_: str) -> Reply | Streamed:
        size = self._desk.sound_size(who, id_)
        part = part_asked(dict(request.headers), len(wav_head(size)) + size)
        kept = (("content-type", "audio/wav"), ("cache-control", "no-store"))
        headers = (*kept, *part.headers.items())
        if part.status == 416:
            return refused(416, "no_such_part", f"the sound has {part.whole} bytes", headers[2:])
        pieces = wav_part(part, size, lambda *at: self._desk.sound_pieces(who, id_, *at))
        return Streamed(part.status, headers, in_threads(pieces))

    def _bundle(self, request: Request, who: Person, id_: str) -> Streamed:
        chosen_of(request)
        try:
            asked = msgspec.json.decode(request.body or b"{}", type=_Bundle)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            words = "`to`, `for`, `audio`, `withheld`"
            raise ReviewError(f"body: {error}; `bundle` takes {words}") from error
        size, pieces = self._hands.archive(
            who, id_, asked.to,
            purpose=asked.for_, withheld=withheld_of(asked.withheld, "`withheld`"),
            with_audio=asked.audio,
        )  # fmt: skip
        headers = (
            ("content-type", "application/zip"),
            ("content-disposition", f'attachment; filename="{id_}.zip"'),
            ("content-length", str(size)),
            ("cache-control", "no-store"),
        )
        return Streamed(200, headers, in_threads(pieces))

    def _view(self, who: Person, report: Report) -> Reply:
        desk, id_ = self._desk, report.id
        hearing = desk.is_hearing(id_)
        failed = desk.not_heard(who, id_) if report.state == "decided" else ""
        return told(view_of_report(report, desk.lacking(who, id_), hearing=hearing, failed=failed))


def _not_heard(error: NotHeardError) -> Reply:
    body: dict[str, Any] = {
        "code": "review_required" if error.is_held else "codes_refuse",
        "message": str(error),
        "entry": error.entry,
        "clauses": list(error.clauses),
        "case": error.case,
    }
    return json_reply(403, {"error": body}, (("cache-control", "no-store"),))


def _number(chosen: dict[str, str], name: str) -> int:
    word = chosen.get(name, "")
    if not (word.isascii() and word.isdecimal() and len(word) < 6):
        raise ReviewError(f"query: `{name}` is the number of a generation")
    return int(word)
