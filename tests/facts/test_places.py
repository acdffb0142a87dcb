"""Places: countries, their parts, and cities below them."""

from countenance.facts.places import Places, PlacesKind

WORLD = Places(
    ("NO", "US", "CA"),
    ("US-TX", "US-NY", "CA-AB"),
    ("US-NY/New York City",),
    {"EU": ("NO",)},
    frozenset({"US"}),
)


def test_a_country_with_parts_is_a_group_of_them() -> None:
    domain = WORLD.domain(PlacesKind.PLACE)

    assert domain.groups["US"] == ("US-TX", "US-NY")
    assert domain.groups["CA"] == ("CA-AB", "CA-*")
    assert "NO" in domain.values


def test_a_part_that_is_not_listed_is_read_as_elsewhere_in_its_country() -> None:
    domain = WORLD.domain(PlacesKind.PLACE)

    assert domain.read_as["CA-"] == "CA-*"
    assert domain.read_as["NO-"] == "NO"
    assert "US-" not in domain.read_as


def test_a_fact_about_countries_knows_none_and_reads_parts_as_countries() -> None:
    domain = WORLD.domain(PlacesKind.COUNTRY)

    assert domain.values == ("none", "NO", "US", "CA")
    assert domain.read_as["US-"] == "US"
    assert domain.groups["EU"] == ("NO",)


def test_a_city_lies_in_a_part_of_a_country() -> None:
    domain = WORLD.domain(PlacesKind.LOCALITY)

    assert domain.groups["US-NY"] == ("US-NY/New York City",)
    assert domain.groups["US"] == ("US-NY/New York City",)
    assert domain.otherwise == "none"
