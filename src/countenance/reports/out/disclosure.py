"""What a report that a program helped to write has to say of itself, by the codes that applied.

Rules kept here:
 * Where a clause gives the very words, they are those words, with the clause that they come from.
 * A report says that programs helped to write it and which, whether or not any code asks for it.
 * Which codes applied stands in the decision of the report; nothing here knows a state.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from countenance.codes.model import Clause, Edition
from countenance.reports.program import Program
from countenance.reports.report import Report

__all__ = ["DISCLOSURE", "OURS", "Wording", "program_line", "wordings"]

DISCLOSURE = "ai_disclosure_on_report"
"""The obligation that a report says so."""

OURS = "Programs wrote parts of this report; they are named here."
"""What stands where no code gives the words."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence that stands on every page. `rule`: the clause that gives it, with its section;
    none for our own. `known`: how well its words are established."""

    words: str
    rule: str = ""
    known: str = ""


def wordings(report: Report, editions: Iterable[Edition]) -> tuple[Wording, ...]:
    """The sentences for this report, each once. `editions`: those that it was decided under."""
    asking = {
        clause
        for each in report.decision.obligations
        if each.what == DISCLOSURE
        for clause in each.clauses
    }
    found: dict[str, Wording] = {}
    for edition in editions:
        if edition.name in report.decision.editions and _asks(edition, asking):
            for clause in edition.clauses:
                if clause.wording:
                    found.setdefault(clause.wording, _wording(edition, clause))
    return tuple(found.values()) or (Wording(OURS),)


def program_line(program: Program) -> str:
    """A program as every page names it: what it did, its name, its version, its weights."""
    weights = f", weights {program.weights}" if program.weights else ""
    prompt = f", prompt {program.prompt}" if program.prompt else ""
    return f"{program.part}: {program.name} {program.version}{weights}{prompt}"


def _asks(edition: Edition, asking: Iterable[str]) -> bool:
    """Whether one of these clauses is of this edition: `EDITION#CLAUSE` or `EDITION CLAUSE`."""
    return any(
        each == edition.name or each.startswith((f"{edition.name}#", f"{edition.name} "))
        for each in asking
    )


def _wording(edition: Edition, clause: Clause) -> Wording:
    section = clause.citation.section or clause.id
    return Wording(clause.wording, f"{edition.name} {section}", clause.text_basis.value)
