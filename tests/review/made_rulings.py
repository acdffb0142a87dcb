"""Rulings for tests: on a made code whose one clause is read in two ways."""

import datetime
from typing import Any

from countenance.codes.load import load_edition
from countenance.review.docket import Docket, Found, set_digest
from countenance.review.people import Person, Role
from countenance.review.rulings import Ruling
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["ALICE", "AUDITOR", "BOB", "CODE", "EDITION", "NOBODY_COUNTS", "found", "proposal",
           "ruling"]  # fmt: skip

CODE = """
code = "made"
edition = "1"
title = "Made"
publisher = "Nobody"
source = "https://made.example"
retrieved = 2026-01-01

[in_force]
from = 2026-01-01

[[clause]]
id = "A"
says = "Naming somebody is another matter in public."
section = "1"
text_basis = "verified"
question = "Is it?"
when = { operation = ["biometric_identification"], environment = ["uncontrolled"] }

[[clause.reading]]
name = "strict"
says = "Never."
verdict = "deny"
text_basis = "verified"
source = "https://made.example"

[[clause.reading]]
name = "mild"
says = "Always."
verdict = "allow"
text_basis = "verified"
source = "https://made.example"

[[clause]]
id = "B"
verdict = "deny"
says = "Nobody watches from a drone."
section = "2"
text_basis = "verified"
when = { operation = ["biometric_identification"], capture_device = ["drone"] }
"""
EDITION = load_edition(CODE, "", packaged_vocabulary(), "made.toml")
ALICE = Person("r-alice", Role.SENIOR)
BOB = Person("r-bob", Role.SENIOR)
AUDITOR = Person("r-eve", Role.AUDITOR)
NOBODY_COUNTS = set_digest(())


def found(checked: str = NOBODY_COUNTS, effect: str = "{}") -> Found:
    """What a check found."""
    return Found(clause_digest="aa", gives="allow", checked=checked, effect=effect, cases="")


def ruling(**changed: Any) -> Ruling:
    """A ruling on the made code."""
    given: dict[str, Any] = {
        "id": "in-public", "edition": EDITION.name, "clause": "A", "reading": "mild", "scope": {},
        "begins": datetime.date(2026, 1, 1), "ends": datetime.date(2027, 1, 1),
        "cites": "in public", "says": "it is no other matter", **changed,
    }  # fmt: skip
    return Ruling(**given)


def proposal(**changed: Any) -> Docket:
    """The same, proposed."""
    one = ruling(**changed)
    return Docket(
        id=one.id, digest=one.digest, text=f"id = {one.id}", edition=one.edition,
        clause=one.clause, reading=one.reading, begins=one.begins.isoformat(),
        ends=None if one.ends is None else one.ends.isoformat(), clause_digest="aa",
        by=ALICE.ref, proposed=0, checked=NOBODY_COUNTS, effect="{}", cases="",
    )  # fmt: skip
