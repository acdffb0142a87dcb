"""Entries that several tests make."""

import hashlib
import itertools
from collections.abc import Callable
from typing import Any

from countenance.record import entry as kinds
from countenance.record.make import Maker, MediaSeen, PartSeen, Prepared

__all__ = ["CALLER", "counting", "decided", "digest", "maker", "part", "picture"]

CALLER = kinds.CallerRef("c-0123456789abcdef0123", "ab12cd34ef", 3)
CODE = kinds.CodeRef(
    "sha256:" + "a" * 64,
    (kinds.EditionRef("ms-enterprise-ai-coc@4.0", False),),
    "countenance-0.1.0",
    "sha256:" + "b" * 64,
    None,
    None,
    None,
)
ASKED = kinds.AskedOf("openai", "chat.completions", "gpt-4o", False, "azure_openai")


def counting() -> Callable[[int], bytes]:
    """Bytes that are different each time, and the same in each run."""
    numbers = itertools.count(1)
    return lambda count: hashlib.sha512(str(next(numbers)).encode()).digest()[:count]


def maker() -> Maker:
    """A maker whose clock goes a millisecond with each look."""
    clock = itertools.count(1_800_000_000_000_000_000, 1_000_000)
    return Maker(lambda: next(clock), counting())


def digest(content: str) -> bytes:
    """The SHA-256 of some words."""
    return hashlib.sha256(content.encode()).digest()


def part(index: int = 0, content: str = "words") -> PartSeen:
    """A text part that an inspector has seen."""
    where = f"messages[{index}].content"
    return PartSeen(where, "text", len(content), digest(content), ("act-reader",))


def picture(index: int = 0, faces: int = 1) -> MediaSeen:
    """A picture that the detector has seen."""
    where = f"messages[{index}].content[1]"
    return MediaSeen(
        where, "jpeg", 640, 480, 1, faces, faces, digest(f"picture {index}"), ("centerface", "640")
    )


def decided(making: Maker | None = None, **changed: Any) -> Prepared:
    """A decision about a text call that passes, with some of it changed."""
    given: dict[str, Any] = {
        "caller": CALLER,
        "code": CODE,
        "ask": ASKED,
        "facts": [
            kinds.FactRef("actor_kind", ("private_entity",), "registered", "registration", 1000)
        ],
        "acts": [kinds.Act("text_only", 1000, ("silent",), {})],
        "verdicts": ("silent",),
        "outcome": "pass",
        "row": 1,
        "clauses": (),
        "none_speaks": True,
        "parts": [part()],
        **changed,
    }
    return (making or maker()).decision(**given)
