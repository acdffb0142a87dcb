"""What two drafts of one report differ in, sentence by sentence."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

import msgspec

from countenance.errors import ReviewError
from countenance.reports.report import Report

__all__ = ["Difference", "differences"]


class Difference(msgspec.Struct, frozen=True):
    """One place: the words of the first draft and of the second; empty where there are none."""

    what: Literal["same", "changed", "only-first", "only-second"]
    first: str
    second: str


def differences(report: Report, first: int, second: int) -> tuple[Difference, ...]:
    """From one generation to another, in their order. Raises `ReviewError` for one that is not."""
    texts = []
    for number in (first, second):
        if not 1 <= number <= len(report.generations):
            there = len(report.generations)
            raise ReviewError(f"report `{report.id}` has generations 1 to {there}; not {number}")
        texts.append([each.text for each in report.generations[number - 1].draft.sentences])
    return tuple(_between(*texts))


def _between(first: list[str], second: list[str]) -> Iterator[Difference]:
    for tag, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        left, right = first[i:j], second[k:m]
        if tag == "equal":
            for text in left:
                yield Difference("same", text, text)
            continue
        both = min(len(left), len(right))
        for one, other in zip(left[:both], right[:both], strict=True):
            yield Difference("changed", one, other)
        for text in left[both:]:
            yield Difference("only-first", text, "")
        for text in right[both:]:
            yield Difference("only-second", "", text)
