"""How the board decides, by the settings."""

from countenance.gate.settings.board import BoardSettings, board_terms
from review.made_cases import HOUR


def test_three_have_to_vote_within_a_fortnight_or_two_days_where_nothing_is_set() -> None:
    terms = board_terms(BoardSettings())

    assert (terms.quorum, terms.answer, terms.expedited) == (3, 14 * 24 * HOUR, 48 * HOUR)


def test_what_is_set_counts() -> None:
    terms = board_terms(BoardSettings(quorum=5, answer_days=1, expedited_hours=2))

    assert (terms.quorum, terms.answer, terms.expedited) == (5, 24 * HOUR, 2 * HOUR)
