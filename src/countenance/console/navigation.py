"""Where one can go from every page, and who is shown which of it.

What somebody may do is checked by each page itself; what stands here only saves a way.
"""

from dataclasses import dataclass

from countenance.review.people import May
from countenance.stores.sessions import SignedIn

__all__ = ["PLACES", "PUBLIC", "Place", "places"]

PUBLIC = "/public"
"""Under it stand the pages that nobody signs in to."""


@dataclass(frozen=True, slots=True)
class Place:
    """One page that every page leads to. `outside`: shown to who is not signed in; `inside`: to who
    is, if its role may do this (`may`)."""

    path: str
    title: str
    may: May | None = None
    outside: bool = False
    inside: bool = True
    key: str = ""
    """A key that goes there."""
    others: tuple[May, ...] = ()
    """For whose sake it is shown as well."""

    def is_for(self, who: SignedIn) -> bool:
        """Whether it is shown to somebody who is signed in."""
        if not self.inside or self.may is None:
            return self.inside
        return any(who.person.may(each) for each in (self.may, *self.others))


PLACES: tuple[Place, ...] = (
    Place("/public", "About", outside=True, inside=False),
    Place("/public/codes", "Codes", outside=True, inside=False),
    Place("/public/map", "Map", outside=True, inside=False),
    Place("/public/diff", "Compare", outside=True, inside=False),
    Place("/public/questions", "Questions", outside=True, inside=False),
    Place("/public/rulings", "Rulings", outside=True, inside=False),
    Place("/public/refused", "Why refused?", outside=True, inside=False),
    Place("/console", "Overview"),
    Place("/console/queue", "Queue", May.READ_CASES, key="g"),
    Place("/console/holds", "Your held calls", May.READ_OWN),
    Place(
        "/console/reports", "Reports", May.READ_REPORTS,
        others=(May.READ_SIGNED_REPORTS, May.READ_REPORT_FIGURES),
    ),
    Place("/console/codes", "Codes"),
    Place("/console/map", "Map"),
    Place("/console/questions", "Questions", May.READ_RULINGS),
    Place("/console/rulings", "Rulings", May.READ_RULINGS),
    Place("/console/board", "Board", May.READ_MOTIONS),
    Place("/console/callers", "Callers", May.READ_CALLERS),
    Place("/console/record", "Record", May.READ_RECORD),
    Place("/console/settings", "Settings", May.READ_SETTINGS),
    Place("/console/keys", "Keyboard", key="?"),
)
"""In the order in which they stand."""


def places(
    who: SignedIn | None, path: str, *, public: bool = True
) -> list[dict[str, object]]:
    """Those for somebody (`None`: nobody is signed in), and which of them this page belongs to.

    `public`: whether there are pages that nobody signs in to.
    """
    return [
        {
            "path": each.path,
            "title": each.title,
            "key": each.key,
            "here": _is_within(path, each.path),
        }
        for each in PLACES
        if (each.outside if who is None else each.is_for(who))
        and (public or not each.path.startswith(PUBLIC))
    ]


def _is_within(path: str, place: str) -> bool:
    return path == place or (place not in ("/public", "/console") and path.startswith(place + "/"))
