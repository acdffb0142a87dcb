"""How callers stand: counted from the record, changed by people."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callers.examples import VOCABULARY, private
from countenance.callers.registration import Registration
from countenance.callers.standing import Rules, Standing, Step, Threshold
from countenance.errors import CallerError, RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import parse
from countenance.record.changes import caller_ref
from countenance.record.make import Maker, Prepared
from countenance.stores import standings
from countenance.stores.database import Database, writing
from countenance.stores.log import DatabaseLog, DatabaseReader
from countenance.stores.registry import Registry, RegistryReader
from countenance.stores.standings import Standings
from postgres import in_both  # noqa: F401 - each promise is kept in both
from record.examples import decided, digest

NOON = 1_795_348_800_000_000_000
HOUR = 3600 * 1_000_000_000
RULES = Rules(Threshold(2, 24), Threshold(4, 168), Threshold(6, 720))
AUTOMATIC = Rules(Threshold(2, 24), Threshold(4, 168), Threshold(6, 720), automatic=True)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        self.now += 1_000_000
        return self.now


@dataclass
class Site:
    """A folder with one caller, its log, and its standings."""

    folder: Path
    clock: Clock
    log: DatabaseLog
    caller: Registration
    key: str
    standings: Standings

    def refuse(self, clause: str = "a", **changed: Any) -> Standing | None:
        """One refusal under a clause of `code@1`, counted."""
        index = self.append(refusal(self.caller, clause, self.clock, **changed))
        return self.standings.refused(self.caller, index)

    def append(self, prepared: Prepared) -> int:
        return self.log.append_now(prepared.data, prepared.openings)

    def steps(self) -> list[tuple[str, str, str | None]]:
        """The steps that were entered."""
        with closing(DatabaseReader(self.folder)) as reader:
            found = [parse(stored.data) for stored in reader.newest(1000, "standing")]
        return [(entry["change"], entry["by"], entry["clause"]) for entry in found]


def refusal(
    caller: Registration, clause: str, clock: Callable[[], int], **changed: Any
) -> Prepared:
    finding = kinds.FindingRef("code@1", clause, "deny", "yes", (), False)
    given: dict[str, Any] = {
        "caller": caller_ref(caller), "outcome": "refuse", "row": 2, "reason": "denied",
        "clauses": [finding], "none_speaks": False, "verdicts": ("deny",), **changed,
    }  # fmt: skip
    return decided(Maker(clock, os.urandom), **given)


def site(folder: Path, rules: Rules = RULES) -> Site:
    clock = Clock()
    with closing(Registry(folder, VOCABULARY, clock)) as registry:
        caller = registry.add(private())
        key = registry.new_key("acme", "first").text
    return Site(
        folder, clock, DatabaseLog(folder), caller, key, Standings(folder, rules, clock)
    )


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    made = site(tmp_path)
    yield made
    made.standings.close()
    made.log.close()


def test_notice_then_review_each_with_one_entry(here: Site) -> None:
    stands = [here.refuse() for _ in range(6)]

    assert [each and each.step for each in stands] == [
        None, Step.NOTICED, Step.NOTICED, Step.REVIEW, Step.REVIEW, Step.REVIEW,
    ]  # fmt: skip
    assert here.steps() == [("noticed", "gate", "code@1#a"), ("review", "gate", "code@1#a")]
    (row,) = here.standings.offenders()
    assert (row.caller, row.step, row.refusals, row.hours, row.now) == (
        "acme", Step.REVIEW, 4, 168, 6,
    )  # fmt: skip


def test_clauses_and_callers_count_apart(here: Site) -> None:
    with closing(Registry(here.folder, VOCABULARY, here.clock)) as registry:
        other = registry.add(Registration("other", "", "Other", private().facts))

    assert here.refuse("a") is None
    assert here.refuse("b") is None
    index = here.append(refusal(other, "a", here.clock))
    assert here.standings.refused(other, index) is None
    assert here.standings.offenders() == ()


def test_a_notice_lapses_and_may_be_given_again(tmp_path: Path) -> None:
    here = site(tmp_path, Rules(Threshold(2, 24), Threshold(0, 1)))
    here.refuse()
    here.refuse()
    here.clock.now += 25 * HOUR

    assert here.standings.offenders() == ()
    assert here.refuse() is None
    again = here.refuse()

    assert again == Standing(Step.NOTICED, "code@1#a", 2, 24)
    assert [change for change, _, _ in here.steps()] == ["noticed", "noticed"]


def test_a_review_waits_for_a_person(here: Site) -> None:
    for _ in range(4):
        here.refuse()
    here.clock.now += 3000 * HOUR

    (row,) = here.standings.offenders()

    assert (row.step, row.now) == (Step.REVIEW, 0)


def test_what_was_closed_does_not_count_again(here: Site) -> None:
    for _ in range(4):
        here.refuse()

    here.standings.settle("acme", "a faulty client")

    assert here.standings.offenders() == ()
    assert here.refuse() is None
    assert here.steps()[-1] == ("closed", "person", None)


def test_the_gate_suspends_by_itself_only_where_the_operator_said_so(tmp_path: Path) -> None:
    by_hand, by_itself = site(tmp_path / "one"), site(tmp_path / "two", AUTOMATIC)

    for each in (by_hand, by_itself):
        for _ in range(8):
            each.refuse()

    assert suspended(by_hand) is None
    assert suspended(by_itself) is not None
    assert by_itself.steps()[-1] == ("suspended", "gate", "code@1#a")
    assert [change for change, _, _ in by_itself.steps()].count("suspended") == 1


def suspended(where: Site) -> int | None:
    with closing(RegistryReader(where.folder)) as reader:
        assert reader.caller_for_key(where.key) is not None
        return reader.suspension(where.caller.ref)


def test_a_person_suspends_and_lifts_and_a_running_gate_knows_at_once(here: Site) -> None:
    with closing(RegistryReader(here.folder)) as gate:
        assert gate.caller_for_key(here.key) is not None
        assert gate.suspension(here.caller.ref) is None

        entry = here.standings.suspend("acme", "asked for names")
        assert gate.caller_for_key(here.key) is not None
        assert gate.suspension(here.caller.ref) == entry

        here.standings.lift("acme", "talked to them")
        assert gate.suspension(here.caller.ref) is None
    assert [(change, by) for change, by, _ in here.steps()] == [
        ("suspended", "person"), ("lifted", "person"),
    ]  # fmt: skip


def test_a_suspended_caller_goes_no_further_and_is_cleared_when_lifted(here: Site) -> None:
    for _ in range(3):
        here.refuse()
    here.standings.suspend("acme", "asked for names")

    under_way = here.refuse()

    assert under_way is not None
    assert under_way.step is Step.SUSPENDED
    here.standings.lift("acme", "talked to them")
    assert here.refuse() is None
    assert here.standings.offenders() == ()


def test_everything_stands_after_a_restart(tmp_path: Path) -> None:
    first = site(tmp_path)
    for _ in range(3):
        first.refuse()
    first.standings.close()
    first.log.close()

    clock = Clock()
    clock.now = first.clock.now
    log, standings = DatabaseLog(tmp_path), Standings(tmp_path, RULES, clock)
    again = Site(tmp_path, clock, log, first.caller, first.key, standings)

    found = again.refuse()
    assert found is not None
    assert (found.step, found.refusals) == (Step.REVIEW, 4)
    standings.close()
    log.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda each: each.lift("acme", "why"), "is not suspended"),
        (lambda each: each.settle("acme", "why"), "at no step"),
        (lambda each: each.suspend("amce", "why"), "did you mean `acme`?"),
        (lambda each: each.suspend("acme", "  "), "a reason is needed"),
        (lambda each: [each.suspend("acme", "why") for _ in range(2)], "suspended already"),
        (lambda each: (each.suspend("acme", "why"), each.settle("acme", "why")), "callers lift"),
    ],
)
def test_what_a_person_cannot_mean_is_refused(
    here: Site, change: Callable[[Standings], object], said: str
) -> None:
    with pytest.raises(CallerError, match=said.replace("?", r"\?")):
        change(here.standings)


def entered(here: Site, word: str, number: int) -> Prepared:
    """An entry of this kind about the caller."""
    maker, ref = Maker(here.clock, os.urandom), caller_ref(here.caller)
    refused: dict[str, dict[str, Any]] = {
        "denied": {},
        "fact-missing": {"reason": "fact-missing", "row": 5},
        "obligation": {"reason": "obligation-not-accepted"},
        "hold": {"outcome": "hold", "reason": "review-required"},
        "what-if": {"what_if": True},
    }
    if word in refused:
        return refusal(here.caller, "a", here.clock, **refused[word])
    match word:
        case "pass":
            return decided(maker, caller=ref)
        case "unreadable":
            return maker.unreadable(
                caller=ref, clause="unreadable", status=400, size=9, digest=digest("x")
            )
        case "failure":
            return maker.failure("inspection", "DetectorError", caller=ref)
        case _:
            return maker.outcome(f"d-{number}", "withheld")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["denied", "fact-missing", "obligation", "hold", "pass", "what-if",
    "unreadable", "failure", "outcome"]), max_size=12))  # fmt: skip
def test_only_calls_that_were_decided_and_denied_count(made: list[str]) -> None:
    """A failure of the gate, or a call that cannot be read, is never an offence."""
    with TemporaryDirectory() as folder:
        here = site(Path(folder), Rules(Threshold(1, 24), Threshold(0, 1)))
        for number, word in enumerate(made):
            here.append(entered(here, word, number))

        counted = here.standings._count(here.caller.ref, "code@1#a", 24)
        here.standings.close()
        here.log.close()

    assert counted == made.count("denied")


def test_what_cannot_be_counted_is_an_error_of_the_record(here: Site) -> None:
    here.standings.close()

    with pytest.raises(RecordError):
        here.standings.refused(here.caller, 0)


def test_what_a_person_closed_while_a_refusal_waited_for_its_turn_leads_to_no_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = site(tmp_path)
    for _ in range(3):
        here.refuse()
    closes = [lambda: Standings(tmp_path, RULES, here.clock).settle("acme", "talked to them")]

    @contextmanager
    def turn(connection: Database, where: str) -> Iterator[None]:
        if closes:
            closes.pop()()
        with writing(connection, where):
            yield

    with monkeypatch.context() as patched:
        patched.setattr(standings, "writing", turn)
        assert here.refuse() is None

    assert [step for step, _, _ in here.steps()] == ["noticed", "closed"]
    here.standings.close()
    here.log.close()
