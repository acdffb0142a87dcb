"""How somebody wants the pages."""

import pytest

from countenance.errors import ReviewError
from countenance.review.preferences import BLURS, Preferences, parse_preferences


def test_faces_are_blurred_and_more_of_a_picture_where_it_is_chosen() -> None:
    assert parse_preferences('{"pause_minutes": 9}') == Preferences(9, True, "faces", False)
    assert parse_preferences('{"blur": "strong", "greyscale": true}').blur == "strong"
    assert set(BLURS) == {"faces", "soft", "strong"}


def test_a_pause_is_proposed_and_keys_do_something_unless_chosen_otherwise() -> None:
    assert parse_preferences("") == Preferences(45, True)
    assert parse_preferences('{"keys": false}').keys is False


@pytest.mark.parametrize(
    "text",
    ['{"keys": "off"}', '{"pause_minutes": -1}', '{"odd": 1}', '{"blur": "none"}', "{"],
)
def test_what_nobody_can_choose_is_refused(text: str) -> None:
    with pytest.raises(ReviewError, match="preferences"):
        parse_preferences(text)
