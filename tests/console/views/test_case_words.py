"""How a case stands, in words."""

from countenance.console.views.case_words import BARS, HAPPENED, SAID, STATES
from countenance.review.case import Bar, Said, State
from countenance.review.steps import Change


def test_there_are_words_for_everything_that_can_be() -> None:
    assert set(STATES) == set(State)
    assert set(BARS) == set(Bar)
    assert set(SAID) == {each.value for each in Said} | {"sealed"}
    # A vote and an appeal stand in entries by what was said, and by their kind.
    written = {each.value for each in Change} - {"voted", "appealed"}
    assert written | {"voted", "appeal"} | {each.value for each in Said} == set(HAPPENED)
