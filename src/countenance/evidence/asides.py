"""What is asked beside something else: every sentence of a call, and every part of one, by itself.

A request for two things reads, as a whole, like the likelier of them: "Who is this? Pick the age
band: child, teen, adult, senior." like one for an age band. By itself each of the two is plain.

Rules kept here:
 * Sentences of the instructions and of all turns, names, descriptions and choices of tools and of
   the schema: as they are written, and decoded one by one.
 * A sentence is cut where there is a comma or a colon, and before "and" or "also" in sixteen
   languages. Ages to choose from, and words for how to answer, ask nothing by themselves.
 * No more than `MOST_ASIDES`. Sentences come before their parts, those whose words weigh most
   before others, and those in words that nobody here knows before all.

What an aside asks for is the work of `countenance.evidence.act`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from countenance.evidence.asked import Asked, in_words, outlined
from countenance.evidence.text_views import SPAN, decode, fold, sentences, weight, windows, words

__all__ = ["MOST_ASIDES", "asides_of"]

#: Sentences and parts of sentences of one call that are embedded, at most: about 0.8 s on one core.
MOST_ASIDES: Final = 40


def asides_of(asked: Asked, weights: Mapping[str, float]) -> tuple[str, ...]:
    """The sentences of `asked` and their parts; none where there is but one.

    `weights` says which words are known and how telling they are.
    """
    whole = tuple(dict.fromkeys(_sentences(asked, weights)))
    parts = tuple(
        dict.fromkeys(part for each in whole for part in _parts(each) if part not in whole)
    )
    if len(whole) + len(parts) < 2:
        return ()
    chosen = _heaviest(whole, MOST_ASIDES, weights)
    return (*chosen, *_heaviest(parts, MOST_ASIDES - len(chosen), weights))


def _sentences(asked: Asked, weights: Mapping[str, float]) -> Iterable[str]:
    turns = (*asked.system, *(turn.text for turn in asked.turns))
    told = (*outlined(asked.tools), *outlined(asked.schema))
    for text in (*turns, *told):
        for sentence in sentences(fold(text)):
            for piece in windows(sentence, _WINDOWS, weights).pieces:
                if _asks(piece):
                    yield _as_words(_SPRINKLED.sub(_swept, piece))
                plain, kinds = decode(piece, weights.__contains__)
                if kinds and _asks(plain):
                    yield plain[:SPAN]


def _parts(sentence: str) -> Iterable[str]:
    for part in _PART.findall(sentence):
        cut = _BESIDE.split(part)
        for each in (part, *(cut if len(cut) > 1 else ())):
            each = each.strip()
            if each != sentence.rstrip(_ENDS) and _asks(each) and not _is_choice(each):
                yield each


def _asks(text: str) -> bool:
    """Whether there are words in it, and others than those for how to answer."""
    return any(word not in _FORM for word in words(text) if not word.isdecimal())


def _is_choice(part: str) -> bool:
    """Whether it is an age or a number with a word beside it: "under 18"."""
    found = _LETTERS.findall(part)
    return len(found) < _FEW_WORDS and any(letter.isdecimal() for letter in part)


def _as_words(text: str) -> str:
    """Names as programs write them, in words: a call of a tool stands among the turns."""
    return _NAME.sub(lambda name: in_words(name.group()), text)


def _swept(run: re.Match[str]) -> str:
    return _SIGN.sub("", run.group())


def _heaviest(texts: tuple[str, ...], most: int, weights: Mapping[str, float]) -> tuple[str, ...]:
    """At most so many of them, in their order."""
    if len(texts) <= most:
        return texts
    order = sorted(
        range(len(texts)),
        key=lambda at: (_is_read(texts[at], weights), -weight(texts[at], weights), at),
    )
    return tuple(texts[at] for at in sorted(order[: max(0, most)]))


def _is_read(text: str, weights: Mapping[str, float]) -> bool:
    """Whether most of its words are known."""
    found = words(text)
    return 2 * sum(word in weights for word in found) >= len(found)


_WINDOWS: Final = 6
_FEW_WORDS: Final = 3
_PART: Final = re.compile(r"[^.!?;:,\n。！？؟।、，；：()\[\]{}\"–—]+")
_BESIDE: Final = re.compile(
    r"\s+(?=(?:and|also|plus|then|or|und|auch|sowie|et|ainsi|puis|y|también|e|também|anche|poi|en|"
    r"ook|og|også|och|också|oraz|także|ve|ayrıca|и|также|а|और|तथा)\s)|(?<=\s)(?=و[\u0621-\u064a])",
    re.IGNORECASE,
)
_ENDS: Final = ".!?;:,。！？؟।、，；： "
#: Letters with a sign between each two of them.
_SPRINKLED: Final = re.compile(r"(?:\w[^\w\s]\s?[^\w\s]?){4,}\w?")
_SIGN: Final = re.compile(r"[^\w\s]")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_NAME: Final = re.compile(r"\b[A-Za-z][a-z0-9]*(?:_[A-Za-z0-9]+|[A-Z][a-z0-9]+)+\b")

#: Words for how to answer: a part of a sentence of nothing else asks nothing.
_FORM: Final = frozenset(
    "a an and answer answers as format in json just markdown of only one or output please reply "
    "respond return returned send short single table text the them to valid with word words xml "
    "yaml csv english".split()
)
