from typing import get_args

from countenance.console.views import report_words as words
from countenance.reports.draft import FlagKind, MustAppear, Origin
from countenance.reports.report import How, State
from countenance.reports.steps import Change
from countenance.stores.reports import EXPUNGED


def test_everything_that_a_report_says_has_words_on_its_page() -> None:
    assert set(words.STATES) == {*get_args(State), EXPUNGED}
    assert set(words.ORIGINS) == set(get_args(Origin))
    assert set(words.DOUBTS) == set(get_args(FlagKind))
    assert set(words.KINDS) == {*get_args(MustAppear), "other"}
    assert set(words.HOWS) == set(get_args(How))
    assert set(words.STEPS) == {each.value for each in Change}
