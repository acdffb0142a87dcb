from countenance.reports.checking.scope import lower, met, places, scope
from reports.checking.asked import ground, judged

ON = ground(
    ("B", "I looked in. I think it was locked. It rained. I like rain."),
    ("C", "The van was locked."),
    ("B", "Yes."),
)
TEXT = "The tenant confirmed that the van was locked, and thought of rain. The neighbor left."


def test_a_part_goes_on_until_somebody_else_is_spoken_of() -> None:
    sentence = judged(TEXT, ON)
    told = scope(sentence, sentence.frames[0])

    assert next(" ".join(lower(sentence, (each,))) for each in told).startswith("the tenant")
    assert all("neighbor" not in " ".join(lower(sentence, (each,))) for each in told)


def test_a_part_is_looked_for_where_its_person_says_most_of_it() -> None:
    sentence = judged(TEXT, ON)

    (turn,) = places(sentence, sentence.frames[:1], ON)

    assert turn.voice == "B"
    assert turn.start == 0 or "locked" in " ".join(unit.text for unit in turn.units)


def test_sentences_beside_what_was_met_are_taken_with_it() -> None:
    sentence = judged(TEXT, ON)
    (turn,) = places(sentence, sentence.frames[:1], ON)

    texts = [unit.text for unit in met(sentence, sentence.frames[:1], turn)]

    assert texts == ["I looked in.", "I think it was locked.", "It rained."]


def test_what_nobody_said_is_nowhere() -> None:
    sentence = judged("The tenant confirmed the murder.", ON)

    assert places(sentence, sentence.frames[:1], ON) == ()
