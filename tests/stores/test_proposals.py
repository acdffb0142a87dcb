"""Changes that take two operators, on the disk: until one is confirmed, what was before counts."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countenance.callers import alter
from countenance.callers.registration import RegisteredFact, Registration
from countenance.errors import (
    CallerError,
    NotForYouError,
    OutdatedError,
    SecondPersonError,
    UnknownProposalError,
)
from countenance.review.people import Person, Role
from countenance.review.proposal import LASTS, Proposal, ProposalState
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.people import People
from countenance.stores.proposals import Proposals
from postgres import in_both  # noqa: F401 - each test runs on both databases
from review.made_cases import Clock

PIN = "ms-aoai-coc@2024-05-03"
OSLO = Registration("oslo", "", "Oslo police", (
    RegisteredFact("actor_kind", ("law_enforcement_agency",)),
    RegisteredFact("on_behalf_of", ("none",)),
    RegisteredFact("agency_country", ("NO",)),
    RegisteredFact("agency_type", ("municipal_police",)),
))  # fmt: skip


def private(registration: Registration) -> Registration:
    return alter.with_facts(
        registration, [RegisteredFact("actor_kind", ("private_entity",))],
        ["agency_country", "agency_type"],
    )  # fmt: skip


class Site:
    """A registry with one police force, and two operators."""

    def __init__(self, folder: Path, operators: int = 2) -> None:
        self.folder = folder
        self.clock = Clock()
        self.store = Proposals(folder, packaged_vocabulary(), self.clock)
        self.store.add(OSLO)
        with closing(People(folder, self.clock)) as people:
            names = ("kari", "liv")[:operators]
            self.people = [people.add(name, Role.OPERATOR)[0] for name in names]

    def propose(self, who: int = 0) -> Proposal:
        return self.store.propose("oslo", "changed", private, self.people[who])

    @property
    def kind(self) -> tuple[str, ...]:
        return self.store.registration("oslo").facts[0].values

    def entries(self, *kinds: str) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.folder)) as reader:
            found = [json.loads(stored.data) for stored in reader.entries()]
        return [each for each in found if each["kind"] in kinds]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.store.close()


def test_one_of_two_operators_does_not_relabel_a_police_force(here: Site) -> None:
    with pytest.raises(SecondPersonError, match="two operators") as caught:
        here.store.change("oslo", "changed", private)
    assert caught.value.names == ("actor_kind", "agency_country", "agency_type")

    waiting = here.propose()
    assert here.kind == ("law_enforcement_agency",)
    done = here.store.confirm(waiting.id, here.people[1])

    assert here.kind == ("private_entity",)
    assert done.state is ProposalState.CONFIRMED
    proposed, confirmed = here.entries("proposal")
    assert [each["person"] for each in (proposed, confirmed)] == [
        each.ref for each in here.people
    ]
    assert confirmed["prev"] == proposed["id"]
    assert [each["hands"] for each in here.entries("registration")] == ["one", "two"]


def test_what_is_not_sensitive_takes_one(here: Site) -> None:
    here.store.change("oslo", "changed", lambda one: alter.renamed(one, "Oslo politi"))

    assert here.entries("registration")[-1]["hands"] == "one"
    with pytest.raises(CallerError, match="takes no second operator"):
        here.store.propose(
            "oslo", "changed", lambda one: alter.renamed(one, "X"), here.people[0]
        )


@pytest.mark.parametrize("operators", [0, 1])
def test_where_there_are_fewer_the_entry_says_that_one_was_alone(
    tmp_path: Path, operators: int
) -> None:
    site = Site(tmp_path, operators)

    site.store.change("oslo", "pinned", lambda one: alter.pinned(one, PIN))

    assert site.entries("registration")[-1]["hands"] == "single-handed"
    site.store.close()


def test_a_gate_that_was_set_so_lets_nobody_be_alone(tmp_path: Path) -> None:
    site = Site(tmp_path, 1)
    site.store.note_settings({"people.second_person": '"required"'}, ())

    with pytest.raises(SecondPersonError):
        site.store.change("oslo", "pinned", lambda one: alter.pinned(one, PIN))
    waiting = site.propose()
    with pytest.raises(NotForYouError, match="is yours"):
        site.store.confirm(waiting.id, site.people[0])
    site.store.close()


def test_what_was_changed_or_replaced_since_is_not_confirmed(here: Site) -> None:
    waiting = here.propose()
    here.store.change("oslo", "changed", lambda one: alter.renamed(one, "Oslo politi"))
    with pytest.raises(OutdatedError, match="propose it anew"):
        here.store.confirm(waiting.id, here.people[1])

    again = here.propose()
    here.store.remove("oslo")
    with pytest.raises(CallerError):
        here.store.confirm(again.id, here.people[1])
    here.store.add(OSLO)
    with pytest.raises(OutdatedError, match="another one"):
        here.store.confirm(again.id, here.people[1])


def test_what_nobody_confirms_expires_and_what_is_refused_stays_so(here: Site) -> None:
    first = here.propose()
    here.store.refuse(first.id, here.people[1], "no letter is there")
    second = here.propose()
    assert here.store.proposals() == (second,)
    here.clock.now += LASTS

    assert here.store.proposals() == ()
    assert here.store.proposal(second.id).state is ProposalState.EXPIRED
    assert sorted(each.state.value for each in here.store.proposals(waiting=False)) == [
        "expired", "refused",
    ]  # fmt: skip
    for id_ in (first.id, second.id):
        with pytest.raises(OutdatedError, match="already"):
            here.store.confirm(id_, here.people[1])
    assert here.kind == ("law_enforcement_agency",)
    assert [each["change"] for each in here.entries("proposal")] == [
        "proposed", "refused", "proposed", "expired",
    ]  # fmt: skip
    told = json.dumps(here.entries("proposal"))
    assert "no letter" not in told
    assert "Oslo" not in told


def test_nothing_has_an_id_that_nobody_gave(here: Site) -> None:
    with pytest.raises(UnknownProposalError, match="change-0"):
        here.store.proposal("change-0")
    with pytest.raises(UnknownProposalError, match="change-0"):
        here.store.confirm("change-0", Person("p-x", Role.OPERATOR))
    with pytest.raises(CallerError, match="is so already"):
        here.store.propose("oslo", "changed", lambda one: one, here.people[0])
    with pytest.raises(CallerError, match="no caller is called"):
        here.store.propose("olso", "changed", private, here.people[0])
    assert msgspec.json.encode(here.store.proposals()) == b"[]"
