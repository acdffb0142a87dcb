"""Decisions made again from their entries: under the editions of then, or under another one.

Rules kept here:
 * What was known stands in the entry: the evidence, and what each plausible act supposes. Nothing
   else is asked, so that anybody who has the entry and the texts comes to the same.
 * It is the judge of the gate that judges, with the same code.
 * The rulings of then are laid over the editions as then, whatever became of them since.
 * Under the same digest the verdicts have to be the same. Where the texts at hand compile to
   another digest that is said, not taken for a difference of the decision.
 * What cannot be made again (an edition that is not here, a list that was cut) is counted by why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from countenance.callers.registration import Registration
from countenance.codes.model import Edition
from countenance.decisions.compile import Compiled, compile_editions
from countenance.dialects.call import Operation
from countenance.errors import CountenanceError
from countenance.evidence.act import Act
from countenance.evidence.labels import Label
from countenance.evidence.operations import also_asked
from countenance.facts.known import Evidence, Facts, settle
from countenance.facts.vocabulary import Basis, Fact, Vocabulary
from countenance.gate.codebook import Applied
from countenance.gate.judging import Judgement, judge
from countenance.gate.outcome import Pictured, Visible
from countenance.record import entry as kinds
from countenance.record.canonical import as_token
from countenance.review.rulings import Ruling, ruled_by

__all__ = ["CUT", "Again", "Replay", "Same", "supposed"]

CUT = ("facts", "acts")
"""The lists of an entry without whose end a decision cannot be made again."""

_NOBODY = Registration("replay", "", "", ())
_INFERRED_BY = "act-reader"
NONE: Mapping[str, Ruling] = {}
"""Where nothing was ruled."""
_KEPT = 64
"""Compiled sets that are kept."""


class Same(Enum):
    """How a decision that was made again compares with its entry."""

    SAME = "same"
    OTHER = "other"
    """Other verdicts under the same digest: this must not be."""
    OTHER_TEXTS = "other-texts"
    """The texts, the program or what was signed off are not those of then."""
    NOT_HERE = "not-here"
    """An edition of then, or a ruling by which it was read, is not here."""
    CUT = "cut"
    """The entry was too long to list everything that was known."""
    UNREADABLE = "unreadable"
    """It speaks of a fact or an act that is not known here any more."""


@dataclass(frozen=True, slots=True)
class Again:
    """One decision made again. `verdicts`: what can be reached now, as words; `clauses`: those
    that decide, as `edition clause`. Both are empty where it could not be made again."""

    same: Same
    verdicts: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


class Replay:
    """Makes decisions again, with the editions at hand, and the rulings by their digests."""

    def __init__(
        self,
        editions: Iterable[Edition],
        vocabulary: Vocabulary,
        signed: frozenset[str],
        rulings: Mapping[str, Ruling] = NONE,
    ) -> None:
        self._editions = {edition.name: edition for edition in editions}
        self._rulings = rulings
        self._vocabulary = vocabulary
        self._signed = signed
        self._kept: dict[tuple[object, ...], Applied] = {}

    def again(
        self,
        entry: kinds.Decision,
        instead: Edition | None = None,
        plus: Ruling | None = None,
    ) -> Again:
        """One decision made again; `instead` stands in for the edition of the same code, or is
        added where none of that code applied. `plus` is one more ruling, where its edition applied.
        """
        judgement = self._made(entry, instead, plus)
        if isinstance(judgement, Same):
            return Again(judgement)
        instead = instead if plus is None else self._editions.get(plus.edition)
        clauses = tuple(
            f"{finding.edition} {as_token(finding.clause)}"
            for finding in judgement.decision.clauses
        )
        return Again(self._compared(entry, judgement, instead), judgement.verdicts.words, clauses)

    def compiled(self, entry: kinds.Decision) -> tuple[Same, Compiled | None]:
        """What a decision was made under, where it comes out the same under the same digest."""
        judgement = self._made(entry, None, None)
        if isinstance(judgement, Same):
            return judgement, None
        compiled = judgement.applied.compiled
        if compiled.digest != entry.code.compiled:
            return Same.OTHER_TEXTS, None
        same = self._compared(entry, judgement, None)
        return same, compiled if same is Same.SAME else None

    def _made(
        self, entry: kinds.Decision, instead: Edition | None, plus: Ruling | None
    ) -> Judgement | Same:
        if any(more.list in CUT for more in entry.more):
            return Same.CUT
        day = datetime.fromisoformat(entry.time).date()
        pinned = next((each.edition for each in entry.code.editions if each.pinned), None)
        names = [each.edition for each in entry.code.editions]
        if any(name not in self._editions for name in names):
            return Same.NOT_HERE
        if any(each.digest not in self._rulings for each in entry.code.rulings):
            return Same.NOT_HERE
        rulings = tuple(self._rulings[each.digest] for each in entry.code.rulings)
        if plus is not None:
            rulings = (*(each for each in rulings if each.id != plus.id), plus)
        editions = [self._editions[name] for name in names]
        try:
            applied = self._applied(editions, day, pinned, instead, rulings)
            return self._judged(entry, applied)
        except (CountenanceError, ValueError):
            return Same.UNREADABLE

    def _applied(
        self,
        editions: Sequence[Edition],
        day: date,
        pinned: str | None,
        instead: Edition | None,
        rulings: Sequence[Ruling],
    ) -> Applied:
        chosen = list(editions)
        undated = {pinned} if pinned is not None else set()
        if instead is not None:
            chosen = [each for each in chosen if each.code != instead.code] + [instead]
            undated.add(instead.name)
        key = (
            day, pinned, tuple(each.name for each in chosen),
            tuple(sorted(each.digest for each in rulings)),
        )  # fmt: skip
        found = self._kept.get(key)
        if found is None:
            signed = self._signed
            for at, each in enumerate(chosen):
                on = [ruling for ruling in rulings if ruling.edition == each.name]
                if on and each is not instead:
                    after = ruled_by(each, on, self._vocabulary)
                    chosen[at], signed = after.edition, signed | after.signed
            compiled = compile_editions(
                chosen,
                self._vocabulary,
                day=day,
                signed=signed,
                at_gate=True,
                undated=frozenset(undated),
            )
            if len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            found = self._kept[key] = Applied(compiled, compiled.editions, pinned)
        return found

    def _judged(self, entry: kinds.Decision, applied: Applied) -> Judgement:
        also = also_asked(Operation(entry.ask.operation))
        acts = [_act(each) for each in entry.acts]
        if also is not None and acts and acts[-1].label is also.label:
            acts.pop()  # it is added again
        return judge(
            applied,
            _facts(entry, self._vocabulary),
            acts,
            Pictured.NO_FACE,
            _NOBODY,
            Visible.NEEDED,
            # Where no model read the act the operation said it, and then all are asked at once.
            together=entry.code.act_model is None and bool(acts),
            also=also,
        )

    def _compared(
        self, entry: kinds.Decision, judgement: Judgement, instead: Edition | None
    ) -> Same:
        told = [each.verdicts for each in entry.acts]
        made = [each.verdicts.words for each in judgement.judged] if entry.acts else []
        if judgement.verdicts.words == entry.verdicts and made == told:
            return Same.SAME
        if instead is None and judgement.applied.compiled.digest == entry.code.compiled:
            return Same.OTHER
        return Same.OTHER_TEXTS


def supposed(
    entry: kinds.Decision, vocabulary: Vocabulary
) -> tuple[tuple[str | None, Facts], ...]:
    """What was known about each plausible act, with its label; for text alone once, without one.

    Raises `FactError` or `ValueError` for what this vocabulary does not know.
    """
    facts = _facts(entry, vocabulary)
    if not entry.acts:
        return ((None, facts),)
    return tuple((each.label, facts.narrowed(_act(each).facts)) for each in entry.acts)


def _facts(entry: kinds.Decision, vocabulary: Vocabulary) -> Facts:
    """What was known, before any act was supposed."""
    pieces = [
        Evidence(
            each.name,
            _values(vocabulary.fact(each.name), each.values),
            Basis(each.basis),
            each.source,
            each.permille,
        )
        for each in entry.facts
        if each.source != _INFERRED_BY
    ]
    return settle(pieces, vocabulary).as_if_kept()


def _values(fact: Fact, told: Iterable[str]) -> tuple[str, ...]:
    """The values or groups of a fact that stand in an entry so."""
    names = {as_token(name): name for name in (*fact.values, *fact.groups)}
    return tuple(names.get(name, name) for name in told)


def _act(told: kinds.Act) -> Act:
    facts: Mapping[str, tuple[str, ...]] = told.facts
    return Act(Label(told.label), facts, told.permille)
