"""Clauses as pages show them."""

from countenance.codes.own import NO_OWN_CODES
from countenance.console.views.atlas import Atlas
from countenance.console.views.clauses import (
    anchor_of,
    clause_told,
    finding_told,
    source_told,
)
from countenance.facts.known import Facts
from countenance.stores.packaged import edition, packaged_editions, packaged_vocabulary

V = packaged_vocabulary()
MAY = edition("ms-aoai-coc@2024-05-03")


def test_only_an_address_of_the_web_becomes_a_link() -> None:
    assert source_told("https://www.law.example/a").words == "law.example"
    assert source_told("javascript:alert(1)").address == ""
    assert source_told("Statutes of 2024, page 3").address == ""


def test_every_clause_has_its_source_and_how_well_it_is_known() -> None:
    for text in packaged_editions():
        told = [clause_told(text, clause, V) for clause in text.clauses]
        assert all(each.source.words and each.known for each in told)
        assert len({each.anchor for each in told}) == len(told)


def test_a_clause_with_readings_gives_unclear_and_names_them() -> None:
    told = clause_told(MAY, MAY.clauses[0], V)

    assert told.verdicts == ("unclear",)
    assert [each.name for each in told.readings] == [
        "older sentence", "reporter", "publisher's answer",
    ]  # fmt: skip
    assert told.readings[0].source is not None
    assert told.anchor == anchor_of(MAY.name, "AOAI-ID")


def test_a_text_that_nobody_established_is_unclear_until_it_is_signed_off() -> None:
    clause = MAY.clause("AOAI-USPD-REDACT")
    assert clause is not None

    told = clause_told(MAY, clause, V)

    assert (told.verdicts, told.once_signed, told.weak) == (("unclear",), "allow", True)


def test_a_finding_says_what_the_clause_gives_here() -> None:
    known = Facts.open(V).narrowed(
        {"service": "azure_openai", "operation": "emotion_recognition"}
    )
    found = Atlas(V, lambda: NO_OWN_CODES).decision(MAY.name, known).clauses

    told = [finding_told(each) for each in found]

    assert ("AOAI-EMO", ("deny",), True) in [(t.id, t.verdicts, t.applies) for t in told]
