"""What a person sends with a request: the words of a body, and a state that a query chooses.

Rules kept here:
 * A body is JSON of one type. A field that it does not have is refused, and so is one that is not
   read for this act; each by its name.
"""

from collections.abc import Collection, Mapping
from enum import Enum
from typing import TypeVar

import msgspec

from countenance.errors import ReviewError

__all__ = ["check_only", "said_in", "state_in"]

_Said = TypeVar("_Said", bound=msgspec.Struct)
_State = TypeVar("_State", bound=Enum)


def said_in(body: bytes, kind: type[_Said]) -> _Said:
    """A body as this type; without one, what stands in it where nothing is said. Raises
    `ReviewError`."""
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ReviewError(f"body: {error}") from error


def check_only(said: msgspec.Struct, takes: Collection[str], act: str = "") -> None:
    """Raise `ReviewError` where anything else is said. `takes`: the fields that are read, by their
    names in the body; `act`: for what, where it has a name."""
    names = zip(said.__struct_fields__, said.__struct_encode_fields__, strict=True)
    told = {sent for name, sent in names if getattr(said, name) not in (None, "")}
    if odd := sorted(told - set(takes)):
        listed = ", ".join(f"`{name}`" for name in takes) or "nothing"
        reads = f"`{act}` takes {listed}" if act else f"{listed} is read here"
        raise ReviewError(f"body: {reads}, not `{odd[0]}`")


def state_in(chosen: Mapping[str, str], kind: type[_State]) -> _State | None:
    """The state that a query chooses; None where it chooses none. Raises `ReviewError`."""
    if "state" not in chosen:
        return None
    states = {each.value: each for each in kind}
    if chosen["state"] not in states:
        raise ReviewError(f"query: `state` is one of: {', '.join(states)}")
    return states[chosen["state"]]
