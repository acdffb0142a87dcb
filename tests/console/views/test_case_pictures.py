"""The pictures of a case, in words."""

from dataclasses import replace

import pytest

from countenance.console.form import Form
from countenance.console.views.case_pictures import pictures_told
from countenance.gate.people.case_pictures import view_of_pictures
from countenance.gate.settings.review import ReviewSettings
from countenance.review.pictures import Kept, Pictures, Why
from countenance.review.preferences import Preferences
from review.made_cases import ALICE, claimed, opened

KEPT = (Kept("messages[0].content[1]", 0, 1, "ab" * 32, plain=True), Kept("there", 4, 0, "cd" * 32))
PICTURES = Pictures(KEPT, left_out=1, number=1, until=1_800_000_000_000)


def told(pictures: Pictures | None, form: Form | None = None, **settings: object):  # type: ignore[no-untyped-def]
    case = claimed(replace(opened(), pictures=pictures), ALICE)
    chosen = ReviewSettings(**settings)  # type: ignore[arg-type]  # settings by name
    view = view_of_pictures(case, ALICE, 0)
    return pictures_told(case, view, Preferences(blur="soft", greyscale=True), form, chosen)


def test_each_picture_is_named_with_its_faces() -> None:
    found = told(PICTURES)

    assert found.says == (
        "2 pictures of it are kept, sealed, until 2027-01-15 08:00 UTC at the latest. "
        "One picture more could not be kept."
    )
    assert [(row.name, row.faces, row.alt) for row in found.rows] == [
        ("picture 1", "1 face", "Picture 1 of 2, blurred: 1 face"),
        ("picture 2, frame 5", "no face was found", "Picture 2 of 2, blurred: no face was found"),
    ]
    assert found.for_you
    assert found.can_be_revealed
    assert found.shown_as == "blurred softly as you chose, faces more so, in grey"


@pytest.mark.parametrize("why", Why)
def test_that_there_are_none_any_more_is_said_with_the_reason(why: Why) -> None:
    kept = () if why in (Why.FAILED, Why.QUOTA) else KEPT

    found = told(replace(PICTURES, kept=kept, gone=why, left_out=0))

    assert found.says.startswith(("None of its pictures", "Copies of its pictures were"))
    assert not found.for_you
    assert len({told(replace(PICTURES, gone=each)).says for each in Why}) == len(Why)


def test_that_none_was_kept_is_said() -> None:
    assert told(None).says == "No picture of it is kept."
    assert told(None, keep_media="nothing").says == "This gate keeps no pictures of held calls."
    assert told(None).rows == ()


def test_what_was_typed_stays_at_its_own_picture() -> None:
    form = Form({"reason": "a badge"}, at="picture-2-")
    form.wrong("reason", "too short")

    rows = told(PICTURES, form).rows

    assert [row.problems for row in rows] == [False, True]
    assert [row.form.typed("reason") for row in rows] == ["", "a badge"]
