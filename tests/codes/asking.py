"""What the tests of the texts share: one edition, asked as a person would ask it."""

import datetime
from collections.abc import Mapping
from functools import lru_cache

from countenance.codes.model import Edition
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.decide import Decision, decide
from countenance.facts.known import Facts
from countenance.stores.packaged import edition, packaged_vocabulary

__all__ = ["VOCABULARY", "ask", "compiled", "facts", "signatures", "words"]

VOCABULARY = packaged_vocabulary()


def words(value: object) -> str:
    """A value of a scenario as the vocabulary writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def signatures(text: Edition) -> frozenset[str]:
    """Every clause of an edition signed off."""
    return frozenset(clause.digest for clause in text.clauses)


@lru_cache(maxsize=64)
def compiled(name: str, day: datetime.date | None = None, signed: bool = False) -> Compiled:
    """One edition, ready to decide, as it stood in force or as it stands on a day."""
    text = edition(name)
    marks = signatures(text) if signed else frozenset()
    return compile_editions([text], VOCABULARY, day=day, signed=marks)


def facts(name: str, stated: Mapping[str, str]) -> Facts:
    """What is stated, and the service that the edition binds where none is stated."""
    known = Facts.open(VOCABULARY).narrowed(stated)
    scope = edition(name).scope
    if "service" in stated or len(scope) != 1:
        return known
    service = VOCABULARY.index("service")
    masks = [mask for level, mask in scope[0].masks if level == service]
    fact = VOCABULARY.fact("service")
    return known.narrowed({"service": fact.names(masks[0])}) if masks else known


def ask(
    name: str,
    stated: Mapping[str, str],
    *,
    day: datetime.date | None = None,
    signed: bool = False,
) -> Decision:
    """The decision of one edition about what is stated."""
    return decide(compiled(name, day, signed), facts(name, stated))
