"""What the board decided that reaches one caller."""

from typing import Any

from msgspec.structs import replace

from countenance.record import entry as kinds
from countenance.record.figures.board import Board
from record.examples import CALLER, maker
from record.figures.test_related import MOTION, RULING, made


def of(*steps: tuple[type[Any], dict[str, Any], dict[str, Any]]) -> tuple[Board, list[int]]:
    """A board, and the places of what reaches the caller."""
    board, making = Board(CALLER.ref), maker()
    found = [
        at
        for at, (kind, given, changed) in enumerate(steps)
        if board.add(at, made(making, kind, given, **changed))
    ]
    return board, found


def test_a_motion_reaches_whom_it_is_for_or_concerns() -> None:
    wanted = MOTION["capability"]
    ballot = {"motion": "m-1", "person": "p-1"}

    _, found = of(
        (kinds.MotionStep, MOTION, {}),
        (kinds.MotionStep, MOTION, {"motion": "m-2", "capability": replace(wanted, ref=None)}),
        (kinds.MotionStep, MOTION, {"motion": "m-3", "capability": replace(wanted, ref="c-2")}),
        (kinds.MotionStep, MOTION, {"motion": "m-4", "capability": None}),
        (kinds.MotionStep, MOTION, {"motion": "m-5", "capability": replace(wanted, ref="c-2"),
                                    "concerns": (CALLER.ref,)}),
        (kinds.BallotCast, ballot, {}),
        (kinds.BallotCast, ballot, {"motion": "m-3"}),
        (kinds.RulingChange, RULING, {}),
    )  # fmt: skip

    assert found == [0, 1, 3, 4, 5, 7]


def test_what_is_over_does_not_stand() -> None:
    board, _ = of(
        (kinds.MotionStep, MOTION, {}),
        (kinds.RulingChange, RULING, {}),
        (kinds.MotionStep, MOTION, {"motion": "m-2"}),
        (kinds.MotionStep, MOTION, {"motion": "m-2", "change": "vetoed", "state": "vetoed"}),
        (kinds.RulingChange, RULING, {"digest": "other", "state": "refused", "change": "refused"}),
        (kinds.MotionStep, MOTION, {"change": "counted", "state": "adopted"}),
    )

    assert board.standing() == (0, 1, 5)
