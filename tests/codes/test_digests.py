"""The digest that a sign-off is bound to."""

import pytest

from codes.small import SHARED, TEXT, V, edition
from countenance.codes.load import load_edition


def digest(clause: str, text: str = TEXT, shared: str = SHARED) -> str:
    found = load_edition(text, shared, V, "test.toml").clause(clause)
    assert found is not None
    return found.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('operation = ["detect"]', 'operation = ["detect", "describe"]'),
        ('says = "Finding faces is fine."', 'says = "Finding faces is allowed."'),
        ('text_basis = "recalled"', 'text_basis = "interpretation"'),
    ],
)
def test_a_signature_lapses_when_the_clause_changes(old: str, new: str) -> None:
    assert digest("DETECT", TEXT.replace(old, new, 1)) != digest("DETECT")


def test_it_covers_the_terms_that_the_clause_uses() -> None:
    other = SHARED.replace('members = ["body"]', 'members = ["body", "fixed"]')

    assert digest("MOBILE", shared=other) != digest("MOBILE")


def test_it_does_not_change_with_another_clause() -> None:
    other = TEXT.replace('says = "Checking one face."', 'says = "Checking a face."')

    assert digest("DETECT", other) == digest("DETECT")
    assert len({clause.digest for clause in edition().clauses}) == 5
