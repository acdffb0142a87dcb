"""The meaning of codes in as few lines as possible: one situation, no diagram.

This is the oracle of all tests. It shares no code with the compiler: it tries one way to understand
the texts after another, and calls unclear what they do not agree about. It is slow, and is not
used to decide anything.
"""

import datetime
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from countenance.codes.model import Clause, Condition, Edition, OpeningKind, TextBasis, Verdict
from countenance.facts.vocabulary import Cube, Vocabulary

__all__ = ["reference_verdict"]

_Answer = TypeVar("_Answer")

_World = dict[Hashable, int]
"""Answers to the questions that texts leave open, as far as anything has asked."""


class _Asked(Exception):  # noqa: N818 - it is a question, not an error
    """Something depends on a question that this world has not answered."""

    def __init__(self, question: Hashable, answers: int) -> None:
        super().__init__(question)
        self.question, self.answers = question, answers


def reference_verdict(
    editions: Iterable[Edition],
    vocabulary: Vocabulary,
    situation: Sequence[int],
    *,
    day: datetime.date | None = None,
    signed: frozenset[str] = frozenset(),
    at_gate: bool = False,
) -> Verdict:
    """The verdict of the editions together; `Verdict(0)` if the situation cannot happen.

    `situation` has, for every fact, the place of its value in the domain.
    """
    if any(_in(cube, situation) for cube in vocabulary.impossible):
        return Verdict(0)
    verdict = Verdict.SILENT
    for edition in editions:
        if day is None or edition.in_force_on(day):
            one = _Edition(edition, situation, day, signed)
            found = one.verdict()
            if at_gate and not _biometric(vocabulary, situation) and one.lacks_only_a_signature():
                found = Verdict.SILENT
            verdict = max(verdict, found)
    return verdict


class _Edition:
    """One edition in one situation."""

    def __init__(
        self,
        edition: Edition,
        situation: Sequence[int],
        day: datetime.date | None,
        signed: frozenset[str],
    ) -> None:
        self._edition, self._situation, self._signed = edition, situation, signed
        self._clauses = [c for c in edition.clauses if day is None or c.in_force.covers(day)]

    def verdict(self) -> Verdict:
        return _agreed(_in_every_world(self._says))

    def lacks_only_a_signature(self) -> bool:
        """Unclear, though clear if every weak text stood, and harmless if none did."""
        standing = _in_every_world(lambda world: self._says(world, stands=True))
        falling = _in_every_world(lambda world: self._says(world, stands=False))
        harmless = _agreed(falling) in (Verdict.SILENT, Verdict.ALLOW)
        return self.verdict() is Verdict.UNCLEAR and len(standing) == 1 and harmless

    def _says(self, world: _World, stands: bool | None = None) -> Verdict:
        """What the edition says in one world; `stands` settles all weak texts at once."""
        scope = self._edition.scope
        if scope and not any(_in(cube, self._situation) for cube in scope):
            return Verdict.SILENT
        answers = [
            self._answer(clause, world, stands)
            for clause in self._clauses
            if not clause.exception_to
        ]
        return max((a for a in answers if a is not None), default=Verdict.SILENT)

    def _answer(self, clause: Clause, world: _World, stands: bool | None) -> Verdict | None:
        """The strictest of its exceptions where one answers, else its own verdict, or nothing."""
        when, verdict, bases = clause.when, clause.verdict, [clause.text_basis]
        if clause.readings:
            reading = _choose(world, ("reading", clause.id), clause.readings)
            when, verdict = when if reading.when is None else reading.when, reading.verdict
            bases = [r.text_basis for r in clause.readings]
        if self._holds(clause, clause.unless, world, stands):
            return None
        if not self._holds(clause, when, world, stands):
            return None
        exceptions = [c for c in self._clauses if clause.id in c.exception_to]
        special = [self._answer(exception, world, stands) for exception in exceptions]
        if any(answer is not None for answer in special):
            return max(answer for answer in special if answer is not None)
        if not self._text_stands(clause, bases, world, stands):
            return None
        return verdict

    def _text_stands(
        self, clause: Clause, bases: list[TextBasis], world: _World, stands: bool | None
    ) -> bool:
        if clause.digest in self._signed or not all(basis.weak for basis in bases):
            return True
        return _choose(world, ("text", clause.id), (True, False)) if stands is None else stands

    def _holds(
        self, clause: Clause, condition: Condition, world: _World, stands: bool | None
    ) -> bool:
        def inside(fact: int, mask: int) -> bool:
            return bool(mask >> self._situation[fact] & 1)

        def reads_in(term: str, kind: OpeningKind) -> bool:
            if kind is OpeningKind.INTERPRETED and clause.digest in self._signed:
                return True
            if kind is OpeningKind.INTERPRETED and stands is not None:
                return stands
            return _choose(world, (kind, term), (True, False))

        return any(
            all(
                inside(literal.fact, literal.inside)
                or any(
                    inside(literal.fact, opening.mask) and reads_in(opening.term, opening.kind)
                    for opening in literal.openings
                )
                for literal in case
            )
            for case in condition
        )


def _in_every_world(says: Callable[[_World], Verdict]) -> set[Verdict]:
    """What is said in all worlds; a world is split when something asks what it leaves open."""
    found, todo = set(), [_World()]
    while todo:
        world = todo.pop()
        try:
            found.add(says(world))
        except _Asked as asked:
            todo += [{**world, asked.question: answer} for answer in range(asked.answers)]
    return found


def _choose(world: _World, question: Hashable, answers: Sequence[_Answer]) -> _Answer:
    """The answer of this world to one question; worlds hold places among the answers."""
    if question not in world:
        raise _Asked(question, len(answers))
    return answers[world[question]]


def _agreed(verdicts: set[Verdict]) -> Verdict:
    return next(iter(verdicts)) if len(verdicts) == 1 else Verdict.UNCLEAR


def _in(cube: Cube, situation: Sequence[int]) -> bool:
    return all(mask >> situation[fact] & 1 for fact, mask in cube.masks)


def _biometric(vocabulary: Vocabulary, situation: Sequence[int]) -> bool:
    place = vocabulary.index("operation")
    return bool(vocabulary.facts[place].mask(["biometric"]) >> situation[place] & 1)
