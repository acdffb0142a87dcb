from datetime import date
from pathlib import Path

import pytest

from codes.own_texts import texts
from countenance.errors import UnknownEditionError
from countenance.stores import packaged
from countenance.stores.library import Library, library
from stores.test_own_codes import written

DAY = date(2026, 11, 22)


@pytest.fixture
def own(tmp_path: Path) -> Library:
    return library(written(tmp_path / "codes", texts()))


def test_own_codes_stand_beside_those_that_came(own: Library) -> None:
    assert set(own.code_names()) == {*packaged.code_names(), "house-rules"}
    assert own.edition("house-rules@1").code == "house-rules"
    assert own.edition_names("house-rules") == ("house-rules@1",)
    assert [each.name for each in own.editions_of("house-rules")] == ["house-rules@1"]
    assert [case.clause for case in own.cases_of("house-rules@1")] == ["no-views"]
    names = [each.name for each in own.editions_on(DAY)]
    assert names == sorted([each.name for each in packaged.editions_on(DAY)] + ["house-rules@1"])
    assert own.editions_in_force("house-rules", date(2025, 1, 1)) == ()


def test_without_any_it_is_what_came() -> None:
    came = library(None)

    assert came.code_names() == packaged.code_names()
    assert came.editions_on(DAY) == packaged.editions_on(DAY)
    assert came.editions_of("ms-aoai-coc") == packaged.editions_of("ms-aoai-coc")
    assert came.cases_of("ms-aoai-coc@2023") == packaged.cases_of("ms-aoai-coc@2023")


def test_texts_are_found_with_the_templates_that_they_may_use(own: Library) -> None:
    text, templates = own.text_of("house-rules@1")

    assert text == texts()["house-rules/1.toml"]
    assert templates == packaged.shared_text()
    assert own.text_of("ms-aoai-coc@2023") == (
        packaged.edition_text("ms-aoai-coc@2023"), packaged.shared_text()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "near"),
    [("house-rule@1", "house-rules"), ("house-rules@2", "house-rules@1"), ("ms-aoai-cok@1", "ms")],
)
def test_a_name_that_is_not_there_is_answered_with_the_nearest(
    own: Library, name: str, near: str
) -> None:
    with pytest.raises(UnknownEditionError, match=near):
        own.edition(name)
    with pytest.raises(UnknownEditionError):
        own.cases_of(name)
