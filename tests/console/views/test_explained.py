"""Why a call came out as it did, in plain words."""

from typing import Any

import msgspec
import pytest

from countenance.codes.own import NO_OWN_CODES
from countenance.console.views.asked import asked_in
from countenance.console.views.atlas import Atlas
from countenance.console.views.explained import Explained, explained
from countenance.console.views.maps import map_view
from countenance.console.views.papers import Paper, Trust
from countenance.record import entry as kinds
from countenance.record.make import Prepared
from countenance.stores.packaged import packaged_vocabulary
from record.examples import CALLER, decided, maker

ATLAS = Atlas(packaged_vocabulary(), lambda: NO_OWN_CODES)
MAY = "ms-aoai-coc@2024-05-03"
READINGS: Any = (
    ("older-sentence", ("deny",)), ("reporter", ("silent",)), ("publishers-answer", ("unclear",)),
)  # fmt: skip


def told(made: Prepared, index: int | None = 7) -> Explained:
    return explained(Paper(index, msgspec.json.decode(made.data), None, Trust.SAID), ATLAS)


def answered(**fields: Any) -> Explained:
    return explained(Paper(fields.get("entry"), None, fields, Trust.SAID), ATLAS)


def refused(**more: Any) -> Prepared:
    facts = [
        kinds.FactRef("service", ("azure_openai",), "registered", "upstream", 1000),
        kinds.FactRef("agency_country", ("US",), "registered", "registration", 1000),
        kinds.FactRef("actor_kind", ("law_enforcement_agency",), "registered", "key", 1000),
        kinds.FactRef("capture_device", ("body_worn",), "attested", "attestation", 1000),
    ]
    clauses = (kinds.FindingRef(MAY, "AOAI-USPD", "deny", "yes", (), weak=False),)
    act = kinds.Act("identify", 1000, ("deny",), {"operation": ("biometric_identification",)})
    given: dict[str, Any] = {
        "facts": facts, "acts": [act], "clauses": clauses, "none_speaks": False, "row": 2,
        "verdicts": ("deny",), "outcome": "refuse", "reason": "denied", **more,
    }  # fmt: skip
    return decided(**given)


def test_a_refusal_names_the_clause_its_source_and_what_could_be_done() -> None:
    found = told(refused())

    assert found.outcome == "refuse"
    assert found.why == ("A clause forbids everything that the call may have asked for.",)
    assert found.to_do[0] == (
        "You may ask for the faces to be covered, or for a description that names nobody."
    )
    assert "only another edition" in found.to_do[1]
    (clause,) = found.clauses
    assert (clause.id, clause.verdicts, clause.known) == ("AOAI-USPD", ("deny",), "press quotation")
    assert found.deciding == (MAY, "AOAI-USPD")


def test_every_fact_says_how_it_is_known() -> None:
    how = {fact.name: (fact.how, fact.values) for fact in told(refused()).facts}

    assert how["agency country"] == ("registered by the operator", "United States (US)")
    assert how["capture device"] == (
        "stated by the caller, with its signature", "body worn",
    )  # fmt: skip


def test_the_map_of_what_was_known_has_the_cell_of_the_act() -> None:
    query = told(refused()).map_query

    words = [tuple(each.split("=", 1)) for each in query.split("&")]
    asked = asked_in(words, ATLAS.library, ATLAS.vocabulary)  # type: ignore[arg-type]  # pairs
    assert asked is not None
    shown = map_view(asked, ATLAS)
    assert shown.cell is not None
    assert "deny" in shown.cell.sides[0].verdicts


def test_a_hold_tells_what_each_reading_gives() -> None:
    clause = kinds.FindingRef(MAY, "AOAI-ID", "unclear", "yes", READINGS, weak=False)

    found = told(
        refused(clauses=(clause,), outcome="hold", reason="review-required", row=6,
                verdicts=("unclear",), missing=["timeliness"])
    )  # fmt: skip

    readings = [(each.name, each.verdicts) for each in found.clauses[0].readings]
    assert readings == [
        ("older sentence", ("deny",)), ("reporter", ("silent",)),
        ("publisher's answer", ("unclear",)),
    ]  # fmt: skip
    assert found.missing[0][0] == "timeliness"
    assert any("Sending the call again changes nothing" in each for each in found.to_do)


def test_a_text_that_is_not_at_hand_is_named() -> None:
    clause = kinds.FindingRef("my-code@1", "faces", "deny", "yes", (), weak=False)

    found = told(refused(clauses=(clause,)))

    assert found.unknown == ("my-code@1 faces",)
    assert found.map_query == ""


def test_a_fact_that_is_asked_for_is_told_as_its_question() -> None:
    found = told(refused(outcome="refuse", reason="fact-missing", row=5, question="timeliness"))

    assert found.why[-1].endswith("How long after the capture is the comparison made?")
    assert "attestation" in found.to_do[-1]


def test_silence_is_told_as_silence() -> None:
    found = told(decided(outcome="hold", reason="review-required", row=6))

    assert "No clause of any code speaks about it. Silence is not permission." in found.why


def test_a_call_that_could_not_be_read_says_what_to_mend() -> None:
    made = maker().unreadable(
        caller=CALLER, clause="too-large", status=413, size=1, digest=bytes(32)
    )

    found = told(made)

    assert (found.outcome, found.to_do) == ("refuse", ("Send less.",))
    assert found.clauses == ()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"decision": "refuse", "clause": "15", "edition": "ms-enterprise-ai-coc@4.0"}, "deny"),
        ({"decision": "hold", "clause": "ms-enterprise-ai-coc@4.0#15"}, "unclear"),
    ],
)
def test_an_answer_leads_to_the_clause_that_it_names(fields: dict[str, str], says: str) -> None:
    found = answered(entry=3, **fields)

    assert [each.id for each in found.clauses] == ["15"]
    assert found.clauses[0].verdicts == (says,)
    assert found.index == 3


def test_an_answer_with_a_reason_of_the_gate_says_what_to_do() -> None:
    found = answered(decision="refuse", clause="fact-missing", fact="timeliness", question="?")

    assert found.why[-1].endswith("How long after the capture is the comparison made?")
    assert found.to_do == ("Answer the question in an attestation, and send the call again.",)


@pytest.mark.parametrize("fields", [{}, {"decision": "<b>", "clause": 7, "edition": ["x"]}])
def test_words_that_are_none_of_ours_are_not_repeated(fields: dict[str, Any]) -> None:
    found = answered(**fields)

    assert found.outcome == "refuse"
    assert "<b>" not in repr(found)
