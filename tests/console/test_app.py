"""The pages put together: every one of them under `/console` or `/public`, and with a name."""

from countenance.console import app
from countenance.console.front import is_page


def test_every_page_offers_routes_under_our_two_folders() -> None:
    found = [route.path for each in app._PAGES for route in each.routes(None)]

    assert found
    assert [path for path in found if not is_page(path)] == []
