import pytest

from countenance.cli.grey_words import grey_in_json, grey_in_words
from countenance.decisions.grey import GreyMap, grey
from countenance.stores.packaged import edition, packaged_vocabulary


@pytest.fixture(scope="module")
def found() -> GreyMap:
    return grey(edition("ms-aoai-coc@2024-05-03"), packaged_vocabulary())


def test_each_zone_says_how_much_where_and_what_to_settle(found: GreyMap) -> None:
    text = grey_in_words(found)

    assert text.startswith(f"ms-aoai-coc@2024-05-03 · {found.unclear:,} of {found.total:,} ")
    assert "AOAI-USPD-REDACT: " in text
    assert "to settle: does the older sentence about every user still stand" in text
    assert "several clauses, each enough by itself" in text
    assert "service=azure_openai" not in text


def test_programs_get_the_same(found: GreyMap) -> None:
    content = grey_in_json(found)

    zones = content["zones"]
    assert isinstance(zones, list)
    assert content["unclear"] == found.unclear
    assert [zone["clause"] for zone in zones][-1] is None
    assert all(zone["complete"] for zone in zones)
