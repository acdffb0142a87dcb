"""A name under exactly one text."""

from collections.abc import Callable

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.errors import NotForYouError, OutdatedError, ReportError, ReviewError
from countenance.reports import settling, signing, steps
from countenance.reports.report import Report, text_digest
from countenance.review.people import Person, Role
from reports.acting import (
    DEFENSE,
    OFFICER,
    OTHER,
    PROSECUTOR,
    SUPERVISOR,
    TERMS,
    drafted,
    settled,
)
from reports.made import DRAFT
from reports.made_report import AT, LATER

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def signed() -> Report:
    return signing.sign(settled(), OFFICER, "R. Reyes", KEY, AT, TERMS).report


def test_a_signature_is_over_the_text_and_all_that_was_settled() -> None:
    report = signed()

    assert report.signature is not None
    signing.verify_signature(report.signature)
    certifies = report.signature.certifies
    assert (report.state, certifies.text) == ("signed", text_digest(report))
    assert certifies.contents == signing.contents_digest(report)
    assert certifies.words.endswith("\nR. Reyes")


def test_one_changed_letter_of_a_signature_is_found() -> None:
    signature = signed().signature
    assert signature is not None
    other = msgspec.structs.replace(signature.certifies, words="I have not read it.")
    head, body, mark = signature.jws.split(".")

    for changed in (
        msgspec.structs.replace(signature, certifies=other),
        msgspec.structs.replace(signature, jws=f"{head}.{body[:-2]}AA.{mark}"),
        msgspec.structs.replace(signature, jws=f"{head}.{body}"),
        msgspec.structs.replace(signature, public="00" * 32),
        msgspec.structs.replace(signature, jws=f"e30.{body}.{mark}"),
    ):
        with pytest.raises(ReportError, match="signature"):
            signing.verify_signature(changed)


def test_nothing_open_is_signed_by_anybody() -> None:
    with pytest.raises(OutdatedError, match="cannot be signed yet: bracket `b1` is open"):
        signing.sign(drafted(), OFFICER, "R. Reyes", KEY, AT, TERMS)
    for who in (OTHER, SUPERVISOR, PROSECUTOR):
        with pytest.raises(NotForYouError):
            signing.sign(settled(), who, "R. Reyes", KEY, AT, TERMS)
    with pytest.raises(ReviewError, match="`name`"):
        signing.sign(settled(), OFFICER, " ", KEY, AT, TERMS)


def test_a_signed_text_is_not_changed_and_not_signed_again() -> None:
    report = signed()

    attempts: list[Callable[[], object]] = [
        lambda: signing.sign(report, OFFICER, "R. Reyes", KEY, AT, TERMS),
        lambda: steps.generate(report, OFFICER, DRAFT, AT, TERMS),
        lambda: settling.edit(report, OFFICER, "d1", "No.", settling.Checked(), AT, TERMS),
        lambda: settling.add(report, OFFICER, "No.", None, AT, TERMS, own_knowledge=True),
        lambda: steps.listen(report, OFFICER, {"d1": 5}, LATER, TERMS),
    ]
    for does in attempts:
        with pytest.raises(OutdatedError, match="never changed; begin a new version"):
            does()


def test_a_new_version_keeps_the_one_before() -> None:
    report = signing.revise(signed(), OFFICER, "a wrong name", TERMS).report
    again = signing.sign(report, OFFICER, "R. Reyes", KEY, AT, TERMS).report

    assert (report.version, report.state, report.signature) == (2, "settled", None)
    assert report.earlier[0].signature == signed().signature
    assert again.version == 2
    with pytest.raises(OutdatedError, match="is not signed"):
        signing.revise(report, OFFICER, "once more", TERMS)


def test_a_supervisor_approves_or_sends_back() -> None:
    approved = signing.review(signed(), SUPERVISOR, "approved", "", AT, TERMS)
    back = signing.review(signed(), SUPERVISOR, "sent-back", "no reason for the stop", AT, TERMS)

    assert (approved.report.state, approved.change) == ("reviewed", steps.Change.APPROVED)
    assert (back.report.state, back.change) == ("signed", steps.Change.SENT_BACK)
    with pytest.raises(ReviewError, match="`reason`"):
        signing.review(signed(), SUPERVISOR, "sent-back", "", AT, TERMS)
    with pytest.raises(OutdatedError, match="approved already"):
        signing.review(approved.report, SUPERVISOR, "approved", "", AT, TERMS)
    with pytest.raises(OutdatedError, match="not signed yet"):
        signing.review(settled(), SUPERVISOR, "approved", "", AT, TERMS)


def test_nobody_reviews_their_own_report_or_another_organisations() -> None:
    promoted = Person(OFFICER.ref, Role.SUPERVISOR, OFFICER.callers)
    elsewhere = Person("p-9", Role.SUPERVISOR, frozenset({"c-2"}))

    for who, says in ((promoted, "your own"), (elsewhere, "another organisation")):
        with pytest.raises(NotForYouError, match=says):
            signing.review(signed(), who, "approved", "", AT, TERMS)


def test_a_signed_report_is_disclosed_to_who_is_outside() -> None:
    report = signing.disclose(signed(), SUPERVISOR, DEFENSE, "discovery", AT, TERMS).report

    assert report.disclosed[0].to == DEFENSE.ref
    with pytest.raises(OutdatedError, match="already"):
        signing.disclose(report, SUPERVISOR, DEFENSE, "discovery", AT, TERMS)
    with pytest.raises(ReviewError, match="reads no report that is disclosed"):
        signing.disclose(report, SUPERVISOR, OTHER, "discovery", AT, TERMS)
    with pytest.raises(OutdatedError, match="not signed yet"):
        signing.disclose(settled(), SUPERVISOR, DEFENSE, "discovery", AT, TERMS)
    with pytest.raises(NotForYouError):
        signing.disclose(report, OFFICER, PROSECUTOR, "discovery", AT, TERMS)


def test_what_was_approved_is_one_version_and_another_one_is_read_anew() -> None:
    approved = signing.review(signed(), SUPERVISOR, "approved", "", AT, TERMS, 1).report
    revised = signing.revise(approved, OFFICER, "a mistake", TERMS).report
    again = signing.sign(revised, OFFICER, "R. Reyes", KEY, AT, TERMS).report

    assert text_digest(again) == text_digest(approved)
    assert again.state == "signed"
    with pytest.raises(OutdatedError, match="version 2 is signed by now"):
        signing.review(again, SUPERVISOR, "approved", "", AT, TERMS, 1)
    assert (
        signing.review(again, SUPERVISOR, "approved", "", AT, TERMS, 2).report.state == "reviewed"
    )
