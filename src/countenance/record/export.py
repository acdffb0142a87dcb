"""Entries handed to the public: without what names a caller, and still in the tree.

    {"index":17,"leaf":"<base64>","entry":{...},"why":{"caller":"pseudonym"}}

Rules kept here:
 * Withheld is what is the same in every entry about one caller, and every commitment: who has its
   opening could test a guess. Everything else stays; each thing that is withheld says why.
 * A line keeps the hash of the whole entry. The hashes of a period, with the proofs of its first
   and its last entry, lead to the root that was signed: none is missing, none was put in.
 * What is written beside a hash is the word of who exports. Whoever has the entry itself compares.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from countenance.errors import ProofError
from countenance.record.canonical import parse
from countenance.record.checkpoint import Opened, open_checkpoint
from countenance.record.entry import ABOUT_CALLERS, PSEUDONYM
from countenance.record.note import VerifierKey, decoded
from countenance.record.proof import Proof
from countenance.record.store import Stored
from countenance.record.tiles import HASH
from countenance.record.tree import root_by_range

__all__ = ["WITHHELD", "redacted_line", "verify_lines"]

WITHHELD = "withheld"
"""What stands for whatever is not told."""

_COMMITMENT, _PSEUDONYM, _LINK = "commitment", "pseudonym", "links-entries-of-one-caller"
_ATTESTED = "attestation:"
_ABOUT_ONE = ABOUT_CALLERS | {"person"}
"""Kinds whose `prev` leads from entry to entry about one caller, or one person."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    index: int
    leaf: str
    entry: dict[str, Any]
    why: dict[str, str]


_LINES = msgspec.json.Decoder(_Line)


def redacted_line(stored: Stored) -> bytes:
    """One entry as a line of JSON, without what names a caller."""
    entry = parse(stored.data)
    why: dict[str, str] = {}
    kind = entry["kind"]
    if entry.get("caller") is not None:
        entry["caller"] = _withheld(why, "caller", _PSEUDONYM)
    if kind == "key":
        entry["key"] = _withheld(why, "key", _PSEUDONYM)
    if entry.get("person") is not None:
        entry["person"] = _withheld(why, "person", _PSEUDONYM)
    if kind == "person":
        entry["callers"] = [
            _withheld(why, f"callers.{at}", _PSEUDONYM) for at in range(len(entry["callers"]))
        ]
    if kind == "proposal":
        entry["about"] = _withheld(why, "about", _PSEUDONYM)
    if kind in _ABOUT_ONE and entry["prev"] is not None:
        entry["prev"] = _withheld(why, "prev", _LINK)
    entry = {name: _without(value, name, name, why) for name, value in entry.items()}
    line = _Line(stored.index, b64encode(stored.leaf).decode(), entry, why)
    return msgspec.json.encode(line) + b"\n"


def _without(value: Any, name: str, path: str, why: dict[str, str]) -> Any:
    """The same value without commitments, and without ids that are those of one caller."""
    match name, value:
        case ("commitment" | "document"), str():
            return _withheld(why, path, _COMMITMENT)
        case "commit", dict():
            return {each: _withheld(why, f"{path}.{each}", _COMMITMENT) for each in value}
        case ("case" | "ref"), str() if value.startswith(PSEUDONYM):
            return _withheld(why, path, _PSEUDONYM)
        case "member", str():
            return _withheld(why, path, _PSEUDONYM)
        case "carries", list():
            return [_withheld(why, f"{path}.{at}", _COMMITMENT) for at in range(len(value))]
        case ("attesting" | "verified_by" | "members" | "recused" | "concerns"), list():
            return [_withheld(why, f"{path}.{at}", _PSEUDONYM) for at in range(len(value))]
        case "linked", list():
            return [
                {**each, "entry": _withheld(why, f"{path}.{at}.entry", _LINK)}
                for at, each in enumerate(value)
            ]
        case "source", str() if value.startswith(_ATTESTED):
            return _ATTESTED + _withheld(why, path, _PSEUDONYM)
        case _, dict():
            return {n: _without(each, n, f"{path}.{n}", why) for n, each in value.items()}
        case _, list():
            return [_without(each, "", f"{path}.{at}", why) for at, each in enumerate(value)]
    return value


def _withheld(why: dict[str, str], path: str, reason: str) -> str:
    why[path] = reason
    return WITHHELD


def verify_lines(
    lines: Sequence[bytes], first: Proof, last: Proof, keys: Sequence[VerifierKey]
) -> Opened:
    """The head under which these are all the entries from the first to the last.

    Raises `ProofError` when one of them is missing, was put in or has another hash.
    """
    opened = open_checkpoint(str(last.checkpoint).encode(), keys)
    head = opened.checkpoint
    if str(first.checkpoint) != str(last.checkpoint):
        raise ProofError("export: the two proofs have different checkpoints")
    if len(lines) != last.index - first.index + 1:
        raise ProofError(
            f"export: {len(lines)} entries; the proofs are about {first.index} to {last.index}"
        )
    leaves = list(_leaves(lines, first.index))
    root = root_by_range(first.index, leaves, head.size, first.hashes, last.hashes)
    if root != head.root:
        raise ProofError(f"export: other entries are in the tree of {head.size} entries")
    return opened


def _leaves(lines: Sequence[bytes], begin: int) -> Iterator[bytes]:
    for at, data in enumerate(lines, start=begin):
        try:
            line = _LINES.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ProofError(f"export: the line of entry {at}: {error}") from error
        if line.index != at:
            raise ProofError(f"export: entry {line.index} stands where {at} is right")
        leaf = decoded(line.leaf, f"export: the leaf of entry {at}")
        if len(leaf) != HASH:
            raise ProofError(f"export: the leaf of entry {at} is no hash of {HASH} bytes")
        yield leaf
