"""The judge remembers what it judged, and finds it again where everything is the same."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from countenance.callers.registration import Registration
from countenance.evidence.act import Act
from countenance.evidence.labels import Label
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.codebook import Codebook, named_places
from countenance.gate.judge import MOST, MOST_OTHERS, Judge
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


STATED = Evidence("consent", ("informed_consent",), Basis.ATTESTED, "c-1")


def test_what_is_asked_of_a_picture_again_is_judged_once() -> None:
    judge, acme = Judge(BOOK, Visible.NEEDED), private()

    first = asked(judge, acme, act(Label.IDENTIFY), act(Label.DESCRIBE), evidence=(STATED,))
    again = asked(judge, acme, act(Label.IDENTIFY), act(Label.DESCRIBE), evidence=(STATED,))

    assert again is first


def test_what_differs_in_anything_is_judged_by_itself() -> None:
    judge, acme = Judge(BOOK, Visible.NEEDED), private()
    identify = act(Label.IDENTIFY)
    ways: list[tuple[tuple[Act, ...], tuple[Evidence, ...]]] = [
        ((identify,), ()),
        ((act(Label.DESCRIBE),), ()),
        ((identify, act(Label.DESCRIBE)), ()),
        ((act(Label.DESCRIBE), identify), ()),
        ((replace(identify, permille=identify.permille - 1),), ()),
        ((replace(identify, facts={**identify.facts, "timeliness": ("real_time",)}),), ()),
        ((identify,), (STATED,)),
        ((identify,), (replace(STATED, source="c-2"),)),
        ((), (STATED,)),
    ]

    for _ in range(2):
        for acts, evidence in ways:
            found = asked(judge, acme, *acts, evidence=evidence)

            assert found == asked(Judge(BOOK, Visible.NEEDED), acme, *acts, evidence=evidence)
            assert found.acts == acts


@pytest.mark.parametrize(
    "other",
    [
        {"pictured": Pictured.NO_FACE},
        {"together": True},
        {"also": act(Label.IDENTIFY)},
        {"also": act(Label.DESCRIBE)},
    ],
)
def test_what_was_seen_and_how_it_is_asked_are_told_apart(other: dict[str, Any]) -> None:
    judge, acme = Judge(BOOK, Visible.NEEDED), private()
    applied = BOOK.applied(
        SERVICE, TODAY, acme.pin, acme.codes, named_places(acme.evidence_on(TODAY))
    )
    acts = (act(Label.VERIFY), act(Label.DESCRIBE))

    def judged_with(judge: Judge, **ways: Any) -> Judgement:
        given = {"evidence": (), "acts": acts, "pictured": Pictured.FACES, **ways}
        return judge.judged(applied, call(picture=b"x"), acme, SERVICE, TODAY, **given)[0]

    for ways in ({}, other, {}, other):
        assert judged_with(judge, **ways) == judged_with(Judge(BOOK, Visible.NEEDED), **ways)


def test_no_more_than_so_many_are_remembered_and_the_last_ones_stay() -> None:
    judge, acme = Judge(BOOK, Visible.NEEDED), private()
    text, seen = asked(judge, acme), asked(judge, acme, act(Label.IDENTIFY))
    (kept,), (other,) = judge._kept.values(), judge._others.values()

    judge._kept.update({("c", n): kept for n in range(MOST - 1)})
    judge._others.update({("c", n): other for n in range(MOST_OTHERS - 1)})
    assert asked(judge, acme) is text  # and is the newest of them again
    asked(judge, acme, service="microsoft_enterprise_ai")
    asked(judge, acme, act(Label.DESCRIBE))

    assert judge.kept == MOST + MOST_OTHERS
    assert asked(judge, acme) is text
    assert ("c", 0) not in judge._kept
    assert asked(judge, acme, act(Label.IDENTIFY)) is not seen
