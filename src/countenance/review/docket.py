"""A ruling on its way: from the day somebody proposes it until it counts no more.

    proposed ──> adopted ──> appealed ──> adopted (upheld: no second appeal)
       │            │            ├──────> adopted (undecided: it may be appealed once more)
       │            │            └──────> overturned
       ├──> refused └──> expired, overturned (by the veto of the ethics seat)
       └──> taken-back

Rules kept here:
 * Only the board's motion adopts a ruling, refuses it, or overturns it. Whoever proposed it may
   take it back until then.
 * It counts while it is adopted, also under appeal, on its own days alone.
 * It is adopted as it was checked: with the rulings that counted then. If others were adopted
   since, it is checked anew first.
 * While the board votes on it, it stays as the board was asked about it.
 * One appeal of each ruling, while it counts. One that the board did not decide is none.
 * What is over does not come back: another ruling has another name.

What a ruling moves is the work of `rulings`; that every step has its entry that of `stores`.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.review.people import May, Person
from countenance.review.rulings import Ruling

__all__ = [
    "COUNTING",
    "Docket",
    "Found",
    "Move",
    "Stage",
    "Step",
    "adopt",
    "appeal",
    "day_of",
    "expire",
    "overturn",
    "propose",
    "recheck",
    "refuse",
    "set_digest",
    "stop",
    "take_back",
    "undecided",
    "uphold",
]


class Stage(Enum):
    """How a ruling stands; the words of entries."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"
    EXPIRED = "expired"
    APPEALED = "appealed"
    """It counts, and the board looks at it once more."""
    OVERTURNED = "overturned"


COUNTING = frozenset({Stage.ADOPTED, Stage.APPEALED})
"""The states in which a ruling counts on its days."""


class Move(Enum):
    """What was done about it; the words of entries."""

    PROPOSED = "proposed"
    CHECKED = "checked"
    ADOPTED = "adopted"
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"
    EXPIRED = "expired"
    APPEALED = "appealed"
    UPHELD = "upheld"
    UNDECIDED = "undecided"
    OVERTURNED = "overturned"


@dataclass(frozen=True, slots=True)
class Docket:
    """One ruling with all that happened to it. Times are milliseconds since 1970 in UTC.

    `text` is what was written down. `clause_digest` is that of the clause that was read: a ruling
    on words that are not there any more counts no more. `checked`: the digest of the rulings with
    which its effect was computed, `effect` what came out, as JSON, and `cases` the file of cases
    that it is tested by. `gives`: the verdict of its reading. `motion` and `appeal` are those of
    the board. `question` is the one that it answers. `last`: the id of the last entry about it.
    """

    id: str
    digest: str
    text: str
    edition: str
    clause: str
    reading: str
    begins: str
    ends: str | None
    clause_digest: str
    by: str
    proposed: int
    checked: str
    effect: str
    cases: str
    cites: str = ""
    says: str = ""
    gives: str = ""
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    question: str | None = None
    state: Stage = Stage.PROPOSED
    motion: str | None = None
    appeal: str | None = None
    adopted: int | None = None
    ended: int | None = None
    last: str = ""

    @property
    def text_digest(self) -> str:
        """`sha256:` and hex, over the text as it was written down."""
        return "sha256:" + hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def outcomes(self) -> frozenset[str]:
        """The verdicts that situations have by it: that of its reading, and whatever else it makes
        of what was unclear, such as a silence where the reading does not reach."""
        moved = json.loads(self.effect).get("moved", ())
        return frozenset((self.gives, *(each["new"] for each in moved)))

    def check_stage(self, stage: Stage) -> None:
        """Raise `OutdatedError` where it stands otherwise."""
        if self.state is not stage:
            raise OutdatedError(
                f"ruling `{self.id}` is `{self.state.value}`; this goes only while it is "
                f"`{stage.value}`"
            )

    @property
    def counts(self) -> bool:
        """Whether it counts on its days."""
        return self.state in COUNTING

    def counts_on(self, day: datetime.date) -> bool:
        """Whether it counts on this day."""
        return self.counts and self.begins <= day.isoformat() and not self.is_over(day)

    def is_over(self, day: datetime.date) -> bool:
        """Whether its days are over."""
        return self.ends is not None and self.ends <= day.isoformat()


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was done, the ruling after it, by whom and why."""

    move: Move
    docket: Docket
    person: str | None = None
    motion: str | None = None
    reason: str = ""


def set_digest(dockets: Iterable[Docket]) -> str:
    """The digest of a set of rulings, whatever their order."""
    told = "\n".join(sorted(each.digest for each in dockets))
    return "sha256:" + hashlib.sha256(b"rulings\n" + told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """What the check of a ruling found: see the fields of `Docket`."""

    clause_digest: str
    gives: str
    checked: str
    effect: str
    cases: str


def propose(
    ruling: Ruling, text: str, found: Found, by: Person, now: int, question: str | None = None
) -> Step:
    """A ruling that was checked and may be adopted, put before the board."""
    by.check(May.PROPOSE_RULINGS)
    docket = Docket(
        id=ruling.id,
        digest=ruling.digest,
        text=text,
        edition=ruling.edition,
        clause=ruling.clause,
        reading=ruling.reading,
        begins=ruling.begins.isoformat(),
        ends=None if ruling.ends is None else ruling.ends.isoformat(),
        clause_digest=found.clause_digest,
        by=by.ref,
        proposed=now,
        checked=found.checked,
        effect=found.effect,
        cases=found.cases,
        cites=ruling.cites,
        says=ruling.says,
        gives=found.gives,
        scope=dict(ruling.scope),
        question=question,
    )
    return Step(Move.PROPOSED, docket, by.ref)


def recheck(docket: Docket, found: Found, by: Person) -> Step:
    """The same proposal, checked with the rulings that count by now, and the words of today."""
    by.check(May.PROPOSE_RULINGS)
    docket.check_stage(Stage.PROPOSED)
    anew = replace(
        docket, clause_digest=found.clause_digest, gives=found.gives, checked=found.checked,
        effect=found.effect, cases=found.cases,
    )  # fmt: skip
    return Step(Move.CHECKED, anew, by.ref)


def take_back(docket: Docket, by: Person, now: int, reason: str) -> Step:
    """Whoever proposed it does not want it any more."""
    _refuse_unless(docket, Stage.PROPOSED)
    if by.ref != docket.by:
        raise NotForYouError(f"ruling `{docket.id}` was proposed by somebody else")
    taken = replace(docket, state=Stage.TAKEN_BACK, ended=now)
    return Step(Move.TAKEN_BACK, taken, by.ref, None, _said(reason))


def adopt(docket: Docket, motion: str, counting: Iterable[Docket], now: int) -> Step:
    """The board adopted it. `counting`: the rulings on the same edition that count."""
    _refuse_unless(docket, Stage.PROPOSED)
    if docket.is_over(day_of(now)):
        raise OutdatedError(f"ruling `{docket.id}`: its days are over")
    if set_digest(counting) != docket.checked:
        raise OutdatedError(
            f"ruling `{docket.id}`: other rulings on `{docket.edition}` count now than when it was "
            "checked; check it anew before it is adopted"
        )
    adopted = replace(docket, state=Stage.ADOPTED, motion=motion, adopted=now)
    return Step(Move.ADOPTED, adopted, None, motion)


def refuse(docket: Docket, motion: str, now: int) -> Step:
    """The board did not adopt it, or its ethics seat stopped it."""
    _refuse_unless(docket, Stage.PROPOSED)
    refused = replace(docket, state=Stage.REFUSED, motion=motion, ended=now)
    return Step(Move.REFUSED, refused, None, motion)


def appeal(docket: Docket, by: Person, motion: str, reason: str) -> Step:
    """Somebody asks the board to look at it once more; it counts meanwhile."""
    by.check(May.PROPOSE_RULINGS)
    if docket.appeal is not None:
        raise OutdatedError(f"ruling `{docket.id}` was appealed before")
    _refuse_unless(docket, Stage.ADOPTED)
    appealed = replace(docket, state=Stage.APPEALED, appeal=motion)
    return Step(Move.APPEALED, appealed, by.ref, motion, _said(reason))


def uphold(docket: Docket, motion: str) -> Step:
    """The board stays with it."""
    _refuse_unless(docket, Stage.APPEALED, motion)
    return Step(Move.UPHELD, replace(docket, state=Stage.ADOPTED), None, motion)


def undecided(docket: Docket, motion: str) -> Step:
    """Too few of the board voted on its appeal: it counts, and may be appealed as before."""
    _refuse_unless(docket, Stage.APPEALED, motion)
    freed = replace(docket, state=Stage.ADOPTED, appeal=None)
    return Step(Move.UNDECIDED, freed, None, motion)


def overturn(docket: Docket, motion: str, now: int) -> Step:
    """The board does not stay with it: it counts no more."""
    _refuse_unless(docket, Stage.APPEALED, motion)
    over = replace(docket, state=Stage.OVERTURNED, ended=now)
    return Step(Move.OVERTURNED, over, None, motion)


def stop(docket: Docket, motion: str, now: int) -> Step:
    """The ethics seat stopped it after it was adopted: it counts no more."""
    if not docket.counts or motion != docket.motion:
        raise OutdatedError(f"ruling `{docket.id}` is `{docket.state.value}`; it does not count")
    over = replace(docket, state=Stage.OVERTURNED, ended=now)
    return Step(Move.OVERTURNED, over, None, motion)


def expire(docket: Docket, now: int) -> Step:
    """Its days are over. A proposal that nobody decided in its days is over as well."""
    if docket.state not in (*COUNTING, Stage.PROPOSED) or not docket.is_over(day_of(now)):
        raise OutdatedError(f"ruling `{docket.id}` is not over")
    return Step(Move.EXPIRED, replace(docket, state=Stage.EXPIRED, ended=now))


def _refuse_unless(docket: Docket, state: Stage, motion: str | None = None) -> None:
    docket.check_stage(state)
    if motion is not None and motion != docket.appeal:
        raise OutdatedError(f"ruling `{docket.id}`: `{motion}` is not the motion on its appeal")


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReviewError("say why: the reason is kept with the entry")
    return reason


def day_of(now: int) -> datetime.date:
    """The day in UTC of a time."""
    return datetime.datetime.fromtimestamp(now // 1000, datetime.UTC).date()
