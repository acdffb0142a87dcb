"""Two hearings of the same speech."""

from countenance.reports.speech.twice import heard_twice
from countenance.reports.transcript import UNCLEAR
from reports.speech.made import said


def test_words_that_both_have_are_as_sure_as_the_surer_of_them() -> None:
    found = heard_twice(said("I did not", 0, sure=600), said("I did not", 40, sure=800))

    assert [(word.text, word.sure) for word in found] == [("I", 800), ("did", 800), ("not", 800)]
    assert found[0].start == 40  # the surer hearing is taken, with its times


def test_words_that_differ_are_unclear_however_sure() -> None:
    found = heard_twice(
        said("do not consent to assert", 0, sure=990), said("do not consent to a search", 0)
    )

    assert [word.text for word in found if word.is_unclear] == ["assert"]
    assert max(word.sure for word in found if word.is_unclear) == UNCLEAR - 1


def test_a_number_in_words_and_in_digits_is_no_difference() -> None:
    found = heard_twice(said("at 52 miles", 0), said("at fifty two miles", 0, sure=300))

    assert [word.text for word in found] == ["at", "52", "miles"]
    assert not any(word.is_unclear for word in found)


def test_what_only_one_has_is_unclear() -> None:
    assert [word.sure for word in heard_twice([], said("warrants", 0))] == [UNCLEAR - 1]
    assert [word.sure for word in heard_twice(said("no", 0, sure=200), [])] == [200]
    assert heard_twice([], []) == []
