"""Who sees what of which report, and what is counted for whom sees none.

    officer      one's own; before the own account is sealed, neither the words nor the sound
    supervisor   all of the organization
    auditor      all
    prosecutor   those that were signed and disclosed to this person, as they were signed last
    defense      the same
    chief        figures of the organization, and no report

Rules kept here:
 * A report that somebody may not see is not there for them.
 * Who sees what was signed goes on seeing that, while a new version of it is written.
 * Figures hold no content: no words, no names, no number of a case.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from countenance.errors import NotForYouError, UnknownReportError
from countenance.reports.open_items import Terms, state_of
from countenance.reports.report import Report
from countenance.review.people import May, Person, Role
from countenance.stores.reports import Counted, Kept

__all__ = [
    "Figures",
    "Origins",
    "Row",
    "Sought",
    "as_seen",
    "as_signed",
    "check_seen",
    "check_sound",
    "figures_of",
    "fits",
    "knew",
    "organizations_of",
    "row_of",
    "sees",
]


class Row(msgspec.Struct, frozen=True):
    """A report as one row of a list. `incident` and `evidence` are empty once it was expunged."""

    id: str
    state: str
    organization: str
    officer: str
    counted: Counted
    incident: str = ""
    evidence: str = ""


class Sought(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is looked for; empty: everything. `ai`: reports that a program wrote a part of.

    `overridden`: a kind of flag, or `any`. `incident` and `evidence`: exactly so.
    """

    officer: str = ""
    program: str = ""
    overridden: str = ""
    state: str = ""
    incident: str = ""
    evidence: str = ""
    ai: Literal["", "part"] = ""


class Origins(msgspec.Struct, frozen=True):
    """Sentences by who wrote them."""

    ai: int = 0
    ai_edited: int = 0
    human: int = 0
    structured_field: int = 0


class Figures(msgspec.Struct, frozen=True):
    """What can be said of many reports without opening one."""

    reports: int
    by_state: dict[str, int]
    in_part_by_ai: int
    generated_again: int
    seconds: int
    origins: Origins
    edits: int
    overridden: dict[str, int]
    left_out: dict[str, int]
    programs: dict[str, int]
    officers: dict[str, dict[str, int]]


def organizations_of(who: Person) -> tuple[str, ...] | None:
    """Of which organizations somebody sees reports; none: of all."""
    return None if who.role is Role.AUDITOR else tuple(sorted(who.callers))


def check_seen(report: Report, who: Person) -> None:
    """Raise `UnknownReportError` where this report is not for this person to see."""
    if not sees(report, who):
        raise UnknownReportError(f"no report has the id `{report.id}`")


def as_seen(report: Report, who: Person, terms: Terms) -> Report:
    """A report as this person sees it. Raises `UnknownReportError`, `NotForYouError`."""
    if who.role is Role.CHIEF:
        who.check(May.READ_REPORTS)
    check_seen(report, who)
    if _waits_for_account(report, who, terms):
        return msgspec.structs.replace(report, transcripts=())
    if who.may(May.READ_SIGNED_REPORTS):
        return as_signed(report, terms)
    return report


def as_signed(report: Report, terms: Terms) -> Report:
    """A report that was signed as it was then, with nothing of what is written on since."""
    if report.signature is not None or not report.earlier:
        return report
    last = report.earlier[-1]
    generations = report.generations[: last.signature.certifies.generations]
    # A later draft has doubts of its own; those of the signed one are in that draft.
    is_last = len(generations) == len(report.generations)
    draft = generations[-1].draft
    signed = msgspec.structs.replace(
        report,
        version=last.number,
        speakers=report.speakers[: last.speakers],
        generations=generations,
        sentences=last.sentences,
        flags=report.flags[: last.flags] if is_last else draft.flags,
        omissions=report.omissions[: last.omissions] if is_last else draft.omissions,
        edits=report.edits[: last.edits],
        settled=report.settled[: last.settled],
        listened=last.listened,
        signature=last.signature,
        earlier=report.earlier[:-1],
        entries=report.entries[: last.entries],
    )
    return msgspec.structs.replace(signed, state=state_of(signed, terms))


def check_sound(report: Report, who: Person, terms: Terms) -> None:
    """Raise where this person does not hear this recording, or not yet."""
    check_seen(report, who)
    if _waits_for_account(report, who, terms):
        raise NotForYouError(
            f"report `{report.id}`: seal your own account first; then the recording is played"
        )


def fits(kept: Kept | Row, sought: Sought) -> bool:
    """Whether a report is one of those that are looked for, as far as it can be told unopened."""
    counted = kept.counted
    overridden = counted.overridden
    return (
        sought.officer in ("", kept.officer)
        and sought.state in ("", kept.state)
        and (not sought.ai or counted.generations > 0)
        and (not sought.program or any(_named(each, sought.program) for each in counted.programs))
        and (
            not sought.overridden
            or (bool(overridden) if sought.overridden == "any" else sought.overridden in overridden)
        )
    )


def row_of(kept: Kept, report: Report | None) -> Row:
    """A row of a list."""
    return Row(
        kept.id,
        kept.state,
        kept.organization,
        kept.officer,
        kept.counted,
        report.incident if report else "",
        report.evidence if report else "",
    )


def figures_of(found: Iterable[Kept]) -> Figures:
    """What can be counted."""
    by_state: dict[str, int] = {}
    origins: dict[str, int] = {}
    overridden: dict[str, int] = {}
    left_out: dict[str, int] = {}
    programs: dict[str, int] = {}
    officers: dict[str, dict[str, int]] = {}
    total = by_ai = again = seconds = edits = 0
    for each in found:
        counted = each.counted
        total += 1
        by_ai += counted.generations > 0
        again += counted.generations > 1
        seconds += counted.seconds
        edits += counted.edits
        _add(by_state, {each.state: 1})
        _add(origins, counted.origins)
        _add(overridden, counted.overridden)
        _add(left_out, counted.left_out)
        _add(programs, dict.fromkeys(counted.programs, 1))
        _add(
            officers.setdefault(each.officer, {}),
            {
                "reports": 1,
                "generations": counted.generations,
                "edits": counted.edits,
                "overridden": sum(counted.overridden.values()),
                "left_out": sum(counted.left_out.values()),
            },
        )
    return Figures(
        total, by_state, by_ai, again, seconds, msgspec.convert(origins, Origins), edits,
        overridden, left_out, programs, officers,
    )  # fmt: skip


def sees(report: Report, who: Person) -> bool:
    """Whether this report is there for this person."""
    match who.role:
        case Role.OFFICER:
            return report.officer == who.ref
        case Role.SUPERVISOR:
            return who.belongs_to(report.organization)
        case Role.AUDITOR:
            return True
        case Role.PROSECUTOR | Role.DEFENSE:
            was_signed = report.signature is not None or bool(report.earlier)
            return was_signed and any(each.to == who.ref for each in report.disclosed)
        case _:
            return False


def knew(kept: Kept, who: Person) -> bool:
    """Whether somebody is told that there was a report of which nothing is left.

    To whom it was disclosed went with it, so nobody outside is.
    """
    match who.role:
        case Role.OFFICER:
            return kept.officer == who.ref
        case Role.SUPERVISOR:
            return who.belongs_to(kept.organization)
        case Role.AUDITOR | Role.OPERATOR:
            return True
        case _:
            return False


def _waits_for_account(report: Report, who: Person, terms: Terms) -> bool:
    own = who.ref == report.officer
    return own and terms.account_first and report.account is None


def _named(program: str, sought: str) -> bool:
    return program == sought or program.rpartition(" ")[0] == sought


def _add(sums: dict[str, int], more: dict[str, int]) -> None:
    for name, count in more.items():
        sums[name] = sums.get(name, 0) + count
