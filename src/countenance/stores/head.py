"""What a store reads of an entry before it keeps it."""

from hashlib import sha256

import msgspec

from countenance.errors import RecordError
from countenance.record.canonical import LIMIT
from countenance.record.entry import ABOUT_CALLERS, OF_CASES, FindingRef, Head

__all__ = ["UNNAMED", "Row", "row_of"]

UNNAMED = "unnamed"
"""The clause of a refusal whose entry was too long to list any."""


class _Deciding(msgspec.Struct, frozen=True):
    clauses: tuple[FindingRef, ...]


_DECODER = msgspec.json.Decoder(Head)
_DECIDING = msgspec.json.Decoder(_Deciding)


class Row(msgspec.Struct, frozen=True):
    """One entry as a row: its bytes, their leaf hash, and the few fields that are searched.

    `awaits`: it lets something go upstream, so an outcome must follow. `offence`: the clause under
    which a call was refused because every act that it may have asked for is denied. `ref`: the
    name of the case that it is of, where that goes on over several entries.
    """

    id: str
    kind: str
    prev: str | None
    caller: str | None
    data: bytes
    leaf: bytes
    awaits: bool
    time: str
    offence: str | None = None
    ref: str | None = None


def row_of(data: bytes) -> Row:
    """Read the bytes of an entry. Raises `RecordError` when they are not one."""
    if len(data) > LIMIT:
        raise RecordError(f"record: an entry of {len(data)} bytes; at most {LIMIT} are allowed")
    try:
        head = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(f"record: not an entry: {error}") from error
    ref = head.caller.get("ref") if head.caller else None
    return Row(
        id=head.id,
        kind=head.kind,
        prev=head.prev,
        caller=ref if isinstance(ref, str) else None,
        data=data,
        # RFC 6962, 2.1: the 0x00 prefix keeps a leaf from passing as an inner node.
        leaf=sha256(b"\0" + data).digest(),
        awaits=head.kind == "decision" and head.outcome in ("pass", "redact") and not head.what_if,
        time=head.time,
        offence=_offence(head, data),
        ref=_ref(head),
    )


def _ref(head: Head) -> str | None:
    if head.kind in ABOUT_CALLERS and head.caller is not None:
        ref = head.caller.get("ref")
        return ref if isinstance(ref, str) else None
    return head.case if head.kind in OF_CASES else None


def _offence(head: Head, data: bytes) -> str | None:
    denied = head.outcome == "refuse" and head.reason == "denied"
    if head.kind != "decision" or not denied or head.what_if:
        return None
    clauses = _DECIDING.decode(data).clauses
    # Those that decide come first.
    return f"{clauses[0].edition}#{clauses[0].clause}" if clauses else UNNAMED
