"""Captions: as sure as the transcript, and nothing that was said is markup."""

import re

from hypothesis import given
from hypothesis import strategies as st

from countenance.reports.out.captions import as_srt, as_vtt, cues_of
from countenance.reports.recording import Span
from countenance.reports.speakers import Speaker, Speakers
from countenance.reports.transcript import Transcript
from reports.made import RECORDING, SPEAKERS, TRANSCRIPT, said

HOSTILE = "<v Chief>--> </v>{\\an8}&amp;"
CUE = re.compile(r"^\d\d+:\d\d:\d\d[.,]\d{3} --> \d\d+:\d\d:\d\d[.,]\d{3}$")


def of(*segments: object) -> Transcript:
    return Transcript(RECORDING.samples_sha256, (), segments)  # type: ignore[arg-type]


def test_each_cue_says_who_speaks() -> None:
    told = as_vtt(cues_of(TRANSCRIPT, SPEAKERS))

    assert told.startswith("WEBVTT\n\n")
    assert "00:00:01.000 --> 00:00:02.380\n<v The officer>Do you know why I stopped you?" in told
    assert "<v The driver>I do not consent to a search." in told


def test_srt_numbers_its_cues_and_has_a_comma() -> None:
    told = as_srt(cues_of(TRANSCRIPT, SPEAKERS))

    assert told.startswith(
        "1\n00:00:01,000 --> 00:00:02,380\nThe officer: Do you know why I stopped you?\n\n2\n"
    )


def test_nobody_is_named_whom_no_person_has_named() -> None:
    told = as_vtt(cues_of(TRANSCRIPT))

    assert "<v Voice A>" in told
    assert "officer" not in told.lower()


def test_a_segment_that_was_moved_is_that_of_the_other_voice() -> None:
    moved = Speakers((*SPEAKERS.people, Speaker("C", "community", "the owner")), {"s2": "C"})

    assert "<v The owner>No. I did not do anything." in as_vtt(cues_of(TRANSCRIPT, moved))


def test_speech_without_words_and_silence_are_cues_in_their_place() -> None:
    cues = cues_of(TRANSCRIPT, SPEAKERS, RECORDING.muted)

    assert cues[0].says == "[no sound 00:00-00:01]"
    assert cues[-1].says == "[unintelligible 00:09-00:10]"
    assert "\n[unintelligible 00:09-00:10]\n" in as_vtt(cues)
    assert "\n[unintelligible 00:09-00:10]\n" in as_srt(cues)


def test_a_word_that_was_heard_unclearly_is_marked() -> None:
    cues = cues_of(of(said("s1", "A", 0, "maybe", sure=699)))

    assert "<c.unclear>maybe</c>" in as_vtt(cues)
    assert "::cue(.unclear)" in as_vtt(cues)
    assert "<u>maybe</u>" in as_srt(cues)


def test_long_speech_is_cut_into_cues_that_can_be_read() -> None:
    pause = said("s2", "A", 99_000, "after a pause")
    words = said("s1", "A", 0, "word " * 100).words + pause.words
    cues = cues_of(of(type(pause)("s1", "A", words)))

    assert len(cues) > 6
    assert [word for cue in cues for word in cue.words] == list(words)
    assert cues[-1].words == pause.words


def test_a_word_without_length_still_has_a_cue_that_ends_after_it_begins() -> None:
    cues = cues_of(Transcript(RECORDING.samples_sha256, (), (), (Span(50, 50),)))

    assert "00:00:00.050 --> 00:00:00.051" in as_vtt(cues)


def test_what_was_said_is_never_markup() -> None:
    cues = cues_of(of(said("s1", "A", 0, HOSTILE)))
    vtt, srt = as_vtt(cues), as_srt(cues)

    assert "&lt;v Chief&gt;--&gt; &lt;/v&gt;{\\an8}&amp;amp;" in vtt.replace("Voice A", "")
    assert "<v Chief>" not in vtt + srt
    assert "{\\an8}" not in srt
    assert srt.count("-->") == 1


def test_a_name_cannot_end_the_voice_tag_nor_a_note_begin_a_cue() -> None:
    named = Speakers((Speaker("A", "community", "x>y\n\n00:00:00.000 --> 00:00:09.000\nz"),))
    told = as_vtt(cues_of(of(said("s1", "A", 0, "yes")), named), note="a\n\n1 --> 2")

    assert "NOTE\na 1 --&gt; 2\n" in told
    assert "<v X&gt;y 00:00:00.000 --&gt; 00:00:09.000 z>yes" in told


@given(words=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8))
def test_every_cue_is_two_or_three_lines_whatever_was_said(words: list[str]) -> None:
    text = "".join(words)
    segment = said("s1", "A", 0, "x")
    segment = type(segment)("s1", "A", (type(segment.words[0])(text, 0, 10, 950),))
    cues = cues_of(of(segment))

    for told, above in ((as_vtt(cues), 2), (as_srt(cues), 0)):
        (block,) = told.removesuffix("\n").split("\n\n")[above:]
        _, times, shown = block.split("\n")
        assert CUE.match(times)
        assert "-->" not in shown
