"""Rulings in words."""

from dataclasses import replace
from datetime import date
from typing import Any

from countenance.cli.ruling_words import effect_lines, replay_lines, ruling_lines
from countenance.gate.people.ruling_view import view_of_ruling
from countenance.review.rulings import effect
from countenance.stores.packaged import packaged_vocabulary
from review.made_rulings import EDITION, proposal, ruling

VIEW: dict[str, Any] = {
    **view_of_ruling(replace(proposal(), cites="so", says="and so"), date(2026, 6, 1)),
    "effect": {"moved": [{"old": "unclear", "new": "allow", "situations": 1200}]},
}


def test_an_effect_names_what_moves_beside_what_and_why_not() -> None:
    found = effect(EDITION, ruling(), packaged_vocabulary())

    lines = effect_lines(ruling(), found, "it harms", ("station",))

    assert lines[0] == "made@1 A read as `mild` · everywhere"
    assert f"  unclear → allow: {found.settled:,}" in lines
    assert lines[-3:] == ["  beside: station", f"  {ruling().digest}",
                          "may not be adopted: it harms"]  # fmt: skip


def test_a_ruling_says_how_it_stands_and_why_it_lapsed() -> None:
    lines = ruling_lines({**VIEW, "lapsed": "gone", "motion": "motion-1"}, "carol")

    assert lines[0] == "in-public · proposed · does not count today"
    assert "  moves: unclear → allow 1,200" in lines
    assert "  lapsed: gone" in lines
    silent = {**VIEW["effect"], "silent_on_biometric_acts": 12}
    said = ruling_lines({**VIEW, "effect": silent}, "carol")
    assert "  leaves 12 about a biometric act without any word: such calls are held" in said
    assert "  motion: motion-1" in lines
    assert any("reads “so”: and so" in each for each in lines)


def test_a_replay_says_how_many_calls_would_change() -> None:
    told = {"decisions": 9, "asked": 5, "left_out": 1, "from": "a", "until": "b",
            "changed": [{"calls": 3}]}  # fmt: skip

    first, second = replay_lines(told, "station")

    assert first == "decisions from a to b: 9, under this edition: 5"
    assert second == "3 would come out otherwise by `station` · 1 could not be made again"
