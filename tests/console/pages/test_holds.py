"""The held calls of a caller, without a browser; the appeal is tried with the cases."""

from types import SimpleNamespace
from typing import Any

from console.served import asked, desk
from countenance.console.pages.holds import routes
from countenance.review.people import Person, Role
from countenance.review.preferences import Preferences
from countenance.stores.sessions import SignedIn


def test_only_who_speaks_for_a_caller_has_this_page() -> None:
    for role, status in ((Role.CONTACT, 200), (Role.REVIEWER, 403), (Role.OPERATOR, 403)):
        who = SignedIn(Person("p-1", role, frozenset({"c-1"})), "alice", Preferences())
        here: Any = desk(
            sign_in=SimpleNamespace(sessions=SimpleNamespace(find=lambda *_, who=who, **__: who)),
            callers=SimpleNamespace(registrations=list),
            cases=SimpleNamespace(of_callers=lambda *_: ()),
            clock=lambda: 0,
        )
        shown = asked(
            routes(here), "/console/holds", desk=here, headers={"cookie": "countenance=x"}
        )
        assert shown.status_code == status
    assert "None was held" not in shown.text
