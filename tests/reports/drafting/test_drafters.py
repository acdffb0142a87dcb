import json

from countenance.reports.checking.check import checker
from countenance.reports.checking.meaning import installed
from countenance.reports.draft import Sentence
from countenance.reports.drafting.drafters import ByModel, Extractive
from countenance.reports.drafting.model import Model
from reports.drafting.answering import Answering
from reports.made import RECORDING, SPEAKERS, TRANSCRIPT


def test_a_draft_by_rules_comes_with_its_check() -> None:
    made = Extractive().draft(TRANSCRIPT, SPEAKERS, RECORDING, "traffic", {})

    assert made.flags == ()
    assert made.programs[-1] == checker(installed())
    assert made.omissions == ()


def test_a_draft_by_a_model_is_checked_by_rules() -> None:
    said = {"text": "The driver consented to a search.", "support": ["s4"]}
    drafter = ByModel(Model("m"), Answering(json.dumps({"sentences": [said]})))

    made = drafter.draft(TRANSCRIPT, SPEAKERS, RECORDING, "traffic", {})

    assert "negation" in {flag.kind for flag in made.flags}
    assert "refusal" in {each.kind for each in made.omissions}


def test_an_edited_sentence_is_checked_alone() -> None:
    sentence = Sentence("d1", "The driver had plate 7KLM421.", "human")

    flags = Extractive().check(sentence, TRANSCRIPT, SPEAKERS)

    assert {flag.sentence for flag in flags} == {"d1"}
    typed = Extractive().check(sentence, TRANSCRIPT, SPEAKERS, {"plate": "7KLM421"})
    assert "number" not in {flag.kind for flag in typed}
    assert Extractive().omissions((), TRANSCRIPT, SPEAKERS)
