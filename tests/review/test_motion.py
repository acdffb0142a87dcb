"""A motion: who may vote on it, and what may be known of it."""

from dataclasses import replace

from countenance.record.commitment import Opening, opens
from countenance.review.motion import Ballot, MotionState, Vote
from review.made_motions import opened, ruling

SALT = b"s" * 32


def test_who_is_recused_is_no_voter_and_not_waited_for() -> None:
    motion = opened(ruling("c-1"))

    assert motion.recused == ("p-dina",)
    assert motion.voters == ("p-anna", "p-berit", "p-carl", "p-ola")
    assert not motion.is_complete
    cast = tuple(Ballot(person, Vote.YES, SALT) for person in motion.voters)
    assert replace(motion, ballots=cast).is_complete


def test_a_vote_is_told_as_a_commitment_that_its_salt_opens() -> None:
    ballot = Ballot("p-anna", Vote.YES, SALT)

    assert opens(Opening("vote", SALT, b"yes"), ballot.commitment)
    assert not opens(Opening("vote", SALT, b"no"), ballot.commitment)
    assert Ballot("p-anna", Vote.YES, b"t" * 32).commitment != ballot.commitment


def test_votes_are_known_once_they_are_counted_and_not_when_it_was_stopped_before() -> None:
    motion = opened()

    assert not motion.is_known
    assert not replace(motion, state=MotionState.VETOED).is_known
    assert replace(motion, state=MotionState.ADOPTED, counted=1).is_known
    assert motion.ballot_of("p-anna") is None
    assert motion.tally() == (0, 0)
