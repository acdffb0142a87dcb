"""The texts of a call as the act reader looks at them: folded, decoded, and cut into windows.

Rules kept here:
 * A *fold* undoes what changes how a text is written and not what it says: compatibility forms,
   invisible characters, stacked marks, look-alike letters in mixed words.
 * A *decoded* text undoes encodings where they stand (base64, hex, escapes, Morse, leet,
   spaced-out letters, words written backwards or shifted); everything else keeps its place, so
   decoding can add an ask and never hide one. The folded text is always looked at as well.
 * A long text is cut into overlapping windows. Those that look most like asking about people are
   chosen first; how many were left out is said, never forgotten.
 * Work is bounded: what `decode` looks at, the rounds it takes, and the number of windows.

What a text asks for is the work of `countenance.evidence.act`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from countenance.evidence.encodings import decoded_once

__all__ = [
    "CLAUSE",
    "SPAN",
    "Windows",
    "decode",
    "fold",
    "sentences",
    "telling",
    "weight",
    "windows",
    "words",
]

#: Characters in one window, and how many it shares with the next.
SPAN: Final = 400
#: Characters of the sentences of a window that are looked at closely.
CLAUSE: Final = 160
_SHARED: Final = 100

#: Characters that `decode` looks at; a longer text is decoded window by window.
_DECODED: Final = 4_000
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Windows:
    """Pieces of one text, in the order of the text, and how many more there were."""

    pieces: tuple[str, ...] = field(repr=False)
    left_out: int


def fold(text: str) -> str:
    """`text` as a reader sees it: no invisible characters, no disguised letters."""
    if text.isascii():
        return _SPACES.sub(" ", text.replace("\0", " ")).strip()
    hidden = "".join(chr(ord(c) - _TAGS) for c in text if _TAGS < ord(c) < _TAGS + 0x7F)
    plain = "".join(map(_letter, text))
    plain = unicodedata.normalize("NFKC", plain)
    plain = _unmarked(plain)
    among_latin = any(word.isascii() and word.isalpha() for word in _WORD.findall(plain))
    plain = _WORD.sub(lambda word: _in_latin(word.group(), among_latin), plain)
    if hidden.strip():
        # Tag characters are ASCII that no screen shows; models read them all the same.
        plain = f"{plain} {hidden}"
    return _SPACES.sub(" ", plain).strip()


def decode(text: str, known: Callable[[str], bool]) -> tuple[str, tuple[str, ...]]:
    """A folded text with its encoded parts decoded in place, and which encodings there were.

    `known` says whether a lower-case word is one; only what becomes words is decoded where an
    encoding has no mark of its own (leet, backwards, shifted, spaced out).
    """
    kinds: list[str] = []
    seen = text[:_DECODED]
    for _ in range(_ROUNDS):
        following, found = decoded_once(seen, known)
        if following == seen:
            break
        seen = fold(following)
        kinds.extend(kind for kind in found if kind not in kinds)
    return (seen + text[_DECODED:] if kinds else text), tuple(kinds)


def words(text: str) -> list[str]:
    """The words of a folded text in lower case; scripts without spaces give pairs of letters."""
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        if _UNSPACED.search(word):
            found.extend(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            found.append(word)
    return found


def windows(text: str, most: int, weights: Mapping[str, float]) -> Windows:
    """At most `most` windows of `SPAN` characters of `text`.

    The first and the last are always among them, then those whose words weigh most.
    """
    if len(text) <= SPAN:
        return Windows((text,) if text else (), 0)
    pieces = list(_cut(text))
    if len(pieces) <= most:
        return Windows(tuple(pieces), 0)
    order = sorted(
        range(1, len(pieces) - 1), key=lambda at: (-weight(pieces[at], weights), at)
    )
    chosen = sorted([0, len(pieces) - 1, *order[: max(0, most - 2)]])
    return Windows(tuple(pieces[at] for at in chosen), len(pieces) - len(chosen))


def telling(text: str, weights: Mapping[str, float]) -> str:
    """The sentences of `text` whose words weigh most, in their order: about `CLAUSE` characters.

    A short text is told whole.
    """
    if len(text) <= CLAUSE:
        return text
    found = sentences(text)
    heavy = [weight(sentence, weights, most=4) for sentence in found]
    room = CLAUSE
    chosen: list[int] = []
    for at in sorted(range(len(found)), key=lambda at: (-heavy[at], at)):
        if chosen and len(found[at]) > room:
            continue
        chosen.append(at)
        room -= len(found[at])
        if room <= 0:
            break
    return " ".join(found[at] for at in sorted(chosen))


def sentences(text: str) -> list[str]:
    """The sentences of a folded text; a line is one as well."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip()]


def weight(piece: str, weights: Mapping[str, float], most: int = 8) -> float:
    """How telling a piece is: the weights of its heaviest words together."""
    heaviest = sorted((weights.get(word, 0.0) for word in set(words(piece))), reverse=True)
    return sum(heaviest[:most])


def _cut(text: str) -> Iterable[str]:
    at = 0
    while True:
        end = at + SPAN
        if end >= len(text):
            yield text[at:]
            return
        # Cut between words where there is a space near the end of the window.
        space = text.rfind(" ", end - _SHARED // 2, end)
        end = space if space > 0 else end
        yield text[at:end]
        at = end - _SHARED


_SENTENCE: Final = re.compile(r"[^.!?;\n。！？؟।]+[.!?;。！？؟।]*")
_TAGS: Final = 0xE0000
_SPACES: Final = re.compile(r"[ \t\r\f\v]+")
_WORD: Final = re.compile(r"[^\W_]+")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def _letter(character: str) -> str:
    """One character without disguise; nothing for one that does not show."""
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category in {"Cf", "Cc", "Cs", "Cn", "Co"}:
        return " " if category == "Cc" else ""
    if category == "Mn" and "VARIATION SELECTOR" in unicodedata.name(character, ""):
        return ""
    if category in {"Ll", "So", "Lo", "Lu", "Lm"}:
        dressed = _DRESSED.fullmatch(unicodedata.name(character, ""))
        if dressed:
            return dressed["letter"].lower()
    return character


_DRESSED: Final = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|NEGATIVE (?:SQUARED|CIRCLED) LATIN CAPITAL LETTER|"
    r"REGIONAL INDICATOR SYMBOL LETTER|SQUARED LATIN CAPITAL LETTER) (?P<letter>[A-Z])"
)


def _unmarked(text: str) -> str:
    """`text` without marks stacked on alphabets whose real marks are composed by NFKC."""
    kept: list[str] = []
    bare = False
    for character in text:
        if unicodedata.combining(character):
            if not bare:
                kept.append(character)
            continue
        bare = _script(character) in {"LATIN", "CYRILLIC", "GREEK"} or not character.isalpha()
        kept.append(character)
    return "".join(kept)


def _script(character: str) -> str:
    if character.isascii():
        return "LATIN" if character.isalpha() else ""
    return unicodedata.name(character, "").partition(" ")[0] if character.isalpha() else ""


def _in_latin(word: str, among_latin: bool) -> str:
    """A word of Latin letters and their look-alikes, in Latin letters."""
    if word.isascii():
        return word
    scripts = {_script(character) for character in word} - {""}
    if not scripts & {"CYRILLIC", "GREEK", "ARMENIAN"}:
        return word
    if "LATIN" in scripts or (among_latin and all(ord(c) in _LOOKALIKES for c in word)):
        return word.translate(_LOOKALIKES)
    return word


#: Each letter of another alphabet with the Latin letter that it looks like.
_LOOKALIKES: Final = {
    ord(pair[0]): pair[1]
    for pair in (
        "аa бb вb еe ёe іi кk мm нh оo рp сc тt уy хx цu һh ѕs јj ԁd ԛq ԝw гr ьb пn ԍg АA "
        "ВB ЕE З3 ІI КK МM НH ОO РP СC ТT УY ХX ЈJ ЅS ԚQ ԜW ҺH Ьb Гr ΑA ΒB ΕE ΖZ ΗH ΙI ΚK "
        "ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa βb εe ιi κk νv οo ρp τt υu χx ωw ηn օo սu ռn ցg հh ոn յj "
        "զq"
    ).split()
}
