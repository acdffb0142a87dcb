"""Editions read from text, with errors that say where."""

import pytest

from codes.small import SHARED, TEXT, V, edition
from countenance.codes.load import load_edition
from countenance.codes.model import TextBasis, Verdict
from countenance.errors import CodeError


def test_an_edition_is_read_with_its_clauses_in_order() -> None:
    read = edition()

    assert read.name == "test-code@1"
    assert [clause.id for clause in read.clauses] == [
        "MOBILE", "VERIFY", "VERIFY-FIXED", "DETECT", "LATER",
    ]  # fmt: skip


def test_a_template_brings_its_words_and_terms_and_keeps_what_is_said_here() -> None:
    mobile = edition().clause("MOBILE")

    assert mobile is not None
    assert mobile.verdict is Verdict.DENY
    assert mobile.text_basis is TextBasis.PRESS_QUOTE
    assert "mobile-camera" in edition().terms


def test_a_clause_with_readings_has_no_verdict_of_its_own() -> None:
    verify = edition().clause("VERIFY")

    assert verify is not None
    assert verify.verdict is None
    assert [reading.name for reading in verify.readings] == ["strict", "mild"]


def test_the_words_that_a_document_has_to_carry_are_kept_letter_by_letter() -> None:
    said = TEXT.replace('section = "4"', 'section = "4"\nwording = "It  was Made by a machine."', 1)

    clauses = load_edition(said, SHARED, V, "test.toml").clauses

    assert [each.wording for each in clauses if each.wording] == ["It  was Made by a machine."]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('camera = ["fixed"] }\n\n[[clause]]\nid = "DETECT"', 'kamera = ["fixed"] }\n\n[[clause]]\nid = "DETECT"', "did you mean `camera`"),  # noqa: E501
        ('operation = ["detect"]', 'operation = ["detekt"]', "did you mean `detect`"),
        ('text_basis = "recalled"', 'text_basis = "recaled"', "did you mean `recalled`"),
        ('exception_to = "VERIFY"', 'exception_to = "VERIFI"', "did you mean `VERIFY`"),
        ('use = "mobile"', 'use = "mobil"', "did you mean `mobile`"),
        ('id = "DETECT"', 'id = "LATER"', "LATER"),
        ('id = "DETECT"', 'id = "DETECT+1"', "stands between a clause and a ruling"),
        ('verdict = "deny"\nsays = "From', 'verdict = "denied"\nsays = "From', "deny"),
        ('name = "mild"', 'name = "strict"', "strict"),
        ('says = "Finding faces is fine."\n', "", "says"),
        ('section = "4"', 'sektion = "4"', "sektion"),
    ],
)
def test_what_is_wrong_is_named_with_its_clause(old: str, new: str, said: str) -> None:
    assert old in TEXT

    with pytest.raises(CodeError) as caught:
        load_edition(TEXT.replace(old, new, 1), SHARED, V, "test.toml")
    assert "test.toml" in str(caught.value)
    assert said in str(caught.value)


def test_an_unknown_term_is_named_with_the_nearest() -> None:
    shared = SHARED.replace("term:mobile-camera", "term:mobil-camera")

    with pytest.raises(CodeError, match="did you mean `term:mobile-camera`"):
        load_edition(TEXT, shared, V, "test.toml")
