"""A board, and motions that several tests make."""

from typing import Any

from countenance.review.board import open_motion
from countenance.review.capability import Capability, Needs
from countenance.review.motion import BoardTerms, Kind, Motion, Subject
from countenance.review.people import Person, Role
from review.made_cases import HOUR

__all__ = [
    "ANNA",
    "BERIT",
    "BOARD",
    "CARL",
    "DINA",
    "KEEPER",
    "OLA",
    "TERMS",
    "YES_TO_ALL",
    "opened",
    "ruling",
]  # fmt: skip

TERMS = BoardTerms(quorum=3, answer=336 * HOUR, expedited=48 * HOUR)

ANNA = Person("p-anna", Role.BOARD)
BERIT = Person("p-berit", Role.BOARD)
CARL = Person("p-carl", Role.BOARD)
DINA = Person("p-dina", Role.BOARD, frozenset({"c-1"}))
"""Belongs to the caller c-1."""
OLA = Person("p-ola", Role.ETHICS)
KEEPER = Person("p-keeper", Role.OPERATOR)
BOARD = (ANNA, BERIT, CARL, DINA, OLA)

YES_TO_ALL = Capability(Needs.MATCHING, 2_000_000_000_000)


def ruling(*about: str, kind: Kind = Kind.RULING) -> Subject:
    """A motion about a ruling is about this."""
    return Subject(kind, "sha256:" + "aa" * 32, about, kind is Kind.RULING)


def opened(subject: Subject | None = None, now: int = 0, **more: Any) -> Motion:
    """A motion that was opened just now."""
    given: dict[str, Any] = {"who": ANNA, "board": BOARD, "terms": TERMS, "reason": "asked", **more}
    return open_motion("motion-1", subject or ruling(), now=now, **given).motion
