"""What a caller holds about a call: a receipt, an entry, or the answer of the gate.

Rules kept here:
 * Whatever it is, it is only read. A receipt is verified against the keys that are handed in, and
   what does not verify is said, beside what it says.
 * What is none of these is refused with what would be right.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

from countenance.errors import PageError, ProofError, RecordError
from countenance.record import entry as kinds
from countenance.record.beside import beside
from countenance.record.figures.rows import CALLS
from countenance.record.note import VerifierKey
from countenance.record.receipt import read_receipt, verify_receipt

__all__ = ["Paper", "Trust", "read_paper"]


_ANSWER = re.compile(r'\{\s*"error"\s*:')


class Trust(Enum):
    """How much is shown by a paper itself."""

    VERIFIED = "verified"
    """Its entry is in the log of this gate."""
    OTHERS = "others"
    """It is a receipt that does not verify by the keys of this gate."""
    SAID = "said"
    """It is words alone."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What was read. Of `entry` and `told` one is there: an entry of a call, or the `countenance`
    object of an answer. `why`: why a receipt does not verify. `witnesses`: those whose signatures
    under its head verify; `others`: how many more there are."""

    index: int | None
    entry: Mapping[str, Any] | None
    told: Mapping[str, Any] | None
    trust: Trust
    why: str = ""
    size: int | None = None
    witnesses: tuple[str, ...] = ()
    others: int = 0


def read_paper(text: str, keys: Sequence[VerifierKey]) -> Paper:
    """Read what somebody pasted. Raises `PageError`."""
    value = _decoded(text)
    if isinstance(value, dict) and value.get("object") == "countenance.receipt":
        return _receipt(text, keys)
    told = _told(value)
    if told is not None:
        index = told.get("entry")
        return Paper(index if isinstance(index, int) else None, None, told, Trust.SAID)
    if isinstance(value, dict) and value.get("kind") in CALLS:
        return Paper(None, _entry(msgspec.json.encode(value).decode()), None, Trust.SAID)
    raise PageError(
        "this is neither a receipt (`\"object\": \"countenance.receipt\"`), nor an answer of the "
        "gate (with `error.countenance` in it), nor an entry about a call"
    )


def _decoded(text: str) -> Any:
    """What was pasted, or the answer in it where a terminal printed status and headers before."""
    found = _ANSWER.search(text)
    for each in (text, text[found.start() :] if found else ""):
        with suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
            return msgspec.json.decode(each.strip())
    raise PageError(
        "this is not JSON as it came: paste the whole file or answer, from the `{` with which it "
        "begins, such as `{\"error\": …`, to its last `}`"
    )


def _receipt(text: str, keys: Sequence[VerifierKey]) -> Paper:
    try:
        receipt = read_receipt(text.encode("utf-8", "surrogatepass"))
        entry = _entry(receipt.entry)
    except (ProofError, RecordError) as error:
        raise PageError(str(error)) from error
    if entry.get("kind") not in CALLS:
        raise PageError(
            f"this is the receipt of an entry of the kind `{entry.get('kind')}`, none of a call"
        )
    try:
        opened = verify_receipt(receipt, keys)
    except ProofError as error:
        return Paper(receipt.index, entry, None, Trust.OTHERS, str(error))
    signed = beside(opened.note, opened.checkpoint.origin, opened.signed)
    return Paper(
        receipt.index, entry, None, Trust.VERIFIED, size=opened.checkpoint.size,
        witnesses=signed.names, others=signed.others,
    )  # fmt: skip


def _entry(text: str) -> Mapping[str, Any]:
    """An entry of a kind and with the fields that there are. Raises `PageError`, `RecordError`."""
    try:
        msgspec.json.decode(text, type=kinds.Entry)
    except msgspec.MsgspecError as error:
        raise PageError(f"this is no entry as the record has them: {error}") from error
    found: Mapping[str, Any] = msgspec.json.decode(text)
    return found


def _told(value: Any) -> Mapping[str, Any] | None:
    """The `countenance` object of an answer, wherever its dialect has it."""
    if not isinstance(value, dict):
        return None
    if value.get("object") == "countenance.decision":
        return {**value, "decision": value.get("outcome")}
    for each in (value, value.get("error")):
        found = each.get("countenance") if isinstance(each, dict) else None
        if isinstance(found, dict):
            return found
    return None


