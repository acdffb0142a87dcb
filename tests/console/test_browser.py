"""The pages in a real browser: all of its tests are in this file, so that one browser and one gate
serve them all."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from console.browser import chromium, look_closely
from gate.running import Running, running

OPEN = {
    "keys": "/console/keys",
    "no-such-page": "/console/no-such-page",
    "public": "/public",
    "refused": "/public/refused",
    "codes": "/public/codes",
    "code": "/public/codes/ms-aoai-coc",
    "edition": "/public/codes/ms-aoai-coc/2024-05-03",
    "diff": "/public/diff?from=ms-aoai-coc@2024-05-01&to=ms-aoai-coc@2024-05-03",
    "map": "/public/map?edition=ms-aoai-coc@2024-05-03&with=ms-aoai-coc@2024-05-01"
    "&at=operation=report_drafting,agency_country=US",
}
"""Pages that anybody may see."""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("gate") / "data") as gate:
        yield gate


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, gate: Running) -> Iterator[Page]:
    context = browser.new_context(base_url=gate.address)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", OPEN)
def test_a_page_keeps_nobody_out(page: Page, name: str) -> None:
    page.goto(OPEN[name])

    assert look_closely(page, name) == []


def test_keys_do_nothing_where_somebody_writes_and_lead_nowhere_unshown(page: Page) -> None:
    page.goto("/console/keys")
    page.keyboard.press("?")

    assert page.url.endswith("/console/keys")
    assert page.evaluate("document.styleSheets.length") == 1
