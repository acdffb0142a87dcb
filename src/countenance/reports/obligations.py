"""Which facts that are known only afterwards are so by now, as the report itself shows.

Rules kept here:
 * A fact is true where the report proves it: by its signature, its drafts, its entries, and by what
   stands on each page of the document that is made of it. What cannot be shown is false.
 * Which of these somebody owes, the codes say; nothing here knows a statute.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from countenance.codes.model import Edition
from countenance.errors import ReportError
from countenance.reports.digests import digest
from countenance.reports.out.disclosure import program_line, wordings
from countenance.reports.out.report_document import every_page
from countenance.reports.out.told import told
from countenance.reports.report import Report, programs_of
from countenance.reports.signing import contents_digest, verify_signature

__all__ = ["facts_of", "kept_by"]

Page = tuple[str, ...]
"""What stands on every page of the document that is made of a report."""


def facts_of(
    report: Report, names: Sequence[str], editions: Iterable[Edition] = ()
) -> dict[str, str]:
    """Of these facts those that a report can show, each `true` or `false`. `editions`: those that
    it was decided under."""
    under = tuple(editions)
    page = every_page(told(report, under))
    wanted = tuple(each.words for each in wordings(report, under))
    shown = {
        "ai_disclosure_on_report": _is_signed(report) and set(wanted) <= set(page),
        **{name: shows(report, page) for name, shows in _SHOWN.items()},
    }
    return {name: "true" if is_so else "false" for name, is_so in shown.items() if name in names}


def kept_by(report: Report, editions: Iterable[Edition] = ()) -> tuple[str, ...]:
    """The obligations that the report keeps by now: those that are facts which it shows."""
    if report.signature is None:  # a report that is not signed is none yet
        return ()
    owed = [each.what for each in report.decision.obligations]
    shown = facts_of(report, owed, editions)
    return tuple(each for each in owed if shown.get(each) == "true")


def _is_signed(report: Report) -> bool:
    signature = report.signature
    if signature is None or signature.by != report.officer:
        return False
    try:
        verify_signature(signature)
    except ReportError:
        return False
    return signature.certifies.contents == contents_digest(report)


def _names_programs(report: Report, page: Page) -> bool:
    programs = programs_of(report)
    lines = "\n".join(page)
    parts = {each.part for each in programs}
    return {"speech-to-text", "drafter"} <= parts and all(
        program_line(each) in lines for each in programs
    )


def _first_draft_is_there(report: Report, _: Page) -> bool:
    return bool(report.generations) and all(
        digest(each.draft) == each.digest and each.entry for each in report.generations
    )


def _has_trail(report: Report, _: Page) -> bool:
    steps = {each.step for each in report.entries}
    return {"begun", "transcribed", "generated"} <= steps and bool(report.officer)


_SHOWN: Mapping[str, Callable[[Report, Page], bool]] = {
    "ai_program_named": _names_programs,
    "officer_signed_review": lambda report, _: _is_signed(report),
    "first_ai_draft_retained": _first_draft_is_there,
    "audit_trail": _has_trail,
}
"""Fact -> whether a report, and the document that is made of it, show it."""
