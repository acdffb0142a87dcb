import pytest

from countenance.errors import ReportError
from countenance.reports.language.tables import packaged, parse_words, words


def test_the_words_that_come_along_are_read() -> None:
    assert words().irregular["said"] == "say"
    assert "the" in words().empty
    assert "not" in words().forward


def test_a_key_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ReportError, match="`similar`"):
        parse_words('similar = "x"\n[empty]\nwords="a"\n[alike]\ngroups=["a b"]\n'
                    '[negative]\nforward="not"\nwhole="nobody"\nidioms=["no problem"]')  # fmt: skip


def test_a_file_of_the_room_is_read_by_its_name() -> None:
    assert packaged("drafting/brackets.toml").has("every")
