"""Who may be speaking, from turns and words alone."""

from countenance.reports.speech.voices import proposed_voices, voices_program
from countenance.reports.transcript import Segment
from reports.speech.made import said


def proposed(*segments: tuple[int, str]) -> str:
    made = [Segment(f"s{at}", "A", said(text, start)) for at, (start, text) in enumerate(segments)]
    return "".join(segment.voice for segment in proposed_voices(made))


def test_a_question_is_answered_by_somebody_else() -> None:
    assert proposed((0, "Any weapons?"), (2000, "Nothing."), (4000, "Where?"), (6000, "Work.")) == (
        "ABAB"
    )


def test_without_a_pause_the_same_person_goes_on() -> None:
    assert proposed((0, "Is that your car?"), (1250, "No idea whose.")) == "AA"


def test_the_radio_is_somebody_else() -> None:
    assert (
        proposed(
            (0, "Dispatch, show me on a traffic stop."),
            (5000, "Plate comes back to a Ford."),
            (8000, "Sir, turn the engine off."),
            (11_000, "I mailed the payment."),
        )
        == "ABAC"
    )


def test_nobody_is_proposed_for_nothing() -> None:
    assert proposed_voices([]) == ()
    assert voices_program().part == "speakers"
