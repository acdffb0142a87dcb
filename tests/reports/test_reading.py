"""Each sees their view and no more."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import NotForYouError, UnknownReportError
from countenance.reports import settling, signing, steps
from countenance.reports.open_items import Terms
from countenance.reports.reading import (
    Sought,
    as_seen,
    check_sound,
    figures_of,
    fits,
    organizations_of,
    row_of,
)
from countenance.review.people import Person, Role
from countenance.stores.reports import Counted, Kept
from reports.acting import (
    AUDITOR,
    CHIEF,
    DEFENSE,
    OFFICER,
    OTHER,
    PROSECUTOR,
    SUPERVISOR,
    TERMS,
    begun,
    drafted,
    settled,
)
from reports.made import DRAFT, TRANSCRIPT
from reports.made_report import AT, LATER

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
ELSEWHERE = Person("p-8", Role.SUPERVISOR, frozenset({"c-2"}))
KEEPER = Person("p-7", Role.OPERATOR)


@pytest.mark.parametrize("who", [OFFICER, SUPERVISOR, AUDITOR])
def test_who_works_on_it_or_checks_it_sees_all(who: Person) -> None:
    assert as_seen(drafted(), who, TERMS) == drafted()


@pytest.mark.parametrize("who", [OTHER, ELSEWHERE, PROSECUTOR, DEFENSE, KEEPER])
def test_for_others_it_is_not_there(who: Person) -> None:
    with pytest.raises(UnknownReportError, match="no report has the id"):
        as_seen(drafted(), who, TERMS)


def test_a_chief_sees_no_report() -> None:
    with pytest.raises(NotForYouError):
        as_seen(drafted(), CHIEF, TERMS)


def test_outside_it_is_seen_once_it_is_signed_and_disclosed() -> None:
    signed = signing.sign(settled(), OFFICER, "R. Reyes", KEY, AT, TERMS).report
    disclosed = signing.disclose(signed, SUPERVISOR, DEFENSE, "discovery", AT, TERMS).report
    withdrawn = signing.revise(disclosed, OFFICER, "a mistake", TERMS).report

    with pytest.raises(UnknownReportError):
        as_seen(signed, DEFENSE, TERMS)
    assert as_seen(disclosed, DEFENSE, TERMS) == disclosed
    for report in (disclosed, withdrawn):
        with pytest.raises(UnknownReportError):
            as_seen(report, PROSECUTOR, TERMS)


def test_what_was_signed_is_seen_outside_while_a_new_version_is_written() -> None:
    signed = signing.sign(settled(), OFFICER, "R. Reyes", KEY, AT, TERMS).report
    disclosed = signing.disclose(signed, SUPERVISOR, DEFENSE, "discovery", AT, TERMS).report
    begun_anew = signing.revise(disclosed, OFFICER, "a mistake", TERMS).report
    written = settling.add(
        begun_anew, OFFICER, "It rained.", None, AT, TERMS, own_knowledge=True
    ).report
    listened = steps.listen(written, OFFICER, {"d1": 900}, LATER, TERMS).report
    again = steps.generate(listened, OFFICER, DRAFT, AT, TERMS).report
    signed_anew = signing.revise(disclosed, OFFICER, "a mistake", TERMS).report

    for report in (begun_anew, written, listened):
        assert as_seen(report, DEFENSE, TERMS) == disclosed
    seen = as_seen(again, DEFENSE, TERMS)
    assert (seen.version, seen.generations) == (1, disclosed.generations)
    assert seen.sentences == disclosed.sentences
    assert (seen.edits, seen.settled) == (disclosed.edits, disclosed.settled)
    assert seen.signature == disclosed.signature
    assert as_seen(again, SUPERVISOR, TERMS) == again
    anew = signing.sign(signed_anew, OFFICER, "R. Reyes", KEY, AT, TERMS).report
    assert as_seen(anew, DEFENSE, TERMS) == anew


def test_an_officer_writes_an_account_before_hearing_the_recording() -> None:
    heard = steps.hear(begun(), TRANSCRIPT, TERMS).report
    told = steps.seal_account(heard, OFFICER, "I stopped a car.", AT, TERMS).report

    assert as_seen(heard, OFFICER, TERMS).transcripts == ()
    assert as_seen(heard, SUPERVISOR, TERMS).transcripts == (TRANSCRIPT,)
    with pytest.raises(NotForYouError, match="seal your own account first"):
        check_sound(heard, OFFICER, TERMS)
    check_sound(heard, OFFICER, Terms(account_first=False))
    check_sound(told, OFFICER, TERMS)


def kept(**more: object) -> Kept:
    counted = Counted("traffic", 1, 2, 60, ("whisper-base 1.2.1",), {"ai": 3}, {"number": 1})
    return Kept("report-1", "c-1", "p-officer", "drafted", msgspec.structs.replace(
        counted, **more
    ), None)  # fmt: skip


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(), True),
        (Sought(ai="part"), True),
        (Sought(program="whisper-base"), True),
        (Sought(program="whisper-base 1.2.1"), True),
        (Sought(program="whisper"), False),
        (Sought(overridden="any"), True),
        (Sought(overridden="name"), False),
        (Sought(officer="p-other"), False),
        (Sought(state="drafted", overridden="number"), True),
    ],
)
def test_a_report_is_found_by_what_is_counted_of_it(sought: Sought, found: bool) -> None:
    assert fits(kept(), sought) is found


def test_a_report_that_no_program_wrote_in_is_not_in_part_by_ai() -> None:
    assert not fits(kept(generations=0), Sought(ai="part"))


def test_figures_are_sums_and_name_nothing() -> None:
    figures = figures_of([kept(), kept(generations=1, overridden={}), kept(generations=0)])

    assert (figures.reports, figures.in_part_by_ai, figures.generated_again) == (3, 2, 1)
    assert (figures.origins.ai, figures.overridden, figures.seconds) == (9, {"number": 2}, 180)
    assert figures.officers == {"p-officer": {
        "reports": 3, "generations": 3, "edits": 0, "overridden": 2, "left_out": 0,
    }}  # fmt: skip
    assert figures_of([]).reports == 0


def test_an_auditor_sees_every_organization() -> None:
    assert organizations_of(AUDITOR) is None
    assert organizations_of(SUPERVISOR) == ("c-1",)


def test_a_row_of_what_was_expunged_has_no_number() -> None:
    assert (row_of(kept(), None).incident, row_of(kept(), drafted()).incident) == (
        "", "2026-004711",
    )  # fmt: skip
