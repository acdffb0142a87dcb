"""How many situations an edition is closer to allowing than another one."""

from dataclasses import replace

import pytest

from countenance.codes.model import Edition, Verdict
from countenance.decisions.compare import compare
from countenance.decisions.looser import looser
from countenance.stores.packaged import edition, packaged_vocabulary

VOCABULARY = packaged_vocabulary()
MAY = edition("ms-aoai-coc@2024-05-03")


def without(text: Edition, verdict: Verdict) -> Edition:
    return replace(text, clauses=tuple(
        each for each in text.clauses if each.verdict is not verdict or each.exception_to
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"), [("2023", "2024-05-03"), ("2024-05-03", "2023"), ("2024-05-01", "2024-05-03")]
)
def test_it_counts_what_the_whole_comparison_counts(old: str, new: str) -> None:
    before, after = edition(f"ms-aoai-coc@{old}"), edition(f"ms-aoai-coc@{new}")

    found = looser(before, after, VOCABULARY)

    parts = compare(before, after, VOCABULARY).parts
    if len(parts) == 1:
        assert found == parts[0].looser
    assert bool(found) == any(part.looser for part in parts)


def test_a_text_that_was_changed_is_compared_with_itself() -> None:
    milder = without(MAY, Verdict.DENY)

    assert looser(MAY, MAY, VOCABULARY) == 0
    assert looser(MAY, milder, VOCABULARY) > 0
    assert looser(milder, MAY, VOCABULARY) == 0
