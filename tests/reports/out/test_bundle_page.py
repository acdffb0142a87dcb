"""The page of a bundle in a real browser, from a file: it plays, is safe, keeps nobody out."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from console.browser import chromium, look, look_closely
from countenance.reports.draft import Sentence
from countenance.reports.out.bundle_page import bundle_page
from countenance.reports.out.manifest import AUDIO, PAGE
from countenance.reports.out.told import told
from countenance.reports.out.withheld import Withheld
from countenance.reports.recording import Span
from countenance.reports.report import Account
from reports.out.made_bundle import bundle_of
from reports.out.made_out import NAMES, OUT

pytestmark = pytest.mark.long

HOSTILE = (
    "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>\"'&{{ 7*7 }}"
)


WATCH = """() => {
  const seen = window.seen = {times: [], said: [], pressed: [], lit: []};
  for (const name of ["seeked", "timeupdate"])
    sound.addEventListener(name, () => seen.times.push(sound.currentTime));
  new MutationObserver(() => seen.said.push(said.textContent)).observe(said, {childList: true});
  new MutationObserver((changes) => {
    for (const {target} of changes) {
      if (target.ariaPressed === "true") seen.pressed.push(target.textContent.trim());
      if (target.classList.contains("now")) seen.lit.push(target.textContent);
    }
  }).observe(document.body, {subtree: true, attributeFilter: ["aria-pressed", "class"]});
}"""
"""Keeps what happens on the page, so that nothing hangs on when somebody looks."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    for path, data in bundle_of().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def opened(browser: Browser, folder: Path, *, scripts: bool = True) -> tuple[Page, list[str]]:
    """The page from its file, offline, and whatever went wrong on it."""
    context = browser.new_context(java_script_enabled=scripts, offline=True)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith("file:") else wrong.append(
        asked.url))  # fmt: skip
    page.goto((folder / PAGE).as_uri())
    return page, wrong


def become(page: Page, what: str) -> None:
    """Wait until something is so. The policy of the page lets nothing wait in it by itself."""
    for _ in range(200):
        if page.evaluate(what):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never: {what}")


def test_what_the_report_lacks_comes_first() -> None:
    page = bundle_page(told(OUT, names=NAMES), audio=AUDIO, purpose="defence")

    order = [page.index(f">{words}</h") for words in (
        "In plain words", "Heard in the recording, and not told in the report",
        "What programs wrote", "What was unclear", "What was changed, and by whom", "The report",
    )]  # fmt: skip
    assert order == sorted(order)
    assert "<strong>denial</strong> · The driver" in page
    assert "It is in the citation." in page
    assert "Made for the defence. Nothing was withheld." in page


def test_what_was_withheld_is_said_with_its_rule() -> None:
    withheld = [Withheld("Evidence Code 1041", Span(5000, 7400))]
    page = bundle_page(told(OUT), purpose="prosecution", withheld=withheld)

    assert "Made for the prosecution, and not complete" in page
    assert "[00:05-00:08]" in page
    assert "Evidence Code 1041" in page


def test_a_sentence_plays_its_span_by_keyboard(browser: Browser, folder: Path) -> None:
    page, wrong = opened(browser, folder)
    become(page, "sound.readyState >= 1")

    page.evaluate(WATCH)

    third = page.get_by_role("button", name="The officer told the driver").first
    third.focus()
    page.keyboard.press("Enter")
    become(page, "said.textContent === 'Done'")
    seen = page.evaluate("seen")
    assert 4.4 < min(seen["times"]) < 5
    assert 6.1 < max(seen["times"]) < 8
    assert "Playing 00:05 to 00:07" in seen["said"]
    assert "The officer told the driver that the radar showed fifty two." in seen["pressed"]
    assert "fifty" in seen["lit"]
    page.keyboard.press("ArrowDown")
    assert "I do not consent" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Space")
    become(page, "seen.said.at(-1) === 'Done' && seen.said.length > 3")
    assert 7.4 < page.evaluate("sound.currentTime") < 9.9
    assert page.evaluate("sound.paused")
    assert wrong == []


def test_no_one_is_kept_out(browser: Browser, folder: Path) -> None:
    page, wrong = opened(browser, folder)

    assert look_closely(page, "bundle") == []
    assert wrong == []


def test_without_scripts_it_is_the_same_text_and_sentences_are_links(
    browser: Browser, folder: Path
) -> None:
    # With scripts off nothing of the page can be asked but its text.
    page, _ = opened(browser, folder, scripts=False)

    text = page.inner_text("body")
    for words in ("Do you know why I stopped you?", "No. I did not do anything.",
                  "This report was written either fully", "Officer Reyes"):  # fmt: skip
        assert words in text
    assert page.locator("a.play").first.get_attribute("href") == f"{AUDIO}#t=2.5,4.18"
    look(page, "bundle-without-scripts")


def test_hostile_text_is_text(browser: Browser, folder: Path, tmp_path: Path) -> None:
    assert OUT.account is not None
    odd = msgspec.structs.replace(
        OUT,
        incident=HOSTILE[:120],
        sentences=(Sentence("h1", HOSTILE, "human"),),
        account=Account(HOSTILE, HOSTILE, OUT.account.at, OUT.account.sha256),
    )
    (tmp_path / PAGE).write_text(bundle_page(told(odd)), encoding="utf-8")
    page, wrong = opened(browser, tmp_path)

    assert page.title().startswith("Report </script>")
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert HOSTILE in page.locator(".sentences li").first.inner_text()
    assert wrong == []


def test_only_the_script_of_the_page_may_run() -> None:
    page = bundle_page(told(OUT))
    (policy,) = re.findall(r'Security-Policy" content="([^"]+)"', page)

    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "unsafe" not in policy
    assert page.count("<script") == 1
