"""The days of editions: in words, and on a line."""

from datetime import date

import pytest

from countenance.codes.model import DateSpan
from countenance.codes.timeline import day_words, in_force_words, spans, timeline
from countenance.stores.packaged import editions_of

DAY, LATER = date(2024, 5, 1), date(2024, 5, 3)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (DateSpan(), ("not known", "further notice")),
        (DateSpan(DAY, DAY), ("2024-05-01", "further notice")),
        (DateSpan(DAY, LATER, LATER, LATER), ("2024-05-01 to 2024-05-03", "2024-05-03")),
        (DateSpan(None, DAY), ("by 2024-05-01", "further notice")),
        (DateSpan(DAY, None), ("2024-05-01 or later", "further notice")),
    ],
)
def test_a_day_that_is_not_established_is_told_as_an_interval(
    span: DateSpan, told: tuple[str, str]
) -> None:
    assert spans(span) == told


def test_every_edition_has_a_line_and_every_bar_lies_on_it() -> None:
    editions = editions_of("ms-aoai-coc")

    shown = timeline(editions, TODAY)

    assert [line.edition for line in shown.lines] == list(editions)
    bars = [bar for line in shown.lines for bar in line.bars]
    assert all(0 <= bar.begins < bar.ends <= 1 for bar in bars)
    assert 0 < shown.today < 1
    assert [year for year, _ in shown.years] == [2023, 2024, 2025, 2026, 2027]


def test_the_days_of_a_change_that_are_not_established_are_not_sure() -> None:
    (first, *_) = editions_of("ms-aoai-coc")

    (line,) = timeline([first], TODAY).lines

    assert [bar.sure for bar in line.bars] == [False, True]
    assert line.bars[0].ends == line.bars[1].begins


def test_a_day_that_is_not_established_is_told_in_a_sentence() -> None:
    span = DateSpan(DAY, LATER, LATER, LATER)

    assert in_force_words(span) == ("a day between 2024-05-01 and 2024-05-03", "2024-05-03")
    assert day_words("further notice") == "further notice"
