from countenance.media.printed import Line


def test_a_line_shows_no_word_that_was_read() -> None:
    assert "Zyx" not in repr(Line("Officer Zyx", 900, 40))
