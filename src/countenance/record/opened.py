"""An opened entry: what its commitments were made from, with its proof, for somebody outside.

Rules kept here:
 * The entry stands in it byte for byte, as a string, and again in its proof; both are the same.
 * Each opening leads to a commitment in the entry, or in the rest of a list of it that was too long
   and is opened as well. The name of the field is part of what is hashed, so that an opening cannot
   pass as that of another field.
 * It may hold some of the openings only: what is not in it stays closed.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal

import msgspec

from countenance.errors import ProofError, RecordError
from countenance.record.canonical import parse
from countenance.record.checkpoint import Opened
from countenance.record.commitment import Opening, commit
from countenance.record.note import VerifierKey, decoded
from countenance.record.personal import family, kept_as
from countenance.record.proof import proof_of, read_proof, verify_proof
from countenance.record.store import Stored
from countenance.record.tiles import Tile

__all__ = [
    "OpenedEntry",
    "fields_about",
    "is_opened_entry",
    "opened_entry",
    "opens_in",
    "read_opened",
    "told",
    "verify_opened",
]

LIMIT = 32 * 1024 * 1024
"""The most bytes that are read: an entry may have thousands of parts."""

_MORE_LIMIT = 16 * 1024 * 1024


class _Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One opening: `salt` and `value` in base64."""

    field: str
    salt: str
    value: str


class OpenedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry with openings; nothing is verified yet."""

    object: Literal["countenance.opened"]
    v: Literal[1]
    index: Annotated[int, msgspec.Meta(ge=0)]
    entry: str
    proof: str
    openings: tuple[_Field, ...]

    def __bytes__(self) -> bytes:
        """The opened entry as it is handed out."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


class _Kind(msgspec.Struct, frozen=True):
    object: str = ""


def opened_entry(
    stored: Stored, openings: Sequence[Opening], head: bytes | None, tile: Callable[[Tile], bytes]
) -> OpenedEntry:
    """An entry, its proof and these openings. Raises `UnpublishedError` while it has no proof."""
    fields = [_Field(each.field, _b64(each.salt), _b64(each.value)) for each in openings]
    proof = proof_of(stored.index, head, tile, stored.data)
    return OpenedEntry(
        "countenance.opened", 1, stored.index, stored.data.decode("ascii"), str(proof),
        tuple(fields),
    )  # fmt: skip


def is_opened_entry(data: bytes) -> bool:
    """Whether these bytes say of themselves that they are an opened entry."""
    try:
        return msgspec.json.decode(data, type=_Kind).object == "countenance.opened"
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False


def read_opened(data: bytes) -> OpenedEntry:
    """Read an opened entry. Raises `ProofError`; nothing is verified."""
    if len(data) > LIMIT:
        raise ProofError(f"opened entry: {len(data)} bytes; at most {LIMIT} are read")
    try:
        return msgspec.json.decode(data, type=OpenedEntry)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProofError(f"opened entry: {error}") from error


def verify_opened(
    read: OpenedEntry, keys: Sequence[VerifierKey]
) -> tuple[Opened, tuple[Opening, ...]]:
    """The checkpoint by which the entry is in the log, and the openings that lead to it.

    Raises `ProofError` when the proof does not hold, or an opening leads nowhere.
    """
    entry = read.entry.encode("utf-8", "surrogatepass")
    proof = read_proof(read.proof.encode("utf-8", "surrogatepass"))
    if proof.index != read.index:
        raise ProofError(f"opened entry: its proof is about entry {proof.index}, not {read.index}")
    if proof.extra != entry:
        raise ProofError("opened entry: its proof has another entry in it")
    opened = verify_proof(proof, entry, keys)
    openings = tuple(
        Opening(each.field, _bytes(each.salt, each.field), _bytes(each.value, each.field))
        for each in read.openings
    )
    for opening, opens in opens_in(entry, openings):
        if not opens:
            raise ProofError(
                f"opened entry: nothing in entry {read.index} was made from `{opening.field}` as "
                "it is told here"
            )
    return opened, openings


def opens_in(entry: bytes, openings: Sequence[Opening]) -> Iterator[tuple[Opening, bool]]:
    """Each opening, and whether a commitment in the entry was made from it.

    Raises `ProofError` for bytes that are no entry.
    """
    try:
        known = set(_strings(parse(entry)))
        made = [(each, commit(each.field, each.value, each.salt)) for each in openings]
        for each, commitment in made:
            # The rest of a list that was too long has commitments of its own in it.
            if family(each.field) == "more" and commitment in known:
                known |= set(_strings(parse(each.value, _MORE_LIMIT)))
    except (RecordError, UnicodeEncodeError) as error:
        raise ProofError(f"opened entry: {error}") from error
    for each, commitment in made:
        yield each, commitment in known


def fields_about(openings: Sequence[Opening], digests: Sequence[bytes]) -> tuple[str, ...]:
    """The fields that are about bytes with one of these digests."""
    return tuple(
        each.field
        for each in openings
        if each.value in digests and kept_as(each.field).is_content
    )


def told(opening: Opening) -> str:
    """The value of an opening in one line: a digest in hex, words as they are."""
    if kept_as(opening.field).is_content:
        return f"sha256:{opening.value.hex()}"
    try:
        text = opening.value.decode()
    except UnicodeDecodeError:
        return opening.value.hex()
    # A caller's words may have signs in them that a terminal obeys.
    return text if text.isprintable() else repr(text)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


def _bytes(text: str, field: str) -> bytes:
    return decoded(text, f"opened entry: `{field}`")
