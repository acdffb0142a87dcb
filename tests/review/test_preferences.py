"""How somebody wants the pages."""

import pytest

from countenance.errors import ReviewError
from countenance.review.preferences import Preferences, parse_preferences


def test_a_pause_is_proposed_and_keys_do_something_unless_chosen_otherwise() -> None:
    assert parse_preferences("") == Preferences(45, True)
    assert parse_preferences('{"keys": false}').keys is False


@pytest.mark.parametrize("text", ['{"keys": "off"}', '{"pause_minutes": -1}', '{"odd": 1}', "{"])
def test_what_nobody_can_choose_is_refused(text: str) -> None:
    with pytest.raises(ReviewError, match="preferences"):
        parse_preferences(text)
