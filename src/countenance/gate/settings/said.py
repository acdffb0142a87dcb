"""What each setting does, in the words of the docs, for whoever is shown how a gate is set.

Rules kept here:
 * The words are those of `docs/settings.md`: `make pages` copies them, and a test compares them.
"""

import re
from functools import cache
from importlib.resources import files

__all__ = ["FILE", "said", "said_in"]

FILE = "said.txt"

_ROW = re.compile(r"^\| (`[^|]+) \| ([^|]*) \|[^|]*\|$", re.MULTILINE)
_KEY = re.compile(r"`([a-z_]+\.[a-z0-9_]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def said_in(markdown: str) -> dict[str, str]:
    """Setting -> what it does, out of the table of the page."""
    found = {}
    for keys, does in _ROW.findall(markdown):
        for key in _KEY.findall(keys):
            found[key] = " ".join(_LINK.sub(r"\1", does).split())
    return found


@cache
def said() -> dict[str, str]:
    """Setting -> what it does."""
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    lines = (line.partition("\t") for line in text.splitlines())
    return {key: does for key, _, does in lines}
