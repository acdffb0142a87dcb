"""A motion in words."""

from typing import Any

import pytest

from countenance.cli.motion_words import about, clock, say_motion, whom

ROW: dict[str, Any] = {
    "id": "motion-1", "about": "ruling", "subject": "sha256:aa", "capability": None,
    "state": "adopted", "due": "2026-11-22T10:15:30.123Z", "seconds_left": None,
    "late_seconds": 7, "expedited": True, "voted": 3, "voters": 4, "quorum": 3, "yes": 2, "no": 1,
}  # fmt: skip


def test_what_it_is_about() -> None:
    wanted = {"needs": "gallery", "caller": "c-1", "what": "facelists/x", "until": "2027-01-01T"}

    assert about(ROW, {}) == "ruling sha256:aa"
    assert about({**ROW, "capability": wanted}, {"c-1": "acme"}) == (
        "gallery facelists/x for acme until 2027-01-01"
    )
    assert whom({"caller": None}, {}) == "everybody"


@pytest.mark.parametrize(
    ("left", "late", "told"),
    [
        (None, 7, "2026-11-22T10:15 (7 seconds late)"),
        (None, 0, "2026-11-22T10:15"),
        (3 * 86_400, 0, "2026-11-22T10:15 (3 days left)"),
        (7300, 0, "2026-11-22T10:15 (2 hours left)"),
    ],
)
def test_how_much_time_there_is_or_was(left: int | None, late: int, told: str) -> None:
    assert clock({**ROW, "seconds_left": left, "late_seconds": late}) == told


def test_a_motion_is_told_with_names(capsys: pytest.CaptureFixture[str]) -> None:
    seat = {"person": "p-1", "ethics": True, "recused": False, "vote": "sealed"}
    view = {
        **ROW, "by": "p-1", "concerns": ["c-1", "c-2"], "vetoed_by": "p-1",
        "members": [seat, {"person": "p-2", "ethics": False, "recused": True, "vote": None}],
        "history": [{"time": "2026-11-22T10:15:30.123Z", "what": "counted", "person": None,
                     "reason": None}],
    }  # fmt: skip

    say_motion(view, {"c-1": "acme"}, {"p-1": "ola"})

    out = capsys.readouterr().out
    for words in ("expedited", "2 yes, 1 no", "vetoed by  ", "ola (ethics): sealed",
                  "p-2: takes no part", "counted by the gate", "3 of 4, 3 have to",
                  "concerns  ", "acme, c-2; people of theirs take no part"):  # fmt: skip
        assert words in out
