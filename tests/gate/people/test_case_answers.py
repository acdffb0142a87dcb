"""What each answer to a missing fact would give."""

from typing import Any

import pytest

from countenance.decisions.compile import compile_editions
from countenance.decisions.decide import reach
from countenance.errors import CodeError
from countenance.facts.known import settle
from countenance.gate.people import case_answers
from countenance.gate.people.case_answers import answers_by, no_answers
from countenance.gate.replaying import Same
from countenance.stores.packaged import edition, packaged_vocabulary
from gate.judged import PIN, TODAY

VOCABULARY = packaged_vocabulary()
COMPILED = compile_editions(
    [edition(PIN)], VOCABULARY, day=TODAY, signed=frozenset(), at_gate=True,
    undated=frozenset({PIN}),
)  # fmt: skip
POLICE = settle([], VOCABULARY).narrowed(
    {"operation": "biometric_identification", "actor_kind": "law_enforcement_agency",
     "agency_country": "NO", "timeliness": "real_time"}
)  # fmt: skip


class Again:
    """What makes decisions again, under one edition or under none that is here."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled

    def compiled(self, _: Any) -> Any:
        return (Same.NOT_HERE if self._compiled is None else Same.SAME), self._compiled


def _given(monkeypatch: pytest.MonkeyPatch, compiled: Any, *acts: Any) -> Any:
    monkeypatch.setattr(case_answers, "supposed", lambda *_: [("identify", each) for each in acts])
    entry: Any = None
    return answers_by(Again(compiled), VOCABULARY, entry, ["capture_device"])  # type: ignore[arg-type]


def test_each_answer_gives_what_the_codes_say_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = _given(monkeypatch, COMPILED, POLICE)["capture_device"]
    body_worn = reach(COMPILED, POLICE.narrowed({"capture_device": "body_worn"})).words

    assert len({tuple(each["verdicts"]) for each in told}) == len(told) > 1
    assert "deny" in body_worn
    assert list(body_worn) in [each["verdicts"] for each in told]


def test_several_acts_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    other = POLICE.narrowed({"capture_device": "body_worn"})
    told = _given(monkeypatch, COMPILED, POLICE, other)["capture_device"]

    assert all(each["values"] for each in told)


def test_without_the_codes_of_then_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _given(monkeypatch, None, POLICE) == {"capture_device": []}
    entry: Any = None
    assert no_answers(entry, ["a"]) == {"a": []}

    def unknown(*_: Any) -> Any:
        raise CodeError("not here")

    monkeypatch.setattr(case_answers, "supposed", unknown)
    again: Any = Again(COMPILED)
    assert answers_by(again, VOCABULARY, entry, ["a"]) == {"a": []}
