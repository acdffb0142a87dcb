"""How values become a page."""

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from countenance.console.rendering import day, moment, page, span

HOUR = 3_600_000
REQUEST = Request(
    {"type": "http", "path": "/console/x", "headers": [], "query_string": b"done=signed-out"}
)


def test_what_somebody_wrote_stays_text() -> None:
    odd = "<script>alert(1)</script>{{ 7 * 7 }}"
    shown = page(
        REQUEST, "wrong.html", 400, title=odd, says=odd, way="Go back.", status_code=400
    ).body.decode()  # type: ignore[union-attr]

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in shown
    assert "You are signed out." in shown


def test_a_value_that_nobody_gave_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        page(REQUEST, "wrong.html", title="t")


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (0, "now"),
        (30_000, "in under a minute"),
        (-30_000, "just now"),
        (HOUR, "in 1 hour"),
        (-26 * HOUR - 60_000, "1 day 2 hours ago"),
        (49 * HOUR, "in 2 days 1 hour"),
        (90 * 60_000, "in 1 hour 30 minutes"),
    ],
)
def test_how_far_off_a_time_is(milliseconds: int, said: str) -> None:
    assert span(milliseconds) == said


def test_a_time_is_said_in_utc() -> None:
    assert moment(1_795_861_200_000) == "2026-11-28 10:20 UTC"
    assert day(1_795_861_200_000) == "2026-11-28"
