import msgspec
import pytest

from countenance.errors import ReviewError
from countenance.reports import steps
from countenance.reports.differences import differences
from countenance.reports.draft import Sentence
from reports.acting import OFFICER, TERMS, drafted
from reports.made import DRAFT
from reports.made_report import AT


def test_two_drafts_are_compared_sentence_by_sentence() -> None:
    first, second = DRAFT.sentences
    other = msgspec.structs.replace(second, text="The driver refused a search.")
    more = Sentence("d3", "The driver said nothing else.", "ai", second.support)
    again = msgspec.structs.replace(DRAFT, sentences=(first, other, more))
    report = steps.generate(drafted(), OFFICER, again, AT, TERMS).report

    found = differences(report, 1, 2)
    back = differences(report, 2, 1)

    assert [each.what for each in found] == ["same", "changed", "only-second"]
    assert (found[1].first, found[1].second) == (second.text, other.text)
    assert [each.what for each in back] == ["same", "changed", "only-first"]


def test_a_generation_that_is_not_there_is_said() -> None:
    with pytest.raises(ReviewError, match="generations 1 to 1; not 2"):
        differences(drafted(), 1, 2)
