from dataclasses import replace
from datetime import date

import pytest

from callers.examples import police
from countenance.callers.registration import RegisteredFact, Span
from countenance.cli.caller_view import show_caller, view
from countenance.stores.registry import KeyRow

KEY = KeyRow("ab12cd34ef", "first", "wxyz", ("station",), "2026-11-22T10:00:00.000Z", None)


def test_everything_registered_is_shown_to_programs() -> None:
    shown = view(police(), [KEY])

    assert shown["assets"][0]["name"] == "station"  # type: ignore[index]  # a list of objects
    assert shown["keys"][0]["carries"] == ["station"]  # type: ignore[index]  # a list of objects


def test_days_are_shown_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    dated = RegisteredFact("use_jurisdiction", ("NO",), "law", Span(ends=date(2027, 1, 2)))
    caller = replace(police(), facts=(*police().facts, dated))

    show_caller(caller, [KEY], None, as_json=False)

    text = capsys.readouterr().out
    assert "..2027-01-02" in text
    assert "always" in text
    assert "wxyz" in text
    assert "capture_device=fixed_cctv environment=controlled" in text
