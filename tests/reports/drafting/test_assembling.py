from countenance.reports.draft import Sentence
from countenance.reports.drafting.assembling import (
    OF_THE_RADIO,
    Piece,
    assembled,
    brackets_for,
    left_out,
    told_by_fields,
)
from countenance.reports.program import Program
from countenance.reports.transcript import Support
from reports.made import RECORDING, SPEAKERS, TRANSCRIPT

DRAFTER = Program("drafter", "x", "1")


def test_pieces_are_told_in_the_order_of_time_and_numbered() -> None:
    pieces = [
        Piece(8000, Sentence("", "Later.", "ai", (Support("s4", 0, 6),)), asks=(OF_THE_RADIO,)),
        Piece(3000, Sentence("", "Sooner.", "ai", (Support("s2", 0, 5),)), gaps=("Dana",)),
    ]

    made = assembled(
        pieces, TRANSCRIPT, SPEAKERS, "other", {"place": "Elm Street"}, RECORDING, DRAFTER
    )

    assert [(each.id, each.text[:12]) for each in made.sentences] == [
        ("d1", "The place is"), ("d2", "From 00:00 t"), ("d3", "Sooner."), ("d4", "Later."),
        ("d5", "[unintelligi"),
    ]  # fmt: skip
    assert [(each.asks, each.after) for each in made.brackets[-2:]] == [
        ("what was heard as `Dana`, from the case file or a document", "d3"), (OF_THE_RADIO, "d4"),
    ]  # fmt: skip
    assert made.programs[-1] == DRAFTER


def test_every_kind_of_incident_asks_for_what_was_seen() -> None:
    kinds = [brackets_for(kind) for kind in ("traffic", "property", "service", "other")]

    assert len(set(kinds)) == len(kinds)
    assert all("what you saw, in your own words" in asks for asks in kinds)


def test_a_field_without_a_sentence_of_its_own_tells_nothing() -> None:
    assert list(told_by_fields({"badge": "417"}, RECORDING)) == []


def test_all_that_no_sentence_tells_is_left_out_by_name() -> None:
    assert [each.kind for each in left_out((), TRANSCRIPT, SPEAKERS)] == [
        "denial", "denial", "refusal", "other", "other",
    ]  # fmt: skip
