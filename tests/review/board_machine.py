"""A board doing what it likes in any order, and what must be so all the same.

After every step: what changed about a motion is in a new entry. At the end the entries are audited
by themselves.
"""

import json
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from countenance.errors import OutdatedError, ReviewError
from countenance.record.commitment import commit
from countenance.record.store import LogReader
from countenance.review.capability import Capability, Needs
from countenance.review.motion import BoardTerms, Kind, Motion, Subject, Vote
from countenance.review.people import Person, Role
from review.auditing import Wrong, milliseconds
from review.made_cases import ALICE, AUDITOR, Clock
from review.made_motions import ANNA, BERIT, CARL, DINA, KEEPER, OLA

__all__ = ["MEMBERS", "SPANS", "BoardMachine", "Rulings", "audited"]

SPANS = BoardTerms(quorum=3, answer=300, expedited=60)
MEMBERS = (ANNA, BERIT, CARL, DINA, OLA)
EVERYBODY = (*MEMBERS, ALICE, AUDITOR, KEEPER, Person("p-late", Role.BOARD))


class Rulings:
    """Rulings that somebody may change while the board votes; notes which of them count."""

    def __init__(self) -> None:
        self.changed = False
        self.broken = ""
        self.counts: dict[str, bool] = {}

    def subject(self, _connection: object, kind: Kind, digest: str) -> Subject:
        return Subject(kind, digest, ("c-1",) if digest.endswith("1") else (), kind is Kind.RULING)

    def opened(self, *_: object) -> None:
        """Nothing to note."""

    def settled(self, _connection: object, _maker: object, motion: Motion, _now: int) -> None:
        if motion.id == self.broken:
            raise OutdatedError("it can never be settled")
        if self.changed and motion.state.value == "adopted":
            raise OutdatedError("it changed")
        self.counts[motion.id] = motion.state.value == "adopted"


class Chamber(Protocol):
    """The motions of one gate, wherever they are kept."""

    def open(self, kind: Kind, who: Person, reason: str, **more: Any) -> Motion: ...
    def vote(self, id_: str, who: Person, said: Vote, reason: str) -> Motion: ...
    def recuse(self, id_: str, who: Person, reason: str) -> Motion: ...
    def count(self, id_: str) -> Motion: ...
    def veto(self, id_: str, who: Person, reason: str) -> Motion: ...
    def count_due(self) -> int: ...
    def list(self) -> tuple[Motion, ...]: ...
    def capabilities(self) -> tuple[tuple[Motion, Capability], ...]: ...
    def close(self) -> None: ...


class BoardMachine(RuleBasedStateMachine):
    """Give `begin`: it opens a chamber over a clock, with the log that its entries go to."""

    begin: Callable[[Clock, Rulings], tuple[Chamber, LogReader]]
    done: ClassVar[Wrong] = Counter()
    wrong: ClassVar[Wrong] = Counter()
    ended: ClassVar[Wrong] = Counter()
    """How motions stood in the end."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.rulings = Rulings()
        self.chamber, self.log = type(self).begin(self.clock, self.rulings)
        self.entries: list[dict[str, Any]] = []
        self.known: dict[str, str] = {}
        self.ids: list[str] = []

    @rule(
        who=st.sampled_from(EVERYBODY), kind=st.sampled_from(Kind), about=st.integers(0, 1),
        expedited=st.booleans(), span=st.integers(-1, 900),
    )  # fmt: skip
    def opens(self, who: Person, kind: Kind, about: int, expedited: bool, span: int) -> None:
        caller = f"c-{about}"
        wanted: dict[str, Any] = {"digest": f"sha256:{about}"}
        if kind is Kind.CAPABILITY:
            until = self.clock.now + span
            wanted = {"capability": Capability(Needs.MATCHING, until, caller)}
        motion = self._try(
            f"{kind.value} opened",
            lambda: self.chamber.open(kind, who, "asked", expedited=expedited, **wanted),
        )
        if motion is not None:
            self.ids.append(motion.id)

    @rule(at=st.integers(0, 3), who=st.sampled_from(EVERYBODY), said=st.sampled_from(Vote))
    def votes(self, at: int, who: Person, said: Vote) -> None:
        if self.ids:
            id_ = self.ids[-1 - at % len(self.ids)]
            self._try("voted", lambda: self.chamber.vote(id_, who, said, "because"))

    @rule(at=st.integers(0, 3), said=st.lists(st.sampled_from(Vote), min_size=3, max_size=5))
    def several_vote(self, at: int, said: list[Vote]) -> None:
        """What it takes to reach the quorum, which would else be rare."""
        for who, each in zip((ANNA, BERIT, CARL, OLA, DINA), said, strict=False):
            self.votes(at=at, who=who, said=each)

    @rule(at=st.integers(0, 3), who=st.sampled_from(EVERYBODY), sure=st.integers(0, 3))
    def recuses(self, at: int, who: Person, sure: int) -> None:
        if self.ids and sure == 0:
            id_ = self.ids[-1 - at % len(self.ids)]
            self._try("recused", lambda: self.chamber.recuse(id_, who, "a relative"))

    @rule(at=st.integers(0, 3))
    def counts(self, at: int) -> None:
        if self.ids:
            id_ = self.ids[-1 - at % len(self.ids)]
            self._try("counted", lambda: self.chamber.count(id_))

    @rule(
        at=st.integers(0, 3), who=st.sampled_from((OLA, OLA, ANNA, ALICE)), sure=st.integers(0, 2)
    )
    def vetoes(self, at: int, who: Person, sure: int) -> None:
        if self.ids and sure == 0:
            id_ = self.ids[-1 - at % len(self.ids)]
            self._try("vetoed", lambda: self.chamber.veto(id_, who, "never"))

    @rule(span=st.sampled_from([1, 7, 30, 60, 61, 299, 300]))
    def waits(self, span: int) -> None:
        self.clock.now += span

    @rule()
    def gate_counts(self) -> None:
        self.chamber.count_due()
        self._look()

    @rule(changed=st.booleans())
    def rulings_change(self, changed: bool) -> None:
        self.rulings.changed = changed

    def teardown(self) -> None:
        self._look()
        belongs = {person.ref: person.callers for person in EVERYBODY}
        wrong = audited(self.entries, SPANS, belongs, {OLA.ref})
        type(self).ended.update(self.known.values())
        self.chamber.close()
        self.wrong.update(wrong)
        assert not wrong, dict(wrong)

    def _try(self, name: str, does: Callable[[], Motion]) -> Motion | None:
        """Do something that may not be possible; then nothing has changed."""
        try:
            result = does()
        except ReviewError:
            type(self).done["not possible"] += 1
            return None
        else:
            type(self).done[name] += 1
            return result
        finally:
            self._look()

    def _look(self) -> None:
        """Whatever is otherwise about a motion than before is in an entry that was not there."""
        motions = self.chamber.list()
        fresh = [json.loads(stored.data) for stored in self.log.entries(len(self.entries))]
        self.entries += fresh
        self.known.update({each["motion"]: each["state"] for each in fresh
                           if each["kind"] == "motion"})  # fmt: skip
        for motion in motions:
            if self.known.get(motion.id) != motion.state.value:
                self.wrong["changed without an entry"] += 1
                raise AssertionError(motion)
            kind = motion.subject.kind
            if kind is not Kind.CAPABILITY and not motion.is_open:
                assert self.rulings.counts[motion.id] is (motion.state.value == "adopted")
        on = {motion.id for motion, _ in self.chamber.capabilities()}
        assert on <= {id_ for id_, state in self.known.items() if state == "adopted"}


def audited(
    entries: Iterable[dict[str, Any]],
    terms: BoardTerms,
    belongs: Mapping[str, frozenset[str]],
    ethics: set[str],
) -> Wrong:
    """How often each rule was broken, read off the entries alone."""
    wrong: Wrong = Counter()
    motions: dict[str, dict[str, Any]] = {}
    cast: dict[str, dict[str, str]] = {}
    for entry in entries:
        at = milliseconds(entry["time"])
        if entry["kind"] == "ballot":
            before, mine = motions[entry["motion"]], cast[entry["motion"]]
            if entry["person"] not in before["members"] or entry["person"] in before["recused"]:
                wrong["vote of who has none"] += 1
            if entry["person"] in mine:
                wrong["voted twice"] += 1
            if before["state"] != "open" or at >= milliseconds(before["due"]):
                wrong["vote after the time"] += 1
            mine[entry["person"]] = entry["commit"]["vote"]
        if entry["kind"] != "motion":
            continue
        before = motions.get(entry["motion"], {"state": "open"})
        motions[entry["motion"]] = entry
        mine = cast.setdefault(entry["motion"], {})
        due = milliseconds(entry["due"])
        match entry["change"]:
            case "opened":
                span = terms.expedited if entry["expedited"] else terms.answer
                wrong["due otherwise"] += due != at + span
            case "recused":
                mine.pop(entry["person"], None)
            case "counted":
                wrong["counted twice"] += before["state"] != "open"
                _count(entry, mine, at >= due, wrong)
            case "vetoed":
                wrong["veto of somebody else"] += entry["person"] not in ethics
                wrong["veto of what allows nothing"] += entry["about"] == "appeal"
                wrong["veto of what was over"] += before["state"] not in ("open", "adopted")
        if before["state"] == "vetoed":
            wrong["against a veto"] += 1
        if entry["change"] != "counted" and entry["votes"]:
            wrong["told before the count"] += 1
        concerned = {entry["capability"]["ref"]} if entry["capability"] else set()
        voters = {each["member"] for each in entry["votes"]}
        wrong["vote about one's own"] += any(belongs[each] & concerned for each in voters)
    return +wrong


def _count(entry: dict[str, Any], cast: dict[str, str], is_due: bool, wrong: Wrong) -> None:
    votes = entry["votes"]
    voters = set(entry["members"]) - set(entry["recused"])
    if {each["member"] for each in votes} != set(cast) or not set(cast) <= voters:
        wrong["other votes counted than were cast"] += 1
    if not is_due and set(cast) != voters:
        wrong["counted too early"] += 1
    for each in votes:
        salt = urlsafe_b64decode(each["salt"] + "=")
        if commit("vote", each["vote"].encode(), salt) != cast.get(each["member"]):
            wrong["a vote was changed"] += 1
    yes = sum(each["vote"] == "yes" for each in votes)
    wanted = "lapsed" if len(votes) < entry["quorum"] else (
        "adopted" if yes > len(votes) - yes else "refused"
    )
    if entry["state"] not in (wanted, "outdated") or (
        entry["state"] == "outdated" and entry["about"] == "capability"
    ):
        wrong["counted otherwise"] += 1
