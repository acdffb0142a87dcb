"""What the entries of a motion say, and what they keep closed until it is counted."""

import json
import os
from base64 import urlsafe_b64decode
from typing import Any

import pytest

from countenance.errors import RecordError
from countenance.record.commitment import commit
from countenance.record.make import Maker
from countenance.review.board import BoardStep, count, open_motion, vote
from countenance.review.capability import Capability, Needs
from countenance.review.minutes import check_ballot, minuted
from countenance.review.motion import Kind, Motion, Subject, Vote
from review.made_cases import Clock
from review.made_motions import ANNA, BERIT, BOARD, CARL, TERMS, ruling

MAKER = Maker(Clock(), os.urandom)


def opening(subject: Subject) -> BoardStep:
    return open_motion("motion-1", subject, ANNA, BOARD, TERMS, "since it was asked", 0)


def made(step: BoardStep) -> tuple[dict[str, Any], Motion, set[str]]:
    prepared, motion = minuted(MAKER, step)
    return json.loads(prepared.data), motion, {each.field for each in prepared.openings}


def test_a_vote_is_entered_closed_and_opened_by_the_count() -> None:
    _, motion, _ = made(opening(ruling()))
    cast = []
    for who, said in ((ANNA, Vote.YES), (BERIT, Vote.YES), (CARL, Vote.NO)):
        entry, motion, kept = made(vote(motion, who, said, os.urandom(32), "for a reason", 1))
        cast.append(entry)
        assert kept == {"reason"}

    counted, after, _ = made(count(motion, motion.due + 3000))

    assert not any(word in json.dumps(cast) for word in ('"yes"', '"no"', "salt"))
    assert (counted["change"], counted["state"], counted["late"]) == ("counted", "adopted", 3)
    for entry, told in zip(cast, counted["votes"], strict=True):
        salt = urlsafe_b64decode(told["salt"] + "=")
        assert told["member"] == entry["person"]
        assert commit("vote", told["vote"].encode(), salt) == entry["commit"]["vote"]
    assert counted["prev"] == cast[-1]["id"]
    assert after.last == counted["id"]


def test_a_vote_that_was_changed_since_is_not_counted() -> None:
    _, motion, _ = made(opening(ruling()))
    entry, motion, _ = made(vote(motion, ANNA, Vote.NO, os.urandom(32), "x", 1))
    ballot = motion.ballots[0]

    check_ballot(ballot, entry["commit"]["vote"])
    with pytest.raises(RecordError, match="not the one"):
        check_ballot(type(ballot)(ballot.person, Vote.YES, ballot.salt), entry["commit"]["vote"])


def test_a_capability_is_named_and_a_gallery_is_not() -> None:
    gallery = Capability(Needs.GALLERY, 2_000_000_000_000, "c-1", "persongroups/staff of acme")
    edition = Capability(Needs.EDITION, 2_000_000_000_000, None, "northport@2024-05-01")

    first, _, kept = made(opening(Subject(Kind.CAPABILITY, gallery.digest, (), True, gallery)))
    second, _, _ = made(opening(Subject(Kind.CAPABILITY, edition.digest, (), True, edition)))

    assert first["capability"] == {
        "needs": "gallery", "ref": "c-1", "edition": None, "until": "2033-05-18T03:33:20.000Z",
    }  # fmt: skip
    assert "staff" not in json.dumps(first)
    assert kept == {"reason", "gallery"}
    assert second["capability"]["edition"] == "northport@2024-05-01"
    assert first["commit"].keys() == {"reason", "gallery"}
