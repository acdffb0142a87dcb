"""Sessions: who somebody is, page by page, until that is over."""

from pathlib import Path

import pytest

from countenance.review.people import Role
from countenance.stores.database import connect
from countenance.stores.sessions import Sessions
from stores.test_accounts import MINUTE, Site, here

__all__ = ["here"]

HOUR = 60 * MINUTE


def test_a_session_is_known_to_every_process_and_kept_by_none(here: Site) -> None:
    id_ = here.sessions.begin(here.alice)
    other = Sessions(here.folder, 30 * MINUTE, 12 * HOUR, here.clock)
    try:
        found = other.find(id_)
        other.end(id_)
    finally:
        other.close()

    assert found is not None
    assert (found.person, found.name) == (here.alice, "alice")
    assert here.sessions.find(id_) is None
    files = b"".join(each.read_bytes() for each in here.folder.rglob("*") if each.is_file())
    assert id_.encode() not in files


@pytest.mark.parametrize("id_", ["", "x", "é" * 9, "A" * 43, "' OR 1=1 --"])
def test_what_nobody_was_given_is_nobody(here: Site, id_: str) -> None:
    here.sessions.begin(here.alice)

    assert here.sessions.find(id_) is None


def test_it_ends_after_half_an_hour_without_a_page_and_after_half_a_day_in_any_case(
    here: Site,
) -> None:
    idle, kept = here.sessions.begin(here.alice), here.sessions.begin(here.alice)
    for _ in range(24):
        here.clock.now += 29 * MINUTE
        assert here.sessions.find(kept) is not None
    assert here.sessions.find(idle) is None
    here.clock.now += 29 * MINUTE
    assert here.sessions.find(kept) is None


def test_a_list_that_renews_itself_keeps_nobody_in(here: Site) -> None:
    id_ = here.sessions.begin(here.alice)
    for _ in range(2):
        assert here.sessions.find(id_, looks=False) is not None
        here.clock.now += 15 * MINUTE

    assert here.sessions.find(id_) is None


def test_a_clock_that_goes_back_lets_nobody_stay_for_ever(here: Site) -> None:
    here.clock.now += 100 * HOUR
    id_ = here.sessions.begin(here.alice)
    here.clock.now -= 50 * HOUR

    assert here.sessions.find(id_) is None
    here.clock.now += 50 * HOUR - 30_000  # the clock of another gate is a little behind
    assert here.sessions.find(id_) is not None


def test_who_is_removed_or_has_another_role_is_out_at_once(here: Site) -> None:
    bob, _ = here.people.add("bob", Role.OPERATOR)
    alices, bobs = here.sessions.begin(here.alice), here.sessions.begin(bob)
    here.people.remove("alice")
    database = connect(here.folder)
    database.execute("UPDATE people SET role = 'auditor' WHERE ref = ?", (bob.ref,))
    database.close()

    assert here.sessions.find(alices) is None
    assert here.sessions.find(bobs) is None


def test_signing_out_everywhere_ends_all_and_is_entered(here: Site) -> None:
    ids = [here.sessions.begin(here.alice) for _ in range(3)]
    bob, _ = here.people.add("bob", Role.AUDITOR)
    bobs = here.sessions.begin(bob)

    here.sessions.end_all(here.alice.ref)

    assert [here.sessions.find(each) for each in ids] == [None] * 3
    assert here.sessions.find(bobs) is not None
    assert here.entries()[-1]["change"] == "signed-out-everywhere"


def test_somebody_has_only_so_many_sessions(here: Site) -> None:
    ids = []
    for _ in range(22):
        here.clock.now += 1000
        ids.append(here.sessions.begin(here.alice))

    assert [here.sessions.find(each) is None for each in ids] == [True] * 2 + [False] * 20


def test_before_anybody_is_there_a_session_is_nobodys(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path, MINUTE, HOUR)
    try:
        assert sessions.find("x") is None
        sessions.end("x")
    finally:
        sessions.close()
