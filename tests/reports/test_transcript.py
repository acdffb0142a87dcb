import msgspec
import pytest

from countenance.reports.recording import Span
from countenance.reports.transcript import UNCLEAR, Support, Transcript, Word
from reports.made import TRANSCRIPT, said


def test_a_segment_tells_its_span_and_its_text() -> None:
    segment = said("s1", "A", 1000, "Are you okay?")

    assert segment.text == "Are you okay?"
    assert segment.span == Span(1000, 1580)


def test_a_word_is_unclear_below_the_threshold() -> None:
    assert Word("Reyes", 0, 1, UNCLEAR - 1).is_unclear
    assert not Word("Reyes", 0, 1, UNCLEAR).is_unclear


def test_a_support_finds_its_words() -> None:
    assert [word.text for word in TRANSCRIPT.words(Support("s2", 0, 1))] == ["No.", "I"]


@pytest.mark.parametrize("support", [Support("s2", 0, 6), Support("s2", 3, 2), Support("s9", 0, 0)])
def test_a_support_that_names_no_words_is_an_error(support: Support) -> None:
    with pytest.raises(KeyError):
        TRANSCRIPT.words(support)


def test_voices_stand_in_the_order_in_which_they_begin() -> None:
    assert list(TRANSCRIPT.voices()) == ["A", "B"]


def test_a_transcript_is_read_back_as_it_was_written() -> None:
    assert msgspec.json.decode(msgspec.json.encode(TRANSCRIPT), type=Transcript) == TRANSCRIPT


def test_a_probability_over_one_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="1000"):
        msgspec.convert({"text": "a", "start": 0, "end": 1, "sure": 1001}, Word)
