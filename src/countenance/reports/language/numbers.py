"""Numbers of a text, spoken or written, each with all the values that it may stand for.

`fifty two`, `52` and `52nd` share a value; so do `nineteen forty four hours` and `7:44 p.m.`. Two
numbers that share none are different ones. Values: a plain decimal (`52`, `18.5`), a time of day
(`t19:44`), a length of time in minutes (`m20160`), letters with digits (`7KLM421`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import Final

from countenance.reports.language.stems import Token, stem

__all__ = ["Number", "groups", "is_spoken_number", "numbers"]

_UNITS: Final = {
    "zero": 0, "oh": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "niner": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_LETTERS: Final = {
    word: word[0].upper()
    for word in (
        "alpha alfa adam bravo boy charlie charles delta david echo edward foxtrot frank golf "
        "george hotel henry india ida juliet juliett john kilo king lima lincoln mike mary "
        "november nora oscar ocean papa paul quebec queen romeo robert sierra sam tango tom "
        "uniform union victor whiskey william xray yankee young zulu zebra"
    ).split()
}
_MINUTES: Final = {
    stem(name): length
    for name, length in (("minute", 1), ("hour", 60), ("day", 1440), ("week", 10_080))
}
_MEASURES: Final = frozenset(
    stem(name)
    for name in "mile mph dollar cent minute day week month year percent foot inch zone pound beer "
    "drink glass bottle people person time degree block mg".split()
)
_TWO: Final = 2
_CENTURIES: Final = frozenset({"19", "20"})
_NOON: Final = 12
_HOUR: Final = 60
_FIVE: Final = 5
_PARTS: Final = {"quarter": 15, "half": 30}
_PAST: Final = frozenset({"past", "after"})
_TO: Final = frozenset({"to", "till", "until", "before"})
_MORE: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_MONTHS: Final = frozenset(
    "january february march april may june july august september october november december".split()
)


@dataclass(frozen=True, slots=True)
class Number:
    """As it was written or said, the values that it may have, and which tokens it is."""

    text: str
    values: frozenset[str]
    first: int
    after: int
    unit: str = ""

    def is_like(self, other: "Number") -> bool:
        """Whether both may be the same number."""
        return bool(self.values & other.values)


def numbers(found: Sequence[Token]) -> tuple[Number, ...]:
    """All numbers, in their order."""
    return tuple(_numbers(found))


def is_spoken_number(lower: str) -> bool:
    """Whether a word is a number, or a letter as it is spelled by radio."""
    return lower in _UNITS or lower in _TENS or lower in _MORE or lower in _LETTERS


def groups(lowers: Sequence[str]) -> list[int]:
    """The numbers in a run of words: `four twenty five` is 4 and 25; none for what is no number."""
    return _groups(lowers)


def _numbers(found: Sequence[Token]) -> Iterator[Number]:
    at = 0
    while at < len(found):
        clock = _clock(found, at)
        if clock is not None:
            yield clock
            at = clock.after
            continue
        after = _end(found, at)
        if after == at:
            at += 1
            continue
        number = _number(found, at, after)
        if number is not None:
            yield number
        at = after


def _clock(found: Sequence[Token], at: int) -> Number | None:
    """`quarter past six`, `half past six`, `ten to six`: a time of day."""
    if at + 2 >= len(found) or found[at + 1].lower not in _PAST | _TO:
        return None
    minutes = _PARTS.get(found[at].lower) or next(iter(_groups([found[at].lower])), 0)
    hours = _groups([found[at + 2].lower])
    if not 0 < minutes < _HOUR or len(hours) != 1 or not 1 <= hours[0] <= _NOON:
        return None
    if found[at].lower not in _PARTS and minutes % _FIVE:
        return None
    past = found[at + 1].lower in _PAST
    if not past and found[at].lower not in _PARTS:
        return None  # `twenty to twenty five` is no time
    all_minutes = hours[0] * _HOUR + (minutes if past else -minutes)
    hour, minute = divmod(all_minutes % (_NOON * _HOUR), _HOUR)
    text = " ".join(token.text for token in found[at : at + 3])
    values = frozenset({f"t{hour}:{minute:02}", f"t{hour + _NOON}:{minute:02}"})
    return Number(text, values, at, at + 3)


def _end(found: Sequence[Token], at: int) -> int:
    """Where the run of number words that begins here ends."""
    end = at
    while end < len(found):
        lower = found[end].lower
        if end > at and lower[0] == "$":
            break  # `four $500 cards`
        joins = end > at and end + 1 < len(found) and _is_part(found[end + 1])
        if _is_part(found[end]) or (joins and lower in ("and", "point")):
            # `eighteen dollars and fifty cents`: an `and` joins parts of money and hundreds alone.
            if lower == "and" and found[end - 1].lower not in (*_MORE, "dollars", "dollar"):
                break
            end += 1
        elif end > at and (
            (lower in ("dollars", "dollar") and _money(found, end))
            or _is_call(found, end)
            or (lower == "," and _in_call(found, end))
            or _is_letter(found[end])
        ):
            end += 1
        else:
            break
    return end


def _is_part(token: Token) -> bool:
    lower = token.lower
    return (
        lower in _UNITS or lower in _TENS or lower in _MORE or lower[0] in "0123456789$"
        or lower in _ORDINALS or _is_hyphened(lower)
    )  # fmt: skip


def _is_hyphened(lower: str) -> bool:
    return "-" in lower and all(part in _UNITS or part in _TENS for part in lower.split("-"))


def _is_call(found: Sequence[Token], at: int) -> bool:
    """Whether two or more letters of a spelling alphabet stand here, as a plate is said."""
    if found[at].lower not in _LETTERS:
        return False
    before = [token.lower in _LETTERS for token in found[max(0, at - 2) : at] if token.text != ","]
    after = [token.lower in _LETTERS for token in found[at + 1 : at + 3] if token.text != ","]
    return any(before[-1:]) or any(after[:1])


def _in_call(found: Sequence[Token], at: int) -> bool:
    """Whether a comma stands beside a letter of a plate as it is said."""
    if at + 1 >= len(found):
        return False
    after = _is_part(found[at + 1]) and found[at - 1].lower in _LETTERS
    return after or (_is_call(found, at + 1) and not found[at - 1].is_mark)


def _is_letter(token: Token) -> bool:
    """Whether it is the letter of an apartment or a plate."""
    return len(token.text) == 1 and token.text.isupper() and token.text != "I"


def _money(found: Sequence[Token], at: int) -> bool:
    after = [token.lower for token in found[at + 1 : at + 5]]
    return "cents" in after and (after[:1] == ["and"] or (bool(after) and after[0] in _TENS))


def _number(found: Sequence[Token], at: int, after: int) -> Number | None:
    part = [token for token in found[at:after] if token.text != ","]
    text = " ".join(token.text for token in part)
    follows = [token.lower for token in takewhile(_is_word, found[after : after + 2])] or [""]
    before = found[at - 1].lower if at else ""
    unit = follows[0]
    if len(part) == 1 and not _counts(part[0].lower, before, unit):
        return None
    values = _values(part, unit, " ".join(follows))
    return Number(text, frozenset(values), at, after, unit) if values else None


def _is_word(token: Token) -> bool:
    return not token.is_mark


def _counts(lower: str, before: str, follows: str) -> bool:
    """Whether a word alone is a number: not the `one` of `no one`, nor `second` for a moment."""
    if lower == "one":
        return before not in {"no", "any", "some", "the", "every", "which", "this", "that"} and (
            follows not in {"", "of", "was", "is", "who", "that", "and", "or", "had", "has", "by"}
        )
    if lower == "oh":
        return False
    if lower in _MORE:
        return before in {"a", "an"}
    if lower in ("first", "second"):
        return before in _MONTHS or (before == "the" and follows in ("of", *_MONTHS))
    return True


def _values(part: Sequence[Token], unit: str, follows: str) -> set[str]:
    lowers = [token.lower for token in part]
    if any(map(_is_spelled, lowers)):
        return {"".join(_spelled(lower) for lower in lowers).upper()}
    if any(lower in ("dollars", "dollar") for lower in lowers) and unit.startswith("cent"):
        cut = next(at for at, lower in enumerate(lowers) if lower.startswith("dollar"))
        whole, rest = _groups(lowers[:cut]), _groups(lowers[cut + 1 :])
        return {_decimal(sum(whole) + Decimal(sum(rest)) / 100)}
    if "point" in lowers:
        cut = lowers.index("point")
        digits = "".join(str(each) for each in _groups(lowers[cut + 1 :]))
        return {_decimal(Decimal(f"{sum(_groups(lowers[:cut]))}.{digits or 0}"))}
    if len(lowers) == 1 and (":" in lowers[0] or "." in lowers[0] or "$" in lowers[0]):
        return _written(lowers[0], follows)
    groups = _groups(lowers)
    if not groups:
        return set()
    joined = "".join(str(each) for each in groups)
    values = {_decimal(Decimal(joined))}
    if not unit or stem(unit) not in _MEASURES or "hour" in unit:
        values |= _times(joined, follows)
    if unit and stem(unit) in _MINUTES and len(groups) == 1 and len(joined) < 4:
        values = {*values, f"m{groups[0] * _MINUTES[stem(unit)]}"}
    if (len(joined) == _TWO and len(groups) == 1) or (
        joined[:2] in _CENTURIES and joined[4:] == ""
    ):
        values.add(f"y{joined[-2:]}")  # `ninety one` may be a year
    if len(groups) == _TWO and all(9 < each < 100 for each in groups):
        values.add(_decimal(Decimal(f"{groups[0]}.{groups[1]}")))  # a price without its words
    if len(groups) > 1 and joined.isdigit():
        values.add(joined)  # a number of a receipt keeps the noughts that it begins with
    return values


def _is_spelled(lower: str) -> bool:
    return lower in _LETTERS or (lower.isalpha() and len(lower) == 1) or _mixed(lower)


def _mixed(lower: str) -> bool:
    return (
        any(each.isdigit() for each in lower)
        and any(each.isalpha() for each in lower)
        and not lower.endswith(("st", "nd", "rd", "th", "am", "pm", "mph", "%"))
    )


def _spelled(lower: str) -> str:
    if lower in _LETTERS:
        return _LETTERS[lower]
    groups = _groups([lower])
    return "".join(str(each) for each in groups) if groups else lower


def _written(lower: str, follows: str) -> set[str]:
    if ":" in lower:
        hour, _, rest = lower.partition(":")
        minutes = rest[:2]
        if not (hour.isdigit() and minutes.isdigit()):
            return {lower}
        return _times(f"{hour}{minutes}", f"{rest[2:]} {follows}") | {
            _decimal(Decimal(f"{int(hour)}{minutes}"))
        }
    bare = lower.strip("$%").replace(",", "").rstrip(".")
    try:
        return {_decimal(Decimal(bare))}
    except ArithmeticError:
        return {bare}


def _times(digits: str, follows: str) -> set[str]:
    """The times of day that such digits may be."""
    if not digits.isdigit() or not 1 <= len(digits) <= 4 or (len(digits) < 3 and int(digits) > 24):
        return set()
    short = len(digits) < 3
    if short and int(digits) > _NOON and "hour" not in follows and ":" not in follows:
        return set()  # `16` alone is no time
    hour, minute = (int(digits), 0) if short else (int(digits[:-2]), int(digits[-2:]))
    if hour > 24 or minute > 59:
        return set()
    marks = follows.replace(".", "")
    if marks.lstrip().startswith("pm"):
        return {f"t{hour % 12 + 12}:{minute:02}"}
    if marks.lstrip().startswith("am"):
        return {f"t{hour % 12}:{minute:02}"}
    if 1 <= hour <= 12 and "hours" not in follows.split():
        return {f"t{hour % 12}:{minute:02}", f"t{hour % 12 + 12}:{minute:02}"}
    return {f"t{hour % 24}:{minute:02}"}


def _groups(lowers: Sequence[str]) -> list[int]:
    """Cardinals in a row: `four twenty five` is 4 and 25, `two hundred forty` is 240."""
    parts: list[int] = []
    open_tens = open_more = False
    for lower in [piece for word in lowers for piece in word.split("-") if piece]:
        digits = lower.strip("$%").removesuffix("mph").replace(",", "")
        digits = digits[:-2] if digits[-2:] in ("st", "nd", "rd", "th", "am", "pm") else digits
        if lower in _MORE:
            last = parts.pop() if parts else 1  # `a hundred`
            thousands, last = (
                divmod(last, 1000) if _MORE[lower] == 100 and last > 1000 else (0, last)
            )
            if thousands:
                parts.append(thousands * 1000 + last * 100)  # `six thousand two hundred`
                open_tens, open_more = False, True
                continue
            if parts and open_more and _MORE[lower] > 100:
                last += parts.pop()
            parts.append(last * _MORE[lower])
            open_tens, open_more = False, True
        elif lower in _TENS:
            if open_more and parts:
                parts[-1] += _TENS[lower]
            else:
                parts.append(_TENS[lower])
            open_tens, open_more = True, False
        elif lower in _UNITS or lower in _ORDINALS:
            value = _UNITS.get(lower, _ORDINALS.get(lower, 0))
            if parts and ((open_tens and 0 < value < 10) or open_more):
                parts[-1] += value
            else:
                parts.append(value)
            open_tens = open_more = False
        elif digits.isdigit():
            parts.append(int(digits))
            open_tens = open_more = False
    return parts


def _decimal(value: Decimal | int) -> str:
    text = format(Decimal(value).normalize(), "f")
    return text if text != "-0" else "0"
