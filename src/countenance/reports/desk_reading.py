"""What of reports is read: one of them, those that are sought, figures, sound, proofs.

Rules kept here:
 * Reading changes nothing, and gives nobody more than `countenance.reports.reading` says.
 * What leaves the gate for somebody is entered before it does, and is what was entered.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import OutdatedError, UnknownReportError
from countenance.reports.differences import Difference, differences
from countenance.reports.entering import counted
from countenance.reports.keeping import Keeper, Proof
from countenance.reports.open_items import Terms
from countenance.reports.reading import (
    Figures,
    Row,
    Sought,
    as_seen,
    check_seen,
    check_sound,
    figures_of,
    fits,
    knew,
    organizations_of,
    row_of,
    sees,
)
from countenance.reports.report import Report
from countenance.reports.signing import hand_out
from countenance.reports.steps import Step
from countenance.review.people import May, Person

__all__ = ["ReportReads"]

_LISTED = 100
"""Reports of one list."""


class ReportReads:
    """The part of a desk that reads. `key`: what signs for this gate."""

    def __init__(self, keeper: Keeper, terms: Terms, key: Ed25519PrivateKey) -> None:
        self._keeper = keeper
        self._key = key
        self.terms = terms

    def find(self, who: Person, id_: str) -> Report:
        """A report as this person sees it. Raises `UnknownReportError`, `OutdatedError`."""
        with self._unless_gone(who, id_):
            return as_seen(self._keeper.find(id_), who, self.terms)

    def all(self, who: Person, sought: Sought | None = None) -> tuple[Row, ...]:
        """The reports that this person sees, the newest first; of those that are sought."""
        wanted = sought or Sought()
        if not (who.may(May.READ_REPORTS) or who.may(May.READ_SIGNED_REPORTS)):
            who.check(May.READ_REPORTS)
        outside = who.may(May.READ_SIGNED_REPORTS)
        whose = None if outside else organizations_of(who)
        own = who.ref if who.may(May.WRITE_REPORTS) else None
        rows: list[Row] = []
        for kept in self._keeper.store.all(whose, own):
            if len(rows) == _LISTED:
                break
            if not (outside or fits(kept, wanted)):
                continue
            row = self._row(who, kept.id, outside=outside)
            if row is not None and fits(row, wanted) and _is_sought(row, wanted):
                rows.append(row)
        return tuple(rows)

    def figures(self, who: Person) -> Figures:
        """What can be counted of the reports of somebody's organizations; no report is opened."""
        who.check(May.READ_REPORT_FIGURES)
        return figures_of(self._keeper.store.all(organizations_of(who)))

    def sound_size(self, who: Person, id_: str) -> int:
        """Bytes of the sound of a report: samples, `RATE` a second, one channel, 16 bits."""
        self._check_sound(who, id_)
        return self._keeper.sound_size(id_)

    def sound(self, who: Person, id_: str, start: int = 0, end: int | None = None) -> bytes:
        """Its bytes from `start` until `end`."""
        self._check_sound(who, id_)
        return self._keeper.sound(id_, start, end)

    def sound_pieces(
        self, who: Person, id_: str, start: int = 0, end: int | None = None
    ) -> Iterator[bytes]:
        """The same piece by piece; a recording may have hours. Raises `SealedError`, also between
        two pieces."""
        self._check_sound(who, id_)
        return self._keeper.sound_pieces(id_, start, end)

    def hand_out(
        self,
        who: Person,
        id_: str,
        to: str,
        *,
        purpose: str = "",
        of: Report | None = None,
        more: Mapping[str, bytes] | None = None,
    ) -> Report:
        """Enter that a report is handed out, before it is. `to`: to whom, in words; `purpose`: for
        whom; `more`: what the entry commits to besides.

        `of`: the report from which it was made. Raises `OutdatedError` where it is another by now.
        """

        def does(report: Report, _: str) -> Step:
            seen = as_seen(report, who, self.terms)
            if of is not None and _untold(seen) != _untold(of):
                raise OutdatedError(
                    f"report `{id_}` was changed while it was handed out; do it once more"
                )
            return hand_out(report, seen, who, to, purpose, more)

        with self._unless_gone(who, id_):
            return as_seen(self._keeper.step(id_, does), who, self.terms)

    def differences(self, who: Person, id_: str, first: int, second: int) -> tuple[Difference, ...]:
        """What two generations differ in."""
        return differences(self.find(who, id_), first, second)

    def proofs(self, who: Person, id_: str) -> Mapping[str, Mapping[str, Proof]]:
        """What opens the commitments of its entries: entry -> field -> salt and value."""
        return self._keeper.proofs(self.find(who, id_))

    def now(self) -> str:
        """The time, as entries have it."""
        return self._keeper.now()

    def public_key(self) -> str:
        """The key that signatures verify with, in hexadecimal."""
        return self._key.public_key().public_bytes_raw().hex()

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs for this gate: signatures, and what is handed out."""
        return self._key

    def _own(self, who: Person, id_: str) -> Report:
        with self._unless_gone(who, id_):
            report = self._keeper.find(id_)
        check_seen(report, who)
        return report

    def _check_sound(self, who: Person, id_: str) -> None:
        with self._unless_gone(who, id_):
            check_sound(self._keeper.find(id_), who, self.terms)

    @contextmanager
    def _unless_gone(self, who: Person, id_: str) -> Iterator[None]:
        """That a report was expunged is told to whom it was there for; for others it never was."""
        try:
            yield
        except OutdatedError:
            kept = self._keeper.store.find(id_)
            if kept.document is None and not knew(kept, who):
                raise UnknownReportError(f"no report has the id `{id_}`") from None
            raise

    def _row(self, who: Person, id_: str, *, outside: bool) -> Row | None:
        kept = self._keeper.store.find(id_)
        if kept.document is None:
            return None if outside else row_of(kept, None)
        report = self._keeper.find(id_)
        if not sees(report, who):
            return None
        if not outside:
            return row_of(kept, report)
        seen = as_seen(report, who, self.terms)
        if seen is not report:
            was = counted(seen, kept.counted, self.now())
            kept = dataclasses.replace(kept, state=seen.state, counted=was)
        return row_of(kept, seen)


def _untold(report: Report) -> Report:
    """Without its entries: that it is handed out to others changes nothing of it."""
    return msgspec.structs.replace(report, entries=())


def _is_sought(row: Row, sought: Sought) -> bool:
    return sought.incident in ("", row.incident) and sought.evidence in ("", row.evidence)
