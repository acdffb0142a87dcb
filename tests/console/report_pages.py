"""The pages of reports without a gate: a real desk of reports in a folder, and who is signed in."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2 as httpx

from console.served import ADDRESS, asked, desk
from countenance.console.pages import report, report_bundle, report_new, report_sound, reports
from countenance.review.people import Person
from countenance.review.preferences import Preferences
from countenance.stores.packaged import edition
from countenance.stores.sessions import SignedIn
from reports.acting import AUDITOR, CHIEF, DEFENSE, OFFICER, OTHER, PROSECUTOR, SUPERVISOR
from reports.desk_site import Site, site_in

__all__ = ["ReportPages", "report_pages"]

_WHO = {
    each.ref: each for each in (OFFICER, OTHER, SUPERVISOR, PROSECUTOR, DEFENSE, AUDITOR, CHIEF)
}


class ReportPages:
    """The pages over one desk of reports."""

    def __init__(self, site: Site) -> None:
        self.site = site
        people = [
            SimpleNamespace(person=each, name=ref.removeprefix("p-"), removed=None)
            for ref, each in _WHO.items()
        ]
        self._desk = desk(
            sign_in=SimpleNamespace(sessions=self, directory=None),
            rooms={"reports": site.desk},
            people=SimpleNamespace(all=lambda: people),
            callers=SimpleNamespace(registrations=tuple),
            folder=site.folder,
            own_codes=SimpleNamespace(edition=edition),
        )
        self._routes = [
            route
            for each in (reports, report_new, report, report_bundle, report_sound)
            for route in each.routes(self._desk)
        ]

    def find(self, id_: str, *, looks: bool = True) -> SignedIn | None:
        """The session of that id: a pseudonym."""
        who = _WHO.get(id_)
        return None if who is None else SignedIn(who, id_, Preferences())

    def get(self, who: Person, path: str, **headers: str) -> httpx.Response:
        """A page, as somebody sees it."""
        sent = {"cookie": f"countenance={who.ref}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return asked(self._routes, path, desk=self._desk, headers=sent)

    def send(self, who: Person, id_: str, act: str, **fields: str) -> httpx.Response:
        """A form of a report's page."""
        return self.send_files(who, id_, act, None, fields)

    def send_files(
        self,
        who: Person,
        id_: str,
        act: str,
        files: Mapping[str, bytes] | None,
        fields: Mapping[str, str],
    ) -> httpx.Response:
        """The same with files in it."""
        base = f"/console/reports/{id_}"
        return self._sent(who, base, f"{base}/{act}", files, fields)

    def send_new(
        self, who: Person, name: str, recording: bytes, fields: Mapping[str, str]
    ) -> httpx.Response:
        """The form of a new report, with a recording of this name."""
        path = "/console/reports/new"
        return self._sent(who, path, path, {"recording": (name, recording)}, fields)

    def _sent(
        self, who: Person, base: str, path: str, files: Any, fields: Mapping[str, str]
    ) -> httpx.Response:
        found = re.search(r'name="token" value="([^"]+)"', self.get(who, base).text)
        data = {"token": found[1] if found else "", **fields}
        headers = {"cookie": f"countenance={who.ref}", "origin": ADDRESS}
        return asked(
            self._routes, path, "POST", desk=self._desk, headers=headers, data=data, files=files,
            uploads=report_new.uploads_of(self._desk),
        )  # fmt: skip


@contextmanager
def report_pages(folder: Path) -> Iterator[ReportPages]:
    """The pages over a desk of reports in this folder."""
    with site_in(folder) as site:
        yield ReportPages(site)
