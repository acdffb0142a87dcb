"""Reports as people work on them: what the HTTP interface, the commands and the pages call.

    new -> hear -> seal_account -> confirm -> generate -> (edit, settle, listen) -> sign -> review

Rules kept here:
 * Nothing is heard before the codes have let it, and nothing is returned of a draft before its
   entry is on the disk.
 * Each step is one person's, who may take it and sees the report; what cannot be done raises, and
   changes nothing.
 * Everything here waits for disks and models: it is called from threads, never from the loop of the
   gate.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import CountenanceError, NotForYouError, NotHeardError, OutdatedError
from countenance.record.entry import ErasureWord
from countenance.reports import settling, signing, steps
from countenance.reports.desk_reading import ReportReads
from countenance.reports.draft import Flag, IncidentType, Sentence
from countenance.reports.hearings import Hearings
from countenance.reports.keeping import Keeper
from countenance.reports.obligations import facts_of, kept_by
from countenance.reports.open_items import OpenItems, Terms, open_items, still_lacking
from countenance.reports.ports import Decider, Drafter, Ear, Erases, Held, Refused
from countenance.reports.reading import (
    as_seen,
    check_seen,
)
from countenance.reports.recording import Overlay, check_handed_in
from countenance.reports.report import Decided, Report, Said, text_digest
from countenance.reports.settling import Checked
from countenance.reports.signing import contents_digest
from countenance.reports.speakers import Speakers
from countenance.reports.steps import Step
from countenance.review.people import May, Person

__all__ = ["ReportDesk"]

_T = TypeVar("_T")


class ReportDesk(ReportReads):
    """The reports of one gate. `loop`: that of the gate, in which the codes are asked."""

    def __init__(
        self,
        keeper: Keeper,
        ear: Ear,
        drafter: Drafter,
        decider: Decider,
        erases: Erases,
        key: Ed25519PrivateKey,
        terms: Terms,
        certification: str,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(keeper, terms, key)
        self._ear = ear
        self._drafter = drafter
        self._decider = decider
        self._erases = erases
        self._loop = loop
        self._hearings = Hearings(keeper, ear, terms, self._separate)
        self.certification = certification
        """The words that the officer signs."""

    def close(self) -> None:
        """Hear nothing more; what is heard now is given up at its next step."""
        self._hearings.close()

    # Beginning.

    def new(
        self,
        who: Person,
        path: Path,
        name: str,
        *,
        incident: str,
        evidence: str = "",
        incident_type: IncidentType = "other",
        organization: str | None = None,
        key: str | None = None,
        overlay: Overlay | None = None,
    ) -> Report:
        """Begin a report about the recording in this file: opened, decided, kept; not heard yet.

        `name`: how the file was called. `organization`: whose, where somebody belongs to several;
        `key`: which of its keys, where it has several. Raises `NotHeardError` where the codes
        refuse it or leave it to people, and `TranscriptError` or `MediaError` for the file.
        """
        who.check(May.WRITE_REPORTS)
        whose = _organization(who, organization)
        check_handed_in(name, overlay)
        opened = self._ear.open(path, name, overlay)
        decided = self._wait(self._decider.decide(whose, key, opened.recording, incident_type))
        if isinstance(decided, Refused | Held):
            raise NotHeardError(
                decided.says,
                is_held=isinstance(decided, Held),
                entry=decided.entry,
                clauses=decided.clauses,
                case=decided.case if isinstance(decided, Held) else None,
            )
        step = steps.begin(
            self._keeper.new_id(), opened.recording, decided, who, whose, incident, evidence,
            incident_type, self._keeper.now(),
        )  # fmt: skip
        return self._keeper.begin(step, opened.samples)

    def hear(self, who: Person, id_: str) -> None:
        """Begin to put the recording of a report into words; `is_hearing` says when it is done."""
        before_it = self._own(who, id_)
        steps.check_officer(before_it, who)
        steps.check_to_hear(before_it)
        self._hearings.begin(id_)

    def is_hearing(self, id_: str) -> bool:
        """Whether this report's recording is put into words now, or waits for that."""
        return self._hearings.is_on(id_)

    def hearing(self) -> int:
        """How many recordings are put into words now, or wait for that."""
        return self._hearings.count()

    def progress(self, id_: str) -> float:
        """How much of its recording was put into words, from 0 to 1, while it is."""
        return self._hearings.progress(id_)

    def not_heard(self, who: Person, id_: str) -> str:
        """Why the recording could not be put into words when it was tried last, in words."""
        self._own(who, id_)
        return self._hearings.failure(id_)

    def heard(self, who: Person, id_: str, seconds: float | None = None) -> Report:
        """Wait until the recording is heard. Raises what hearing it raised, and `TimeoutError`."""
        self._own(who, id_)
        self._hearings.wait(id_, seconds)
        return self.find(who, id_)

    # What comes before a draft.

    def seal_account(self, who: Person, id_: str, text: str) -> Report:
        """The officer's own account: once, and before anything of the recording is shown."""
        return self._step(who, id_, lambda r, at: steps.seal_account(r, who, text, at, self.terms))

    def confirm(self, who: Person, id_: str, speakers: Speakers) -> Report:
        """Say who each voice is."""
        return self._step(who, id_, lambda r, at: steps.confirm(r, who, speakers, at, self.terms))

    # The draft.

    def generate(self, who: Person, id_: str, fields: Mapping[str, str] | None = None) -> Report:
        """Draft the report, or once more: generation n. `fields`: of the case file.

        Its entry is on the disk when this returns. Raises `ReportError`.
        """
        before = self._own(who, id_)
        steps.check_officer(before, who)
        steps.check_to_draft(before)
        transcript, speakers = before.transcript, before.speakers
        if transcript is None or not speakers:
            raise OutdatedError(f"report `{id_}`: it is heard, and who speaks is confirmed, first")
        draft = self._drafter.draft(
            transcript, speakers[-1].speakers, before.recording, before.incident_type, fields or {}
        )
        return self._step(
            who, id_, lambda r, at: steps.generate(r, who, draft, at, self.terms, fields)
        )

    def edit(
        self, who: Person, id_: str, sentence: str, text: str, *, own_knowledge: bool = False
    ) -> Report:
        """Change the words of a sentence."""

        def checked(report: Report) -> Checked:
            after = settling.edited_sentence(report, sentence, text, own_knowledge=own_knowledge)
            texts = tuple(after if each.id == sentence else each for each in report.sentences)
            return self._checked(report, after, texts)

        known = self._before_its_turn(who, id_, checked)
        return self._step(
            who,
            id_,
            lambda r, at: settling.edit(
                r, who, sentence, text, known(r), at, self.terms, own_knowledge=own_knowledge
            ),
        )

    def add(
        self, who: Person, id_: str, text: str, after: str | None, *, own_knowledge: bool = False
    ) -> Report:
        """Write a sentence of one's own behind another one, or at the beginning."""
        return self._step(
            who,
            id_,
            lambda r, at: settling.add(
                r, who, text, after, at, self.terms, own_knowledge=own_knowledge
            ),
        )

    def remove(self, who: Person, id_: str, sentence: str) -> Report:
        """Take a sentence out."""

        def checked(report: Report) -> Checked:
            texts = tuple(each for each in report.sentences if each.id != sentence)
            return self._checked(report, None, texts)

        known = self._before_its_turn(who, id_, checked)
        return self._step(
            who, id_, lambda r, at: settling.remove(r, who, sentence, known(r), at, self.terms)
        )

    # What is doubtful.

    def fill(self, who: Person, id_: str, bracket: str, text: str) -> Report:
        """Fill a bracket with a sentence of one's own."""
        return self._step(
            who, id_, lambda r, at: settling.fill(r, who, bracket, text, at, self.terms)
        )

    def dismiss(self, who: Person, id_: str, bracket: str, reason: str) -> Report:
        """Say that a bracket does not apply, and why."""
        return self._step(
            who, id_, lambda r, at: settling.dismiss(r, who, bracket, reason, at, self.terms)
        )

    def override(self, who: Person, id_: str, flag: str, reason: str) -> Report:
        """Leave a sentence as it is in spite of a doubt, having listened, and say why."""
        return self._step(
            who, id_, lambda r, at: settling.override(r, who, flag, reason, at, self.terms)
        )

    def tell(
        self, who: Person, id_: str, omission: str, text: str, after: str | None = None
    ) -> Report:
        """Tell in the report what was left out of it."""

        def checked(report: Report) -> Checked:
            told = settling.told_sentence(report, omission, text)
            return self._checked(report, told, (*report.sentences, told))

        known = self._before_its_turn(who, id_, checked)
        return self._step(
            who,
            id_,
            lambda r, at: settling.tell(r, who, omission, text, after, known(r), at, self.terms),
        )

    def leave_out(self, who: Person, id_: str, omission: str, reason: str) -> Report:
        """Leave out of the report what has to appear, and say why."""
        return self._step(
            who, id_, lambda r, at: settling.leave_out(r, who, omission, reason, at, self.terms)
        )

    def listen(self, who: Person, id_: str, played: Mapping[str, int]) -> Report:
        """Count what was played: sentence -> milliseconds."""
        return self._step(who, id_, lambda r, at: steps.listen(r, who, played, at, self.terms))

    def open_items(self, who: Person, id_: str) -> OpenItems:
        """What nobody has settled yet."""
        return open_items(self.find(who, id_))

    def lacking(self, who: Person, id_: str) -> tuple[str, ...]:
        """Why it cannot be signed yet, each in words; none: it can be."""
        return still_lacking(self._own(who, id_), self.terms)

    # The signature, and what comes after it.

    def sign(self, who: Person, id_: str, name: str) -> Report:
        """The officer's name under the text as it is. `name`: as the officer types it."""
        before = self._own(who, id_)
        at = self._keeper.now()
        words = self.certification
        would_be = signing.sign(before, who, name, self._key, at, self.terms, words).report
        editions = self._decider.editions(before.decision)
        facts = facts_of(would_be, self._decider.after_facts(), editions)
        verdicts = self._wait(
            self._decider.finished(
                before.decision, before.organization, before.recording, before.incident_type, facts
            )
        )

        def does(report: Report, now: str) -> Step:
            step = signing.sign(report, who, name, self._key, now, self.terms, words)
            # What the codes were asked about is what is signed.
            if _asked_of(report) != _asked_of(before):
                raise OutdatedError(f"report `{id_}` was changed while it was signed; look at it")
            return step

        # Where a code denies the report as it is finished, it is signed and nothing counts as kept.
        counts = "deny" not in verdicts
        return self._keeper.step(
            id_,
            does,
            lambda signed: kept_by(signed, editions) if counts else (),
            verdicts,
        )

    def review(
        self, who: Person, id_: str, said: Said, reason: str = "", version: int | None = None
    ) -> Report:
        """A supervisor approves a signed report, or sends it back. `version`: which they read."""
        return self._step(
            who, id_, lambda r, at: signing.review(r, who, said, reason, at, self.terms, version)
        )

    def revise(self, who: Person, id_: str, reason: str) -> Report:
        """Begin a new version of a signed report."""
        return self._step(who, id_, lambda r, _: signing.revise(r, who, reason, self.terms))

    def disclose(self, who: Person, id_: str, to: Person, reason: str) -> Report:
        """Let a prosecutor or a lawyer of the defense read a signed report."""
        return self._step(
            who, id_, lambda r, at: signing.disclose(r, who, to, reason, at, self.terms)
        )

    def expunge(self, who: Person, id_: str, basis: ErasureWord, note: str = "") -> int:
        """Destroy what is kept of a report; its proofs stay. The index of the entry that says so.

        Raises `LegalHoldError` where it, or the decision about it, is held.
        """
        who.check(May.EXPUNGE_REPORTS)
        report = self._keeper.find(id_)
        names = (id_, report.decision.entry, *report.decision.also)
        entry = self._erases.erase(names, basis, who.ref, note)
        self._keeper.store.sweep()
        return entry

    # How it is done.

    def _separate(self, report: Report) -> Decided | Refused | Held:
        return self._wait(
            self._decider.separate(
                report.organization, report.decision.key, report.recording, report.incident_type
            )
        )

    def _step(self, who: Person, id_: str, does: Callable[[Report, str], Step]) -> Report:
        def seen(report: Report, at: str) -> Step:
            check_seen(report, who)
            return does(report, at)

        with self._unless_gone(who, id_):
            return as_seen(self._keeper.step(id_, seen), who, self.terms)

    def _before_its_turn(
        self, who: Person, id_: str, checked: Callable[[Report], Checked]
    ) -> Callable[[Report], Checked]:
        """What is checked about a report, worked out before it is one's turn to write: of hours of
        words it takes seconds, and every entry of the gate waits for the turn. Of a report that is
        another one by then it is worked out anew."""
        before = self._own(who, id_)
        steps.check_officer(before, who)
        try:
            found = checked(before)
        except CountenanceError:
            return checked  # the step says what is wrong
        return lambda report: found if _read_of(report) == _read_of(before) else checked(report)

    def _checked(
        self, report: Report, sentence: Sentence | None, texts: tuple[Sentence, ...]
    ) -> Checked:
        transcript, speakers = report.transcript, report.speakers
        if transcript is None or not speakers:
            return Checked()
        who = speakers[-1].speakers
        flags: tuple[Flag, ...] = ()
        if sentence is not None and sentence.support:
            fields = report.generations[-1].fields
            flags = self._drafter.check(sentence, transcript, who, fields)
        return Checked(flags, self._drafter.omissions(texts, transcript, who))

    def _wait(self, does: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(does, self._loop).result()


def _read_of(report: Report) -> tuple[object, ...]:
    """What a check of its sentences reads of a report."""
    heard = len(report.transcripts), len(report.speakers), len(report.generations)
    return (*heard, report.sentences, report.omissions)


def _asked_of(report: Report) -> tuple[str, str, int]:
    return text_digest(report), contents_digest(report), len(report.generations)


def _organization(who: Person, named: str | None) -> str:
    if named is None and len(who.callers) == 1:
        (named,) = who.callers
    if named is None or named not in who.callers:
        raise NotForYouError(
            "say for which organization the report is; it has to be one that you belong to"
        )
    return named
