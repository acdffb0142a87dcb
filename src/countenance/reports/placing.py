"""Where a sentence that a person writes comes in the text of a report.

Rules kept here:
 * Sentences that fill brackets of one place stand in the order of the brackets, whichever of them
   was filled first.
"""

from countenance.reports.draft import Bracket
from countenance.reports.report import Report

__all__ = ["last_of", "place_of"]


def last_of(report: Report) -> str | None:
    """The id of the last sentence; none, where there is no sentence."""
    return report.sentences[-1].id if report.sentences else None


def place_of(report: Report, bracket: Bracket) -> str | None:
    """Behind which sentence the one comes that fills this bracket; none: at the beginning."""
    there = {each.id for each in report.sentences}
    if bracket.after is not None and bracket.after not in there:
        return last_of(report)
    generation, behind = report.generations[-1], bracket.after
    filled = {
        each.what: each.sentence
        for each in report.settled
        if each.generation == generation.number and each.how == "filled"
    }
    for each in generation.draft.brackets:
        if each.id == bracket.id:
            break
        sentence = filled.get(each.id)
        if each.after == bracket.after and sentence in there:
            behind = sentence
    return behind
