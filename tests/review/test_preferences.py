"""How somebody wants the pages."""

import pytest

from countenance.errors import ReviewError
from countenance.review.preferences import Preferences, parse_preferences


def test_pictures_are_blurred_and_grey_unless_chosen_otherwise() -> None:
    assert parse_preferences("") == Preferences("strong", True, 45, True)
    assert parse_preferences('{"blur": "light"}').blur == "light"


@pytest.mark.parametrize("text", ['{"blur": "off"}', '{"pause_minutes": -1}', '{"odd": 1}', "{"])
def test_what_nobody_can_choose_is_refused(text: str) -> None:
    with pytest.raises(ReviewError, match="preferences"):
        parse_preferences(text)
