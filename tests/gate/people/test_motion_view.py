"""A motion as people see it, before it is counted and after."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from countenance.gate.people.motion_view import row_of_motion, view_of_motion
from countenance.review.capability import Capability, Needs
from countenance.review.motion import Kind, Motion, Vote
from countenance.review.people import Person
from countenance.stores.log import DatabaseReader
from countenance.stores.motions import Motions
from review.board_machine import SPANS, Rulings
from review.made_cases import Clock
from review.made_motions import ANNA, BERIT, CARL, OLA
from stores.seated import seated


class Site:
    """The motions in a folder with the board of the tests."""

    def __init__(self, folder: Path) -> None:
        seated(folder)
        self.clock = Clock()
        self.motions = Motions(folder, SPANS, Rulings(), self.clock)
        self.log = DatabaseReader(folder)

    def seen(self, motion: Motion, who: Person | None = None) -> dict[str, Any]:
        return view_of_motion(motion, self.log, self.motions.reason, who, self.clock.now)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    with closing(site.motions), closing(site.log):
        yield site


def test_others_see_who_voted_and_the_voter_how(here: Site) -> None:
    motion = here.motions.open(Kind.RULING, ANNA, "asked", digest="sha256:1")
    motion = here.motions.vote(motion.id, ANNA, Vote.NO, "a secret ground")

    own, other, auditor = (here.seen(motion, who) for who in (ANNA, BERIT, None))

    assert own["members"][0]["vote"] == "no"
    assert "a secret ground" in json.dumps(own)
    for view in (other, auditor):
        assert [each["vote"] for each in view["members"]] == ["sealed", None, None, None, None]
        assert "a secret ground" not in json.dumps(view)
        assert (view["voted"], view["voters"], view["yes"], view["no"]) == (1, 4, None, None)
    assert [each["recused"] for each in own["members"]] == [False, False, False, True, False]
    assert [each["ethics"] for each in own["members"]] == [False, False, False, False, True]
    assert [each["what"] for each in other["history"]] == ["opened", "voted"]
    assert other["concerns"] == ["c-1"]  # the caller of the one that is recused


def test_once_it_is_counted_everybody_sees_how_and_how_late(here: Site) -> None:
    motion = here.motions.open(Kind.RULING, ANNA, "asked", digest="sha256:1", expedited=True)
    for who in (ANNA, BERIT, CARL):
        here.motions.vote(motion.id, who, Vote.YES, "a ground")
    here.clock.now = motion.due + 5000

    counted = here.seen(here.motions.find(motion.id), OLA)

    assert (counted["state"], counted["yes"], counted["no"], counted["late_seconds"]) == (
        "adopted", 3, 0, 5,
    )  # fmt: skip
    assert json.dumps(counted).count("a ground") == 3
    assert [each["person"] for each in counted["history"]][-1] is None


def test_the_reason_of_a_vote_that_became_void_is_told_to_nobody_else(here: Site) -> None:
    motion = here.motions.open(Kind.RULING, ANNA, "asked", digest="sha256:0")
    here.motions.vote(motion.id, ANNA, Vote.NO, "a secret ground")
    here.motions.recuse(motion.id, ANNA, "a relative")
    for who in (BERIT, CARL, OLA):
        here.motions.vote(motion.id, who, Vote.YES, "a ground")
    here.clock.now = motion.due
    counted = here.motions.find(motion.id)

    own, other = (json.dumps(here.seen(counted, who)) for who in (ANNA, BERIT))

    assert ("a secret ground" in own, "a secret ground" in other) == (True, False)
    assert (other.count("a ground"), "a relative" in other) == (3, True)


def test_a_row_has_the_clock_and_what_is_asked(here: Site) -> None:
    wanted = Capability(Needs.GALLERY, here.clock.now + 1000, "c-9", "facelists/staff")
    motion = here.motions.open(Kind.CAPABILITY, ANNA, "asked", capability=wanted)

    row, later = row_of_motion(motion, here.clock.now), row_of_motion(motion, motion.due)

    assert row["capability"] == {
        "needs": "gallery", "caller": "c-9", "what": "facelists/staff",
        "until": "2027-01-15T08:00:01.000Z",
    }  # fmt: skip
    assert (row["seconds_left"], row["overdue"]) == (0, False)
    assert later["overdue"]
