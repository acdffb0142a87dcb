"""What the address of a map asks for."""

import pytest

from countenance.console.views.asked import Asked, asked_in, given_of, known_of
from countenance.errors import CountenanceError
from countenance.stores.library import Library
from countenance.stores.packaged import edition, packaged_vocabulary

V = packaged_vocabulary()
LIBRARY = Library()
MAY = "ms-aoai-coc@2024-05-03"
FIRST = "ms-aoai-coc@2024-05-01"


def asked(*words: tuple[str, str]) -> Asked:
    found = asked_in([("edition", MAY), *words], LIBRARY, V)
    assert found is not None
    return found


def test_an_address_says_everything_and_leads_back_to_itself() -> None:
    words = [
        ("with", FIRST), ("rows", "operation"), ("columns", "capture_device"), ("by", "none"),
        ("scope", "any"), ("agency_country", "NO,SE"),
        ("at", "operation=redaction,capture_device=body_worn"),
    ]  # fmt: skip

    found = asked(*words)

    assert found.editions == (FIRST, MAY)
    assert found.given == {"agency_country": ("NO", "SE")}
    assert found.at == {"operation": "redaction", "capture_device": "body_worn"}
    again = [tuple(each.split("=", 1)) for each in found.query().split("&")]
    assert asked_in(again, LIBRARY, V) == found  # type: ignore[arg-type]  # pairs


def test_a_field_that_was_left_empty_says_nothing() -> None:
    assert asked(("with", ""), ("agency_country", "")) == asked()
    assert asked_in([("edition", "")], LIBRARY, V) is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([("edition", "ms-aoai-coc@2024-05-3")], "did you mean `ms-aoai-coc@2024-05-03`"),
        ([("with", MAY)], "is set beside itself"),
        ([("column", "operation")], "did you mean `columns`"),
        ([("rows", "capture_devise")], "did you mean `capture_device`"),
        ([("agency_country", "Norway")], "agency_country"),
        ([("agency_country", "NO"), ("agency_country", "SE")], "is given twice"),
        ([("scope", "none")], "`scope` is `any`, or left out"),
        ([("at", "redaction")], "`at` is `fact=value,fact=value`"),
        ([("at", "operation=redact")], "redact"),
    ],
)
def test_what_is_not_known_is_named(words: list[tuple[str, str]], says: str) -> None:
    edition_ = [] if words[0][0] == "edition" else [("edition", MAY)]

    with pytest.raises(CountenanceError) as error:
        asked_in([*edition_, *words], LIBRARY, V)

    assert says in str(error.value)


def test_the_scope_is_given_unless_the_address_says_otherwise() -> None:
    text = edition(MAY)

    inside = known_of(given_of(asked(), [text], V), V)
    outside = known_of(given_of(asked(("scope", "any")), [text], V), V)
    other = known_of(given_of(asked(("service", "openai_api")), [text], V), V)

    assert inside.values("service") == ("azure_openai",)
    assert len(outside.values("service")) > 1
    assert other.values("service") == ("openai_api",)


def test_two_editions_share_what_both_are_limited_to() -> None:
    here, elsewhere = edition(MAY), edition("us-il-bipa@2008")

    scope, _ = given_of(asked(), [here, elsewhere], V)

    assert scope.masks == ()


def test_the_cell_is_the_last_thing_in_an_address() -> None:
    found = asked(("columns", "capture_device"))

    assert found.query({"operation": "redaction"}).endswith("&at=operation=redaction")
    assert found.without_cell().at == {}
