"""Changes of registrations that take two operators: proposed by one, confirmed by another.

Rules kept here:
 * No step without its entry; a confirmation, its entry, the change and the entry of the change are
   one transaction.
 * What waits too long is expired by whoever touches it first.
 * A change that takes no second operator is no proposal: it is made.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from countenance.callers.check import check_registration
from countenance.callers.registration import Registration
from countenance.callers.sensitive import sensitive
from countenance.errors import CallerError, OutdatedError, UnknownProposalError
from countenance.record import entry as kinds
from countenance.record.changes import document
from countenance.record.entry import ChangeWord
from countenance.record.stamp import time_text
from countenance.review import proposal as steps
from countenance.review.people import Person
from countenance.review.proposal import LASTS, Proposal, ProposalState
from countenance.stores.database import writing
from countenance.stores.documents import Documents
from countenance.stores.faults import FAULTS, record_error
from countenance.stores.registry import Registry
from countenance.stores.registry_rows import decoded

__all__ = ["Proposals"]

_WHERE = "proposals"
_MOST = 200
_PROPOSALS = Documents("proposals", Proposal)


class Proposals(Registry):
    """A registry in which two operators change what one does not change alone."""

    def propose(
        self,
        id_: str,
        change: ChangeWord,
        alter: Callable[[Registration], Registration],
        who: Person,
    ) -> Proposal:
        """Put a change before another operator. Raises `CallerError`, `ReviewError`."""
        with self._lock, writing(self._connection, _WHERE):
            before, _ = self._found(id_)
            after = alter(before)
            if after == before:
                raise CallerError(f"caller `{id_}` is so already; nothing was changed")
            after = replace(
                after, id=before.id, ref=before.ref, revision=before.revision + 1, key=None
            )
            check_registration(after, self._vocabulary)
            names = sensitive(before, after)
            if not names:
                raise CallerError(f"caller `{id_}`: this takes no second operator; change it")
            now = self._milliseconds()
            made = Proposal(
                f"change-{self._random(8).hex()}", before.ref, before.id, before.revision, change,
                names, document(after), who.ref, now, now + LASTS,
            )  # fmt: skip
            return self._keep(steps.propose(who, made), "", is_new=True)

    def confirm(self, id_: str, who: Person) -> Proposal:
        """Let a change count. Raises `ReviewError`, `CallerError`."""
        with self._lock, writing(self._connection, _WHERE):
            waiting = self._one(id_)
            before, entry = self._found(waiting.name)
            if before.ref != waiting.caller:
                raise OutdatedError(f"proposal `{id_}`: caller `{before.id}` is another one by now")
            done = steps.confirm(waiting, who, before.revision, self._milliseconds())
            after = decoded(done.after)
            check_registration(after, self._vocabulary)
            kept = self._keep(done, "")
            self._write(
                done.change,  # type: ignore[arg-type]  # it was proposed with a word of these
                before, after, entry, "two",
            )  # fmt: skip
            return kept

    def refuse(self, id_: str, who: Person, reason: str) -> Proposal:
        """Let a change not count; whoever proposed it takes it back so. Raises `ReviewError`."""
        with self._lock, writing(self._connection, _WHERE):
            done = steps.refuse(self._one(id_), who, reason, self._milliseconds())
            return self._keep(done, reason)

    def proposals(self, *, waiting: bool = True) -> tuple[Proposal, ...]:
        """Those that wait, that which is due first at the top; or all, the newest first."""
        self.expire_overdue()
        if waiting:
            return self._many("state = ? ORDER BY due, id LIMIT ?", "proposed", _MOST)
        return self._many("id <> ? ORDER BY due DESC, id LIMIT ?", "", _MOST)

    def proposal(self, id_: str) -> Proposal:
        """The proposal of this id. Raises `UnknownProposalError`, `RecordError`."""
        self.expire_overdue()
        found = self._many("id = ?", id_)
        if not found:
            raise UnknownProposalError(f"no proposal has the id `{id_}`")
        return found[0]

    def expire_overdue(self) -> int:
        """Expire what nobody confirmed in time; how many there were. Raises `RecordError`."""
        due = self._many(
            "state = ? AND due <= ? ORDER BY due LIMIT ?", "proposed", self._milliseconds(), _MOST
        )
        for each in due:
            with self._lock, writing(self._connection, _WHERE), suppress(OutdatedError):
                self._keep(steps.expire(self._one(each.id), self._milliseconds()), "")
        return len(due)

    def _keep(self, made: Proposal, reason: str, *, is_new: bool = False) -> Proposal:
        """Inside a transaction: a proposal as it is after a step, with its entry."""
        decided = made.state in (ProposalState.CONFIRMED, ProposalState.REFUSED)

        def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
            return kinds.ProposalStep(
                id=id_,
                time=time,
                prev=made.last or None,
                commit=commit,
                proposal=made.id,
                change=made.state.value,
                about=made.caller,
                revision=made.revision,
                changed=made.sensitive,
                person=made.decided_by if decided else made.by if is_new else None,
                due=time_text(made.due),
            )

        prepared = self._maker.change(build, {"reason": reason.encode()} if reason else {})
        kept = replace(made, last=prepared.id)
        connection, state = self._connection, kept.state.value
        if is_new:
            return _PROPOSALS.add(connection, prepared, kept, id=kept.id, state=state, due=kept.due)
        return _PROPOSALS.change(connection, prepared, kept, kept.id, state=state)

    def _one(self, id_: str) -> Proposal:
        """Inside a transaction, where nobody else writes."""
        found = _PROPOSALS.one(self._connection, "id = ?", id_)
        if found is None:
            raise UnknownProposalError(f"no proposal has the id `{id_}`")
        return found

    def _many(self, where: str, *values: str | int) -> tuple[Proposal, ...]:
        try:
            with self._lock:
                return _PROPOSALS.many(self._connection, where, *values)
        except FAULTS as error:
            raise record_error(error, _WHERE) from error

    def _milliseconds(self) -> int:
        return self._clock() // 1_000_000
