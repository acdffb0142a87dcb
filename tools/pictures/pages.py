"""The pictures of the pages in docs/pictures: our own pages, of a gate that is started for them.

Example:
    python tools/pictures/pages.py

It needs Debian's Chromium. Names, digests and days in the pictures are those of the moment; what
pages say is the same each time.
"""

import argparse
import io
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from console.browser import chromium, fill_in  # noqa: E402 - found by the line above
from console.inside import RULING, STATION  # noqa: E402 - found by the line above
from console.visiting import Visitor, visits_to  # noqa: E402 - found by the line above
from countenance.reports.opened import opens, report_desk  # noqa: E402 - after the path is set
from countenance.review.people import Role  # noqa: E402 - after the path is set
from gate.running import Running, face, running  # noqa: E402 - found by the line above
from reports.acting import ScriptedDrafter, ScriptedEar  # noqa: E402 - found by the line above
from reports.made import SPEAKERS  # noqa: E402 - found by the line above
from reports.out.made_bundle import bundle_of  # noqa: E402 - found by the line above

OUT = ROOT / "docs" / "pictures"
WIDE, HIGH = 1000, 900
COLORS = 96

MAP = (
    "/public/map?edition=ms-aoai-coc@2024-05-03&rows=capture_device&columns=environment"
    "&by=agency_country&operation=biometric_identification&timeliness=real_time"
    "&actor_kind=law_enforcement_agency&on_behalf_of=none&agency_type=municipal_police"
)
BOTH = (
    "/public/map?edition=ms-aoai-coc@2024-05-03&with=ms-aoai-coc@2024-05-01"
    "&at=operation=report_drafting,agency_country=US"
)
DIFF = "/public/diff?from=ms-aoai-coc@2024-05-01&to=ms-aoai-coc@2024-05-03"
FORM = "/console/rulings/propose?edition=ms-aoai-coc@2024-05-03&clause=AOAI-ID"
PAGES: dict[str, tuple[str, Role | None, int]] = {
    "page-map": (MAP, None, 1100),
    "page-map-beside": (BOTH, None, 1400),
    "page-diff": (DIFF, None, 1300),
    "page-edition": ("/public/codes/ms-aoai-coc/2024-05-03", None, 1000),
    "page-public": ("/public", None, 1150),
    "page-questions": ("/public/questions", None, 700),
    "page-overview": ("/console", Role.OPERATOR, 700),
    "page-record": ("/console/record", Role.AUDITOR, 900),
    "page-caller": ("/console/callers/narvik", Role.OPERATOR, 900),
    "page-settings": ("/console/settings", Role.OPERATOR, 800),
    "page-board": ("/console/board", Role.BOARD, 500),
}
"""Name of the picture -> the page, who looks at it, and how many pixels of its height are kept."""

WHO = (Role.OPERATOR, Role.AUDITOR, Role.BOARD, Role.REVIEWER, Role.SENIOR)
"""Who looks at them."""


def main() -> None:
    """Start a gate, let people work at it, and keep what they see."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(
            Path(folder) / "data", '[review]\nkeep_media = "originals"',
            rooms=[opens(lambda _: ScriptedEar(), lambda _: ScriptedDrafter())],
        ) as gate,
        visits_to(gate) as visits,
        chromium() as browser,
    ):
        key = gate.caller(
            "narvik", "actor_kind=law_enforcement_agency", "agency_country=NO",
            "agency_type=municipal_police",
        )  # fmt: skip
        acme = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        refused = gate.ask(acme, "Who is this?", face())
        gate.ask(key, "Who is this?", face())
        people = {role: visits.signed_in(role) for role in WHO}
        people[Role.BOARD].send("/console/rulings/propose/text", text=RULING, act="propose")

        def shot(
            name: str, path: str, who: Visitor | None, high: int, paste: str = "", play: str = "",
            wide: int = WIDE, fill: Mapping[str, str] | None = None,
        ) -> None:  # fmt: skip
            context = browser.new_context(
                base_url=gate.address, viewport={"width": wide, "height": HIGH}
            )
            if who is not None:
                cookie = {"name": "countenance", "value": who.cookie, "url": gate.address}
                context.add_cookies([cookie])  # type: ignore[list-item]  # a dictionary of its kind
            page = context.new_page()
            page.goto(path)
            if paste:
                page.fill("textarea", paste)
                page.click("main button")
            if fill:
                fill_in(page, fill)
                page.click("main button[value=effect]")
                page.wait_for_selector("#effect")
            if play:
                page.click(f"main button[data-sentence={play}]")
                page.locator(".w.now").first.wait_for()
            data = page.screenshot(full_page=True)
            context.close()
            _keep(name, data, high)

        for name, (path, role, high) in PAGES.items():
            shot(name, path, None if role is None else people[role], high)
        case = visits.held(visits.police("hamar"))
        reviewer = people[Role.REVIEWER]
        reviewer.send(f"/console/cases/{case}/claim", on=f"/console/cases/{case}")
        shot("page-case", f"/console/cases/{case}", reviewer, 1150)
        answer = {"countenance": refused.body["countenance"]}
        shot("page-refused", "/public/refused", None, 900, json.dumps(answer))
        effect = people[Role.SENIOR]
        shot("page-ruling", "/console/rulings/station", effect, 1000)
        shot("page-ruling-form", FORM, effect, 1500, fill={**STATION, "id": "norway-stations"})
        gate.caller(
            "lakeside", "actor_kind=law_enforcement_agency", "on_behalf_of=none",
            "agency_type=municipal_police", "agency_country=US", "use_jurisdiction=US-CA",
            "provider_approval=none",
        )  # fmt: skip
        officer = visits.signed_in(Role.OFFICER, "lakeside")
        report = _report(gate, officer, Path(folder) / "stop.wav")
        shot("page-report", f"/console/reports/{report}", officer, 1750, play="d2", wide=1280)
        _keep("bundle", _bundle(browser, Path(folder) / "bundle"), 1300)


def _report(gate: Running, officer: Visitor, file: Path) -> str:
    """The id of a report that this officer works on, about a recording that is made up."""
    file.write_bytes(b"RIFF and so on")
    desk = report_desk(gate.gate.desk)
    who = next(e.person for e in gate.gate.desk.people.all() if e.person.ref == officer.ref)
    id_ = desk.new(who, file, file.name, incident="2026-004711", incident_type="traffic").id
    desk.hear(who, id_)
    desk.heard(who, id_, 30)
    desk.seal_account(who, id_, "I stopped a car for its speed.")
    desk.confirm(who, id_, SPEAKERS)
    desk.generate(who, id_)
    return id_


def _bundle(browser: Browser, folder: Path) -> bytes:
    """The page of a bundle that is made for it, opened from its file."""
    for path, data in bundle_of().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    page = browser.new_page(viewport={"width": WIDE, "height": 1300})
    page.goto((folder / "index.html").as_uri())
    data = page.screenshot()
    page.close()
    return data


def _keep(name: str, data: bytes, high: int) -> None:
    """Keep the top of a picture, in few colors: it is of flat areas and letters."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    top = picture.crop((0, 0, picture.width, min(high, picture.height)))
    small = top.quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(OUT / f"{name}.png", optimize=True)
    print(f"{name}.png {(OUT / f'{name}.png').stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
