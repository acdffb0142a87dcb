"""Making entries: from what the gate knows about a call to canonical bytes and their openings.

    entry -> commitments -> canonical bytes -> read back and compared -> Prepared

Rules kept here:
 * A part of the call that nothing inspected makes the entry fail, and with it the call.
 * Clauses are listed or it is said that none speaks; never neither, never both.
 * An entry that would be too long lists less (`countenance.record.shortened`).
 * Every entry is read back before it is handed out, and must be the same entry again.

The clock and the random bytes are handed in; writing the bytes is the work of a `LogStore`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import canonical, is_token
from countenance.record.commitment import SALT_BYTES, Opening, commit
from countenance.record.personal import kept_as
from countenance.record.shortened import shortened
from countenance.record.stamp import Stamp, Stamper

__all__ = ["Maker", "MediaSeen", "PartSeen", "Prepared", "bucket", "token_or_other"]

_READER: msgspec.json.Decoder[kinds.Entry] = msgspec.json.Decoder(kinds.Entry)


class Prepared(msgspec.Struct, frozen=True):
    """An entry that is ready to be appended: its bytes, and the openings that go beside it."""

    id: str
    data: bytes
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One part of a call: where it stands, its size in bytes, the SHA-256 of its content (32
    bytes), and the names of what inspected it."""

    where: str
    kind: str
    size: int
    digest: bytes
    inspected_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MediaSeen:
    """One picture of a call: pixels of one frame, frames, faces found, faces covered."""

    where: str
    kind: str
    width: int
    height: int
    frames: int
    faces: int
    covered: int
    digest: bytes
    inspected_by: tuple[str, ...]


def bucket(size: int) -> int:
    """A size rounded up to a power of two; 0 stays 0."""
    return 1 << (size - 1).bit_length() if size > 0 else 0


def token_or_other(word: str, known: Iterable[str]) -> str:
    """The word when it is one of the known ones and may stand in an entry, else `other`.

    For words that a caller chooses, such as the name of a model.
    """
    return word if word in known and is_token(word) and 0 < len(word) <= 160 else "other"


class Maker:
    """Makes the entries of one gate or one command.

    `clock`: nanoseconds since 1970 in UTC. `random`: that many random bytes.
    """

    def __init__(self, clock: Callable[[], int], random: Callable[[int], bytes]) -> None:
        self._stamper = Stamper(clock, random)
        self._random = random

    def stamp(self) -> Stamp:
        """The id and the time of an entry that is yet to be made."""
        return self._stamper.stamp()

    def decision(
        self,
        *,
        caller: kinds.CallerRef,
        code: kinds.CodeRef,
        ask: kinds.AskedOf,
        facts: Sequence[kinds.FactRef],
        acts: Sequence[kinds.Act],
        verdicts: Sequence[kinds.VerdictWord],
        outcome: kinds.ActionWord,
        row: int,
        clauses: Sequence[kinds.FindingRef],
        none_speaks: bool,
        parts: Sequence[PartSeen],
        media: Sequence[MediaSeen] = (),
        reason: str | None = None,
        missing: Sequence[str] = (),
        question: str | None = None,
        relied_on: Sequence[str] = (),
        contested: Sequence[str] = (),
        obligations: Sequence[kinds.ObligationRef] = (),
        linked: Sequence[kinds.LinkRef] = (),
        personal: Mapping[str, bytes] | None = None,
        what_if: bool = False,
        case: str | None = None,
        stamp: Stamp | None = None,
    ) -> Prepared:
        """The entry of a decision. `personal`: values that stand in it only as commitments.
        `case`: the held call that people decide, or have decided.
        `stamp`: one that was made before, where its id is known to others already.

        Raises `RecordError` when a part was not inspected, when it is left open whether a clause
        speaks, or when a field holds what it may not.
        """
        if none_speaks == bool(clauses):
            raise RecordError("decision: list the clauses that speak, or say that none speaks")
        openings: list[Opening] = []
        stamp = stamp or self.stamp()
        made = kinds.Decision(
            id=stamp.id,
            time=stamp.time,
            commit=self._committed(personal, openings),
            caller=caller,
            code=code,
            ask=ask,
            facts=tuple(facts),
            acts=tuple(acts),
            verdicts=tuple(verdicts),
            outcome=outcome,
            row=row,
            reason=reason,
            clauses=tuple(clauses),
            none_speaks=none_speaks,
            missing=tuple(missing),
            question=question,
            relied_on=tuple(relied_on),
            contested=tuple(contested),
            media=tuple([self._media(i, seen, openings) for i, seen in enumerate(media)]),
            parts=tuple([self._part(i, seen, openings) for i, seen in enumerate(parts)]),
            obligations=tuple(obligations),
            more=(),
            linked=tuple(linked),
            what_if=what_if,
            case=case,
        )
        return self._prepared(made, openings)

    def outcome(
        self,
        decision: str,
        result: str,
        *,
        status: int | None = None,
        bytes_out: int | None = None,
        answer: kinds.AnswerCheck | None = None,
        pictures: kinds.AnswerPictures | None = None,
        obligations: Sequence[kinds.ObligationRef] = (),
    ) -> Prepared:
        """The entry of what came of a decision; `decision` is the id of its entry."""
        stamp = self._stamper.stamp()
        made = kinds.Outcome(
            id=stamp.id,
            time=stamp.time,
            prev=decision,
            result=result,  # type: ignore[arg-type]  # reading back refuses an unknown word
            status=status,
            bytes_out=None if bytes_out is None else bucket(bytes_out),
            answer=answer,
            pictures=pictures,
            obligations=tuple(obligations),
        )
        return self._prepared(made, [])

    def unknown_outcome(self, decision: str) -> Prepared:
        """The outcome of a decision whose gate ended before it could say what came of it."""
        return self.outcome(decision, "unknown-after-crash")

    def unreadable(
        self,
        *,
        caller: kinds.CallerRef,
        clause: Literal["unreadable", "unsupported", "too-large", "attestation"],
        status: int,
        size: int,
        digest: bytes,
        dialect: str | None = None,
        operation: str | None = None,
        where: str | None = None,
        what_if: bool = False,
    ) -> Prepared:
        """The entry of a call that was refused unread. `digest`: SHA-256 of its bytes.

        `where` is left out when it is not a plain name: then it holds what the caller wrote.
        """
        openings: list[Opening] = []
        stamp = self._stamper.stamp()
        made = kinds.Unreadable(
            id=stamp.id,
            time=stamp.time,
            commit=self._committed({"request": digest}, openings),
            caller=caller,
            clause=clause,
            status=status,
            dialect=dialect,
            operation=operation,
            where=where if where and is_token(where) and len(where) <= 160 else None,
            bytes=bucket(size),
            what_if=what_if,
        )
        return self._prepared(made, openings)

    def redaction(self, caller: kinds.CallerRef, seen: MediaSeen) -> Prepared:
        """The entry of a picture that was covered, and went back to its caller."""
        openings: list[Opening] = []
        stamp = self._stamper.stamp()
        media = (self._media(0, seen, openings),)
        made = kinds.Redaction(id=stamp.id, time=stamp.time, caller=caller, media=media)
        return self._prepared(made, openings)

    def failure(
        self,
        stage: str,
        error: str,
        *,
        caller: kinds.CallerRef | None = None,
        decision: str | None = None,
        count: int = 1,
        late: bool = False,
    ) -> Prepared:
        """The entry of a failure of ours. `error` is the name of its class, never its message."""
        stamp = self._stamper.stamp()
        made = kinds.GateFailure(
            id=stamp.id,
            time=stamp.time,
            prev=decision,
            caller=caller,
            stage=stage,
            error=error,
            count=count,
            late=late,
        )
        return self._prepared(made, [])

    def startup(
        self,
        *,
        engine: str,
        settings: str,
        vocabulary: str,
        detector: str | None,
        act_model: str | None,
        limits: Sequence[str],
        reconciled: int,
        ran_before: Sequence[str] = (),
    ) -> Prepared:
        """The entry of a gate that starts."""
        stamp = self._stamper.stamp()
        made = kinds.Startup(
            id=stamp.id,
            time=stamp.time,
            engine=engine,
            settings=settings,
            vocabulary=vocabulary,
            detector=detector,
            act_model=act_model,
            limits=tuple(limits),
            reconciled=reconciled,
            ran_before=tuple(ran_before),
        )
        return self._prepared(made, [])

    def change(
        self,
        build: Callable[[str, str, dict[str, str]], kinds.Entry],
        personal: Mapping[str, bytes],
        openings: Sequence[Opening] = (),
    ) -> Prepared:
        """An entry that `build` makes from an id, a time and the commitments to `personal`."""
        kept = list(openings)
        stamp = self._stamper.stamp()
        committed = self._committed(personal, kept)
        return self._prepared(build(stamp.id, stamp.time, committed), kept)

    def committed(self, field: str, value: bytes) -> tuple[str, Opening]:
        """A commitment under a fresh salt, and its opening.

        Raises `RecordError` for a field of which nobody decided what its opening holds.
        """
        kept_as(field)
        salt = self._random(SALT_BYTES)
        return commit(field, value, salt), Opening(field, salt, value)

    def _committed(
        self, personal: Mapping[str, bytes] | None, openings: list[Opening]
    ) -> dict[str, str]:
        made = {}
        for field, value in (personal or {}).items():
            made[field] = self._keep(field, value, openings)
        return made

    def _keep(self, field: str, value: bytes, openings: list[Opening]) -> str:
        commitment, opening = self.committed(field, value)
        openings.append(opening)
        return commitment

    def _part(self, index: int, seen: PartSeen, openings: list[Opening]) -> kinds.Part:
        _refuse_uninspected(seen.where, seen.inspected_by, seen.digest)
        return kinds.Part(
            seen.where,
            seen.kind,
            bucket(seen.size),
            self._keep(f"parts.{index}", seen.digest, openings),
            seen.inspected_by,
        )

    def _media(self, index: int, seen: MediaSeen, openings: list[Opening]) -> kinds.MediaRef:
        _refuse_uninspected(seen.where, seen.inspected_by, seen.digest)
        return kinds.MediaRef(
            seen.where,
            seen.kind,
            bucket(seen.width * seen.height),
            seen.frames,
            seen.faces,
            seen.covered,
            self._keep(f"media.{index}", seen.digest, openings),
            seen.inspected_by,
        )

    def _prepared(self, made: kinds.Entry, openings: list[Opening]) -> Prepared:
        whole: kinds.Entry = made
        if isinstance(made, kinds.Decision):
            data, whole, rest = shortened(made, self.committed)
            openings.extend(rest)
        else:
            data = canonical(made)
        # INVARIANT: `canonical` wrote these bytes. What reads back as the same value would be
        # written as the same bytes, so they need not be written a second time to be compared.
        if _read_back(data) != whole:
            raise RecordError("entry: what was written does not read back as what was meant")
        return Prepared(whole.id, data, tuple(openings))


def _read_back(data: bytes) -> kinds.Entry:
    try:
        return _READER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError(f"entry: {error}") from error


def _refuse_uninspected(where: str, inspected_by: tuple[str, ...], digest: bytes) -> None:
    if not inspected_by:
        raise RecordError(f"{where}: nothing inspected this part of the call")
    if len(digest) != 32:
        raise RecordError(f"{where}: a digest of {len(digest)} bytes; SHA-256 has 32")
