"""The words that the check of answers knows."""

import re

from countenance.evidence import answer_words as words


def test_lists_are_in_lower_case() -> None:
    for each in (
        words.ORDINARY,
        words.CALENDAR,
        words.ACRONYMS,
        words.PERSON_VERBS,
        words.PARTICLES,
        words.GERMAN_MARKS,
        words.GERMAN_MEASURES,
        words.SHADES,
    ):
        assert each
        assert all(word == word.casefold() for word in each)


def test_common_names_are_no_ordinary_words() -> None:
    names = "anna john mary peter rose grace mark brown white green black hunter rob will jack"

    assert not (words.ORDINARY - {"will"}).intersection(names.split())


def test_every_cue_can_be_compiled_and_has_a_name_of_its_own() -> None:
    names = [name for name, _ in words.CASELESS_CUES]

    assert len(set(names)) == len(names)
    for _, cue in words.CASELESS_CUES:
        assert re.compile(cue).search("") is None


def test_patterns_match_what_they_say() -> None:
    assert re.search(words.COPULAS, "the man is probably ")
    assert not re.search(words.COPULAS, "the man wears ")
    assert re.search(words.REFUSALS, "I can't say", re.IGNORECASE)
    assert "V1kt0r".translate(words.LEET) == "Viktor"
    assert re.search(words.GERMAN_NAMING, "der Mann heißt ")
    assert re.search(words.SHADED, "Hair: ", re.IGNORECASE)
