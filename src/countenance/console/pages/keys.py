"""Which keys do what; all of it can be done without them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.console.asked import anybody
from countenance.console.rendering import page
from countenance.gate.desk import Desk

__all__ = ["KEYS", "routes"]

KEYS: tuple[tuple[str, str], ...] = (
    ("j", "the next row of a list"),
    ("k", "the row before"),
    ("Enter", "open the row"),
    ("g", "go to the queue"),
    ("n", "in the queue: take the next case"),
    ("c", "claim the case, or have it longer"),
    ("r", "give it back"),
    ("1 2 3 4", "allow, refuse, ask for a fact, hand up: chooses, and decides nothing yet"),
    ("?", "this page"),
)
"""The key -> what it does."""


def routes(_: Desk) -> list[Route]:
    """Where it is."""
    return [Route("/console/keys", anybody(_keys), methods=["GET"])]


def _keys(request: Request) -> Response:
    return page(request, "keys.html", keys=KEYS)
