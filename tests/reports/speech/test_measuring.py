"""How well speech was written down, for each role apart."""

from countenance.reports.recording import Span
from countenance.reports.speech.measuring import measured, together
from countenance.reports.speech.truth import Turn
from countenance.reports.transcript import Segment, Transcript
from reports.speech.made import said

SHA = "sha256:" + "0" * 64
TURNS = (
    Turn("officer", 1.0, 3.0, "Do you have any weapons"),
    Turn("driver", 4.0, 6.0, "no I have nothing here"),
    Turn("driver", 8.0, 9.0, "hello"),
)


def transcript(*segments: Segment, lost: tuple[Span, ...] = ()) -> Transcript:
    return Transcript(SHA, (), segments, lost)


HEARD = transcript(
    Segment("s1", "A", said("Do you have any weapons", 1200, 360)),
    Segment("s2", "B", (*said("no I have something", 4000, 400), *said("here", 5600, 400, 500))),
    lost=(Span(8000, 8500), Span(9500, 9900)),
)


def test_errors_are_told_by_the_role_of_who_spoke() -> None:
    found = measured(HEARD, TURNS, 10_000)

    assert (found.roles["officer"].words, found.roles["officer"].errors) == (5, 0)
    assert (found.roles["driver"].words, found.roles["driver"].errors) == (6, 2)
    assert found.word_errors == 2 / 11


def test_speech_is_under_words_or_a_mark_or_lost() -> None:
    found = measured(HEARD, TURNS, 10_000)
    driver = found.roles["driver"]

    assert (driver.speech, driver.worded, driver.marked, driver.lost) == (3000, 2000, 500, 500)
    assert (found.marked, found.marked_outside, found.quiet) == (900, 400, 5000)


def test_starts_unclear_words_and_letters_are_counted() -> None:
    found = measured(HEARD, TURNS, 10_000)

    assert found.starts == [200, 0]
    assert found.median_start == 200
    assert (found.heard, found.wrong, found.unclear, found.unclear_wrong) == (10, 1, 1, 0)
    assert found.voiced == found.voiced_right == 3800


def test_a_letter_is_one_speaker_and_a_speaker_one_letter() -> None:
    """Parting one speaker into two is no better than putting two together."""
    turns = (Turn("a", 0, 4, "x"), Turn("b", 4, 6, "x"), Turn("a", 6, 9, "x"))
    words = [said("x", 0, 4000), said("x", 4000, 2000), said("x", 6000, 3000)]

    def matched(letters: str) -> tuple[int, int, int]:
        segments = [Segment(f"s{at}", letters[at], words[at]) for at in range(3)]
        found = measured(transcript(*segments), turns, 9000)
        return found.voiced_matched, found.voiced_right, found.letters

    assert matched("ABA") == (9000, 9000, 2)
    assert matched("ABC") == (6000, 9000, 3)
    assert matched("AAA") == (7000, 7000, 1)
    assert measured(transcript(), turns, 9000).voiced_matched == 0


def test_several_clips_add_up() -> None:
    once = measured(HEARD, TURNS, 10_000)

    twice = together([once, measured(HEARD, TURNS, 10_000)])

    assert twice.all_roles.words == 22
    assert twice.word_errors == once.word_errors
    assert twice.starts == once.starts * 2
    assert together([]).median_start is None


def test_nothing_heard_is_everything_lost() -> None:
    found = measured(transcript(), TURNS, 10_000)

    assert found.word_errors == 1.0
    assert found.all_roles.lost == found.all_roles.speech == 5000
