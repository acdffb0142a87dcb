"""The meaning of codes for many situations at once: the reference evaluator on arrays.

A second way to the same verdicts, written without the diagram and without its sets. Clauses that
share an exception or a term are taken together; for each way to read their terms, and within it
each way to read the clauses, the answers of a whole block of situations are computed side by side,
and the mildest and the strictest are kept. The strictest of each over all groups are the bounds of
the edition: where the two meet, that is the verdict; where they do not, it is unclear.

Situations are a block of `uint16`, a row for every fact, a column for every situation: the place
of the value in the domain. Strictness is a number: -1 no answer, 0 silent, 1 allow, 2 unclear, 3
deny. numpy is needed here and in `countenance.decisions.differ` alone.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Protocol

import numpy as np
import numpy.typing as npt

from countenance.codes.model import Clause, Condition, Edition, Literal, OpeningKind, Verdict
from countenance.errors import DecisionError
from countenance.facts.vocabulary import Cube, Vocabulary

__all__ = ["Block", "Verdicts", "impossible", "reference_verdicts"]

Block = npt.NDArray[np.uint16]
"""Situations: (facts, situations), the place of each value in its domain."""

Verdicts = npt.NDArray[np.uint8]
"""For every situation the bit of its verdict, or 0 where it cannot happen."""

_Flags = npt.NDArray[np.bool_]
_Answers = npt.NDArray[np.int8]
_Variable = tuple[str, OpeningKind]

_ABSENT, _SILENT, _UNCLEAR = -1, 0, 2
_MOST_WAYS = 4096


def reference_verdicts(
    editions: Iterable[Edition],
    vocabulary: Vocabulary,
    block: Block,
    *,
    day: datetime.date | None = None,
    signed: frozenset[str] = frozenset(),
    at_gate: bool = False,
) -> Verdicts:
    """The verdict of the editions together, for every situation of the block."""
    strictest = np.full(block.shape[1], _SILENT, np.int8)
    for edition in editions:
        if day is None or edition.in_force_on(day):
            one = _Edition(edition, vocabulary, day, signed)
            np.maximum(strictest, one.verdicts(block, at_gate), out=strictest)
    bits = np.array([int(verdict) for verdict in Verdict], np.uint8)[strictest]
    bits[impossible(vocabulary, block)] = 0
    return bits


def impossible(vocabulary: Vocabulary, block: Block) -> _Flags:
    """Which situations an axiom rules out."""
    return _in_some(vocabulary.impossible, vocabulary, block)


def _in_some(cubes: Sequence[Cube], vocabulary: Vocabulary, block: Block) -> _Flags:
    found = np.zeros(block.shape[1], bool)
    for cube in cubes:
        inside = np.ones(block.shape[1], bool)
        for fact, mask in cube.masks:
            inside &= _table(mask, len(vocabulary.facts[fact].values))[block[fact]]
        found |= inside
    return found


def _table(mask: int, size: int) -> _Flags:
    """For every value of a domain whether it is in the mask."""
    return np.array([mask >> place & 1 for place in range(size)], bool)


class _Edition:
    """One edition over blocks of situations."""

    def __init__(
        self,
        edition: Edition,
        vocabulary: Vocabulary,
        day: datetime.date | None,
        signed: frozenset[str],
    ) -> None:
        self._vocabulary = vocabulary
        self._scope = edition.scope
        self._signed = signed
        self._clauses = [c for c in edition.clauses if day is None or c.in_force.covers(day)]
        self._families = self._in_families()
        self._tables: dict[tuple[int, int], _Flags] = {}

    def verdicts(self, block: Block, at_gate: bool) -> _Answers:
        low, high = self._bounds(block, stands=None)
        verdict = np.where(low == high, low, _UNCLEAR).astype(np.int8)
        if at_gate:
            standing = self._bounds(block, stands=True)
            falling = self._bounds(block, stands=False)
            place = self._vocabulary.index("operation")
            fact = self._vocabulary.facts[place]
            other = ~self._table(place, fact.mask(["biometric"]))[block[place]]
            only_text = (standing[0] == standing[1]) & (falling[0] == falling[1])
            mild = falling[1] < _UNCLEAR
            verdict[other & (verdict == _UNCLEAR) & only_text & mild] = _SILENT
        return verdict

    def _in_families(self) -> list[list[Clause]]:
        """The clauses that are no exception, grouped where they share an exception or a term.

        What one group says does not hang on how another is read.
        """
        families: list[tuple[list[Clause], set[str]]] = []
        for root in (clause for clause in self._clauses if not clause.exception_to):
            below = self._below(root)
            shared = {f"clause {clause.id}" for clause in below}
            shared |= {f"term {term}" for clause in below for term in clause.terms}
            roots = [root]
            for other in [family for family in families if family[1] & shared]:
                families.remove(other)
                roots, shared = other[0] + roots, other[1] | shared
            families.append((roots, shared))
        return [roots for roots, _ in families]

    def _below(self, clause: Clause) -> list[Clause]:
        """A clause, its exceptions, and theirs; each once."""
        found = {clause.id: clause}
        for exception in self._exceptions(clause):
            found |= {below.id: below for below in self._below(exception)}
        return list(found.values())

    def _exceptions(self, clause: Clause) -> list[Clause]:
        return [other for other in self._clauses if clause.id in other.exception_to]

    def _bounds(self, block: Block, stands: bool | None) -> tuple[_Answers, _Answers]:
        """The mildest and the strictest that the edition says in any world.

        `stands` settles all weak texts at once.
        """
        count = block.shape[1]
        low, high = np.full(count, _SILENT, np.int8), np.full(count, _SILENT, np.int8)
        for roots in self._families:
            mild, strict = np.full(count, 3, np.int8), np.full(count, _SILENT, np.int8)
            for inside, rows in self._term_worlds(roots, block, stands):
                one, other = self._in_world(roots, block[:, rows], inside, stands)
                mild[rows] = np.minimum(mild[rows], one)
                strict[rows] = np.maximum(strict[rows], other)
            np.maximum(low, mild, out=low)
            np.maximum(high, strict, out=high)
        if self._scope:
            outside = ~_in_some(self._scope, self._vocabulary, block)
            low[outside] = high[outside] = _SILENT
        return low, high

    def _term_worlds(
        self, roots: Sequence[Clause], block: Block, stands: bool | None
    ) -> Iterator[tuple[frozenset[_Variable], npt.NDArray[np.intp]]]:
        """Each set of openings read as inside, with the situations in which all of them matter.

        Reading as inside what a situation does not touch changes nothing, so that each situation
        is met once for each way to read what it does touch.
        """
        masks: dict[_Variable, tuple[int, int]] = {}
        for clause in (clause for root in roots for clause in self._below(root)):
            for literal in _literals(clause):
                for opening in literal.openings:
                    if opening.kind is OpeningKind.CONTESTED or stands is None:
                        key = (opening.term, opening.kind)
                        masks[key] = literal.fact, masks.get(key, (0, 0))[1] | opening.mask
        touched = {key: self._table(fact, mask)[block[fact]] for key, (fact, mask) in masks.items()}
        todo = [(frozenset[_Variable](), np.arange(block.shape[1]), list(touched))]
        while todo:
            inside, rows, left = todo.pop()
            yield inside, rows
            for i, key in enumerate(left):
                fewer = rows[touched[key][rows]]
                if fewer.size:
                    todo.append((inside | {key}, fewer, left[i + 1 :]))

    def _in_world(
        self,
        roots: Sequence[Clause],
        block: Block,
        inside: frozenset[_Variable],
        stands: bool | None,
    ) -> tuple[_Answers, _Answers]:
        """The mildest and the strictest of one group, the terms being read in one way."""
        count = block.shape[1]
        reader = _Reader(self._table, block, inside, stands, self._signed)
        members = {clause.id: clause for root in roots for clause in self._below(root)}
        mild, strict = np.full(count, 3, np.int8), np.full(count, _SILENT, np.int8)
        for way in self._ways(list(members.values()), stands):
            answer = np.full(count, _SILENT, np.int8)
            for root in roots:
                np.maximum(answer, self._answer(root, reader, way), out=answer)
            np.minimum(mild, answer, out=mild)
            np.maximum(strict, answer, out=strict)
        return mild, strict

    def _ways(
        self, clauses: Sequence[Clause], stands: bool | None
    ) -> Iterator[Mapping[str, tuple[int, bool]]]:
        """For each clause the place of its reading, and whether its text stands: every way."""
        options = []
        for clause in clauses:
            texts: tuple[bool, ...] = (True,)
            if clause.weak and clause.digest not in self._signed:
                texts = (True, False) if stands is None else (stands,)
            options.append(tuple(product(range(max(1, len(clause.readings))), texts)))
        if prod(map(len, options)) > _MOST_WAYS:
            raise DecisionError(
                f"`{clauses[0].id}` and its exceptions can be read in too many ways"
            )
        for way in product(*options):
            yield {clause.id: choice for clause, choice in zip(clauses, way, strict=True)}

    def _answer(
        self, clause: Clause, reader: "_Reader", way: Mapping[str, tuple[int, bool]]
    ) -> _Answers:
        """What a clause with its exceptions answers in one world."""
        place, standing = way[clause.id]
        when, verdict = clause.when, clause.verdict
        if clause.readings:
            reading = clause.readings[place]
            when, verdict = when if reading.when is None else reading.when, reading.verdict
        own = list(Verdict).index(verdict or Verdict.SILENT) if standing else _ABSENT
        special = np.full(reader.count, _ABSENT, np.int8)
        for exception in self._exceptions(clause):
            np.maximum(special, self._answer(exception, reader, way), out=special)
        holds = reader.holds(clause, when) & ~reader.holds(clause, clause.unless)
        answer = np.where(special == _ABSENT, own, special)
        return np.where(holds, answer, _ABSENT).astype(np.int8)

    def _table(self, fact: int, mask: int) -> _Flags:
        """For every value of a fact whether it is in the mask."""
        if (fact, mask) not in self._tables:
            size = len(self._vocabulary.facts[fact].values)
            self._tables[fact, mask] = _table(mask, size)
        return self._tables[fact, mask]


class _TableOf(Protocol):
    """For every value of a fact whether it is in a mask."""

    def __call__(self, fact: int, mask: int) -> _Flags: ...


class _Reader:
    """Whether conditions hold in a block, the terms being read in one way."""

    def __init__(
        self,
        table: _TableOf,
        block: Block,
        inside: frozenset[_Variable],
        stands: bool | None,
        signed: frozenset[str],
    ) -> None:
        self._table = table
        self._block = block
        self._inside = inside
        self._stands = stands
        self._signed = signed
        self._known: dict[tuple[Condition, bool], _Flags] = {}

    @property
    def count(self) -> int:
        """How many situations there are."""
        return int(self._block.shape[1])

    def holds(self, clause: Clause, condition: Condition) -> _Flags:
        """Whether the condition of the clause holds, for every situation."""
        signed = clause.digest in self._signed
        key = (condition, signed)
        if key not in self._known:
            found = np.zeros(self.count, bool)
            for case in condition:
                whole = np.ones(self.count, bool)
                for literal in case:
                    mask = self._mask(literal, signed)
                    whole &= self._table(literal.fact, mask)[self._block[literal.fact]]
                found |= whole
            self._known[key] = found
        return self._known[key]

    def _mask(self, literal: Literal, signed: bool) -> int:
        """The values of a literal that are inside in this world."""
        mask = literal.inside
        for opening in literal.openings:
            reads_in = (opening.term, opening.kind) in self._inside
            if opening.kind is OpeningKind.INTERPRETED:
                reads_in = reads_in or signed or self._stands is True
            if reads_in:
                mask |= opening.mask
        return mask


def _literals(clause: Clause) -> Iterator[Literal]:
    for condition in clause.conditions:
        for case in condition:
            yield from case
