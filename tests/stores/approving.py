"""What the board of the tests has said yes to, without a vote: for tests that are about other
things."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec

from countenance.review.capability import Capability, Needs
from countenance.review.motion import Kind, MotionState, Subject
from countenance.stores.database import connect, writing
from review.made_motions import opened

__all__ = ["YES", "approve"]

_LONG = 4_000_000_000_000

YES = (Capability(Needs.MATCHING, _LONG), Capability(Needs.GALLERY, _LONG))
"""Whatever a call may need, for everybody."""


def approve(folder: Path, given: Sequence[Capability] = YES) -> None:
    """Put motions that were adopted into the database of a folder; no entry tells of them."""
    with closing(connect(folder)) as database, writing(database):
        for number, each in enumerate(given):
            subject = Subject(Kind.CAPABILITY, each.digest, (), True, each)
            motion = replace(
                opened(subject), id=f"motion-made-{number}", state=MotionState.ADOPTED, counted=1
            )
            database.execute(
                "INSERT INTO motions VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (motion.id, motion.subject.kind.value, each.digest, motion.state.value, motion.due,
                 each.until, msgspec.json.encode(motion)),
            )  # fmt: skip
