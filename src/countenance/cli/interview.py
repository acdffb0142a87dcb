"""One question at a time, until the codes answer or nothing that is known would help any more.

Rules kept here:
 * The next question is the one that `countenance check --next` asks. Values that the codes do not
   tell apart stand together in one choice, and where there is one choice nothing is asked.
 * An answer is the number of a choice, or values and groups by name. What is neither is asked
   again, with the nearest right word. `?` leaves the fact open, and it is not asked for again;
   `back` takes the last answer back; `quit`, and the end of the input, end the questions.
 * Nothing here decides: what was stated is asked of the codes as it would be on the command line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from countenance.decisions.ask import choices, next_question
from countenance.decisions.compile import Compiled
from countenance.decisions.cover import says
from countenance.errors import FactError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import WHOLE_DOMAIN, Fact

__all__ = ["Interview", "interview"]

_OPEN = frozenset({"?", "", *WHOLE_DOMAIN})
_BACK = frozenset({"back", "b"})
_QUIT = frozenset({"quit", "q"})
_FEW = 4
"""Values that are still named one by one where `any other` would do."""
_HELP = "a number, a value, ? (not known), back, quit"


@dataclass(frozen=True, slots=True)
class Interview:
    """What was stated, fact by fact, and whether it ended before there was nothing to ask."""

    stated: dict[str, tuple[str, ...]]
    ended: bool


def interview(
    compiled: Compiled,
    known: Facts,
    read: Callable[[], str | None],
    say: Callable[[str], None],
) -> Interview:
    """Ask until nothing is to be asked. `read` gives a line, None at the end of the input."""
    answers: list[tuple[str, int | None]] = []
    while True:
        facts = _narrowed(known, answers)
        name = _next(compiled, facts, {name for name, mask in answers if mask is None})
        if name is None:
            return Interview(_stated(known, answers), ended=False)
        fact = compiled.vocabulary.fact(name)
        offered = choices(compiled, facts, name)
        may_be = facts.masks[compiled.vocabulary.index(name)]
        _ask(len(answers) + 1, fact, offered, say)
        line = read()
        while line is not None and line not in _QUIT:
            if line in _BACK:
                if answers:
                    answers.pop()
                    break
                say("  this is the first question")
            elif line in _OPEN:
                answers.append((name, None))
                break
            else:
                mask = _answer(line, fact, offered, may_be, say)
                if mask:
                    answers.append((name, mask))
                    break
            line = read()
        if line is None or line in _QUIT:
            return Interview(_stated(known, answers), ended=True)


def _next(compiled: Compiled, facts: Facts, skipped: set[str]) -> str | None:
    """The next question that has more than one answer, of those that were not skipped."""
    left = {fact.name for fact in compiled.vocabulary.facts} - skipped
    while (name := next_question(compiled, facts, left)) is not None:
        if len(choices(compiled, facts, name)) > 1:
            return name
        left.discard(name)
    return None


def _ask(number: int, fact: Fact, offered: Sequence[int], say: Callable[[str], None]) -> None:
    say(f"{number}. {fact.ask}  ({fact.name})")
    largest = max(offered, key=int.bit_count, default=0)
    for i, mask in enumerate(offered, 1):
        other = mask == largest and mask.bit_count() > _FEW and len(offered) > 1
        say(f"   {i}  {'any other' if other else _listed(says(fact, mask))}")
    say(f"   {_HELP}")


def _answer(
    line: str, fact: Fact, offered: Sequence[int], may_be: int, say: Callable[[str], None]
) -> int:
    """The values that an answer stands for; 0, said why, where it is none."""
    if line.isdecimal():
        if 1 <= int(line) <= len(offered):
            return offered[int(line) - 1]
        say(f"  there are choices from 1 to {len(offered)}")
        return 0
    try:
        mask = fact.mask(word.strip() for word in line.split(",") if word.strip())
    except FactError as error:
        say(f"  {error}")
        return 0
    possible = sum(offered)
    if not mask & may_be & possible:
        say(f"  `{line}` cannot be, with what is known; it may be: {_listed(says(fact, possible))}")
        return 0
    return mask & may_be


def _narrowed(known: Facts, answers: Sequence[tuple[str, int | None]]) -> Facts:
    for name, values in _stated(known, answers).items():
        known = known.narrowed({name: values})
    return known


def _stated(
    known: Facts, answers: Sequence[tuple[str, int | None]]
) -> dict[str, tuple[str, ...]]:
    return {
        name: known.vocabulary.fact(name).names(mask) for name, mask in answers if mask is not None
    }


def _listed(told: str) -> str:
    *first, last = told.split("|")
    return f"{', '.join(first)} or {last}" if first else last
