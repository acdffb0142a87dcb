"""One Chromium for the tests of the pages: who visits them, and what is looked at on each.

The browser is Debian's, driven by Playwright; what finds barriers is axe-core, out of a package.
Without a browser the tests are skipped with the reason named; with `CI=true` that is a failure.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

__all__ = ["SHOTS", "SIZES", "barriers", "chromium", "fill_in", "look", "look_closely"]

SHOTS = os.environ.get("COUNTENANCE_SHOTS")
"""The folder that keeps what was seen, if anybody wants to look at it."""

SIZES = {"narrow": (360, 780), "wide": (1280, 900)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

_WORDS = (
    # As root, and with nobody to talk to but the gate.
    "--no-sandbox", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
_LOOKED = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split()  # noqa: SIM905
_GRAVE = ("serious", "critical")
_WIDTH = ["target-size", "scrollable-region-focusable"]
"""The rules that hang on how wide a page is."""
_SCHEME = ["color-contrast", "link-in-text-block"]
"""Those that hang on its scheme; they are slow, and so are looked at once in each."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, for as long as it is needed."""
    program = shutil.which("chromium")
    if program is None:
        reason = "needs Debian's `chromium`, which `.ci/run` installs"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=_WORDS)
        try:
            yield browser
        finally:
            browser.close()


def barriers(page: Page, rules: Sequence[str] | None = None) -> list[str]:
    """What keeps somebody from using this page as it is now: rule, place, and how grave it is.

    `rules`: those alone; else all.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": _LOOKED}
    found: dict[str, Any] = page.evaluate(
        "(chosen) => axe.run({runOnly: chosen, resultTypes: ['violations']})", chosen
    )
    return [
        f"{each['impact']}: {each['id']} at {node['target']}: {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in _GRAVE
        for node in each["nodes"]
    ]


def fill_in(page: Page, fields: Mapping[str, str]) -> None:
    """Fill a form in: each field by its name, chosen, pressed or typed as it asks to be."""
    for name, word in fields.items():
        there = page.locator(f"[name='{name}']")
        match there.first.evaluate("element => element.type"):
            case "radio":
                page.check(f"[name='{name}'][value='{word}']")
            case "select-one":
                there.select_option(word)
            case _:
                there.fill(word)


def look(page: Page, name: str) -> None:
    """Keep a picture of the page as it is now, where that is asked for."""
    if SHOTS:
        path = Path(SHOTS) / f"{name}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, type="jpeg", quality=80, full_page=True)


def look_closely(page: Page, name: str) -> list[str]:
    """The barriers of a page that is open, light and wide, dark and narrow.

    In the first every rule is looked at, in the second those that hang on either: what hangs on the
    width hangs on no scheme. Where pictures are kept there are all four.
    """
    found = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            look(page, f"{name}-{scheme}-{size}")
            match size, scheme:
                case "wide", "light":
                    rules = None
                case "narrow", "dark":
                    rules = _WIDTH + _SCHEME
                case _:
                    continue
            found += [f"{scheme} {size}: {each}" for each in barriers(page, rules)]
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{size}: the page is {wider} pixels too wide"] if wider > 0 else []
    return found


_AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
