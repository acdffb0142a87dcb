"""One value, one run of bytes: the canonical JSON of entries.

The bytes are those of RFC 8785 for a subset of JSON on which every canonicaliser agrees:

 * objects, arrays, strings, whole numbers within 53 bits, true, false, null; never a float;
 * every string is printable ASCII without a space, a quote or a backslash. So nothing is ever
   escaped, there is no second Unicode form of a name, and a sentence (a prompt, a name of a
   person) cannot get into an entry by mistake: it has a space in it, and making the entry fails;
 * at most 16 KiB, so that an entry always fits a bundle of the log.

On this subset the sorting encoder of msgspec gives the bytes of RFC 8785 at a fiftieth of the cost
of a general canonicaliser; the tests compare the two.
"""

from typing import Any, TypeVar

import msgspec

from countenance.errors import RecordError

__all__ = ["LIMIT", "as_token", "canonical", "is_token", "parse", "parse_as"]

LIMIT = 16 * 1024
"""The most bytes that an entry may have."""

LARGEST = 2**53 - 1
"""Whole numbers beyond this are not the same number in every reader of JSON."""

_T = TypeVar("_T")
_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODERS: dict[object, msgspec.json.Decoder[Any]] = {}


def is_token(word: str) -> bool:
    """Whether a string may stand in an entry: printable ASCII, no space, quote or backslash."""
    return (
        word.isascii()
        and (word.isprintable() or not word)
        and not (" " in word or '"' in word or "\\" in word)
    )


def as_token(name: str) -> str:
    """A name of ours as entries write it: a space as `-`, an apostrophe left out.

    For names that somebody wrote down beforehand (a clause, a reading, a place), never for words
    that came with a call.
    """
    return name.replace(" ", "-").replace("'", "")


def canonical(value: object, limit: int = LIMIT) -> bytes:
    """The canonical bytes of a value: an entry, or plain JSON values.

    Raises `RecordError` when the value holds a float, a number too large, a string that is not a
    token, or more than `limit` bytes.
    """
    try:
        encoded = _ENCODER.encode(value)
    except (TypeError, UnicodeEncodeError, msgspec.MsgspecError, RecursionError) as error:
        raise RecordError(f"entry: cannot be written as JSON: {error}") from error
    if len(encoded) > limit:
        raise RecordError(f"entry: {len(encoded)} bytes; at most {limit} are allowed")
    if not encoded.isascii() or b" " in encoded or b"\\" in encoded or b"\x7f" in encoded:
        raise RecordError(
            "entry: a string is not a plain name (printable ASCII without spaces, quotes and "
            "backslashes); what is free text belongs into a commitment"
        )
    return encoded


def parse(data: bytes, limit: int = LIMIT) -> Any:
    """Read canonical bytes back, as plain JSON values.

    Raises `RecordError` for anything that `canonical` would not have written byte for byte:
    another order, white space, a float, a member given twice.
    """
    return parse_as(data, Any, limit)


def parse_as(data: bytes, kind: type[_T], limit: int = LIMIT) -> _T:
    """Read canonical bytes back as a value of this type; refuses what `canonical` would not write.

    The type is one that msgspec knows: a Struct, a union of Structs with tags, or `Any`.
    """
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.json.Decoder(kind)
    if len(data) > limit:
        raise RecordError(f"entry: {len(data)} bytes; at most {limit} are allowed")
    try:
        value: _T = decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(f"entry: {error}") from error
    if kind is Any:
        _refuse_numbers(value)
    # The same bytes again: then it was canonical, and no member was given twice.
    if canonical(value, limit) != data:
        raise RecordError("entry: the bytes are not in canonical form")
    return value


def _refuse_numbers(value: object) -> None:
    """Floats and numbers beyond 53 bits; the types of entries refuse these by themselves."""
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST):
        raise RecordError(f"entry: `{value}` is not a whole number within 53 bits")
    if isinstance(value, dict):
        for member in value.values():
            _refuse_numbers(member)
    elif isinstance(value, list):
        for member in value:
            _refuse_numbers(member)
