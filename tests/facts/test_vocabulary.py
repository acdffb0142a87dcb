"""Facts, their values, and cubes of them."""

import pytest

from countenance.errors import FactError, UnknownFactError, UnknownValueError
from countenance.facts.vocabulary import Cube, Fact, Vocabulary, nearest
from facts.small import small


def test_a_mask_has_a_bit_for_each_value_a_group_or_the_whole_domain() -> None:
    camera = small().fact("camera")

    assert camera.mask(["body"]) == 0b1
    assert camera.mask(["mobile", "none"]) == 0b10011
    assert camera.mask(["unknown"]) == camera.mask(["absent"]) == camera.full == 0b11111
    assert camera.names(0b10011) == ("body", "dash", "none")
    assert camera.says(0b11) == "mobile"


def test_a_value_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownValueError, match="did you mean `drone`"):
        small().fact("camera").mask(["drome"])


def test_a_fact_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownFactError, match="did you mean `camera`"):
        small().fact("kamera")


def test_a_cube_leaves_out_facts_that_may_have_any_value() -> None:
    vocabulary = small()

    assert vocabulary.cube({"live": "true", "camera": ["unknown"]}) == Cube(((2, 0b1),))


def test_a_cube_with_no_value_for_a_fact_is_an_error() -> None:
    with pytest.raises(FactError, match="no value"):
        small().cube({"live": []})


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        ((), {}),
        (("a", "a"), {}),
        (("unknown",), {}),
        (("a",), {"a": ("a",)}),
        (("a",), {"g": ("b",)}),
    ],
)
def test_a_domain_that_cannot_be_meant_is_refused(
    values: tuple[str, ...], groups: dict[str, tuple[str, ...]]
) -> None:
    with pytest.raises(FactError):
        Fact("f", values, groups=groups)


def test_two_facts_of_one_name_are_refused() -> None:
    with pytest.raises(FactError, match="two facts"):
        Vocabulary((Fact("f", ("a",)), Fact("f", ("b",))))


def test_the_digest_binds_names_values_and_order() -> None:
    one, two = Fact("a", ("x", "y")), Fact("b", ("x", "y"))

    digests = {
        Vocabulary(facts).digest
        for facts in ((one, two), (two, one), (one,), (Fact("a", ("y", "x")), two))
    }

    assert len(digests) == 4


def test_an_axiom_that_leaves_nothing_is_named() -> None:
    vocabulary = small()
    masks = list(vocabulary.open)
    masks[1], masks[2] = vocabulary.fact("camera").mask(["none"]), 0b1

    assert vocabulary.contradicted(tuple(masks)) == (
        "Where nothing was captured nothing was live.",
    )


def test_only_what_looks_alike_is_near() -> None:
    assert nearest("operatoin", ["operation", "camera"]) == "operation"
    assert nearest("zzz", ["operation"]) is None
