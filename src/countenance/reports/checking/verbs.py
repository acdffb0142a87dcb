"""Verbs of speech, by what has to have been said for them, and words that are not looked for."""

from dataclasses import dataclass
from functools import lru_cache

from countenance.reports.language.stems import stem
from countenance.reports.language.tables import packaged

__all__ = ["Tables", "tables"]


@dataclass(frozen=True, slots=True)
class Tables:
    """Verbs by stem, and words that are not looked for."""

    verbs: dict[str, str]
    evidence: dict[str, frozenset[str]]
    performed: frozenset[str]
    about: frozenset[str]
    named: frozenset[str]
    light: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    mental: frozenset[str]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The packaged tables of verbs."""
    table = packaged("checking/verbs.toml")
    kinds = ("say", "ask", "order", "agree", "refuse", "deny", "admit", "apologize")
    verbs = {stem(verb): kind for kind in kinds for verb in table.text(kind).split()}
    parts = {name: table.table(name) for name in ("evidence", "performed", "about", "light")}
    evidence = parts["evidence"]
    made = Tables(
        verbs,
        {
            kind: frozenset(stem(each) for each in evidence.text(kind).split())
            for kind in evidence.names()
        },
        frozenset(stem(each) for each in parts["performed"].text("verbs").split()),
        frozenset(stem(each) for each in parts["about"].text("words").split()),
        frozenset(parts["about"].text("named").split()),
        frozenset(stem(each) for each in parts["light"].text("verbs").split()),
        tuple(tuple(each.split()) for each in parts["about"].texts("phrases")),
        frozenset(stem(each) for each in table.text("mental").split()),
    )
    for each in (*parts.values(), table):
        each.done()
    return made
