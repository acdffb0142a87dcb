"""The packaged words, read once: irregular forms, empty words, words of one meaning, negations."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from countenance.errors import ReportError
from countenance.facts.tables import Table, parse_toml

__all__ = ["Words", "packaged", "parse_words", "words"]


@dataclass(frozen=True, slots=True)
class Words:
    """`irregular`: form -> word; `alike`: groups of words of one meaning; `phrases`:
    a word's stem and the word after it -> the word that they mean."""

    irregular: Mapping[str, str]
    empty: frozenset[str]
    alike: tuple[tuple[str, ...], ...]
    phrases: Mapping[tuple[str, str], str]
    forward: frozenset[str]
    whole: frozenset[str]
    idioms: tuple[str, ...]


def parse_words(text: str) -> Words:
    """The words of a TOML text. Raises `ReportError`."""
    table = parse_toml(text, "words", ReportError)
    irregular = table.table("irregular")
    forms = {
        form: word for word in irregular.names() for form in irregular.text(word).split()
    }  # fmt: skip
    empty, alike, negative, phrases = (
        table.table(name) for name in ("empty", "alike", "negative", "phrases")
    )
    made = Words(
        forms,
        frozenset(empty.text("words").split()),
        tuple(tuple(group.split()) for group in alike.texts("groups")),
        {_pair(each): word for word in phrases.names() for each in phrases.texts(word)},
        frozenset(negative.text("forward").split()),
        frozenset(negative.text("whole").split()),
        negative.texts("idioms"),
    )
    for each in (irregular, empty, alike, phrases, negative, table):
        each.done()
    return made


def _pair(phrase: str) -> tuple[str, str]:
    verb, _, particle = phrase.partition(" ")
    return verb, particle


@lru_cache(maxsize=1)
def words() -> Words:
    """Those that come with countenance."""
    return parse_words(_text("language/words.toml"))


@lru_cache(maxsize=8)
def packaged(name: str) -> Table:
    """A TOML file of this room, such as `drafting/brackets.toml`; keep what it says."""
    return parse_toml(_text(name), name, ReportError)


def _text(name: str) -> str:
    return (Path(__file__).parents[1] / name).read_text(encoding="utf-8")
