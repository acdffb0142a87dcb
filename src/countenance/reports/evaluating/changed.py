"""False sentences made from true ones by a change that nobody chose: for counting what is caught.

Each change is by rule: another number, another name, another speaker, a `not` more or less. What a
rule does not fit gives nothing. Words in quotation marks are left as they are.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from countenance.reports.drafting.names import is_name
from countenance.reports.evaluating.claims import Claim
from countenance.reports.language.numbers import numbers
from countenance.reports.language.stems import tokens
from countenance.reports.speakers import Speakers

__all__ = ["changed"]

_NOT: Final = re.compile(
    r"\b(did|does|do|was|were|is|are|had|has|have|would|will|could|can) (?:not|never)\b"
)
_HELPS: Final = re.compile(r"\b(was|were|had|would|could|will)\b")
_NAME: Final = "Kowalski"
_MORE: Final = 7


def changed(claims: Sequence[Claim], speakers: Speakers) -> Iterator[Claim]:
    """The false sentences that the true claims become, with the kind of their change."""
    for claim in claims:
        if not claim.supported or '"' in claim.text:
            continue
        for kind, text in (
            ("number", _other_number(claim.text)),
            ("name", _other_name(claim.text)),
            ("speaker", _other_speaker(claim.text, speakers)),
            ("negation", _turned(claim.text)),
        ):
            if text is not None and text != claim.text:
                yield Claim(text, False, kind)


def _other_number(text: str) -> str | None:
    found = tokens(text)
    for number in numbers(found):
        if number.after - number.first != 1 or not found[number.first].text.isdigit():
            continue
        token = found[number.first]
        other = str(int(token.text) + _MORE)
        return text[: token.at] + other + text[token.at + len(token.text) :]
    return None


def _other_name(text: str) -> str | None:
    found = tokens(text)
    for at in range(len(found) - 1, 0, -1):
        token = found[at]
        if is_name(found, at):
            return text[: token.at] + _NAME + text[token.at + len(token.text) :]
    return None


def _other_speaker(text: str, speakers: Speakers) -> str | None:
    """Another person's words: where a sentence begins with one, and names nobody else."""
    names = [person.called for person in speakers.people]
    lower = text.lower()
    own = [name for name in names if lower.startswith(name.lower())]
    if len(own) != 1 or sum(name.lower() in lower for name in names) != 1:
        return None
    other = names[(names.index(own[0]) + 1) % len(names)]
    return other[0].upper() + other[1:] + text[len(own[0]) :]


def _turned(text: str) -> str | None:
    if match := _NOT.search(text):
        return text[: match.start()] + match.group(1) + text[match.end() :]
    if match := _HELPS.search(text):
        return f"{text[: match.end()]} not{text[match.end() :]}"
    return None
