"""The pages of callers."""

from collections.abc import Iterator

import pytest

from console.inside import Inside


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    inside = Inside(tmp_path_factory.mktemp("callers"))
    yield inside
    inside.close()


def test_everybody_is_listed_with_what_is_left_open(here: Inside) -> None:
    shown = here.get("operator", "/console/callers").text

    assert 'href="/console/callers/narvik"' in shown
    assert "law enforcement agency" in shown
    assert "names no place" in shown
    assert "Narvik &lt;police&gt;" in shown


def test_one_has_its_facts_where_they_are_known_from_its_keys_and_its_history(
    here: Inside,
) -> None:
    shown = here.get("auditor", "/console/callers/narvik").text

    assert "letter of 2026" in shown
    assert "Left open:" in shown
    assert "actor_kind: not said -&gt; law_enforcement_agency" in shown
    assert "<b>made</b>" in shown
    assert "cnt_" not in shown


def test_who_decides_cases_is_not_shown_registrations(here: Inside) -> None:
    assert here.get("reviewer", "/console/callers").status_code == 403
    assert here.get("", "/console/callers").status_code == 303


def test_one_that_is_not_there_is_said(here: Inside) -> None:
    assert here.get("operator", "/console/callers/nobody").status_code == 404
