"""JSON from strangers: one meaning or none.

Rules kept here:
 * Another parser must not be able to read something else: duplicate keys, numbers beyond what a
   double holds exactly, lone surrogates, a byte order mark and trailing bytes are refused.
 * Nesting and the number of items are bounded before anything walks the tree.
 * The canonical writing is that of RFC 8785.

Which fields may stand where is the work of `countenance.dialects.fields`.
"""

import json
from typing import Any

import msgspec
import rfc8785

from countenance.errors import UnreadableCallError

__all__ = ["MAX_DEPTH", "MAX_ITEMS", "canonical", "inside", "parse", "shown"]

MAX_DEPTH = 64
"""Objects and lists inside one another; a schema of tools rarely has more than 15."""

MAX_ITEMS = 500_000
"""Items, or lists and objects, in one body; a text full of commas counts as well."""

_LARGE = 256 * 1024
_SIGNS = (b",", b"[", b"{")
_LARGEST = 2**53 - 1


def parse(body: bytes, where: str = "body") -> Any:
    """The one value that `body` holds; raises `UnreadableCallError` with the place."""
    if not body:
        raise UnreadableCallError(f"{where}: empty; a JSON object is expected")
    if len(body) > _LARGE and any(_count(body, sign, MAX_ITEMS) > MAX_ITEMS for sign in _SIGNS):
        # Three bytes of an empty list become seventy in memory.
        raise UnreadableCallError(f"{where}: more than {MAX_ITEMS} items", status=413)
    try:
        value = msgspec.json.decode(body)
    except UnicodeDecodeError as error:
        raise UnreadableCallError(f"{where}: not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise UnreadableCallError(f"{where}: nested deeper than {MAX_DEPTH} levels") from error
    except msgspec.MsgspecError as error:
        # The messages of msgspec name a place, never the content.
        raise UnreadableCallError(f"{where}: {_plain(str(error))}") from error
    colons = _inspect(value, where)
    if body.find(b"\\") >= 0 and b"\\u003a" in body.lower():
        # An escaped colon would upset the count below; this rare body is read slowly instead.
        _refuse_duplicates_slowly(body, where)
    elif _count(body, b":", len(body)) != colons:
        # Each key brings one colon, and every other colon is in a string that was kept. A key
        # that was dropped as a duplicate leaves its own colon over.
        _refuse_duplicates_slowly(body, where)
    return value


def canonical(value: Any) -> bytes:
    """RFC 8785: sorted keys, no spaces, one way to write each number and string.

    An object with a `digest` (the place of a picture) is written as that text.
    """
    written = _SORTED.encode(value)
    return written if _is_plain(value) else rfc8785.dumps(msgspec.json.decode(written))


def _digest_of(place: Any) -> str:
    return str(place.digest)


_SORTED = msgspec.json.Encoder(order="sorted", enc_hook=_digest_of)


def shown(found: object) -> str:
    """`found` for an error message: short words as they are, everything else only described."""
    if isinstance(found, str):
        return f"`{found}`" if _is_short(found) else f"a text of {len(found)} characters"
    if found is None:
        return "`null`"
    if isinstance(found, bool):
        return f"`{str(found).lower()}`"
    if isinstance(found, int | float):
        return f"`{found}`"
    return "a list" if isinstance(found, list) else "an object"


def inside(where: str, name: str) -> str | None:
    """The place of a field that nobody knows, as its caller is told it: by its name where that can
    be shown, else by what it stands in."""
    return (f"{where}.{name}" if where else name) if _is_short(name) else where or None


def _is_short(text: str) -> bool:
    return 0 < len(text) <= 48 and text.isascii() and text.isprintable() and "`" not in text


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:]


def _inspect(value: Any, where: str) -> int:
    """How many colons a body with this value has; refuses depth and numbers on the way.

    A whole number that was written with a fraction (`1.0`) becomes what it is (`1`), in place.
    """
    if type(value) not in (dict, list):
        return value.count(":") if type(value) is str else 0
    colons = 0
    level: list[dict[str, Any] | list[Any]] = [value]
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableCallError(f"{where}: nested deeper than {MAX_DEPTH} levels")
        below: list[dict[str, Any] | list[Any]] = []
        for container in level:
            if type(container) is dict:
                colons += len(container)
                items: Any = container.items()
            else:
                items = enumerate(container)
            for key, item in items:
                kind = type(item)
                if kind is str:
                    if len(item) > 4096 and item.startswith("data:"):
                        # The letters of a picture have no colon. Where they have, the count
                        # falls short, and the body is read slowly.
                        colons += 1
                    elif ":" in item:
                        colons += item.count(":")
                elif kind is dict or kind is list:
                    below.append(item)
                elif kind is int:
                    if not -_LARGEST <= item <= _LARGEST:
                        raise UnreadableCallError(
                            f"{where}: a whole number beyond 2^53 is not read alike by all parsers"
                        )
                elif kind is float and item.is_integer() and -_LARGEST <= item <= _LARGEST:
                    container[key] = int(item)
                if type(key) is str and ":" in key:
                    colons += key.count(":")
        level = below
    return colons


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableCallError(f"the key {shown(twice)} stands twice in one object")
    return seen


def _refuse_duplicates_slowly(body: bytes, where: str) -> None:
    try:
        json.loads(body, object_pairs_hook=_pairs)
    except UnreadableCallError as error:
        raise UnreadableCallError(f"{where}: {error}") from None
    except (ValueError, RecursionError) as error:
        raise UnreadableCallError(f"{where}: not JSON") from error


def _count(body: bytes, sign: bytes, most: int) -> int:
    """How often `sign` stands in a body, at most `most` + 1.

    By `find` where the body is large: it leaps over a picture faster than `count` walks it.
    """
    if len(body) < 16384:
        return body.count(sign)
    place = -1
    for found in range(min(most + 1, 4096)):
        place = body.find(sign, place + 1)
        if place < 0:
            return found
    return min(4096 + body.count(sign, place + 1), most + 1)


def _is_plain(value: Any) -> bool:
    """Whether msgspec's sorted writing is that of RFC 8785: keys in ASCII, ordinary fractions."""
    if type(value) is float:
        return _is_ordinary(value)
    level = [value]
    while level:
        below: list[Any] = []
        for container in level:
            if type(container) is dict:
                for key, item in container.items():
                    if not key.isascii():
                        return False
                    kind = type(item)
                    if kind is dict or kind is list:
                        below.append(item)
                    elif kind is float and not _is_ordinary(item):
                        return False
            elif type(container) is list:
                for item in container:
                    kind = type(item)
                    if kind is dict or kind is list:
                        below.append(item)
                    elif kind is float and not _is_ordinary(item):
                        return False
        level = below
    return True


def _is_ordinary(number: float) -> bool:
    """Whether every writer of shortest decimals writes this number alike."""
    return 1e-4 <= abs(number) < 1e15 and not number.is_integer()
