"""Rulings on the disk: no step without its entry, in the transaction of whoever decided it."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import NotForYouError, OutdatedError, RecordError, UnknownRulingError
from countenance.record.make import Maker
from countenance.review.docket import Docket, Stage, day_of, set_digest
from countenance.stores.database import Database, connect, writing
from countenance.stores.log import DatabaseReader
from countenance.stores.rulings import (
    Rulings,
    adopted,
    appealed,
    docket_of,
    overturned,
    refused,
    upheld,
)
from postgres import shared_folder
from review.made_cases import Clock
from review.made_rulings import ALICE, BOB, NOBODY_COUNTS, found, ruling

DAY = 86_400_000


class Site:
    """The rulings in a folder, a connection as the board has one, and what is entered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.maker = Maker(self.clock, os.urandom)
        self.rulings = Rulings(folder, self.clock)
        self.board: Database = connect(folder)

    def propose(self, **changed: Any) -> Docket:
        checked = changed.pop("checked", NOBODY_COUNTS)
        one = ruling(**{"begins": day_of(self.clock.now), "ends": None, **changed})
        return self.rulings.propose(one, f"id = {one.id}", found(checked), ALICE)

    def adopt(self, docket: Docket, motion: str = "m-1") -> Docket:
        with writing(self.board, "motions"):
            return adopted(self.board, self.maker, docket.digest, motion, self.clock.now)

    def close(self) -> None:
        self.rulings.close()
        self.board.close()

    def entries(self) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.folder)) as reader:
            return [json.loads(stored.data) for stored in reader.entries()]


@pytest.fixture(params=["file", "server"])
def here(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(tmp_path if request.param == "file" else shared_folder(tmp_path))
    yield site
    site.close()


def test_a_ruling_is_kept_as_it_was_written_and_each_step_is_entered(here: Site) -> None:
    proposal = here.propose()
    assert here.rulings.counting() == ()

    counts = here.adopt(proposal)

    assert here.rulings.find("in-public") == here.rulings.find(proposal.digest) == counts
    assert here.rulings.counting("made@1") == here.rulings.counting() == (counts,)
    assert here.rulings.counting("made@2") == ()
    first, second = here.entries()
    assert [first["change"], second["change"]] == ["proposed", "adopted"]
    assert (first["person"], second["person"]) == (ALICE.ref, None)
    assert (first["motion"], second["motion"]) == (None, "m-1")
    assert (second["prev"], second["digest"]) == (first["id"], proposal.digest)
    assert first["text"] == second["text"] == proposal.text_digest


def test_what_the_board_does_not_finish_has_not_happened(here: Site) -> None:
    proposal = here.propose()

    def falls(steps: Database) -> None:
        with writing(steps, "motions"):
            adopted(steps, here.maker, proposal.digest, "m-1", here.clock.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        falls(here.board)

    assert here.rulings.find("in-public").state is Stage.PROPOSED
    assert len(here.entries()) == 1


def test_a_ruling_that_is_refused_never_counts(here: Site) -> None:
    proposal = here.propose()
    with writing(here.board, "motions"):
        refused(here.board, here.maker, proposal.digest, "m-1", here.clock.now)

    with pytest.raises(OutdatedError):
        here.adopt(proposal)
    assert [each.state for each in here.rulings.all()] == [Stage.REFUSED]


def test_an_appeal_is_heard_once_and_what_is_overturned_counts_no_more(here: Site) -> None:
    counts = here.adopt(here.propose())
    digest, board, maker = counts.digest, here.board, here.maker
    with writing(board, "motions"):
        appealed(board, maker, digest, "m-2", BOB, "it harms")
    assert here.rulings.counting()[0].state is Stage.APPEALED
    assert here.rulings.reason("in-public") == "it harms"

    with writing(board, "motions"):
        upheld(board, maker, digest, "m-2")
    with pytest.raises(OutdatedError, match="appealed before"), writing(board, "motions"):
        appealed(board, maker, digest, "m-3", BOB, "again")
    assert here.rulings.reason("in-public") is None

    other = here.adopt(here.propose(id="other", checked=set_digest(here.rulings.counting())))
    with writing(board, "motions"):
        appealed(board, maker, other.digest, "m-4", BOB, "it harms")
        overturned(board, maker, other.digest, "m-4", here.clock.now)
    assert [each.id for each in here.rulings.counting()] == ["in-public"]


def test_what_was_checked_with_others_than_count_now_is_checked_anew(here: Site) -> None:
    first, second = here.propose(), here.propose(id="second")
    here.adopt(first)

    with pytest.raises(OutdatedError, match="check it anew"):
        here.adopt(second)
    with pytest.raises(OutdatedError, match="check it anew"):
        here.rulings.recheck("second", found(), BOB)
    anew = found(set_digest(here.rulings.counting()), '{"settled": 1}')
    here.rulings.recheck("second", anew, BOB)
    here.adopt(second)

    assert here.rulings.find("second").effect == '{"settled": 1}'
    assert len(here.rulings.counting()) == 2
    with pytest.raises(OutdatedError, match="check it anew"):
        here.propose(id="third")


def test_a_name_is_given_once(here: Site) -> None:
    here.propose()
    here.rulings.take_back("in-public", ALICE, "no")

    with pytest.raises(OutdatedError, match="there already"):
        here.propose(says="otherwise")


def test_whoever_proposed_it_takes_it_back_and_nobody_else(here: Site) -> None:
    here.propose()

    with pytest.raises(NotForYouError):
        here.rulings.take_back("in-public", BOB, "no")
    taken = here.rulings.take_back("in-public", ALICE, "badly put")

    assert taken.state is Stage.TAKEN_BACK
    assert here.entries()[-1]["change"] == "taken-back"
    assert "badly put" not in json.dumps(here.entries())


def test_what_is_over_is_entered_once(here: Site) -> None:
    here.adopt(here.propose(ends=day_of(here.clock.now + 365 * DAY)))
    assert here.rulings.expire_overdue() == 0
    here.clock.now += 400 * DAY

    assert here.rulings.expire_overdue() == 1
    assert here.rulings.expire_overdue() == 0
    assert here.rulings.all(state=Stage.EXPIRED)[0].ended == here.clock.now
    assert here.entries()[-1]["change"] == "expired"


def test_a_list_is_of_one_edition_or_state_the_newest_first(here: Site) -> None:
    here.propose()
    here.clock.now += 1
    here.propose(id="second")

    assert [each.id for each in here.rulings.all()] == ["second", "in-public"]
    assert here.rulings.all("made@2") == here.rulings.all(state=Stage.ADOPTED) == ()
    assert len(here.rulings.all("made@1", Stage.PROPOSED)) == 2


def test_a_ruling_that_is_not_there_is_named(here: Site) -> None:
    with pytest.raises(UnknownRulingError, match="is called `odd`"):
        here.rulings.find("odd")
    with pytest.raises(UnknownRulingError, match="has the digest `odd`"):
        docket_of(here.board, "odd")


def test_a_damaged_row_is_said(here: Site) -> None:
    here.propose()
    with writing(here.board, "rulings"):
        here.board.execute("UPDATE rulings SET document = ?", (b"{",))

    with pytest.raises(RecordError, match="cannot be read"):
        here.rulings.find("in-public")


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (b'"state":"proposed"', b'"state":"adopted"'),
        (b'"ends":null', b'"ends":"2099-01-01"'),
        (b"id = in-public", b"id = other"),
        (b'"last":"', b'"last":"x'),
    ],
)
def test_what_counts_is_on_record_or_it_is_damage(here: Site, then: bytes, now: bytes) -> None:
    """Whoever can write the table alone cannot make a ruling count, or read otherwise."""
    proposal = here.propose()
    if b"proposed" not in then:
        here.adopt(proposal)
        assert len(here.rulings.counting()) == 1
    with writing(here.board, "rulings"):
        kept = bytes(here.board.execute("SELECT document FROM rulings").fetchone()[0])
        assert then in kept
        here.board.execute(
            "UPDATE rulings SET state = 'adopted', document = ?", (kept.replace(then, now),)
        )

    with pytest.raises(RecordError, match="not what its entry says"):
        here.rulings.counting()
