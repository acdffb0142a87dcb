"""What people do about rulings: checked, proposed with their effect, tested by their cases."""

import datetime
import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from countenance.codes.load import load_edition
from countenance.codes.model import Edition
from countenance.errors import (
    NotForYouError,
    OutdatedError,
    ReviewError,
    UnknownEditionError,
)
from countenance.gate.people.ruling_desk import LONGEST, RulingDesk
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.make import Maker
from countenance.record.store import Stored
from countenance.review.docket import Docket, Stage, day_of
from countenance.stores.database import connect, writing
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.rulings import Rulings, adopted
from gate.ruling_machine import RulingMachine
from record.examples import decided, maker
from review.made_cases import Clock
from review.made_rulings import ALICE, AUDITOR, BOB, EDITION
from review.made_rulings import CODE as WORDS

VOCABULARY = packaged_vocabulary()
TEXT = """
id = "{id}"
edition = "made@1"
clause = "A"
reading = "{reading}"
cites = "naming somebody"
says = "so"
begins = 2026-01-01

[scope]
agency_country = "{country}"
"""


def text(id_: str = "norway", reading: str = "mild", country: str = "NO") -> str:
    return TEXT.format(id=id_, reading=reading, country=country)


class Site:
    """A desk over a folder, and a board that adopts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, Clock()
        self.edition: Edition = EDITION
        self.rulings = Rulings(folder, self.clock)
        self.desk = RulingDesk(self.rulings, self.of, VOCABULARY, frozenset(), self.clock)

    def of(self, name: str) -> Edition:
        if name != self.edition.name:
            raise UnknownEditionError("edition", name, (self.edition.name,))
        return self.edition

    def adopt(self, docket: Docket) -> Docket:
        with closing(connect(self.folder)) as to, writing(to):
            making = Maker(self.clock, os.urandom)
            return adopted(to, making, docket.digest, "m-1", self.clock.now)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.rulings.close()


def test_a_proposal_keeps_its_effect_and_its_cases(here: Site) -> None:
    ruling, found = here.desk.check(text())

    docket = here.desk.propose(text(), ALICE)

    effect = json.loads(docket.effect)
    assert (docket.text, docket.digest, docket.gives) == (text(), ruling.digest, "allow")
    assert effect["settled"] == found.effect.settled > 0
    assert (effect["may_be_adopted"], effect["beside"]) == (True, [])
    assert docket.cases.count("[[case]]") >= 1
    assert (docket.cites, docket.scope) == ("naming somebody", {"agency_country": ("NO",)})


def test_what_may_not_be_adopted_is_not_proposed(here: Site) -> None:
    here.adopt(here.desk.propose(text(), ALICE))

    with pytest.raises(ReviewError, match="otherwise than `norway`"):
        here.desk.propose(text("other", "strict"), ALICE)
    with pytest.raises(ReviewError, match="counts already"):
        here.desk.check(text())
    with pytest.raises(ReviewError, match=f"more than {LONGEST} bytes"):
        here.desk.check(text() + "#" * LONGEST)
    with pytest.raises(UnknownEditionError):
        here.desk.check(text().replace("made@1", "made@2"))
    with pytest.raises(NotForYouError):
        here.desk.propose(text("second"), AUDITOR)
    assert len(here.desk.all()) == 1


def test_one_that_is_adopted_while_another_is_checked_does_not_slip_through(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, looked = here.desk.propose(text(), ALICE), here.rulings.counting

    def then_adopt(edition: str | None = None) -> tuple[Docket, ...]:
        found = looked(edition)
        monkeypatch.setattr(here.rulings, "counting", looked)
        here.adopt(first)
        return found

    monkeypatch.setattr(here.rulings, "counting", then_adopt)
    with pytest.raises(OutdatedError, match="check it anew"):
        here.desk.propose(text("other", "strict"), ALICE)

    with pytest.raises(ReviewError, match="otherwise than `norway`"):
        here.desk.propose(text("other", "strict"), ALICE)


def test_a_proposal_is_checked_anew_when_others_count_by_now(here: Site) -> None:
    first = here.desk.propose(text(), ALICE)
    second = here.desk.propose(text("sweden", "strict", "SE"), ALICE)
    here.adopt(first)
    with pytest.raises(OutdatedError, match="check it anew"):
        here.adopt(second)

    checked = here.desk.recheck("sweden", BOB)

    assert json.loads(checked.effect)["beside"] == ["norway"]
    assert here.adopt(checked).state is Stage.ADOPTED
    with pytest.raises(OutdatedError):
        here.desk.recheck("sweden", BOB)
    with pytest.raises(NotForYouError):
        here.desk.recheck("sweden", AUDITOR)


def test_the_cases_of_what_counts_are_asked_and_what_lapsed_is_said(here: Site) -> None:
    here.adopt(here.desk.propose(text(), ALICE))
    asked, wrong = here.desk.failing()
    assert (asked > 0, wrong, here.desk.lapsed()) == (True, [], {})

    here.edition = load_edition(WORDS.replace("Always.", "At times."), "", VOCABULARY, "made")

    assert here.desk.failing() == (0, ["norway: what it reads is not what it was adopted for"])
    assert list(here.desk.lapsed()) == ["norway"]


def test_a_ruling_that_counts_tomorrow_is_not_asked_today(here: Site) -> None:
    tomorrow = day_of(here.clock.now) + datetime.timedelta(days=1)
    later = text().replace("2026-01-01", tomorrow.isoformat())
    here.adopt(here.desk.propose(later, ALICE))

    assert here.desk.failing() == (0, [])


class Log:
    """A log with these decisions."""

    def __init__(self, *entries: bytes) -> None:
        self.kept = tuple(Stored(at, each, b"") for at, each in enumerate(entries))

    def newest(self, count: int, kind: str | None = None) -> tuple[Stored, ...]:
        assert kind == "decision"
        return self.kept[-count:]


def test_a_replay_reads_the_days_that_were_asked_for(here: Site) -> None:
    log = Log(decided(maker()).data)
    day = datetime.date.fromisoformat(json.loads(log.kept[0].data)["time"][:10])
    later = day + datetime.timedelta(days=1)

    inside = here.desk.replayed(text(), log, day, day)
    outside = here.desk.replayed(text(), log, later, later)

    assert (inside.decisions, inside.asked, outside.decisions) == (1, 0, 0)


def test_similar_rulings_are_found_for_an_entry(here: Site) -> None:
    here.desk.propose(text(), ALICE)
    finding: Any = kinds.FindingRef("made@1", "A+earlier", "unclear", "yes", (), False)
    entry = parse_as(
        decided(maker(), clauses=(finding,), none_speaks=False, acts=()).data, kinds.Decision
    )

    (row,) = here.desk.similar(entry)

    assert (row["ruling"], row["reach"], row["state"]) == ("norway", "touches", "proposed")


def test_whatever_is_done_in_any_order_only_what_was_unclear_moves() -> None:
    run_state_machine_as_test(
        RulingMachine,
        settings=settings(
            max_examples=4, stateful_step_count=15, deadline=None, database=None,
            derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

    assert RulingMachine.wrong.total() == 0
    assert min(RulingMachine.done[each] for each in ("proposed", "adopted")) > 0
