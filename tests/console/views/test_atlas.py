"""What is worked out of the texts, and for how long it is kept."""

from countenance.codes.own import NO_OWN_CODES, OwnCodes
from countenance.console.views.atlas import Atlas
from countenance.facts.known import Facts
from countenance.stores.packaged import packaged_vocabulary

V = packaged_vocabulary()
MAY = "ms-aoai-coc@2024-05-03"


def test_the_same_is_worked_out_once() -> None:
    atlas = Atlas(V, lambda: NO_OWN_CODES)

    assert atlas.grey(MAY) is atlas.grey(MAY)
    assert atlas.comparison("ms-aoai-coc@2023", MAY) is atlas.comparison("ms-aoai-coc@2023", MAY)
    assert atlas.decision(MAY, Facts.open(V)).compiled is (
        atlas.decision(MAY, Facts.open(V)).compiled
    )


def test_other_own_codes_are_taken_up_at_once() -> None:
    own = [NO_OWN_CODES]
    atlas = Atlas(V, lambda: own[0])
    before = atlas.grey(MAY)

    own[0] = OwnCodes()

    assert atlas.library.own is own[0]
    assert atlas.grey(MAY) is not before


def test_a_map_says_what_tells_most_and_what_is_asked_about() -> None:
    atlas = Atlas(V, lambda: NO_OWN_CODES)

    assert atlas.telling(MAY) == ("agency_country",)
    assert atlas.telling("ms-msa@2024-09-30") == ()
    assert atlas.asked("ms-aoai-coc@2023") == ("service", "operation")


def test_a_chart_of_two_editions_has_both() -> None:
    atlas = Atlas(V, lambda: NO_OWN_CODES)

    found = atlas.chart(["ms-aoai-coc@2023", MAY], Facts.open(V), ["operation"], [])

    assert {len(cell.verdicts) for _, cell in found.each()} == {2}
    assert atlas.citing.edition(MAY) is not None
