import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.reports import signing
from countenance.reports.obligations import facts_of, kept_by
from countenance.reports.report import Entered, Obligation, Report
from reports.acting import OFFICER, TERMS, settled
from reports.made_report import AT, DECIDED

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
NAMES = (
    "ai_disclosure_on_report", "ai_program_named", "officer_signed_review",
    "first_ai_draft_retained", "audit_trail",
)  # fmt: skip


def signed() -> Report:
    report = settled()
    entries = tuple(Entered(f"e-{step}", 1, step) for step in ("begun", "transcribed", "generated"))
    generations = tuple(
        msgspec.structs.replace(each, entry="e-generated") for each in report.generations
    )
    ready = msgspec.structs.replace(report, entries=entries, generations=generations)
    return signing.sign(ready, OFFICER, "R. Reyes", KEY, AT, TERMS).report


def test_a_signed_report_shows_all_that_a_code_may_ask_for() -> None:
    assert facts_of(signed(), NAMES) == dict.fromkeys(NAMES, "true")
    assert facts_of(signed(), ("audit_trail", "no_such_fact")) == {"audit_trail": "true"}


def test_what_a_report_does_not_show_is_false() -> None:
    report = settled()

    assert facts_of(report, NAMES) == {
        "ai_disclosure_on_report": "false", "ai_program_named": "true",
        "officer_signed_review": "false", "first_ai_draft_retained": "false",
        "audit_trail": "false",
    }  # fmt: skip
    changed = msgspec.structs.replace(signed(), settled=())
    assert facts_of(changed, NAMES)["officer_signed_review"] == "false"
    signature = signed().signature
    assert signature is not None
    broken = msgspec.structs.replace(
        signed(), signature=msgspec.structs.replace(signature, public="00" * 32)
    )
    assert facts_of(broken, NAMES)["officer_signed_review"] == "false"


def test_only_what_is_owed_is_kept_and_only_once_it_is_signed() -> None:
    assert kept_by(settled()) == ()
    assert kept_by(signed()) == ("ai_disclosure_on_report",)
    owed = (Obligation("tell_the_mayor", (), None), *DECIDED.obligations)
    other = msgspec.structs.replace(
        signed(), decision=msgspec.structs.replace(DECIDED, obligations=owed)
    )
    assert kept_by(other) == ("ai_disclosure_on_report",)
