"""Two hearings of the same speech: the surer one is taken, and where they differ nothing is clear.

Rules kept here:
 * Words are compared as plain words: `52` and `fifty two` are no difference.
 * A word that the other hearing does not have is heard unclearly, however sure the recognizer was.
 * A word that both have is as sure as the surer of them.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec

from countenance.reports.speech.plain_words import plain_words
from countenance.reports.transcript import UNCLEAR, Word

__all__ = ["heard_twice"]


def heard_twice(one: Sequence[Word], two: Sequence[Word]) -> list[Word]:
    """The words of the surer hearing, each as sure as both together leave it."""
    if not one or not two:
        return [_unclear(word) for word in (*one, *two)]
    taken, other = (one, two) if _mean(one) > _mean(two) else (two, one)
    surest = _agreeing(taken, other)
    return [
        _unclear(word) if best is None else msgspec.structs.replace(word, sure=max(word.sure, best))
        for word, best in zip(taken, surest, strict=True)
    ]


def _agreeing(taken: Sequence[Word], other: Sequence[Word]) -> list[int | None]:
    """For each word how sure the other hearing is of it; None where it has another one there."""
    ours = plain_words([word.text for word in taken])
    theirs = plain_words([word.text for word in other])
    found: list[int | None] = [0] * len(taken)
    matcher = SequenceMatcher(
        None, [word.text for word in ours], [word.text for word in theirs], autojunk=False
    )
    for what, ours_from, ours_to, theirs_from, _ in matcher.get_opcodes():
        for step, plain in enumerate(ours[ours_from:ours_to]):
            for at in range(plain.first, plain.last + 1):
                if what != "equal":
                    found[at] = None
                elif (sure := found[at]) is not None:
                    match = theirs[theirs_from + step]
                    least = min(word.sure for word in other[match.first : match.last + 1])
                    found[at] = min(sure, least) if sure else least
    return found


def _mean(words: Sequence[Word]) -> float:
    return sum(word.sure for word in words) / len(words)


def _unclear(word: Word) -> Word:
    return msgspec.structs.replace(word, sure=min(word.sure, UNCLEAR - 1))
