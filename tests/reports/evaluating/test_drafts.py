import msgspec

from countenance.reports.draft import Draft, Sentence
from countenance.reports.drafting.draft import draft
from countenance.reports.evaluating.cases import Fact
from countenance.reports.evaluating.drafts import DraftResult, evaluate_draft
from countenance.reports.recording import Span
from countenance.reports.transcript import Support
from reports.made import RECORDING, SPEAKERS, TRANSCRIPT

FACTS = (Fact("refusal", Span(8000, 9000)),)


def measured(made: Draft) -> DraftResult:
    return evaluate_draft(made, TRANSCRIPT, SPEAKERS, {}, FACTS)


def test_a_draft_of_the_drafter_says_only_what_was_said() -> None:
    made = draft(TRANSCRIPT, SPEAKERS, "traffic", {}, RECORDING)

    assert measured(made) == DraftResult(6, 1, 0, 0, 0, (), 0)


def test_what_a_draft_adds_or_loses_is_counted() -> None:
    made = draft(TRANSCRIPT, SPEAKERS, "traffic", {}, RECORDING)
    wrong = msgspec.structs.replace(
        made,
        sentences=(
            Sentence("d1", "The driver fled.", "ai", (Support("s9", 0, 0),), "B"),
            Sentence("d2", "The driver consented to a search.", "ai"),
        ),
        omissions=(),
    )
    bare = msgspec.structs.replace(TRANSCRIPT, unintelligible=())

    found = evaluate_draft(wrong, bare, SPEAKERS, {}, FACTS)

    assert (found.sentences, found.unsupported, found.invalid, found.framed) == (2, 2, 2, 2)
    assert found.lost == ("refusal",)
