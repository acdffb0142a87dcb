"""The map of a text: acts by facts, with what each combination is answered.

    /public/map, /console/map    the same page, for everybody and for who is signed in

Rules kept here:
 * Everything that is shown is in the address; what the form leaves empty is left out of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from countenance.console.rendering import page
from countenance.console.views.asked import Asked, asked_in
from countenance.console.views.atlas import Atlas
from countenance.console.views.clauses import anchor_of
from countenance.console.views.maps import MapView, map_view
from countenance.console.views.titles import edition_choices
from countenance.decisions.grey import GreyMap
from countenance.decisions.plain import DEPENDS, MEANS, Told, cube_told, named
from countenance.errors import CodeError, DecisionError, FactError, PageError
from countenance.facts.vocabulary import Fact

__all__ = ["MEANING", "map_page"]

MEANING = {
    **{verdict.words[0]: says for verdict, says in MEANS.items()},
    "depends": DEPENDS,
}
"""Each verdict, and why there may be several, in words."""

_LEFT = "what tells most"


@dataclass(frozen=True, slots=True)
class _Field:
    """A fact that may be given: its values, and the one that is."""

    name: str
    ask: str
    values: tuple[tuple[str, str], ...]
    """Each with its words."""
    chosen: str


@dataclass(frozen=True, slots=True)
class _Zone:
    clause: str
    anchor: str
    count: int
    questions: tuple[str, ...]
    cases: tuple[tuple[Told, ...], ...]
    complete: bool


def map_page(request: Request, atlas: Atlas, base: str, first: str | None) -> Response:
    """The page. `base`: under which address it stands. `first`: the edition that is shown to who
    has chosen none: what a map is, is seen on one."""
    query = request.query_params.multi_items()
    if not query and first is not None:
        return RedirectResponse(f"{base}/map?edition={first}", 303)
    asked, view, wrong = None, None, ""
    try:
        asked = asked_in(query, atlas.library, atlas.vocabulary)
        if asked is not None and any(not told for _, told in query):
            return RedirectResponse(f"{base}/map?{asked.query()}", 303)
        if asked is not None:
            view = map_view(asked, atlas)
    except (CodeError, DecisionError, FactError, PageError) as error:
        wrong = str(error)
        # What cannot be drawn with these facts may be drawn without some of them.
        asked = asked if view is None and asked is not None and _is_there(asked, atlas) else None
    return page(
        request,
        "map.html",
        400 if wrong else 200,
        base=base,
        title=_title(view),
        wrong=wrong,
        asked=asked,
        view=view,
        meaning=MEANING,
        choices=edition_choices(atlas.library),
        **_form(asked, view, atlas),
        **(_states(asked) if asked else {}),
        **(_grey(atlas.grey(asked.edition), asked, atlas) if asked and view else {}),
    )


def _title(view: MapView | None) -> str:
    if view is None:
        return "Map: what does a text answer?"
    *before, newest = view.editions
    beside = f", beside {before[0].edition}" if before else ""
    return f"{newest.title}, {newest.edition}: what does it answer?" if not before else (
        f"{newest.title}: {newest.edition}{beside}"
    )


def _is_there(asked: Asked, atlas: Atlas) -> bool:
    try:
        atlas.library.edition(asked.edition)
    except CodeError:
        return False
    return True


def _form(asked: Asked | None, view: MapView | None, atlas: Atlas) -> dict[str, Any]:
    vocabulary = atlas.vocabulary
    names = atlas.asked(asked.edition) if asked else ()
    axes = [
        ("rows", "Down the side", asked.rows if asked else "", "acts"),
        ("columns", "Across", asked.columns if asked else "", _LEFT),
        ("by", "A table for each", asked.by if asked else "", _LEFT),
    ]
    facts = [vocabulary.fact(name) for name in names] or list(vocabulary.facts)
    scope = {told.fact for told in view.scope} if view else set[str]()
    return {
        "axes": axes,
        "facts": facts,
        "asks": {fact.name: _ask(fact) for fact in vocabulary.facts},
        "known": list(_fields(asked, names, scope, atlas)) if asked else [],
    }


def _ask(fact: Fact) -> str:
    """The question of a fact; where its values are places, that they stand as codes."""
    return f"{fact.ask} (ISO 3166 codes)" if fact.standard.startswith("ISO 3166") else fact.ask


def _fields(
    asked: Asked, names: tuple[str, ...], scope: set[str], atlas: Atlas
) -> Iterator[_Field]:
    for name in dict.fromkeys((*names, *asked.given)):
        fact = atlas.vocabulary.fact(name)
        if name.replace("_", " ") in scope:
            continue
        chosen = ",".join(asked.given.get(name, ()))
        values = (*fact.groups, *fact.values)
        extra = (chosen,) if chosen and chosen not in values else ()
        told = tuple((value, named(fact, value)) for value in (*extra, *values))
        yield _Field(name, fact.ask, told, chosen)


def _states(asked: Asked) -> dict[str, str]:
    """The addresses of states beside this one."""
    whole = asked.without_cell()
    return {
        "closed": whole.query(),
        "wider": replace(whole, in_scope=False).query(),
        "narrower": replace(whole, in_scope=True).query(),
        "ungiven": replace(whole, given={}).query(),
    }


def _grey(found: GreyMap, asked: Asked, atlas: Atlas) -> dict[str, Any]:
    scope = found.edition.scope
    said = {atlas.vocabulary.facts[i].name for i, _ in scope[0].masks} if len(scope) == 1 else set()
    zones = [
        _Zone(
            zone.clause.id if zone.clause else "",
            anchor_of(asked.edition, zone.clause.id) if zone.clause else "",
            zone.count,
            zone.questions,
            tuple(cube_told(c, atlas.vocabulary, without=said) for c in zone.cover.cubes),
            zone.cover.complete,
        )
        for zone in found.zones
    ]
    return {"grey": found, "zones": zones}
