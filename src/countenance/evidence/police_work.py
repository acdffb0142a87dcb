"""A private caller whose calls look like work for the police.

A key of the police that is registered as private is the cheapest cheat, and a private firm that
works for the police is bound as they are. So what looks like police work, under a key that is
registered as private and as acting for no such body, makes *for whom* contested: people look.

Rules kept here:
 * It contests; it believes nothing. A prompt never establishes who asks.
 * Whoever is registered as a law-enforcement body, or as acting for one, is never asked about here;
   nor is any other public body.
 * Words are looked for where they stand: an operator's words, the turns, the tools. Each row was
   written to hardly ever match anything else, and `make evaluate` counts how often it does.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from countenance.callers.registration import Registration
from countenance.evidence.act import Asked
from countenance.evidence.capture import matches
from countenance.evidence.patterns import Patterns, SeenIn
from countenance.evidence.text_views import fold
from countenance.facts.known import Evidence
from countenance.media.capture import Capture
from countenance.media.printed import Line

__all__ = ["looks_like", "police_work"]

_PRIVATE: Final = frozenset({"private_entity", "individual_personal_use"})


def police_work(
    patterns: Patterns,
    registration: Registration,
    asked: Asked,
    files: Iterable[tuple[Capture, Sequence[Line]]] = (),
) -> tuple[Evidence, ...]:
    """What makes it contested for whom this caller acts; nothing for any but a private one."""
    if registration.concerns_an_agency or not _is_private(registration):
        return ()
    said = looks_like(patterns, asked)
    rows = [row for row in patterns.words if row.id in said]
    for capture, lines in files:
        rows += [row for row in matches(patterns, capture, lines) if row.police_work]
    return tuple(dict.fromkeys(each for row in rows for each in patterns.police_work(row)))


def looks_like(patterns: Patterns, asked: Asked) -> frozenset[str]:
    """The names of the rows that the words of a call match."""
    texts = _texts(asked)
    return frozenset(
        row.id for row in patterns.words if any(row.is_said(texts[place]) for place in row.seen_in)
    )


def _is_private(registration: Registration) -> bool:
    kinds = registration.values("actor_kind") or ()
    return bool(kinds) and set(kinds) <= _PRIVATE


def _texts(asked: Asked) -> Mapping[SeenIn, str]:
    # Names of tools and of their parameters are words that are joined by underscores.
    tools = f"{asked.tools}\n{asked.schema}".replace("_", " ")
    return {
        SeenIn.SYSTEM: fold("\n".join(asked.system)),
        SeenIn.TURNS: "\n".join(fold(turn.text) for turn in asked.turns),
        SeenIn.TOOLS: fold(tools),
    }
