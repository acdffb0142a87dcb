"""The packaged texts are found by name and by day, and a nearly right name is helped."""

import datetime
from pathlib import Path

import pytest

import countenance
from countenance.errors import UnknownEditionError
from countenance.stores.packaged import (
    code_names,
    edition,
    edition_names,
    editions_in_force,
    editions_of,
    editions_on,
    packaged_editions,
    packaged_vocabulary,
)


def test_the_vocabulary_is_read_once() -> None:
    assert packaged_vocabulary() is packaged_vocabulary()


def test_every_edition_is_found_by_the_name_it_gives_itself() -> None:
    assert packaged_editions()
    for found in packaged_editions():
        assert edition(found.name) is found
        assert found.name in edition_names(found.code)


def test_the_editions_of_a_code_stand_in_the_order_of_time() -> None:
    names = [found.edition for found in editions_of("ms-aoai-coc")]

    assert names == ["2023", "2024-05-01", "2024-05-03", "2024-genai", "2025-enterprise"]


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2022-12-31", []),
        ("2024-04-30", ["2023"]),
        ("2024-05-01", ["2024-05-01"]),
        ("2024-05-02", ["2024-05-01", "2024-05-03"]),
        ("2024-05-03", ["2024-05-03"]),
        ("2025-02-01", ["2024-05-03", "2024-genai", "2025-enterprise"]),
        ("2026-04-30", ["2025-enterprise"]),
        ("2026-05-01", []),
    ],
)
def test_a_day_on_which_the_change_is_not_established_has_both_editions(
    day: str, names: list[str]
) -> None:
    found = editions_in_force("ms-aoai-coc", datetime.date.fromisoformat(day))

    assert [each.edition for each in found] == names


@pytest.mark.parametrize("day", ["2019-06-27", "2024-05-02", "2025-12-03", "2026-11-22"])
def test_the_head_of_a_text_is_enough_to_know_its_days(day: str) -> None:
    on = datetime.date.fromisoformat(day)

    counting = [text.name for text in packaged_editions() if text.in_force_on(on)]

    assert [text.name for text in editions_on(on)] == counting


def test_the_new_code_begins_on_the_day_the_old_one_ends() -> None:
    day = datetime.date(2026, 5, 1)

    assert editions_in_force("ms-enterprise-ai-coc", day)
    assert not editions_in_force("ms-enterprise-ai-coc", day - datetime.timedelta(days=1))


def test_a_code_that_is_nearly_right_is_named() -> None:
    with pytest.raises(UnknownEditionError, match="did you mean `ms-aoai-coc`") as caught:
        editions_of("ms-aoi-coc")

    assert (caught.value.kind, caught.value.near) == ("code", "ms-aoai-coc")


def test_an_edition_that_is_nearly_right_is_named() -> None:
    with pytest.raises(UnknownEditionError, match="did you mean `ms-aoai-coc@2024-05-03`"):
        edition("ms-aoai-coc@2024-5-03")


def test_a_word_like_nothing_else_gets_the_list() -> None:
    with pytest.raises(UnknownEditionError, match="there are .*axon-ethics-board, "):
        edition("zzz@1")


def test_no_name_leads_out_of_the_folder_of_the_texts() -> None:
    for name in ("..", "../codes", "ms-aoai-coc/../ms-azure-face", "ms-aoai-coc@../../shared"):
        with pytest.raises(UnknownEditionError):
            edition(name)


def test_code_names_are_the_folders() -> None:
    folders = Path(countenance.__file__).parent / "codes" / "texts"

    assert code_names() == tuple(sorted(p.name for p in folders.iterdir() if p.is_dir()))
    assert {"axon-ethics-board", "ms-aoai-coc", "ms-azure-face"} < set(code_names())


def test_every_code_has_a_page_that_names_its_editions() -> None:
    pages = Path(__file__).resolve().parents[2] / "docs" / "codes"

    for code in code_names():
        page = (pages / f"{code}.md").read_text(encoding="utf-8")
        for found in editions_of(code):
            assert found.edition in page
