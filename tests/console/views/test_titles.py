"""Editions by their titles."""

from countenance.console.views.titles import edition_choices, edition_title
from countenance.stores.library import Library
from countenance.stores.packaged import packaged_editions


def test_every_edition_can_be_chosen_below_the_title_of_its_code() -> None:
    found = edition_choices(Library())

    assert {name for _, _, editions in found for name, _ in editions} == {
        edition.name for edition in packaged_editions()
    }
    title, editions = next((title, each) for code, title, each in found if code == "ms-aoai-coc")
    assert title.endswith("(ms-aoai-coc)")
    assert editions[0][1].startswith(f"{editions[0][0]}: from ")


def test_an_edition_that_is_not_there_has_no_title() -> None:
    assert edition_title(Library(), "ms-aoai-coc@2024-05-03")
    assert edition_title(Library(), "ms-aoai-coc@1999") == ""
    assert edition_title(Library(), "x") == ""
