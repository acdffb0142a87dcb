"""Reports as they are kept: each step with its entry, and nothing that is not what it was.

Rules kept here:
 * What is kept is the report without its drafts, and each draft by itself, once. On reading, every
   draft has to have the digest that its generation was entered with.
 * A generation gets the id of its entry with the entry; it is returned only after that.
 * The key of a report's sound is in the report: with it goes the sound, and with the sound what
   came of a hearing that was broken off.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from countenance.errors import OutdatedError, RecordError, SealedError
from countenance.record.make import Maker, Prepared
from countenance.record.members import VerdictWord
from countenance.record.stamp import time_text
from countenance.reports.digests import canonical_bytes, digest
from countenance.reports.draft import Draft
from countenance.reports.entering import counted, entry_of
from countenance.reports.report import Entered, Report
from countenance.reports.steps import Change, Step
from countenance.stores.reports import Counted, Kept, Reports, Written
from countenance.stores.sealed_files import read_sealed, sealed_pieces, sealed_size, write_sealed

__all__ = ["BegunHearing", "Keeper", "Proof"]

KEY = 32
"""Bytes of the key of a sound."""


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is sealed of a report: itself without its drafts, and the key of its sound."""

    report: dict[str, object]
    sound: str


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What opens one commitment of an entry: its salt and its value, both in hexadecimal."""

    salt: str
    value: str


_DOCUMENTS = msgspec.json.Decoder(_Document)
_DRAFTS = msgspec.json.Decoder(Draft)

Does = Callable[[Report, str], Step]
"""A step of a report, at a time."""


class Keeper:
    """Keeps reports. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self, store: Reports, clock: Callable[[], int], random: Callable[[int], bytes]
    ) -> None:
        self._store = store
        self._clock = clock
        self._random = random
        self._maker = Maker(clock, random)

    @property
    def store(self) -> Reports:
        """Where they are."""
        return self._store

    @property
    def maker(self) -> Maker:
        """Makes ids and times."""
        return self._maker

    def now(self) -> str:
        """The time, as entries have it."""
        return time_text(self._clock() // 1_000_000)

    def new_id(self) -> str:
        """The id of a report that is yet to begin."""
        return f"report-{self._maker.stamp().id}"

    def begin(self, step: Step, sound: bytes | memoryview) -> Report:
        """A report that is new, with its sound. Raises `RecordError`."""
        id_, key = step.report.id, self._random(KEY)
        path = self._store.sound_of(id_)
        try:
            write_sealed(path, sound, key)
        except OSError as error:
            raise RecordError(f"reports: the sound cannot be kept: {error.strerror}") from error
        try:
            kept = self._store.begin(self._written(step, None, key, (), ()))
        except BaseException:
            path.unlink(missing_ok=True)  # a sound without a report is nobody's
            raise
        return self._read(kept)[0]

    def step(
        self,
        id_: str,
        does: Does,
        kept: Callable[[Report], Sequence[str]] = lambda _: (),
        verdicts: tuple[VerdictWord, ...] = (),
    ) -> Report:
        """What is done about a report; it as it is after that.

        `kept`: which obligations the report keeps after it; those that it kept before are no news.
        Raises what `does` raises, and changes nothing then.
        """

        def made(before: Kept) -> Written:
            report, key = self._read(before)
            at = self.now()
            step = does(report, at)
            if step.report.id != id_:
                raise RecordError(f"reports: a step of `{id_}` came to another report")
            news = tuple(
                each.what
                for each in report.decision.obligations
                if each.kept is None and each.what in kept(step.report)
            )
            return self._written(step, before.counted, key, news, verdicts)

        return self._read(self._store.step(id_, made))[0]

    def find(self, id_: str) -> Report:
        """A report with everything in it. Raises `UnknownReportError`, `OutdatedError`."""
        return self._read(self._store.find(id_))[0]

    def sound_size(self, id_: str) -> int:
        """Bytes of the sound of a report. Raises `SealedError`."""
        return sealed_size(self._store.sound_of(id_))

    def sound(self, id_: str, start: int = 0, end: int | None = None) -> bytes:
        """The samples of a report's sound, from byte to byte. Raises `SealedError`."""
        _, key = self._read(self._store.find(id_))
        return read_sealed(self._store.sound_of(id_), key, start, end)

    def begun_hearing(self, id_: str) -> "BegunHearing":
        """What came of a hearing of this report that was broken off. Raises `OutdatedError`."""
        _, key = self._read(self._store.find(id_))
        return BegunHearing(self._store.pieces_of(id_), key, self._random)

    def whole_sound(self, id_: str) -> memoryview:
        """All of it at once, for who has to look at all of it: in memory once. Raises
        `SealedError`."""
        room, at = bytearray(self.sound_size(id_)), 0
        for piece in self.sound_pieces(id_):
            room[at : at + len(piece)] = piece
            at += len(piece)
        return memoryview(room).toreadonly()

    def sound_pieces(self, id_: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The same piece by piece. Raises `SealedError`, also between two pieces."""
        _, key = self._read(self._store.find(id_))
        return sealed_pieces(self._store.sound_of(id_), key, start, end)

    def proofs(self, report: Report) -> Mapping[str, Mapping[str, Proof]]:
        """What opens the commitments of its entries: id of the entry -> field -> salt and value."""
        found = self._store.openings([each.id for each in report.entries])
        return {
            id_: {field: Proof(salt.hex(), value.hex()) for field, (salt, value) in fields.items()}
            for id_, fields in found.items()
        }

    def _written(
        self,
        step: Step,
        before: Counted | None,
        key: bytes,
        news: tuple[str, ...],
        verdicts: tuple[VerdictWord, ...],
    ) -> Written:
        entry = entry_of(self._maker, step, news, verdicts)
        at = self.now()

        def row(index: int) -> Kept:
            report = _entered(step, entry, index, news, at)
            document = _Document(_without_drafts(report), key.hex())
            return Kept(
                report.id,
                report.organization,
                report.officer,
                report.state,
                counted(report, before, at),
                msgspec.json.encode(document),
                tuple(canonical_bytes(each.draft) for each in report.generations),
            )

        draft = None
        if step.change is Change.GENERATED:
            made = step.report.generations[-1]
            draft = (made.number, canonical_bytes(made.draft))
        return Written(entry, row, draft)

    def _read(self, kept: Kept) -> tuple[Report, bytes]:
        if kept.document is None:
            raise OutdatedError(f"report `{kept.id}` was expunged; its proofs are left, no content")
        try:
            document = _DOCUMENTS.decode(kept.document)
            drafts = [_DRAFTS.decode(each) for each in kept.drafts]
            whole = dict(document.report)
            generations = whole["generations"]
            if not isinstance(generations, list) or len(generations) != len(drafts):
                raise RecordError(f"reports: drafts of `{kept.id}` are missing")
            whole["generations"] = [
                {**each, "draft": msgspec.to_builtins(draft)}
                for each, draft in zip(generations, drafts, strict=True)
            ]
            report = msgspec.convert(whole, Report)
        except (msgspec.MsgspecError, KeyError, UnicodeDecodeError) as error:
            raise RecordError(f"reports: `{kept.id}` cannot be read: {error}") from error
        for each in report.generations:
            if digest(each.draft) != each.digest:
                raise RecordError(f"reports: draft {each.number} of `{kept.id}` was changed")
        return report, bytes.fromhex(document.sound)


@dataclass(frozen=True, slots=True)
class BegunHearing:
    """Answers about pieces of a report's sound, sealed, each in a file of this folder."""

    folder: Path
    key: bytes
    random: Callable[[int], bytes]

    def get(self, name: str) -> bytes | None:
        """See `Kept`."""
        for path in sorted(self.folder.glob(f"{name}-*.sealed")):
            with suppress(SealedError):  # what was changed is asked for anew
                return read_sealed(path, self._key_of(path.stem))
        return None

    def put(self, name: str, data: bytes) -> None:
        """See `Kept`."""
        # A file is sealed under a key of its own, by chance, whatever becomes of one before it.
        path = self.folder / f"{name}-{self.random(16).hex()}.sealed"
        try:
            write_sealed(path, data, self._key_of(path.stem))
        except OSError as error:
            raise RecordError(
                f"reports: what was heard cannot be kept: {error.strerror}"
            ) from error

    def _key_of(self, name: str) -> bytes:
        return hmac.digest(self.key, f"countenance: piece {name}".encode(), hashlib.sha256)


def _entered(step: Step, entry: Prepared, index: int, news: tuple[str, ...], at: str) -> Report:
    """The report of a step with the entry of that step in it."""
    report = step.report
    entries = (*report.entries, Entered(entry.id, index, step.change.value))
    obligations = tuple(
        msgspec.structs.replace(each, kept=at) if each.what in news else each
        for each in report.decision.obligations
    )
    decision = msgspec.structs.replace(report.decision, obligations=obligations)
    generations = report.generations
    if step.change is Change.GENERATED:
        made = msgspec.structs.replace(generations[-1], entry=entry.id)
        generations = (*generations[:-1], made)
    return msgspec.structs.replace(
        report, entries=entries, decision=decision, generations=generations
    )


def _without_drafts(report: Report) -> dict[str, object]:
    whole = msgspec.to_builtins(report)
    for each in whole["generations"]:
        del each["draft"]
    found: dict[str, object] = whole
    return found
