"""The sources that an answer cites."""

from typing import Any

import pytest

from countenance.dialects.check import Guard
from countenance.dialects.citations import citation
from dialects.answering import SECRET, NoSecret

CITED = {"url": "https://a.example/b", "title": "A page", "start_index": 0, "end_index": 3}


def _cited(**more: Any) -> dict[str, Any] | None:
    return citation({"type": "url_citation", **CITED, **more}, Guard(NoSecret()))


def test_the_known_fields_of_a_source_are_kept() -> None:
    assert _cited(snippet=SECRET) == CITED


@pytest.mark.parametrize(
    "more",
    [
        {"title": f"About {SECRET}"},
        {"url": f"https://a.example/about_{SECRET}"},
        {"url": "data:text/html,a"},
        {"url": "file:///etc/passwd"},
        {"url": 3},
        {"title": None},
        {"title": "a" * 1025},
        {"start_index": -1},
        {"end_index": None},
    ],
)
def test_one_that_may_not_leave_is_left_out(more: dict[str, Any]) -> None:
    assert _cited(**more) is None


def test_what_is_no_source_is_left_out() -> None:
    assert citation("https://a.example", Guard(NoSecret())) is None
