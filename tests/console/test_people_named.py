"""By what names pages call callers and people."""

from types import SimpleNamespace
from typing import Any

from countenance.console.people_named import callers_named, who_is
from countenance.review.people import Person, Role


def test_callers_have_the_names_of_the_operator() -> None:
    rows = [SimpleNamespace(ref="c-1", id="acme")]
    desk: Any = SimpleNamespace(callers=SimpleNamespace(registrations=lambda: rows))

    assert callers_named(desk) == {"c-1": "acme"}


def test_people_are_pseudonyms_but_for_oneself() -> None:
    me = Person("p-1", Role.AUDITOR)

    assert [who_is(each, me) for each in ("p-1", "p-2", None)] == ["you", "p-2", "the gate"]
