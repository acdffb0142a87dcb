"""Conditions: cases of literals, and what terms leave open."""

from codes.small import V, edition
from countenance.codes.conditions import term_prefix
from countenance.codes.model import Literal, OpeningKind


def literal(clause_id: str, fact: str) -> Literal:
    clause = edition().clause(clause_id)
    assert clause is not None
    (found,) = [each for case in clause.when for each in case if each.fact == V.index(fact)]
    return found


def test_a_term_is_certain_interpreted_or_contested() -> None:
    camera = V.fact("camera")
    found = literal("MOBILE", "camera")

    openings = {opening.kind: camera.names(opening.mask) for opening in found.openings}
    assert camera.names(found.inside) == ("body",)
    assert openings == {
        OpeningKind.CONTESTED: ("drone",),
        OpeningKind.INTERPRETED: ("dash",),
    }


def test_a_plain_value_leaves_nothing_open() -> None:
    assert literal("VERIFY", "operation").openings == ()


def test_terms_are_marked_in_the_text() -> None:
    assert term_prefix == "term:"
