"""Places for people unknown."""

from contextlib import ExitStack

import pytest

from countenance.gate.strangers import AT_ONCE, Strangers


def test_there_are_so_many_places_and_each_is_given_back() -> None:
    strangers = Strangers()
    with ExitStack() as held:
        taken = [held.enter_context(strangers.place()) for _ in range(AT_ONCE + 2)]
        assert taken == [True] * AT_ONCE + [False] * 2
        assert strangers.under_way == AT_ONCE

    assert strangers.under_way == 0


def test_a_place_is_given_back_whatever_happens() -> None:
    strangers = Strangers()
    with pytest.raises(ConnectionError), strangers.place():
        raise ConnectionError

    assert strangers.under_way == 0
