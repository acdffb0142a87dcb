"""A small code for tests: terms, readings, an exception, a weak text, dates."""

from countenance.codes.load import load_edition
from countenance.codes.model import Edition
from facts.small import small

__all__ = ["SHARED", "TEXT", "V", "edition"]

V = small()

SHARED = """
[[template]]
id = "mobile"
verdict = "deny"
says = "No naming on a mobile camera while it records."
when = { operation = ["identify"], camera = ["term:mobile-camera"], live = ["true"] }

[[template.term]]
id = "mobile-camera"
fact = "camera"
question = "which cameras are mobile?"
members = ["body"]
by_interpretation = ["dash"]

[template.term.contested]
drone = "is a drone a mobile camera?"
"""

TEXT = """
code = "test-code"
edition = "1"
title = "A code for tests"
publisher = "Nobody"
source = "https://code.example"
retrieved = 2026-01-01

[in_force]
from = 2024-01-01
until = { earliest = 2025-01-01, latest = 2025-02-01 }

[[clause]]
id = "MOBILE"
use = "mobile"
section = "1"
text_basis = "press_quote"

[[clause]]
id = "VERIFY"
says = "Checking one face."
section = "2"
text_basis = "press_quote"
question = "is checking allowed?"
when = { operation = ["verify"] }

[[clause.reading]]
name = "strict"
says = "It is barred."
verdict = "deny"
text_basis = "press_quote"
source = "https://a.example"

[[clause.reading]]
name = "mild"
says = "It is not named."
verdict = "silent"
text_basis = "press_quote"
source = "https://b.example"

[[clause]]
id = "VERIFY-FIXED"
verdict = "allow"
says = "With a fixed camera it is fine."
section = "3"
text_basis = "verified"
exception_to = "VERIFY"
when = { camera = ["fixed"] }

[[clause]]
id = "DETECT"
verdict = "allow"
says = "Finding faces is fine."
section = "4"
text_basis = "recalled"
when = { operation = ["detect"] }

[[clause]]
id = "LATER"
verdict = "deny"
says = "From June on nobody describes live pictures."
section = "5"
text_basis = "verified"
from = 2024-06-01
when = { operation = ["describe"], live = ["true"] }
unless = { camera = ["fixed"] }
"""


def edition(text: str = TEXT) -> Edition:
    """The edition that a text defines."""
    return load_edition(text, SHARED, V, "test.toml")
