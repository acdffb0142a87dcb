"""The reference evaluator, on situations that were worked out by hand."""

import pytest

from codes.small import V, edition
from countenance.codes.model import Verdict
from countenance.decisions.reference import reference_verdict


def verdict(
    operation: str, camera: str, live: str, signed: frozenset[str] = frozenset()
) -> Verdict:
    values = {"operation": operation, "camera": camera, "live": live, "signed": "true"}
    situation = [fact.values.index(values[fact.name]) for fact in V.facts]
    return reference_verdict([edition()], V, situation, signed=signed)


@pytest.mark.parametrize(
    ("operation", "camera", "live", "expected"),
    [
        ("identify", "body", "true", Verdict.DENY),
        ("identify", "body", "false", Verdict.SILENT),
        ("identify", "dash", "true", Verdict.UNCLEAR),
        ("identify", "drone", "true", Verdict.UNCLEAR),
        ("identify", "fixed", "true", Verdict.SILENT),
        ("verify", "body", "true", Verdict.UNCLEAR),
        ("verify", "fixed", "true", Verdict.ALLOW),
        ("detect", "body", "true", Verdict.UNCLEAR),
        ("describe", "body", "true", Verdict.DENY),
        ("describe", "fixed", "true", Verdict.SILENT),
        ("describe", "none", "true", Verdict(0)),
    ],
)
def test_what_was_worked_out_by_hand(
    operation: str, camera: str, live: str, expected: Verdict
) -> None:
    assert verdict(operation, camera, live) == expected


def test_a_signature_makes_a_weak_text_stand() -> None:
    weak = edition().clause("DETECT")
    assert weak is not None

    assert verdict("detect", "body", "true", frozenset({weak.digest})) == Verdict.ALLOW
