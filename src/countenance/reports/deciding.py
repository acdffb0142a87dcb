"""The codes asked before anything is heard, and again when a report is finished.

    kept codes, as their services ─┐
    the service that would hear  ──┴─> one entry for each; all let it pass, or nothing is heard

Rules kept here:
 * A code that a deployment keeps is asked as if its service were in use, beside the service that
   hears; the strictest counts, because each has to let it pass.
 * What is owed afterwards comes from the codes: the obligations of their clauses, and the facts
   known only afterwards that the decision took as kept. Which of them a report keeps is asked of
   the report, and then of the codes again.
 * Who asks is the organization of the officer, by its registration and one of its keys.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from countenance.callers.registration import Registration
from countenance.codes.model import Edition
from countenance.dialects.call import Operation
from countenance.errors import CallerError, NotForYouError, ReviewError, UnknownEditionError
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis, Known
from countenance.gate.codebook import Codebook
from countenance.gate.deciding import Deciding, Sound
from countenance.gate.explain import told
from countenance.gate.judging import Decided as DecidedCall
from countenance.gate.judging import Judgement
from countenance.gate.obligations import Keeper
from countenance.gate.outcome import Action
from countenance.record.members import VerdictWord
from countenance.record.stamp import time_of
from countenance.reports.draft import IncidentType
from countenance.reports.ports import Held, Refused
from countenance.reports.recording import RATE, Recording
from countenance.reports.report import Clause, Decided, Obligation
from countenance.stores.registry import RegistryReader

__all__ = ["SEPARATES", "Codes"]

SEPARATES = "on_premises_model"
"""As what the codes know who tells voices apart, whoever hears: it is done on this machine."""

_WORDS: tuple[VerdictWord, ...] = ("silent", "allow", "unclear", "deny")


class Codes:
    """Asks the codes of one gate. `clock`: nanoseconds since 1970, UTC. `keeps`: codes that are
    kept; `service`: as what they know who hears."""

    def __init__(
        self,
        deciding: Deciding,
        codebook: Codebook,
        callers: RegistryReader,
        editions: Callable[[str], Edition],
        clock: Callable[[], int],
        *,
        service: str,
        keeps: Sequence[str] = (),
    ) -> None:
        """Raises `SettingsError` for a code that is not there."""
        self._deciding = deciding
        self._codebook = codebook
        self._callers = callers
        self._editions = editions
        self._clock = clock
        self._service = service
        self._keeps = tuple(keeps)
        for code in self._keeps:
            codebook.services_of(code, self._today(), None)

    async def decide(
        self, organization: str, key: str | None, recording: Recording, incident_type: IncidentType
    ) -> Decided | Refused | Held:
        """Whether this recording may be heard; see `Decider`."""
        return await self._asked(organization, key, _sound(recording, incident_type))

    async def separate(
        self, organization: str, key: str | None, recording: Recording, incident_type: IncidentType
    ) -> Decided | Refused | Held:
        """Whether its voices may be told apart by how they sound; see `Decider`."""
        sound = _sound(recording, incident_type)
        return await self._asked(
            organization, key, replace(sound, asks=Operation.REPORT_VOICES), SEPARATES
        )

    async def _asked(
        self, organization: str, key: str | None, sound: Sound, service: str | None = None
    ) -> Decided | Refused | Held:
        registration = await asyncio.to_thread(self._registered, organization, key)
        passed: list[DecidedCall] = []
        try:
            for each, added in self._services(registration, service):
                decided = await self._deciding.decided(registration, each, sound, added)
                if decided.judgement.outcome.action is not Action.PASS:
                    self._end(passed, "withheld")
                    return _stopped(decided)
                passed.append(decided)
        except BaseException as error:
            gone = isinstance(error, asyncio.CancelledError)
            self._end(passed, "client-gone" if gone else "gate-failure")
            raise
        # What it lets through goes to nobody outside: it is heard here, or asked for anew.
        self._end(passed, "done")
        return self._let(registration, passed, service or self._service)

    def _end(self, passed: Sequence[DecidedCall], result: str) -> None:
        for each in passed:
            self._deciding.ended(each.id, result)

    async def finished(
        self,
        decided: Decided,
        organization: str,
        recording: Recording,
        incident_type: IncidentType,
        facts: dict[str, str],
    ) -> tuple[VerdictWord, ...]:
        """What the codes say about the finished report; see `Decider`."""
        registration = await asyncio.to_thread(self._by_ref, organization)
        sound = _sound(recording, incident_type)
        known = [
            Evidence(name, (value,), Basis.ATTESTED, "report")
            for name, value in sorted(facts.items())
        ]
        words: set[str] = set()
        for service, added in self._services(registration):
            judgement = await self._deciding.asked(registration, service, sound, known, added)
            words |= set(judgement.verdicts.words)
        return tuple(each for each in _WORDS if each in words)

    def editions(self, decided: Decided) -> tuple[Edition, ...]:
        """The editions that it was decided under, those that are still here."""
        found = []
        for name in decided.editions:
            with suppress(UnknownEditionError):
                found.append(self._editions(name))
        return tuple(found)

    def after_facts(self) -> tuple[str, ...]:
        """The facts that are known only once a report is finished."""
        return tuple(
            each.name for each in self._codebook.vocabulary.facts if each.known is Known.AFTER
        )

    def _services(
        self, registration: Registration, does: str | None = None
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """As what is asked, each with the codes that count besides; the one that does it last:
        the one that hears, if none is named."""
        does = does or self._service
        day, kept = self._today(), dict[str, list[str]]()
        for code in self._keeps:
            for service in self._codebook.services_of(code, day, registration.pin):
                kept.setdefault(service, []).append(code)
        kept.setdefault(does, [])
        ordered = [each for each in kept if each != does]
        return tuple((each, tuple(kept[each])) for each in (*ordered, does))

    def _registered(self, organization: str, key: str | None) -> Registration:
        found = self._by_ref(organization)
        if self._callers.suspension(organization) is not None:
            raise NotForYouError(f"the caller `{found.id}` is suspended; its reports wait")
        try:
            return self._callers.registration(found.id, key)
        except CallerError as error:
            raise ReviewError(str(error)) from error

    def _by_ref(self, organization: str) -> Registration:
        for each in self._callers.registrations():
            if each.ref == organization:
                return each
        raise NotForYouError("the organization of this report is registered no more")

    def _let(
        self, registration: Registration, passed: Sequence[DecidedCall], service: str
    ) -> Decided:
        last = passed[-1]
        editions = dict.fromkeys(
            name for each in passed for name in each.judgement.applied.editions
        )
        return Decided(
            entry=last.id,
            index=last.entry,
            at=time_of(last.id),
            service=service,
            editions=tuple(editions),
            clauses=tuple(dict.fromkeys(
                clause for each in passed for clause in self._clauses(each.judgement)
            )),
            obligations=tuple(
                Obligation(name, _asking(name, passed), due)
                for name, due in _owed(passed, self._today()).items()
            ),
            compiled=last.judgement.applied.compiled.digest,
            kept_as=tuple(_service_of(each) for each in passed[:-1]),
            also=tuple(each.id for each in passed[:-1]),
            case=next((each.case.id for each in passed if each.case is not None), None),
            key=registration.key,
            revision=registration.revision,
        )  # fmt: skip

    def _clauses(self, judgement: Judgement) -> Iterable[Clause]:
        for finding in judgement.decision.clauses:
            clause = self._editions(finding.edition).clause(finding.clause)
            if clause is not None:
                word = (finding.verdict.words or ("silent",))[0]
                yield Clause(
                    finding.edition,
                    finding.clause,
                    word,  # type: ignore[arg-type]  # the names of verdicts are the words
                    clause.citation.section,
                    clause.says,
                )

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock() // 1_000_000_000, UTC).date()


def _owed(passed: Sequence[DecidedCall], today: date) -> dict[str, str | None]:
    """What later steps owe, and until which day."""
    owed: dict[str, str | None] = {}
    for each in passed:
        for duty in each.judgement.outcome.duties:
            if duty.keeper is Keeper.LATER:
                days = duty.due_days
                due = None if days is None else (today + timedelta(days=days)).isoformat()
                owed[duty.name] = due
    return dict(sorted(owed.items()))


def _asking(name: str, passed: Sequence[DecidedCall]) -> tuple[str, ...]:
    """The clauses that ask for this obligation."""
    found = dict.fromkeys(
        f"{edition} {clause}"
        for each in passed
        for decision in each.judgement.decisions
        for edition, clause in decision.asked_by(name)
    )
    return tuple(found)


def _service_of(decided: DecidedCall) -> str:
    (service,) = decided.judgement.facts.values("service")
    return service


def _stopped(decided: DecidedCall) -> Refused | Held:
    why = told(decided.judgement, decided.entry)
    clauses = tuple(f"{each.edition} {each.clause}" for each in decided.judgement.decision.clauses)
    if decided.judgement.outcome.action is Action.HOLD:
        case = None if decided.case is None else decided.case.id
        return Held(why.message, decided.entry, clauses, case)
    return Refused(why.message, decided.entry, clauses)


def _sound(recording: Recording, incident_type: IncidentType) -> Sound:
    return Sound(
        recording.kind,
        recording.bytes,
        bytes.fromhex(recording.sha256.removeprefix("sha256:")),
        recording.milliseconds * RATE // 1000,
        incident_type,
    )
