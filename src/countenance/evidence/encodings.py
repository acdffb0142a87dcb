"""Encodings that people use to slip an ask past a reader, undone where they stand.

Rules kept here:
 * What carries its own mark (base64, hex, escapes, Morse, binary) is decoded when the result is
   readable text. What does not (leet, backwards, shifted letters, spaced-out letters, words run
   together) is decoded only into words that are known.
 * Only the encoded part is replaced.
 * Every step is linear in the text; patterns cannot backtrack.

Choosing what to decode, and how often, is the work of `countenance.evidence.text_views`.
"""

import base64
import binascii
import html
import re
import string
from collections.abc import Callable
from functools import partial
from typing import Final

__all__ = ["KINDS", "decoded_once"]

Known = Callable[[str], bool]


def decoded_once(text: str, known: Known | None) -> tuple[str, tuple[str, ...]]:
    """`text` with one layer of encodings undone, and the kinds that were found.

    `known`: whether a word in small letters is one; None where no words are known, so that only
    what can be undone without them is looked for.
    """
    kinds: list[str] = []
    for kind, undo in _STEPS if known is not None else _WITHOUT_WORDS:
        after = undo(text, known or _unknown)
        if after != text:
            kinds.append(kind)
            text = after
    return text, tuple(kinds)


def _unknown(_: str) -> bool:
    return False


def _escapes(text: str, _: Known) -> str:
    text = html.unescape(text) if "&" in text else text
    text = _ESCAPE.sub(_escaped, text) if "\\" in text else text
    return _PERCENT.sub(
        lambda run: _text(bytes.fromhex(run.group()[1:].replace("%", "")), run), text
    )


def _escaped(escape: re.Match[str]) -> str:
    number = int(escape["u"] or escape["x"], 16)
    return chr(number) if 32 <= number < 0x110000 and not 0xD800 <= number < 0xE000 else " "


def _base64(text: str, _: Known) -> str:
    return _BASE64.sub(_from_base64, text)


def _from_base64(run: re.Match[str]) -> str:
    token = run.group().rstrip("=").replace("-", "+").replace("_", "/")
    if len(token) < 24 and token[1:].islower() and token.isalpha():
        return run.group()
    try:
        return _text(base64.b64decode(token + "=" * (-len(token) % 4), validate=True), run)
    except binascii.Error:
        return run.group()


def _base32(text: str, _: Known) -> str:
    return _BASE32.sub(_from_base32, text)


def _from_base32(run: re.Match[str]) -> str:
    token = run.group().rstrip("=")
    try:
        return _text(base64.b32decode(token + "=" * (-len(token) % 8)), run)
    except binascii.Error:
        return run.group()


def _hex(text: str, _: Known) -> str:
    return _HEX.sub(lambda run: _text(bytes.fromhex(_NOT_HEX.sub("", run.group())), run), text)


def _binary(text: str, _: Known) -> str:
    def octets(run: re.Match[str]) -> str:
        bits = re.sub(r"\s", "", run.group())
        return _text(bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)), run)

    return _BINARY.sub(octets, text)


def _decimal(text: str, _: Known) -> str:
    def letters(run: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", run.group())]
        if not all(32 <= number < 127 for number in numbers):
            return run.group()
        return _text(bytes(numbers), run)

    return _DECIMAL.sub(letters, text)


def _text(raw: bytes, run: re.Match[str]) -> str:
    """The bytes as text, or the run as it stood when they are none."""
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        return run.group()
    letters = sum(character.isalpha() or character == " " for character in decoded)
    if len(decoded) < 4 or not decoded.isprintable() or letters < 0.6 * len(decoded):
        return run.group()
    return f" {decoded} "


def _morse(text: str, _: Known) -> str:
    def letters(run: re.Match[str]) -> str:
        groups = re.split(r"\s*[/|]\s*|\s{3,}", run.group().translate(_DASHES).strip())
        told = [[_MORSE.get(sign, "") for sign in group.split()] for group in groups]
        flat = [letter for group in told for letter in group]
        if len(flat) < 4 or not all(flat):
            return run.group()
        return " " + " ".join("".join(group) for group in told) + " "

    return _MORSE_RUN.sub(letters, text)


def _leet(text: str, known: Known) -> str:
    hits = 0

    def plain(token: re.Match[str]) -> str:
        nonlocal hits
        core = token.group().rstrip("!|+€")
        if not _mixed(core) or known(core.lower()):
            return token.group()
        for table in _LEET:
            if known(told := core.lower().translate(table)):
                hits += len(told) > 2
                return told + token.group()[len(core) :]
        return token.group()

    changed = _LEET_TOKEN.sub(plain, text)
    if not hits:
        return text
    if hits < 2 and hits * 4 < len(text.split()):
        return changed
    # Once several words were leet, the rest is read the same way ("7h3", "pl0x").
    return _LEET_TOKEN.sub(lambda token: _any_leet(token.group()), changed)


def _mixed(token: str) -> bool:
    letters = sum(character.isalpha() for character in token)
    return 0 < letters < len(token) and len(token) > 1


def _any_leet(token: str) -> str:
    core = token.rstrip("!|+€")
    return core.lower().translate(_LEET[0]) if _mixed(core) else token


def _spaced(text: str, known: Known) -> str:
    for mark in ".-_*|·~+":
        if text.count(mark) > 1:
            text = _MARKED[mark].sub(partial(_unmarked, mark=mark), text)

    def joined(run: re.Match[str]) -> str:
        told = []
        for group in re.split(r" {2,}|[/\n]", run.group()):
            word = group.replace(" ", "")
            told.append(_parted(word.lower(), known) or word)
        return " ".join(told)

    return _SPACED.sub(joined, text)


def _unmarked(run: re.Match[str], mark: str) -> str:
    return run.group().replace(mark, "")


def _glued(text: str, known: Known) -> str:
    def parted(token: re.Match[str]) -> str:
        word = token.group()
        if known(word.lower()):
            return word
        parts = _parted(word.lower(), known).split()
        # Few and long parts are words run together; many short ones are a word we do not know.
        return " ".join(parts) if parts and len(word) >= 3.2 * len(parts) else word

    return _LONG.sub(parted, text)


def _parted(word: str, known: Known) -> str:
    """`word` as a row of known words, the fewest; empty when there is none."""
    if len(word) > 60:
        return ""
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 16), end):
            before = best[start]
            part = word[start:end]
            if before is None or (len(part) == 1 and part not in "ai") or not known(part):
                continue
            # Two short words cost more than one long one.
            cost = before[0] + 2 + 4 // len(part)
            held = best[end]
            if held is None or cost < held[0]:
                best[end] = (cost, start)
    if best[-1] is None:
        return ""
    parts: list[str] = []
    at = len(word)
    while at > 0:
        step = best[at]
        assert step is not None  # every kept end was reached from a kept start
        parts.append(word[step[1] : at])
        at = step[1]
    return " ".join(reversed(parts))


def _backwards(text: str, known: Known) -> str:
    return _runs(text, known, lambda word: word[::-1], reverse=True)


def _shifted(text: str, known: Known) -> str:
    if not text.isascii():
        return text
    best, most = text, _strange(text, known)
    # Fewer than three strange words are names or jargon, not a cipher.
    if most < 3:
        return text
    for table in _CIPHERS:
        told = _runs(text, known, lambda word, table=table: word.translate(table))  # type: ignore[misc]  # the default binds the table
        strange = _strange(told, known)
        if strange < most:
            best, most = told, strange
    return best


def _strange(text: str, known: Known) -> int:
    return sum(not known(word.lower()) for word in _PLAIN.findall(text))


def _runs(
    text: str, known: Known, undo: Callable[[str], str], *, reverse: bool = False
) -> str:
    """`text` with the runs of words that only `undo` makes known undone."""
    tokens = list(_PLAIN.finditer(text))
    marks = [_undoable(token.group().lower(), known, undo) for token in tokens]
    told: list[str] = []
    at = index = 0
    while index < len(tokens):
        end = index
        while end < len(tokens) and marks[end] is not None:
            end += 1
        hits = [tokens[k].group() for k in range(index, end) if marks[k]]
        if len(hits) >= 2 or (hits and len(hits) * 2 > end - index and len(hits[0]) >= 5):
            start, stop = tokens[index].start(), tokens[end - 1].end()
            run = text[start:stop]
            told.append(text[at:start])
            told.append(run[::-1] if reverse else undo(run.lower()))
            at = stop
        index = max(end, index + 1)
    return "".join(told) + text[at:]


def _undoable(word: str, known: Known, undo: Callable[[str], str]) -> bool | None:
    """True: known only when undone. False: may be either. None: ends a run."""
    undone = known(undo(word))
    if known(word):
        return False if undone or len(word) <= 2 else None
    return True if undone else (False if len(word) <= 2 else None)


_ESCAPE: Final = re.compile(r"\\(?:u\{?(?P<u>[0-9a-fA-F]{4,5})\}?|x(?P<x>[0-9a-fA-F]{2}))")
_PERCENT: Final = re.compile(r"(?:%[0-9a-fA-F]{2}){3,}")
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{8,}={0,2}(?![A-Za-z0-9+/=])")
_BASE32: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{8,}={0,6}(?![A-Za-z0-9=])")
_HEX: Final = re.compile(r"(?<!\w)(?:0x)?[0-9a-fA-F]{2}(?:[ :,]?(?:0x)?[0-9a-fA-F]{2}){4,}(?!\w)")
_NOT_HEX: Final = re.compile(r"0x|[ :,]")
_BINARY: Final = re.compile(r"(?<!\d)[01]{8}(?:\s?[01]{8}){2,}(?!\d)")
_DECIMAL: Final = re.compile(r"(?<!\d)\d{2,3}(?:[ ,]{1,2}\d{2,3}){4,}(?!\d)")
_MORSE_RUN: Final = re.compile(r"(?<!\S)[.\-·–—−/| ]{7,}(?!\S)")
_DASHES: Final = str.maketrans("·–—−", ".---")
_MORSE: Final = dict(
    zip(
        (
            ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - "
            "..- ...- .-- -..- -.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. "
            "----. ..--.. .-.-.- --..--"
        ).split(),
        [*string.ascii_lowercase, *string.digits, "?", ".", ","],
        strict=True,
    )
)
_LEET_TOKEN: Final = re.compile(r"[\w@$!|€+]+")
_LEET: Final = tuple(
    str.maketrans("0134578926@$!|€+", f"o{one}eastbg{two}{six}as{one}{one}et")
    for one in "il"
    for two, six in (("z", "g"), ("r", "b"))
)
_MARKED: Final = {
    mark: re.compile(
        rf"(?<![\w{re.escape(mark)}])[^\W_](?:{re.escape(mark)}[^\W_])+(?!{re.escape(mark)}?\w)"
    )
    for mark in ".-_*|·~+"
}
_SPACED: Final = re.compile(r"(?<!\S)\w(?: {1,3}\w(?!\S)){3,}")
_LONG: Final = re.compile(r"(?<!\w)[A-Za-z]{9,60}(?!\w)")
_PLAIN: Final = re.compile(r"[^\W\d_]+")

_LOWER: Final = string.ascii_lowercase
_CIPHERS: Final = tuple(
    str.maketrans(_LOWER, shifted)
    for shifted in (
        *(
            _LOWER[by:] + _LOWER[:by]
            for by in (13, 23, 3, *(k for k in range(1, 26) if k not in (3, 13, 23)))
        ),
        _LOWER[::-1],
    )
)

_WITHOUT_WORDS: Final[tuple[tuple[str, Callable[[str, Known], str]], ...]] = (
    ("escapes", _escapes),
    ("hex", _hex),
    ("binary", _binary),
    ("decimal", _decimal),
    ("base32", _base32),
    ("base64", _base64),
    ("morse", _morse),
    ("spaced", _spaced),
)
_STEPS: Final = (
    *_WITHOUT_WORDS,
    ("leet", _leet),
    ("backwards", _backwards),
    ("shifted", _shifted),
    ("glued", _glued),
)

#: The names of the encodings that are undone.
KINDS: Final = tuple(kind for kind, _ in _STEPS)
