"""How one edition is read; that all of it is right is tried in `test_compile`, by brute force."""

import pytest

from codes.small import TEXT, V, edition
from countenance.codes.model import OpeningKind
from countenance.decisions.bound import bound_editions
from countenance.decisions.compile import compile_editions
from countenance.decisions.diagram import Diagram
from countenance.decisions.worlds import EditionCompiler, term_levels
from countenance.errors import DecisionError


def test_two_exceptions_that_disagree_are_an_error_that_names_a_situation() -> None:
    more = """
[[clause]]
id = "VERIFY-FIXED-TOO"
verdict = "deny"
says = "With a fixed camera it is not."
section = "6"
text_basis = "verified"
exception_to = "VERIFY"
when = { camera = ["fixed"] }
"""
    with pytest.raises(DecisionError, match="fixed"):
        compile_editions([edition(TEXT + more)], V, day=None)


def test_each_way_in_which_a_term_may_be_open_has_a_level_of_its_own() -> None:
    (bound,) = bound_editions([edition()], day=None)

    assert set(term_levels([bound])) == {
        ("test-code@1", "mobile-camera", OpeningKind.CONTESTED),
        ("test-code@1", "mobile-camera", OpeningKind.INTERPRETED),
    }


def test_no_verdict_asks_for_a_level_of_a_term() -> None:
    (bound,) = bound_editions([edition()], day=None)
    levels = term_levels([bound])
    work = Diagram([*(len(fact.values) for fact in V.facts), *(2 for _ in levels)])

    verdict = EditionCompiler(work, V, bound, levels, possible=31).verdict()

    assert max(work.support(verdict)) < len(V.facts)
    assert work.below[verdict] < 16
