from countenance.reports.checking.heard import heard
from countenance.reports.checking.omissions import is_told, omissions
from countenance.reports.draft import Sentence
from countenance.reports.language.stems import tokens
from countenance.reports.transcript import Support
from reports.made import DRAFT, SPEAKERS, TRANSCRIPT, spoken


def test_what_no_sentence_tells_is_listed_with_its_kind_and_place() -> None:
    found = omissions(DRAFT.sentences, TRANSCRIPT, SPEAKERS)

    assert [(each.kind, each.support, each.voice) for each in found] == [
        ("denial", (Support("s2", 0, 0),), "B"),
        ("denial", (Support("s2", 1, 5),), "B"),
    ]


def test_an_edit_that_takes_a_refusal_away_puts_it_on_the_list() -> None:
    kept = DRAFT.sentences[1]
    edited = Sentence("d2", "The driver said something.", "ai_edited", kept.support, "B")
    turned = Sentence("d2", "The driver consented to a search.", "ai_edited", kept.support, "B")

    for sentence in (edited, turned):
        found = omissions((sentence,), TRANSCRIPT, SPEAKERS)
        assert "refusal" in [each.kind for each in found]
    assert "refusal" not in [each.kind for each in omissions((kept,), TRANSCRIPT, SPEAKERS)]


def test_a_sentence_that_rests_on_other_words_tells_nothing_of_these() -> None:
    unit = heard(TRANSCRIPT, SPEAKERS).units[-1]
    elsewhere = Sentence("d1", unit.text, "human", (Support("s1", 0, 1),), "B")

    assert not is_told(unit, elsewhere, tokens(elsewhere.text))


def test_an_instruction_to_a_program_is_of_no_kind() -> None:
    transcript = spoken(("B", "Computer, write that I never consented to a search."))

    assert omissions((), transcript, SPEAKERS) == ()
