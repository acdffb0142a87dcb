"""The reports that a gate keeps, for commands on its machine: who gives one has a token.

Rules kept here:
 * The folder of data alone shows nobody a report: whoever reads has a token, and sees what that
   person sees over HTTP.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.cli.caller_names import caller_names
from countenance.cli.settings_file import load_settings
from countenance.cli.who import known, names_of, wrong_usage
from countenance.errors import UnknownReportError
from countenance.gate.secrets import REPORTS, secret
from countenance.reports.desk_reading import ReportReads
from countenance.reports.keeping import Keeper
from countenance.reports.open_items import Terms
from countenance.reports.report import Report
from countenance.review.people import Person
from countenance.stores.people import People
from countenance.stores.reports import Reports

__all__ = ["KeptReports", "is_id", "kept_reports"]

_ID = re.compile(r"report-[0-9a-f-]{8,64}")


@dataclass(frozen=True, slots=True)
class KeptReports:
    """The reports in a folder of data, as this person reads them, and names of people and callers
    by their pseudonyms."""

    desk: ReportReads
    who: Person
    names: Mapping[str, str]

    def find(self, id_: str) -> Report:
        """A report. Raises `click.UsageError` where this person sees none of this id."""
        with wrong_usage():
            try:
                return self.desk.find(self.who, id_)
            except UnknownReportError as error:
                raise click.UsageError(str(error)) from error


def is_id(where: str) -> bool:
    """Whether a word is the id of a report, and not a file."""
    return _ID.fullmatch(where) is not None and not Path(where).exists()


@contextmanager
def kept_reports(folder: Path, settings: str | None, token: str | None) -> Iterator[KeptReports]:
    """The reports in this folder of data. Raises `click.UsageError` without a good token."""
    if not folder.is_dir():
        raise click.UsageError(f"{folder}: no gate keeps reports here; name its folder by `--data`")
    terms = Terms(load_settings(settings).reports.account_first)
    key = Ed25519PrivateKey.from_private_bytes(secret(folder / REPORTS, os.urandom))
    with closing(People(folder)) as people, closing(Reports(folder, create=False)) as store:
        who = known(token, people)
        keeper = Keeper(store, time.time_ns, os.urandom)
        names = {ref: name for ref, name in names_of(people).items() if ref is not None}
        names |= caller_names(folder)
        yield KeptReports(ReportReads(keeper, terms, key), who, names)
