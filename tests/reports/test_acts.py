import inspect

import pytest

from countenance.errors import ReviewError
from countenance.reports.acts import ACTS, Act, act_named, words_of


def test_every_act_is_one_and_says_what_it_does() -> None:
    for act in ACTS.values():
        assert issubclass(act, Act)
        assert act.does is not Act.does
        assert inspect.getdoc(act)


def test_an_act_is_read_with_its_words_alone() -> None:
    act = act_named("fill", b'{"bracket": "b1", "text": "My radar showed 52."}')

    assert act == ACTS["fill"](bracket="b1", text="My radar showed 52.")
    assert words_of("fill") == ("bracket", "text")
    for body in (b"{", b"[]", b'{"bracket": "b1"}', b'{"bracket": 1, "text": "x"}', b"\xff"):
        with pytest.raises(ReviewError, match="`fill` takes `bracket`, `text`"):
            act_named("fill", body)


def test_roles_are_read_as_people_with_voices() -> None:
    with pytest.raises(ReviewError, match="standing"):
        act_named("roles", b'{"people": [{"voice": "A", "standing": "boss", "called": "x"}]}')
