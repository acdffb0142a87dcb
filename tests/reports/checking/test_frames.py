from countenance.reports.checking.frames import frames, quotations, without_frame
from reports.checking.asked import ground

PEOPLE = ground(("A", "Hello."), ("B", "Hello.")).people


def test_the_time_at_the_beginning_is_no_word_of_the_sentence() -> None:
    text = "At 00:08 (02:41:38 on the camera's clock) the tenant spoke."

    assert without_frame(text) == "the tenant spoke."


def test_quotations_are_held_apart_with_who_said_them() -> None:
    found = quotations('Officer Lund asked, "Why?" and the tenant replied, "No."', PEOPLE)

    assert [(each.text, each.voices) for each in found] == [
        ("Why?", frozenset("A")), ("No.", frozenset("B")),
    ]  # fmt: skip


def test_words_in_quotation_marks_are_in_no_frame() -> None:
    found, parts = frames('The tenant said: "It was blue."', PEOPLE)

    assert "blue" not in [token.lower for token in found]
    assert len(parts) == 1
