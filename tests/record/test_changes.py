from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from callers.examples import STATION, police, private, rows
from countenance.callers import alter
from countenance.callers.registration import RegisteredFact, Registration, Span
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.record.canonical import parse
from countenance.record.changes import (
    UpstreamSeen,
    caller_ref,
    document,
    fact_ref,
    key_entry,
    registration_entry,
    settings_entry,
)
from countenance.record.entry import ChangeWord
from countenance.record.make import Prepared
from record.examples import maker


def entered(
    before: Registration | None, after: Registration | None, word: ChangeWord = "changed"
) -> tuple[dict[str, Any], Prepared]:
    made = registration_entry(maker(), word, before, after, "prev-1")
    return parse(made.data), made


def test_relabelling_the_police_as_private_is_in_plain_sight() -> None:
    before = police()
    after = alter.with_facts(before, rows(actor_kind="private_entity"))

    entry, _ = entered(before, after)

    (was,) = entry["before"]["facts"]
    (now,) = entry["after"]["facts"]
    assert entry["changed"] == ["facts"]
    assert (was["name"], was["values"]) == ("actor_kind", ["law_enforcement_agency"])
    assert now["values"] == ["private_entity"]
    assert entry["after"]["may_state"] is None


def test_what_is_added_is_said_whole() -> None:
    entry, _ = entered(None, police(), "added")

    assert entry["before"] is None
    assert {row["name"] for row in entry["after"]["facts"]} == {row.fact for row in police().facts}
    assert entry["after"]["may_state"] == ["consent", "timeliness"]
    assert entry["changed"] == ["facts", "may_state", "assets"]


def test_names_and_references_stand_in_it_only_as_commitments() -> None:
    entry, made = entered(None, police(), "added")

    assert b"Oslo" not in made.data
    assert b"station" not in made.data
    assert b"inventory" not in made.data
    opened = {opening.field: opening.value for opening in made.openings}
    assert opened["organisation"] == b"Oslo police"
    assert opened["reference.asset-0"] == b"inventory 7"
    assert opened["name.station"] == b"station"
    assert opened["document"] == document(police())
    assert set(entry["commit"]) == {"organisation", "reference.asset-0"}


def test_a_pin_that_is_taken_back_is_said_to_be_none() -> None:
    entry, _ = entered(replace(private(), pin="a@1"), private(), "unpinned")

    assert (entry["before"]["pin"], entry["after"]["pin"]) == ("a@1", "none")


def test_days_are_entered() -> None:
    fact = RegisteredFact("use_jurisdiction", ("NO",), "law", Span(ends=date(2027, 1, 2)))

    entry, _ = entered(private(), alter.with_facts(private(), [fact]))

    assert entry["after"]["facts"][0]["ends"] == "2027-01-02"
    assert "reference.use_jurisdiction" in entry["commit"]


@pytest.mark.parametrize(
    "after",
    [
        alter.pinned(private(), "a@1"),
        alter.with_code(private(), "a"),
        alter.accepted(private(), "x"),
        alter.with_asset(private(), STATION),
        alter.with_stated(private(), ["consent"]),
        alter.renamed(private(), "Acme Inc"),
        alter.with_facts(private(), rows(actor_kind="court")),
    ],
)
def test_every_change_is_named(after: Registration) -> None:
    entry, _ = entered(private(), after)

    assert len(entry["changed"]) == 1
    assert entry["prev"] == "prev-1"


def test_a_removed_caller_has_no_after() -> None:
    entry, _ = entered(private(), None, "removed")

    assert entry["after"] is None
    assert entry["document"] is None


def test_the_same_registration_has_the_same_document() -> None:
    one = replace(private(), may_state=frozenset({"consent", "timeliness", "purpose"}))
    two = replace(private(), may_state=frozenset({"purpose", "timeliness", "consent"}))

    assert document(one) == document(two)
    assert document(one) != document(private())


def test_a_key_is_entered_by_its_id_and_carries_commitments() -> None:
    made = key_entry(maker(), "made", police(), "ab12cd34ef", ["station"], "prev-1")

    entry = parse(made.data)
    assert (entry["key"], entry["change"]) == ("ab12cd34ef", "made")
    assert b"station" not in made.data
    assert len(entry["carries"]) == 1


def test_settings_are_named_but_not_told() -> None:
    upstream = UpstreamSeen("main", "openai", "openai_api", "https://secret.example/v1")

    made = settings_entry(maker(), {"gate.port": "8800"}, ["gate.port"], [upstream], None)

    entry = parse(made.data)
    assert entry["changed"] == ["gate.port"]
    assert entry["upstreams"][0]["service"] == "openai_api"
    assert b"secret.example" not in made.data
    assert b"8800" not in made.data


def test_evidence_and_callers_are_named_as_entries_name_them() -> None:
    piece = Evidence("timeliness", ("post",), Basis.ATTESTED, "attestation:ab", 900)

    assert fact_ref(piece).basis == "attested"
    assert fact_ref(piece).permille == 900
    assert caller_ref(replace(private(), key="k")).key == "k"


def test_a_city_with_a_space_in_its_name_is_written_with_a_hyphen() -> None:
    city = ("US-NY/New York City",)
    caller = alter.with_facts(private(), (RegisteredFact("use_locality", city),))

    entry, _ = entered(None, caller, "added")
    told = fact_ref(Evidence("use_locality", city, Basis.REGISTERED, "registration"))

    (row,) = [each for each in entry["after"]["facts"] if each["name"] == "use_locality"]
    assert row["values"] == ["US-NY/New-York-City"]
    assert told.values == ("US-NY/New-York-City",)
