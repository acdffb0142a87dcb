"""Where every page leads to."""

from countenance.console.navigation import PLACES, places
from countenance.review.people import Person, Role
from countenance.review.preferences import Preferences
from countenance.stores.sessions import SignedIn


def test_who_is_not_signed_in_is_shown_what_is_public() -> None:
    shown = [each["path"] for each in places(None, "/")]

    assert shown == [each.path for each in PLACES if each.outside]
    auditor = SignedIn(Person("p-1", Role.AUDITOR), "alice", Preferences())
    more = [each["path"] for each in places(auditor, "/")]
    assert [path for path in more if str(path).startswith("/public")] == []
    assert [each.path for each in PLACES if each.may and auditor.person.may(each.may)] == [
        each.path for each in PLACES if each.may and each.path in more
    ]


def test_where_there_are_no_public_pages_none_is_offered() -> None:
    assert places(None, "/", public=False) == []


def test_the_page_that_one_is_on_is_marked() -> None:
    here = {each["path"]: each["here"] for each in places(None, "/public/codes/more")}

    assert here["/public/codes"] is True
    assert {each["here"] for each in places(None, "/public/codesmith")} == {False}
