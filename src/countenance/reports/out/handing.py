"""Bundles of the reports that a gate keeps: with their sound, their openings and their proofs.

Rules kept here:
 * Nobody is handed what that person may not read, or not hear.
 * What opens a commitment goes with the proof of its entry, but for words that were typed: these
   stand in the report, and a reason that is withheld stands nowhere.
"""

import io
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.codes.model import Edition
from countenance.errors import ReportError
from countenance.record.commitment import Opening
from countenance.record.opened import opened_entry
from countenance.reports.desk_reading import ReportReads
from countenance.reports.keeping import Proof
from countenance.reports.out.manifest import Purpose
from countenance.reports.out.shown import FIELDS
from countenance.reports.out.withheld import Withheld
from countenance.reports.report import Report
from countenance.review.people import Person
from countenance.stores.log import DatabaseReader
from countenance.stores.published import FOLDER, Published

__all__ = ["Hands", "check_papers", "zipped"]


class Hands:
    """Hands out the reports of one gate. `folder`: of its data, where its log is; `edition`: one of
    its codes by name; `names`: pseudonym -> name of its people; `now`: the time, as entries have
    it."""

    def __init__(
        self,
        desk: ReportReads,
        folder: Path,
        edition: Callable[[str], Edition],
        names: Callable[[], Mapping[str, str]],
        now: Callable[[], str],
    ) -> None:
        self._desk = desk
        self._folder = folder
        self._edition = edition
        self._names = names
        self._now = now

    def bundle(
        self,
        who: Person,
        id_: str,
        *,
        purpose: Purpose = "",
        withheld: tuple[Withheld, ...] = (),
        with_audio: bool = False,
        key: Ed25519PrivateKey | None = None,
    ) -> dict[str, bytes]:
        """The files of a bundle by their paths, signed by the key of the gate or by another one.

        Raises what reading the report raises, `ReportError`, and `UnpublishedError` within a second
        of its last step.
        """
        # What writes papers is an extra, which a gate may be without until somebody asks for this.
        check_papers("bundle")
        from countenance.reports.out.bundle import Handed, bundle_files  # noqa: PLC0415

        report = self._desk.find(who, id_)
        handed = Handed(
            made=self._now(),
            purpose=purpose,
            withheld=withheld,
            samples=self._desk.sound(who, id_) if with_audio else None,
            proofs=self._proofs(report, self._desk.proofs(who, id_)),
        )
        editions = [self._edition(each) for each in report.decision.editions]
        signs = key or self._desk.signing_key()
        return bundle_files(report, editions, self._names(), handed, signs)

    def _proofs(
        self, report: Report, openings: Mapping[str, Mapping[str, Proof]]
    ) -> dict[int, bytes]:
        files = Published(self._folder / FOLDER)
        head = files.head()
        log = DatabaseReader(self._folder)
        found = {}
        try:
            for entered in report.entries:
                stored = log.entry(entered.index)
                if stored is None:
                    raise ReportError(f"report: its entry {entered.index} is not in the log here")
                opens = tuple(
                    Opening(field, bytes.fromhex(each.salt), bytes.fromhex(each.value))
                    for field, each in openings.get(entered.id, {}).items()
                    if field in FIELDS
                )
                made = opened_entry(stored, opens, head, files.tile)
                found[entered.index] = bytes(made) if opens else made.proof.encode()
        finally:
            log.close()
        return found


def check_papers(what: str) -> None:
    """Raise `ReportError` where what writes papers is not installed."""
    for module, name in (("reportlab", "ReportLab"), ("docx", "python-docx")):
        if find_spec(module) is None:
            raise ReportError(
                f"{what}: {name} is not installed: pip install 'countenance[reports]'"
            )


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """Files in one archive, under a folder of this name; the same files are the same bytes."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for path, data in sorted(files.items()):
            archive.writestr(ZipInfo(f"{folder}/{path}"), data)
    return out.getvalue()
