"""The pages put together: every one of them under `/console` or `/public`, and with a name."""

import asyncio
from types import SimpleNamespace
from typing import Any

import httpx2 as httpx

from console.served import ADDRESS, Failures, desk
from countenance.codes.own import NO_OWN_CODES
from countenance.console import app
from countenance.console.files import address_of
from countenance.console.front import Front, is_page
from countenance.gate.settings.settings import parse_settings
from countenance.stores.packaged import packaged_vocabulary


def test_every_page_offers_routes_under_our_two_folders() -> None:
    found = [route.path for each in app._PAGES for route in each.routes(None)]

    assert found
    assert [path for path in found if not is_page(path)] == []


def test_the_pages_for_everybody_can_be_left_out() -> None:
    """Style and script stand under `/public` as well, and stay."""
    shown = {
        word: _asked(app.application(desk(
            settings=parse_settings(f'[console]\npublic = "{word}"\n', {}), recorder=Failures(),
            vocabulary=packaged_vocabulary(), own_codes=SimpleNamespace(own=NO_OWN_CODES),
        )))
        for word in ("shown", "off")
    }  # fmt: skip

    assert shown["shown"] == {"/public/diff": 200, "/console/keys": 200, "style": 200}
    assert shown["off"] == {"/public/diff": 404, "/console/keys": 200, "style": 200}


def _asked(application: Any) -> dict[str, int]:
    paths = {"/public/diff": "/public/diff", "/console/keys": "/console/keys",
             "style": address_of("console.css")}  # fmt: skip

    async def ask() -> dict[str, int]:
        async def gate(*_: Any) -> None:
            raise AssertionError("this is no page")

        transport = httpx.ASGITransport(app=Front(gate, lambda: application))
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return {name: (await client.get(path)).status_code for name, path in paths.items()}

    return asyncio.run(ask())
