"""Decisions of a real gate made again from their entries, and what another edition would say."""

import random
from collections.abc import Iterator

import msgspec
import pytest

from countenance.gate.replaying import Replay, Same
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import edition, packaged_editions, packaged_vocabulary
from gate.running import PIN, Running, face, running, view

PROMPTS = (
    "Describe this picture.", "Who is this?", "Is this the same person as in the last picture?",
    "How many people are in the picture?", "What emotion does she show?", "Cover the faces.",
)  # fmt: skip


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gate that has decided calls of every kind."""
    with running(tmp_path_factory.mktemp("replayed")) as one:
        keys = [
            one.caller("acme", "actor_kind=private_entity", "provider_approval=none"),
            one.caller("unsaid", "actor_kind=private_entity"),
            one.caller(
                "oslo", "actor_kind=law_enforcement_agency", "agency_country=NO", "--pin", PIN,
            ),
            one.caller(
                "sheriff", "actor_kind=law_enforcement_agency", "agency_country=US",
                "use_locality=US-CA/San Francisco",
            ),
            one.caller(
                "virginia", "actor_kind=law_enforcement_agency", "agency_type=municipal_police",
                "agency_country=US", "use_jurisdiction=US-VA",
            ),
            one.caller(
                "vermont", "actor_kind=law_enforcement_agency", "agency_country=US",
                "use_jurisdiction=US-VT",
            ),
        ]  # fmt: skip
        chance = random.Random(26)
        for key in keys:
            one.ask(key, "Hello")
            for prompt in (*chance.sample(PROMPTS[:1] + PROMPTS[2:], 2), PROMPTS[1]):
                one.ask(key, prompt, chance.choice([face(), view()]))
        yield one


def decisions(gate: Running) -> list[kinds.Decision]:
    reader = DatabaseReader(gate.folder)
    found = [parse_as(each.data, kinds.Decision) for each in reader.newest(999, "decision")]
    reader.close()
    assert len(found) == 24
    return found


def replay() -> Replay:
    return Replay(packaged_editions(), packaged_vocabulary(), frozenset())


def test_every_decision_comes_out_as_it_did(gate: Running) -> None:
    again = replay()

    found = [(entry, again.again(entry)) for entry in decisions(gate)]

    assert {each.same for _, each in found} == {Same.SAME}
    for entry, each in found:
        assert each.verdicts == entry.verdicts
        assert each.clauses == tuple(f"{c.edition} {c.clause}" for c in entry.clauses)
    assert len({entry.verdicts for entry, _ in found}) > 2


def test_a_verdict_that_was_tampered_with_is_found(gate: Running) -> None:
    entry = next(each for each in decisions(gate) if each.verdicts != ("deny",))
    forged = msgspec.structs.replace(entry, verdicts=("deny",))

    assert replay().again(forged).same is Same.OTHER


def test_what_cannot_be_made_again_says_why(gate: Running) -> None:
    entry = next(each for each in decisions(gate) if each.acts)
    gone = kinds.EditionRef("my-code@1", pinned=False)
    code = msgspec.structs.replace(entry.code, editions=(gone,))
    cut = kinds.More("acts", 2, "x" * 43)
    fact = msgspec.structs.replace(entry.facts[0], name="phase_of_the_moon")
    act = msgspec.structs.replace(entry.acts[0], label="juggle")

    for changed, same in (
        ({"code": code}, Same.NOT_HERE),
        ({"more": (cut,)}, Same.CUT),
        ({"facts": (fact,)}, Same.UNREADABLE),
        ({"acts": (act,)}, Same.UNREADABLE),
    ):
        again = replay().again(msgspec.structs.replace(entry, **changed))
        assert (again.same, again.verdicts) == (same, ())


def test_other_texts_are_not_taken_for_another_decision(gate: Running) -> None:
    entry = next(each for each in decisions(gate) if each.verdicts != ("deny",))
    code = msgspec.structs.replace(entry.code, compiled="sha256:" + "0" * 64)
    other = msgspec.structs.replace(entry, code=code, verdicts=("deny",))

    assert replay().again(other).same is Same.OTHER_TEXTS


def test_another_edition_stands_in_for_that_of_its_code(gate: Running) -> None:
    pinned = [each for each in decisions(gate) if any(ref.pinned for ref in each.code.editions)]
    first = edition("ms-aoai-coc@2023")

    found = [replay().again(entry, first) for entry in pinned]

    assert len(found) == 4
    assert all(each.verdicts for each in found)
    named = {clause.split(" ")[0] for each in found for clause in each.clauses}
    assert "ms-aoai-coc@2023" in named
    assert PIN not in named
