"""How many operators a change takes."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from countenance.callers.registration import RegisteredFact, Registration
from countenance.errors import SecondPersonError
from countenance.review.people import Role
from countenance.stores.database import connect, writing
from countenance.stores.people import People
from countenance.stores.second_person import hands_of, takes_two

ACME = Registration("acme", "c-1", "Acme", (RegisteredFact("actor_kind", ("private_entity",)),))


def test_two_are_needed_as_soon_as_two_are_there_and_no_longer_than_that(tmp_path: Path) -> None:
    pinned = replace(ACME, pin="ms-aoai-coc@2024-05-03")
    with closing(People(tmp_path)) as people, closing(connect(tmp_path)) as database:

        def hands(after: Registration) -> str:
            with writing(database):
                return hands_of(database, tmp_path, ACME, after)

        people.add("kari", Role.OPERATOR)
        people.add("alice", Role.REVIEWER)
        assert (hands(ACME), hands(pinned)) == ("one", "single-handed")

        people.add("liv", Role.OPERATOR)
        assert takes_two(database, tmp_path)
        assert hands(ACME) == "one"
        with pytest.raises(SecondPersonError, match="`pin` is changed by two operators"):
            hands(pinned)

        people.remove("liv")
        assert hands(pinned) == "single-handed"
