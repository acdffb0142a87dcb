"""The terms of held calls, as the settings say them."""

import pytest

from countenance.errors import SettingsError
from countenance.gate.settings.review import ReviewSettings, terms_of
from countenance.gate.settings.settings import parse_settings


def test_two_persons_agree_about_whatever_is_biometric() -> None:
    terms = terms_of(ReviewSettings(), biometric=True)

    assert terms.persons == 2
    assert terms_of(ReviewSettings(), biometric=False).persons == 1
    assert terms_of(ReviewSettings(two_persons="every"), biometric=False).persons == 2


def test_spans_are_milliseconds() -> None:
    told = parse_settings(
        "[review]\nlease_minutes = 1\nanswer_hours = 2\nappeal_days = 3\nallow_hours = 4\n", {}
    ).review

    terms = terms_of(told, biometric=False)

    assert (terms.lease, terms.answer) == (60_000, 7_200_000)
    assert (terms.appeal, terms.longest) == (259_200_000, 14_400_000)


@pytest.mark.parametrize(
    "line", ['two_persons = "never"', "lease_minutes = 0", "answer_hours = -1", "appeal_day = 1"]
)
def test_what_cannot_be_meant_is_refused(line: str) -> None:
    with pytest.raises(SettingsError, match="review|appeal_day"):
        parse_settings(f"[review]\n{line}\n", {})
