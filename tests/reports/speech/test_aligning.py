"""What was said beside what was heard."""

from hypothesis import given
from hypothesis import strategies as st

from countenance.reports.speech.aligning import aligned
from countenance.reports.speech.truth import Turn
from reports.speech.made import said

WORDS = st.lists(st.sampled_from(["stop", "no", "yes", "go", "car"]), min_size=1, max_size=8)


def turn(text: str, start: float = 1.0) -> Turn:
    return Turn("officer", start, start + 2, text)


def test_words_that_are_wrong_missing_and_made_up_are_told_apart() -> None:
    pairs = aligned([turn("Step out of the car")], said("step out uh the cart", 1000))

    assert [(pair.said, pair.heard_as) for pair in pairs] == [
        ("step", "step"), ("out", "out"), ("of", "uh"), ("the", "the"), ("car", "cart"),
    ]  # fmt: skip
    made_up = aligned([turn("Stop")], said("please stop", 1000))
    assert [(pair.said, pair.heard_as, pair.place) for pair in made_up] == [
        (None, "please", -1), ("stop", "stop", 0),
    ]  # fmt: skip


def test_a_long_recording_is_compared_in_stretches() -> None:
    turns = [turn("stop now", 100.0 * at) for at in range(1, 12)]
    words = [word for each in turns for word in said("stop now", round(each.start * 1000))]

    pairs = aligned(turns, words)

    assert len(pairs) == 22
    assert all(pair.is_right for pair in pairs)
    assert [pair.turn for pair in pairs[::2]] == list(range(11))


@given(WORDS, WORDS)
def test_each_word_stands_once_on_its_side(one: list[str], two: list[str]) -> None:
    pairs = aligned([turn(" ".join(one))], said(" ".join(two), 1000))

    assert [pair.said for pair in pairs if pair.said] == one
    assert [pair.heard_as for pair in pairs if pair.heard_as] == two
    errors = sum(not pair.is_right for pair in pairs)
    assert abs(len(one) - len(two)) <= errors <= max(len(one), len(two))
