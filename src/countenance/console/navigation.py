"""Where one can go from every page, and who is shown which of it.

What somebody may do is checked by each page itself; what stands here only saves a way.
"""

from dataclasses import dataclass

from countenance.review.people import May
from countenance.stores.sessions import SignedIn

__all__ = ["PLACES", "Place", "places"]


@dataclass(frozen=True, slots=True)
class Place:
    """One page that every page leads to. `may`: shown to whose role may do this; `public`: also to
    who is not signed in."""

    path: str
    title: str
    may: May | None = None
    public: bool = False
    key: str = ""
    """A key that goes there."""


PLACES: tuple[Place, ...] = (
    Place("/console/queue", "Queue", May.READ_CASES, key="g"),
    Place("/console/holds", "Your held calls", May.READ_OWN),
    Place("/public", "About", public=True),
    Place("/public/codes", "Codes", public=True),
    Place("/public/map", "Map", public=True),
    Place("/public/diff", "Compare", public=True),
    Place("/public/refused", "Why refused?", public=True),
    Place("/console/keys", "Keys", public=True, key="?"),
)  # fmt: skip
"""In the order in which they stand."""


def places(who: SignedIn | None, path: str) -> list[dict[str, object]]:
    """Those for somebody (`None`: nobody is signed in), and which of them this page belongs to."""
    return [
        {
            "path": each.path,
            "title": each.title,
            "key": each.key,
            "here": _is_within(path, each.path),
        }
        for each in PLACES
        if each.public or (who is not None and (each.may is None or who.person.may(each.may)))
    ]


def _is_within(path: str, place: str) -> bool:
    return path == place or (place != "/public" and path.startswith(place + "/"))
