"""What is known about one call, and how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.errors import FactError, UnknownValueError
from countenance.facts.known import Evidence, Facts, settle
from countenance.facts.vocabulary import Basis
from facts.small import small

V = small()


def said(fact: str, *values: str, basis: Basis = Basis.REGISTERED) -> Evidence:
    return Evidence(fact, values, basis, "test")


PIECES = st.lists(
    st.builds(
        lambda fact, values, basis: Evidence(fact.name, tuple(values), basis, "test"),
        st.just(V.fact("camera")),
        st.lists(st.sampled_from(V.fact("camera").values), min_size=1, max_size=3),
        st.sampled_from([Basis.REGISTERED, Basis.ATTESTED]),
    ),
    max_size=4,
)


def test_what_nobody_reported_may_have_any_value() -> None:
    assert Facts.open(V).values("live") == ("true", "false")


def test_evidence_narrows() -> None:
    facts = settle([said("camera", "mobile"), said("camera", "dash", "fixed")], V)

    assert facts.values("camera") == ("dash",)
    assert facts.contested == frozenset()


def test_two_pieces_that_leave_nothing_contest_and_both_stay() -> None:
    facts = settle([said("camera", "body"), said("camera", "fixed", basis=Basis.ATTESTED)], V)

    assert facts.contested == {"camera"}
    assert facts.values("camera") == ("body", "fixed")
    assert len(facts.evidence) == 2


def test_what_was_measured_contests_but_does_not_establish() -> None:
    alone = settle([said("camera", "body", basis=Basis.MEASURED)], V)
    against = settle([said("camera", "fixed"), said("camera", "body", basis=Basis.MEASURED)], V)

    assert alone.values("camera") == V.fact("camera").values
    assert against.contested == {"camera"}


def test_what_a_fact_does_not_take_does_not_narrow_it() -> None:
    facts = settle([said("operation", "describe", basis=Basis.ATTESTED)], V)

    assert facts.values("operation") == V.fact("operation").values


@given(PIECES)
def test_the_order_of_evidence_counts_nothing(pieces: list[Evidence]) -> None:
    one, other = settle(pieces, V), settle(reversed(pieces), V)

    assert one.masks == other.masks
    assert one.contested == other.contested


@given(PIECES, PIECES)
def test_more_evidence_widens_only_what_becomes_contested(
    first: list[Evidence], more: list[Evidence]
) -> None:
    before, after = settle(first, V), settle([*first, *more], V)

    if "camera" not in after.contested:
        assert not after.mask("camera") & ~before.mask("camera")


def test_taking_back_attestations_leaves_the_rest() -> None:
    facts = settle([said("camera", "mobile"), said("camera", "dash", basis=Basis.ATTESTED)], V)

    assert facts.without(Basis.ATTESTED).values("camera") == ("body", "dash")


def test_a_supposition_is_no_evidence_and_stays() -> None:
    facts = settle([said("live", "true", basis=Basis.ATTESTED)], V).narrowed({"camera": "body"})

    left = facts.without(Basis.ATTESTED)

    assert left.values("camera") == ("body",)
    assert left.values("live") == ("true", "false")


def test_what_is_known_only_later_is_taken_as_kept() -> None:
    assert Facts.open(V).as_if_kept().values("signed") == ("true",)


def test_joined_and_contradicting() -> None:
    one, other = settle([said("camera", "body")], V), settle([said("camera", "fixed")], V)

    assert one.contradicts(other)
    assert one.joined(other).contested == {"camera"}
    assert not one.contradicts(settle([said("live", "true")], V))


def test_a_piece_with_a_wrong_word_or_without_any_is_refused() -> None:
    with pytest.raises(UnknownValueError):
        settle([said("camera", "sat")], V)
    with pytest.raises(FactError, match="no value"):
        settle([Evidence("camera", (), Basis.REGISTERED, "test")], V)
