"""Pictures of held calls on the disk: sealed, bounded, and gone when they have to be."""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import OutdatedError, RecordError, SealedError
from countenance.faces.settings import Still
from countenance.record.cases import Person
from countenance.record.make import Maker
from countenance.review import steps
from countenance.review.case import Case, State
from countenance.review.pictures import Why
from countenance.stores.cases import Cases
from countenance.stores.database import connect
from countenance.stores.held_calls import HeldCalls
from countenance.stores.held_pictures import LARGEST, Taken
from countenance.stores.openings_key import KEY_FILE
from postgres import shared_folder
from review.made_cases import ALICE, CAROL, HOUR, TERMS, Clock, held, holds

DAY = 24 * HOUR
ONE = replace(TERMS, persons=1, media=7 * DAY)
MOST = 1 << 22
ANNA = Person("Anna Zyx")
FACE = Taken("messages[0].content[1]", Still(0, 1, b"a blurred face " * 9, b"a plain face " * 9))
SIGN = Taken("messages[0].content[2]", Still(0, 0, b"a blurred sign " * 9))


class Site:
    """The cases in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.maker = Maker(self.clock, os.urandom)
        self.cases = HeldCalls(folder, self.clock)

    def hold(self, **changed: Any) -> Case:
        wanted = held(**{"terms": ONE, **changed})
        return self.cases.hold(wanted, holds(self.maker, wanted.caller.ref))[1]

    def kept(self, **changed: Any) -> Case:
        return self.cases.keep(self.hold(**changed).id, [FACE, SIGN], 0, MOST)

    def refused(self, case: Case) -> Case:
        mine = self.cases.step(case.id, lambda each, now: steps.claim(each, ALICE, now))
        return self.cases.step(
            case.id, lambda each, now: steps.refuse(each, ALICE, mine.token, "no permit", now)
        )

    def live(self) -> int:
        """How many keys of pictures there are."""
        with closing(connect(self.folder)) as database:
            rows = database.execute("SELECT count(*) FROM held_sets WHERE wrapped IS NOT NULL")
            return int(rows.fetchone()[0])

    def sealed(self) -> list[tuple[bytes | None, ...]]:
        with closing(connect(self.folder)) as database:
            return [tuple(row) for row in database.execute(
                "SELECT blurred, plain FROM held_pictures ORDER BY number, place")]  # fmt: skip

    def bytes(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.iterdir() if path.is_file())


@pytest.fixture(params=["file", "server"])
def here(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(tmp_path if request.param == "file" else shared_folder(tmp_path))
    yield site
    site.cases.close()


def test_pictures_come_back_by_their_place_and_lie_there_sealed(here: Site) -> None:
    case = here.kept()

    assert case.pictures is not None
    assert [(each.where, each.faces, each.plain) for each in case.pictures.kept] == [
        (FACE.where, 1, True), (SIGN.where, 0, False),
    ]  # fmt: skip
    assert case.pictures.until == here.clock.now + 7 * DAY
    assert here.cases.picture(case, 1, plain=False) == FACE.still.blurred
    assert here.cases.picture(case, 1, plain=True) == FACE.still.plain
    assert here.cases.picture(case, 2, plain=False) == SIGN.still.blurred
    for place, plain in ((2, True), (3, False), (0, False)):
        with pytest.raises(OutdatedError, match="is erased"):
            here.cases.picture(case, place, plain=plain)
    assert all(b"face" not in part and b"sign" not in part
               for row in here.sealed() for part in row if part)  # fmt: skip
    assert b"plain face" not in here.bytes()
    assert here.cases.find(case.id) == case


def test_what_was_sealed_for_one_place_does_not_open_as_another(here: Site) -> None:
    case = here.kept()

    with closing(connect(here.folder)) as database, database.writing("test"):
        database.execute("UPDATE held_pictures SET blurred = plain WHERE place = 1")

    with pytest.raises(SealedError, match="does not open"):
        here.cases.picture(case, 1, plain=False)


def test_without_the_operators_key_no_picture_is_shown(tmp_path: Path) -> None:
    here = Site(tmp_path)
    case = here.kept()
    (here.folder / KEY_FILE).rename(here.folder / "elsewhere")

    with closing(HeldCalls(here.folder, here.clock)) as fresh, pytest.raises(SealedError):
        fresh.picture(case, 1, plain=False)
    here.cases.close()


def test_a_decision_erases_them_in_its_own_transaction(here: Site) -> None:
    case = here.kept()

    closed = here.refused(case)

    assert closed.state is State.REFUSED
    assert closed.pictures is not None
    assert closed.pictures.gone is Why.CLOSED
    assert here.live() == 0
    assert here.sealed() == [(None, None), (None, None)]
    with pytest.raises(OutdatedError):
        here.cases.picture(case, 1, plain=False)
    assert here.cases.expire_pictures() == 0


def test_pictures_that_stay_run_out_by_themselves(here: Site) -> None:
    case = here.kept(terms=replace(ONE, after_close=True))
    closed = here.refused(case)
    assert here.cases.picture(closed, 1, plain=False) == FACE.still.blurred

    here.clock.now += 7 * DAY - 1
    assert here.cases.expire_pictures() == 0
    here.clock.now += 1
    assert here.cases.expire_pictures() == 1

    gone = here.cases.find(case.id)
    assert gone.pictures is not None
    assert gone.pictures.gone is Why.EXPIRED
    assert (gone.state, here.live()) == (State.REFUSED, 0)


def test_what_no_case_has_any_more_is_swept(here: Site) -> None:
    """However that came about: a crash, a database put back from a copy."""
    here.kept()
    orphan = here.kept(call="cd" * 32)
    with closing(connect(here.folder)) as database, database.writing("test"):
        database.execute("DELETE FROM held_calls WHERE id = ?", (orphan.id,))

    assert here.cases.expire_pictures() == 1
    assert here.live() == 1


def test_of_one_caller_no_more_is_kept_than_may_be(here: Site) -> None:
    first = here.cases.keep(here.hold().id, [FACE, SIGN], 1, FACE.size + SIGN.size - 1)
    other = here.hold(call="cd" * 32)
    second = here.cases.keep(other.id, [FACE], 0, FACE.size)
    elsewhere = here.cases.keep(here.hold(call="ef" * 32, caller="c-2").id, [FACE], 0, FACE.size)

    assert first.pictures is not None
    assert (len(first.pictures.kept), first.pictures.left_out) == (1, 2)
    assert second.pictures is not None
    assert (second.pictures.kept, second.pictures.gone) == ((), Why.QUOTA)
    assert elsewhere.pictures is not None
    assert elsewhere.pictures.are_there
    with pytest.raises(OutdatedError, match="settled already"):
        here.cases.keep(other.id, [FACE], 0, MOST)


def test_that_nothing_could_be_kept_is_said_and_holds_no_less(here: Site) -> None:
    case = here.cases.keep(here.hold().id, [], 2, MOST)

    assert case.is_waiting
    assert case.pictures is not None
    assert (case.pictures.gone, case.pictures.left_out) == (Why.FAILED, 2)
    assert here.live() == 0


def test_a_copy_that_is_too_large_writes_nothing(here: Site) -> None:
    huge = Taken("somewhere", Still(0, 0, b"x" * (LARGEST + 1)))
    case = here.hold()

    with pytest.raises(RecordError, match="a copy of"):
        here.cases.keep(case.id, [FACE, huge], 0, 1 << 30)

    assert here.live() == 0
    assert here.cases.find(case.id).pictures is None


def test_whoever_has_a_case_erased_has_its_pictures_erased(here: Site) -> None:
    case = here.kept()
    by_decision = here.kept(call="cd" * 32)

    with closing(Cases(here.folder, here.clock)) as record:
        record.erase(case.id, "objection", ANNA)
        record.erase(str(by_decision.entry), "objection", ANNA)

    for each in (case, by_decision):
        after = here.cases.find(each.id)
        assert after.pictures is not None
        assert after.pictures.gone is Why.ERASED
        assert after.is_waiting
        with pytest.raises(OutdatedError):
            here.cases.picture(each, 1, plain=False)
        with pytest.raises(OutdatedError, match="settled already"):
            here.cases.keep(each.id, [FACE], 0, MOST)
    assert here.live() == 0


def test_they_go_with_the_newest_decision_that_held_the_call_as_well(here: Site) -> None:
    case = here.kept()
    renewed = here.hold(grounds=("another clause",))

    with closing(Cases(here.folder, here.clock)) as record:
        record.erase(str(renewed.entry), "objection", ANNA)

    assert renewed.entry != case.entry
    assert here.live() == 0


def test_what_is_under_a_legal_hold_is_kept_by_time_and_decisions(here: Site) -> None:
    case = here.kept()
    with closing(Cases(here.folder, here.clock)) as record:
        record.hold(case.id, "litigation", ANNA)
        closed = here.refused(case)
        here.clock.now += 30 * DAY

        assert here.cases.expire_pictures() == 0
        assert here.cases.picture(closed, 1, plain=False) == FACE.still.blurred
        record.release(case.id, ANNA)
        assert here.cases.expire_pictures() == 1
    assert here.live() == 0


def test_openings_that_run_out_take_the_pictures_along(here: Site) -> None:
    case = here.kept(terms=replace(ONE, after_close=True, media=1000 * DAY))
    here.refused(case)
    here.clock.now += 40 * DAY

    with closing(Cases(here.folder, here.clock)) as record:
        assert record.expire(30) > 0

    assert here.live() == 0


def test_another_key_of_the_operator_opens_them_as_well(here: Site) -> None:
    case = here.kept()

    with closing(Cases(here.folder, here.clock)) as record:
        record.rewrap()

    with closing(HeldCalls(here.folder, here.clock)) as fresh:
        assert fresh.picture(case, 1, plain=True) == FACE.still.plain


def test_an_appeal_has_them_again_once_the_call_comes_again(here: Site) -> None:
    case = here.refused(here.kept())
    here.cases.step(case.id, lambda each, now: steps.appeal(each, "look again", now))

    again = here.cases.keep(case.id, [SIGN], 0, MOST)

    assert here.cases.picture(again, 1, plain=False) == SIGN.still.blurred
    assert again.pictures is not None
    assert case.pictures is not None
    assert again.pictures.number > case.pictures.number
    here.cases.step(case.id, lambda each, now: steps.claim(each, CAROL, now))


def test_nothing_of_what_was_erased_is_left_in_the_files(tmp_path: Path) -> None:
    here = Site(tmp_path)
    case = here.kept()
    with closing(connect(here.folder)) as database:
        (wrapped,) = database.execute("SELECT wrapped FROM held_sets").fetchone()
    assert wrapped in here.bytes()
    (blurred, plain), *_ = here.sealed()
    assert blurred
    assert plain
    assert plain in here.bytes()

    here.refused(case)
    here.cases.expire_pictures()

    left = here.bytes()
    assert blurred not in left
    assert plain not in left
    assert wrapped not in left
    here.cases.close()
