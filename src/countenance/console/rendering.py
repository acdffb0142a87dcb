"""From a template and values to a page.

Rules kept here:
 * Every value is escaped. A value that a template asks for and nobody gave is an error, never a
   blank.
 * A template comes from the package; no text that somebody sent is ever one.
"""

from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from countenance import __version__
from countenance.console.files import address_of
from countenance.console.navigation import places
from countenance.console.notices import notice_of
from countenance.console.views.marked import marked
from countenance.console.views.titles import edition_title
from countenance.decisions.plain import named, plain
from countenance.stores.library import Library
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["day", "moment", "page", "span"]

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def moment(milliseconds: int) -> str:
    """A time as pages say it: `2026-11-28 10:20 UTC`."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def day(milliseconds: int) -> str:
    """A day as pages say it: `2026-11-28`."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d")


def span(milliseconds: int) -> str:
    """How far off a time is, in its two largest parts: `in 2 days 4 hours`, `20 minutes ago`."""
    seconds = abs(milliseconds) // 1000
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    told = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count][:2]
    if not told:
        return "now" if seconds < 1 else "in under a minute" if milliseconds > 0 else "just now"
    said = " ".join(told)
    return f"in {said}" if milliseconds > 0 else f"{said} ago"


def page(request: Request, name: str, status: int = 200, /, **values: Any) -> Response:
    """A page, in the frame that all have. `values`: what its template asks for."""
    state = request.state
    who = getattr(state, "who", None)
    known = {
        "path": request.url.path,
        "who": who,
        "token": getattr(state, "token", ""),
        "places": places(who, request.url.path, public=_has_public(request)),
        "notice": notice_of(request.query_params.get("done")),
        "version": __version__,
        "title_of": lambda name: _title_of(request, name),
    }
    return HTMLResponse(_TEMPLATES.get_template(name).render({**known, **values}), status)


def _title_of(request: Request, name: str) -> str:
    """The title of an edition, where this gate knows it."""
    return edition_title(Library(request.app.state.desk.own_codes.own), name)


def _of_fact(value: str, fact: str) -> str:
    """A value of a fact as people write it."""
    return named(packaged_vocabulary().fact(fact), value)


def _has_public(request: Request) -> bool:
    app = request.scope.get("app")
    desk = None if app is None else getattr(app.state, "desk", None)
    return desk is None or desk.settings.console.public == "shown"


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("countenance.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["static"] = address_of
    made.filters["moment"] = moment
    made.filters["day"] = day
    made.filters["span"] = span
    made.filters["marked"] = marked
    made.filters["number"] = "{:,}".format
    made.filters["plain"] = plain
    made.filters["of_fact"] = _of_fact
    return made


_TEMPLATES = _environment()
