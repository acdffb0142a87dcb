from countenance.console.views.report_view import (
    heard,
    next_letters,
    pieces,
    stages,
    voices,
)
from countenance.reports.open_items import Terms
from countenance.reports.out.told import told
from reports.acting import begun, drafted, settled


def test_the_stages_say_what_is_done_and_what_comes_next() -> None:
    assert [each.stands for each in stages(begun(), Terms())] == ["now"] + ["later"] * 6
    assert [each.stands for each in stages(begun(), Terms(account_first=False))][:3] == [
        "now", "done", "later",
    ]  # fmt: skip
    assert next(e.id for e in stages(drafted(), Terms()) if e.stands == "now") == "settle"
    assert next(e.id for e in stages(settled(), Terms()) if e.stands == "now") == "sign"


def test_a_gap_stands_in_the_text_until_it_is_settled() -> None:
    first, *rest = pieces(told(drafted()))

    assert first.gap is not None
    assert first.gap.bracket.id == "b1"
    assert [piece.line.sentence.id for piece in rest if piece.line] == ["d1", "d2"]
    assert [doubt.flag.id for piece in rest for doubt in piece.doubts] == ["f1"]
    assert all(piece.gap is None for piece in pieces(told(settled())))


def test_what_was_heard_has_speech_without_words_in_its_place() -> None:
    cues = heard(drafted())

    assert [cue.says for cue in cues if not cue.words] == [
        "[no sound 00:00-00:01]", "[unintelligible 00:09-00:10]",
    ]  # fmt: skip
    assert heard(begun()) == ()


def test_each_voice_has_what_it_says_first_and_who_it_is() -> None:
    first, second = voices(drafted())

    assert (first.letter, second.letter) == ("A", "B")
    assert first.person is not None
    assert first.person.called == "the officer"
    assert [word.text for word in second.first[0].words][:2] == ["No.", "I"]
    assert next_letters((first, second)) == ("C", "D")
    assert voices(begun()) == ()
