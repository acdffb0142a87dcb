"""Bundles of the reports that a gate keeps: with their sound, their openings and their proofs.

Rules kept here:
 * Nobody is handed what that person may not read, or not hear.
 * That it is handed out is entered once it is made, and before its first byte leaves: by whom, to
   whom, for whom, which version, which bundle, and what was withheld under which rule.
 * What opens a commitment goes with the proof of its entry, but for words that were typed: these
   stand in the report, and a reason that is withheld stands nowhere.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict, Unpack

import msgspec
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.codes.model import Edition
from countenance.errors import ReportError, ReviewError
from countenance.record.commitment import Opening
from countenance.record.opened import opened_entry
from countenance.reports.desk_reading import ReportReads
from countenance.reports.digests import canonical_bytes
from countenance.reports.keeping import Proof
from countenance.reports.out.archive import Archive
from countenance.reports.out.manifest import Manifest, Purpose, Puts
from countenance.reports.out.shown import FIELDS
from countenance.reports.out.withheld import Withheld
from countenance.reports.report import Report
from countenance.reports.steps import plain
from countenance.review.people import Person
from countenance.stores.log import DatabaseReader
from countenance.stores.published import FOLDER, Published
from countenance.stores.reports import FOLDER as ROOM

__all__ = ["Chosen", "Hands", "check_papers"]


class Chosen(TypedDict, total=False):
    """What somebody chooses of a bundle."""

    purpose: Purpose
    withheld: tuple[Withheld, ...]
    with_audio: bool


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
        to: str,
        puts: Puts,
        *,
        purpose: Purpose = "",
        withheld: tuple[Withheld, ...] = (),
        with_audio: bool = False,
        key: Ed25519PrivateKey | None = None,
    ) -> Manifest:
        """Write a bundle, signed by the key of the gate or by another one, and enter to whom it is
        handed out: only then it may leave.

        Raises what reading the report raises, `ReviewError`, `ReportError`, and `UnpublishedError`
        within a second of its last step.
        """
        # What writes papers is an extra, which a gate may be without until somebody asks for this.
        check_papers("bundle")
        from countenance.reports.out.bundle import Handed, Sound, write_bundle  # noqa: PLC0415

        if withheld and not purpose:
            raise ReviewError("`withheld` needs `for`: for whom is it withheld?")
        plain("to", to, 1, 200)
        desk = self._desk
        report = desk.find(who, id_)
        handed = Handed(
            made=self._now(),
            purpose=purpose,
            withheld=withheld,
            sound=Sound(desk.sound_size(who, id_), desk.sound_pieces(who, id_))
            if with_audio
            else None,
            proofs=self._proofs(report, desk.proofs(who, id_)),
        )
        editions = [self._edition(each) for each in report.decision.editions]
        signs = key or desk.signing_key()
        manifest = write_bundle(report, editions, self._names(), handed, signs, puts)
        desk.hand_out(
            who, id_, to, purpose=purpose, of=report,
            more={
                "bundle": hashlib.sha256(canonical_bytes(manifest)).digest(),
                **({"withheld": _listed(withheld)} if withheld else {}),
            },
        )  # fmt: skip
        return manifest

    def archive(
        self,
        who: Person,
        id_: str,
        to: str,
        alive: Callable[[], None] = lambda: None,
        **chosen: Unpack[Chosen],
    ) -> tuple[int, Iterator[bytes]]:
        """The same as an archive: how many bytes it is, and these. `alive`: called while it is
        written."""
        room = self._folder / ROOM
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
        archive = Archive(id_, room, alive)
        try:
            self.bundle(who, id_, to, archive.put, **chosen)
            return archive.finished()
        except BaseException:
            archive.close()
            raise

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


def _listed(withheld: tuple[Withheld, ...]) -> bytes:
    return rfc8785.dumps(msgspec.to_builtins(withheld))
