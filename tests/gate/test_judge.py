"""The judge remembers what it judged about text alone, and nothing else."""

from datetime import date, timedelta

from countenance.callers.registration import Registration
from countenance.evidence.act import Act
from countenance.evidence.labels import Label
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.codebook import Codebook, named_places
from countenance.gate.judge import MOST, Judge
from countenance.gate.judging import Judgement
from countenance.gate.outcome import Pictured, Visible
from countenance.gate.recording import said
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from gate.judged import BOOK, TODAY, act, call, judged, police, private

SERVICE = "azure_openai"


def asked(
    judge: Judge,
    registration: Registration,
    *acts: Act,
    service: str = SERVICE,
    day: date = TODAY,
    book: Codebook = BOOK,
    evidence: tuple[Evidence, ...] = (),
) -> Judgement:
    named = named_places((*registration.evidence_on(day), *evidence))
    applied = book.applied(service, day, registration.pin, registration.codes, named)
    judgement, says = judge.judged(
        applied,
        call(picture=b"x" if acts else None),
        registration,
        service,
        day,
        evidence=evidence,
        acts=acts,
        pictured=Pictured.FACES if acts else Pictured.NOTHING,
    )
    assert says == said(judgement, day)
    return judgement


def test_the_same_caller_is_judged_once_and_as_it_would_be_anew() -> None:
    judge, acme = Judge(BOOK, Visible.NEEDED), private()

    first, second = asked(judge, acme), asked(judge, acme)

    assert first is second
    assert first == judged(acme)


def test_another_caller_key_service_or_day_is_judged_by_itself() -> None:
    judge, acme, oslo = Judge(BOOK, Visible.NEEDED), private(), police("NO")

    found = [
        asked(judge, acme),
        asked(judge, oslo),
        asked(judge, acme, day=TODAY + timedelta(days=1)),
        asked(judge, acme, service="microsoft_enterprise_ai"),
        asked(judge, acme.carrying((), "k9")),
    ]

    assert len({id(each) for each in found}) == judge.kept == 5
    assert found[1] == judged(oslo)


def test_a_registration_that_was_read_anew_is_judged_anew() -> None:
    judge = Judge(BOOK, Visible.NEEDED)
    before = asked(judge, private())

    changed = private(provider_approval="none")

    assert asked(judge, changed) == judged(changed) != before
    assert asked(judge, changed) is asked(judge, changed)


def test_codes_that_were_compiled_anew_are_asked_anew() -> None:
    judge, acme = Judge(BOOK, Visible.NEEDED), private()
    before = asked(judge, acme)

    again = asked(judge, acme, book=Codebook(packaged_vocabulary(), packaged_editions()))

    assert again is not before
    assert again.outcome == before.outcome


def test_a_call_with_evidence_or_acts_of_its_own_is_not_remembered() -> None:
    judge, acme = Judge(BOOK, Visible.NEEDED), private()
    stated = Evidence("consent", ("informed_consent",), Basis.ATTESTED, "c-1")

    asked(judge, acme, evidence=(stated,))
    asked(judge, acme, act(Label.IDENTIFY))

    assert judge.kept == 0


def test_no_more_than_so_many_are_remembered() -> None:
    judge, acme = Judge(BOOK, Visible.NEEDED), private()

    for days in range(3):
        asked(judge, acme, day=TODAY + timedelta(days=days))
    first, *_ = judge._kept.items()
    judge._kept.update({("c", str(n), "", TODAY): first[1] for n in range(MOST - 3)})
    asked(judge, acme, service="microsoft_enterprise_ai")

    assert judge.kept == MOST
    assert first[0] not in judge._kept
