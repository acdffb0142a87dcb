"""Does a sentence of a program rest on a number, a name or a denial that was heard unclearly?

Any unclear word marks its sentence; these alone are doubts, because one wrong sound turns them.
"""

from collections.abc import Iterator
from typing import Final

from countenance.reports.checking.ground import Doubt, Ground, Judged
from countenance.reports.language.numbers import is_spoken_number
from countenance.reports.language.stems import tokens
from countenance.reports.language.tables import words
from countenance.reports.transcript import Support

__all__ = ["unclear_doubts"]

_SHOWN: Final = 5


def unclear_doubts(judged: Judged, ground: Ground) -> Iterator[Doubt]:
    """Doubts about words that were heard unclearly."""
    for support in judged.sentence.support:
        found = [
            (support.first + at, word.text)
            for at, word in enumerate(ground.transcript.words(support))
            if word.is_unclear and _turns(word.text)
        ]
        if found:
            shown = ", ".join(f"`{text}`" for _, text in found[:_SHOWN])
            yield Doubt(
                "unclear",
                f"heard unclearly: {shown}",
                tuple(Support(support.segment, at, at) for at, _ in found),
            )


def _turns(text: str) -> bool:
    """Whether a word is a number, or denies."""
    table = words()
    return any(
        token.lower in table.forward
        or token.lower in table.whole
        or token.lower[0] in "0123456789$"
        or is_spoken_number(token.lower)
        for token in tokens(text)
    )
