"""What a walk is made of."""

from dataclasses import FrozenInstanceError, fields

import pytest

from countenance.dialects.reading import Limits
from countenance.gate.outcome import Visible
from countenance.gate.parts import Ports, WalkSettings
from house.source import PACKAGE


def test_a_walk_is_given_nothing_that_it_does_not_use() -> None:
    walk = (PACKAGE / "gate" / "walk.py").read_text(encoding="utf-8")

    assert [each.name for each in fields(Ports) if f"ports.{each.name}" not in walk] == []


def test_the_choices_of_the_operator_do_not_change_under_a_call() -> None:
    settings = WalkSettings("http://gate.example", Visible.NEEDED, Limits(), 30.0)

    with pytest.raises(FrozenInstanceError):
        settings.call_seconds = 1.0  # type: ignore[misc]  # that is the point
