"""The sentences that a report has to carry come from the codes that applied."""

import msgspec

from countenance.reports.out.disclosure import OURS, Wording, program_line, wordings
from countenance.reports.program import Program
from countenance.reports.report import Obligation, Report
from countenance.stores.packaged import edition
from reports.made_report import REPORT

CALIFORNIA = edition("us-ca-pen-13663@2026-01-01")
UTAH = edition("us-ut-53-25-602@2025-05-07")


def under(*editions: str, obligations: tuple[Obligation, ...]) -> Report:
    decided = msgspec.structs.replace(REPORT.decision, editions=editions, obligations=obligations)
    return msgspec.structs.replace(REPORT, decision=decided)


def owed(*clauses: str) -> tuple[Obligation, ...]:
    return (Obligation("ai_disclosure_on_report", clauses, None),)


def test_the_words_of_the_law_are_those_of_its_text() -> None:
    report = under(CALIFORNIA.name, obligations=owed(f"{CALIFORNIA.name}#13663(a)(1)"))

    (found,) = wordings(report, [UTAH, CALIFORNIA])

    assert found == Wording(
        "This report was written either fully or in part using artificial intelligence.",
        "us-ca-pen-13663@2026-01-01 13663(a)(1)",
        "verified",
    )


def test_a_code_that_gives_no_words_is_kept_with_ours() -> None:
    report = under(UTAH.name, obligations=owed(f"{UTAH.name} 53-25-602(2)(a)"))

    assert wordings(report, [UTAH, CALIFORNIA]) == (Wording(OURS),)


def test_it_is_said_even_where_no_code_asks_for_it() -> None:
    assert wordings(under(CALIFORNIA.name, obligations=()), [CALIFORNIA]) == (Wording(OURS),)


def test_an_edition_of_a_longer_name_is_another_one() -> None:
    report = under(CALIFORNIA.name, obligations=owed(f"{CALIFORNIA.name}0#13663(a)(1)"))

    assert wordings(report, [CALIFORNIA]) == (Wording(OURS),)


def test_a_program_is_named_with_its_version_and_its_weights() -> None:
    sha = "sha256:" + "a" * 64

    assert program_line(Program("drafter", "extractive", "1")) == "drafter: extractive 1"
    assert program_line(Program("speech-to-text", "whisper", "1.2", sha, sha)) == (
        f"speech-to-text: whisper 1.2, weights {sha}, prompt {sha}"
    )
