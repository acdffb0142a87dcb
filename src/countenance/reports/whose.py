"""Whose words a sentence has that somebody says to know: their own, or those of a program.

Rules kept here:
 * The very words of a program are taken as nobody's own, whatever signs stand between them.
 * Near copies are a program's words that a person edited (`ai_edited`), whoever says to know them:
   three quarters of the words are the same in the same order; or three quarters of the words of
   either, of one that has a few, stand in runs of two and more that both have, in any order.
 * All drafts count, also those before the last one. Nothing here knows what words mean.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from countenance.errors import ReviewError
from countenance.reports.draft import Origin
from countenance.reports.report import Report

__all__ = ["check_whose", "whose"]

_SHORTEST = 3
"""Words of the shortest sentence of a program that can be copied nearly."""
_SHORTEST_OWN = 5
"""Words of the shortest sentence of a person that can be a piece of a program's."""


def check_whose(report: Report, text: str) -> None:
    """Raise `ReviewError` where these are the words of a program, whatever signs are between."""
    words = _bare(text)
    for number, id_, drafted in _by_programs(report):
        if _bare(drafted) == words:
            raise ReviewError(
                f"`text`: a program wrote these words (sentence `{id_}` of draft {number}), so "
                "they are not your own: leave that sentence and settle what is doubted of it, or "
                "say in your own words what you know"
            )


def whose(report: Report, text: str) -> Origin:
    """Who wrote a sentence that somebody says to know: `human`, or of a near copy `ai_edited`."""
    own = _words(text)
    drafted = {each for _, _, each in _by_programs(report)}
    return "ai_edited" if any(_is_near(own, _words(each)) for each in drafted) else "human"


def _by_programs(report: Report) -> Iterator[tuple[int, str, str]]:
    """Every sentence that a program wrote: number of its draft, id, text."""
    for generation in report.generations:
        for each in generation.draft.sentences:
            if each.origin == "ai":
                yield generation.number, each.id, each.text


def _is_near(own: Sequence[str], program: Sequence[str]) -> bool:
    if len(program) < _SHORTEST or not own:
        return False
    if _is_most(_covered(program, own), program):
        return True
    if len(own) >= _SHORTEST_OWN and _is_most(_covered(own, program), own):
        return True
    matcher = SequenceMatcher(None, own, program, autojunk=False)
    return matcher.quick_ratio() >= 0.75 and matcher.ratio() >= 0.75


def _is_most(count: int, words: Sequence[str]) -> bool:
    return 4 * count >= 3 * len(words)


def _covered(words: Sequence[str], other: Sequence[str]) -> int:
    """How many of these words stand in a run of two and more that the other has, too."""
    there = set(pairwise(other))
    found = {at + n for at, pair in enumerate(pairwise(words)) if pair in there for n in (0, 1)}
    return len(found)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _bare(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(each for each in text.casefold() if each.isalnum())
