"""Whether a ruling may be adopted, with the rulings that count already.

Rules kept here:
 * It decides only what is unclear, on every one of its days, with whatever rulings count then.
 * It says which words it reads, and these words stand in the clause: in what it says, in a reading,
   or in a term that it uses.
 * A reading that is added says from where it comes.
 * Two rulings that reach one situation give it one answer, or the later one is not adopted.
 * What it would leave without a word about a biometric act is said before, not after.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from countenance.codes.model import Clause, Edition
from countenance.decisions.bound import bound_alone
from countenance.decisions.operations import UNEQUAL
from countenance.decisions.space import Space
from countenance.errors import ReviewError
from countenance.facts.vocabulary import Vocabulary
from countenance.review.rulings import Effect, Ruling, effect, ruled_by

__all__ = ["Checked", "checked", "citable", "stands_in"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A ruling that may be adopted. `effect`: what it moves beside the rulings `beside`, which
    count on the day `since`."""

    effect: Effect
    beside: tuple[str, ...]
    since: datetime.date


def checked(
    edition: Edition,
    ruling: Ruling,
    counting: Sequence[Ruling],
    vocabulary: Vocabulary,
    signed: frozenset[str] = frozenset(),
) -> Checked:
    """What it moves, where it may be adopted; `counting`: the others on this edition that count.

    Raises `ReviewError` with the first reason against it, and as `ruled` does.
    """
    _check_words(edition, ruling)
    if any(each.id == ruling.id for each in counting):
        raise ReviewError(f"a ruling `{ruling.id}` counts already; name yours otherwise")
    found: list[Checked] = []
    for day in _days(ruling, counting):
        others = [each for each in counting if each.counts_on(day)]
        base = ruled_by(edition, others, vocabulary)
        moves = effect(base.edition, ruling, vocabulary, signed | base.signed)
        for each in others:
            _refuse_disagreeing(edition, ruling, each, vocabulary, signed)
        if moves.beyond:
            moves.refuse_beyond()
        found.append(Checked(moves, tuple(sorted(each.id for each in others)), day))
    first = next((each for each in found if each.effect.settled), found[0])
    first.effect.refuse_beyond()
    return first


def citable(edition: Edition, clause: Clause) -> tuple[str, ...]:
    """The texts in which the words that a ruling on this clause reads may stand."""
    terms = [edition.terms[name] for name in clause.terms]
    return (
        clause.says, clause.question,
        *(reading.says for reading in clause.readings),
        *(words for term in terms for words in (
            term.id, term.id.replace("-", " "), term.question, *(each for _, each in term.contested)
        )),
    )  # fmt: skip


def stands_in(edition: Edition, clause: Clause, cites: str) -> bool:
    """Whether these words stand in the clause, whatever their spaces and capitals."""
    cited = _plain(cites)
    return any(cited in _plain(each) for each in citable(edition, clause))


def _check_words(edition: Edition, ruling: Ruling) -> None:
    clause = edition.clause(ruling.clause)
    if clause is None:
        return  # `ruled` says so, with the clauses that are there
    if not stands_in(edition, clause, ruling.cites):
        raise ReviewError(
            f"ruling `{ruling.id}`: the words `{ruling.cites}` do not stand in {edition.name} "
            f"{clause.id}; `countenance codes show {edition.name}` has its words"
        )
    if ruling.added is not None and "://" not in ruling.added.source:
        raise ReviewError(
            f"ruling `{ruling.id}`: `added.source` is an address where the reading can be read"
        )


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _days(ruling: Ruling, counting: Sequence[Ruling]) -> list[datetime.date]:
    """The first day of the ruling, and every later one on which other rulings count than before."""
    turns = {ruling.begins}
    for each in counting:
        turns |= {each.begins, *(() if each.ends is None else (each.ends,))}
    return sorted(day for day in turns if ruling.counts_on(day))


def _refuse_disagreeing(
    edition: Edition,
    ruling: Ruling,
    other: Ruling,
    vocabulary: Vocabulary,
    signed: frozenset[str],
) -> None:
    """Refuse a ruling that answers otherwise where another one reaches: then the order counts."""
    if other.clause != ruling.clause:
        return
    one = _in_order(edition, (other, ruling), vocabulary)
    two = _in_order(edition, (ruling, other), vocabulary)
    space = Space(
        [bound_alone(one[0], signed | one[1]), bound_alone(two[0], signed | two[1])], vocabulary
    )
    differ = space.count(space.work.apply(UNEQUAL, *space.functions))
    if differ:
        raise ReviewError(
            f"ruling `{ruling.id}` answers {differ:,} situations otherwise than `{other.id}`, "
            "which counts; narrow its scope, or appeal against the other one first"
        )


def _in_order(
    edition: Edition, rulings: Sequence[Ruling], vocabulary: Vocabulary
) -> tuple[Edition, frozenset[str]]:
    """The edition with the rulings laid over it in this order: the first one prevails."""
    found, signed = edition, frozenset[str]()
    for each in rulings:
        after = ruled_by(found, [each], vocabulary)
        found, signed = after.edition, signed | after.signed
    return found, signed
