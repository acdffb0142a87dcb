"""Pictures of counts: as tall as the numbers, with a pattern for each word and a table behind."""

import re

from countenance.cli.telling.charts import beside, key, over_time, patterns
from countenance.record.figures.stats import OUTCOMES

ROWS = {"2026-11-01": {"pass": 8, "refuse": 2}, "2026-11-02": {}, "2026-11-03": {"pass": 5}}


def test_bars_are_as_tall_as_their_numbers() -> None:
    drawn = over_time("Calls by day", ("pass", "refuse"), ROWS).partition("<details>")[0]
    picture = drawn.partition('<div class="wide"')[2]

    heights = [
        float(high) for high in re.findall(r'height="([\d.]+)" fill="url\(#p-', picture)
    ]

    assert len(heights) == 3
    assert [round(each / heights[0] * 8) for each in heights] == [8, 2, 5]


def test_every_word_has_a_pattern_of_its_own() -> None:
    made = patterns()
    drawn = re.findall(r'<pattern id="p-(\w+)".*?/>(.*?)</pattern>', made)

    assert tuple(word for word, _ in drawn) == OUTCOMES
    assert len({how for _, how in drawn}) == len(OUTCOMES)


def test_the_figures_of_a_picture_stand_behind_it() -> None:
    made = over_time("Calls by day", ("pass", "refuse"), ROWS)

    behind = made.partition("<details>")[2]
    assert re.findall(r'<td class="n">(\d+)</td>', behind) == [*"8", *"2", "10", *"000", *"505"]


def test_names_are_escaped_and_shortened() -> None:
    made = beside("By clause", ("pass",), {"<b>" + "x" * 60: {"pass": 1}})

    assert "<b>" not in made
    assert "…" in made


def test_nothing_is_drawn_of_nothing() -> None:
    assert "p-pass" not in over_time("Calls", ("pass",), {}).partition("<svg viewBox=\"0 0 720")[2]
    assert "hold" in key(("hold",))


def test_the_scale_has_round_numbers_for_any_height() -> None:
    for top in (1, 3, 9, 47, 1234, 98_765_432):
        made = over_time("Calls", ("pass",), {"a": {"pass": top}}).partition("<details>")[0]
        numbers = [int(one) for one in re.findall(r'text-anchor="end">(\d+)<', made)]
        assert 2 <= len(numbers) <= 7, top
        assert numbers[-1] <= top < numbers[-1] + max(numbers[1], 1) + 1
