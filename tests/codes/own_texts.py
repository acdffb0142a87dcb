"""Texts of a site's own codes, for the tests."""

__all__ = ["EXTRA", "TEXT", "texts"]

TEXT = """
code = "house-rules"
edition = "1"
title = "House rules"
publisher = "The house"
source = "https://house.example/rules"
retrieved = 2026-01-01

[in_force]
from = 2026-01-01

[[clause]]
id = "no-views"
verdict = "deny"
says = "No views of the house may be described."
section = "1"
text_basis = "verified"
when = { operation = ["scene_description"] }
way_on = "you may ask for something else"
"""

EXTRA = """
[[clause]]
id = "names"
verdict = "allow"
says = "The house allows names."
section = "2"
text_basis = "verified"
when = { operation = ["biometric_identification"] }
"""

_CASES = """
[[case]]
says = "a view is to be described"
clause = "no-views"
facts = { operation = "scene_description" }
verdicts = ["deny"]
"""


def texts(text: str = TEXT, cases: str = _CASES) -> dict[str, str]:
    """One code with one edition, and its cases, by where they lie."""
    return {"house-rules/1.toml": text, "house-rules/cases/1.toml": cases}
