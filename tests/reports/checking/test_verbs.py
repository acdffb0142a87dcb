from countenance.reports.checking.verbs import tables
from countenance.reports.language.stems import stem


def test_verbs_of_speech_have_a_kind() -> None:
    verbs = tables().verbs

    assert verbs[stem("stated")] == "say"
    assert verbs[stem("inquired")] == "ask"
    assert verbs[stem("apologized")] == "apologize"
    assert stem("not") not in verbs
    assert stem("handcuffed") not in verbs


def test_an_apology_needs_words_for_it() -> None:
    assert stem("sorry") in tables().evidence["apologize"]
