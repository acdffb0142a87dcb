"""Who gives a command: somebody with a token."""

from contextlib import closing
from pathlib import Path

import click
import pytest

from countenance.cli.who import known, names_of, wrong_usage
from countenance.errors import OutdatedError
from countenance.review.people import Role
from countenance.stores.people import People


def test_a_token_says_who_it_is_and_what_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with closing(People(tmp_path)) as people:
        person, token = people.add("alice", Role.BOARD)

        assert known(token.text, people) == person
        assert names_of(people) == {person.ref: "alice"}
        for none, said in ((None, "who are you"), ("", "who are you"), ("cnp_x", "nobody's")):
            with pytest.raises(click.UsageError, match=said):
                known(none, people)


def test_what_cannot_be_done_is_wrong_usage() -> None:
    with pytest.raises(click.UsageError, match="too late"), wrong_usage():
        raise OutdatedError("too late")
