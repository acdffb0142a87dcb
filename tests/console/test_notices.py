"""What a page says after something was done."""

from countenance.console.notices import NOTICES, notice_of


def test_only_words_of_ours_are_said() -> None:
    assert notice_of("signed-out") == NOTICES["signed-out"]
    assert notice_of("You have won") is None
    assert notice_of(None) is None
