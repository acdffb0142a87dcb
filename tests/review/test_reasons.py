"""Reasons: one is needed, and it is not a book."""

import pytest

from countenance.errors import ReviewError
from countenance.review.reasons import LONGEST_REASON, check_reason


@pytest.mark.parametrize(
    ("reason", "said"), [("", "needed"), (" \n", "needed"), ("x" * (LONGEST_REASON + 1), "2001")]
)
def test_a_reason_is_given_in_some_words(reason: str, said: str) -> None:
    check_reason("x" * LONGEST_REASON)

    with pytest.raises(ReviewError, match=said):
        check_reason(reason)
