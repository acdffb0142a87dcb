"""What stands between a report and its signature, and how far a report is.

Rules kept here:
 * A bracket, a flag or an omission of the last generation is open until somebody settled it.
 * What was approved is one version: another one is approved anew, also with the same words, since
   who wrote them and what was settled may be something else.
 * How far a report is follows from what is in it; nothing else keeps count of that.
"""

from dataclasses import dataclass

from countenance.reports.digests import digest
from countenance.reports.draft import Bracket, Flag, Omission
from countenance.reports.report import Report, State, text_digest

__all__ = ["OpenItems", "Terms", "open_items", "state_of", "still_lacking"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a deployment asks for. `account_first`: the officer's own account, before a draft."""

    account_first: bool = True


@dataclass(frozen=True, slots=True)
class OpenItems:
    """What nobody has settled yet."""

    brackets: tuple[Bracket, ...] = ()
    flags: tuple[Flag, ...] = ()
    omissions: tuple[Omission, ...] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.brackets) + len(self.flags) + len(self.omissions)


def open_items(report: Report) -> OpenItems:
    """What is open in the last generation."""
    draft = report.draft
    if draft is None:
        return OpenItems()
    number = report.generations[-1].number
    settled = {each.what for each in report.settled if each.generation == number}
    return OpenItems(
        tuple(each for each in draft.brackets if each.id not in settled),
        tuple(each for each in report.flags if each.id not in settled),
        tuple(each for each in report.omissions if each.id not in settled),
    )


def still_lacking(report: Report, terms: Terms) -> tuple[str, ...]:
    """Why it cannot be signed, each in words; none: it can be."""
    lacking = []
    if report.transcript is None:
        lacking.append("the recording was not put into words yet")
    if report.account is None and terms.account_first:
        lacking.append("the officer's own account is not sealed")
    if not _roles_confirmed(report):
        lacking.append("nobody has confirmed who is speaking")
    draft = report.draft
    if draft is None:
        lacking.append("there is no draft")
        return tuple(lacking)
    if report.speakers and draft.speakers != digest(report.speakers[-1].speakers):
        lacking.append("who speaks was confirmed otherwise after the draft; generate it again")
    opened = open_items(report)
    lacking += [f"bracket `{each.id}` is open: {each.asks}" for each in opened.brackets]
    lacking += [
        f"flag `{each.id}` on `{each.sentence}` is open: {each.says}" for each in opened.flags
    ]
    lacking += [f"omission `{each.id}` ({each.kind}) is open" for each in opened.omissions]
    if not report.sentences:
        lacking.append("there is no sentence in it")
    return tuple(lacking)


def state_of(report: Report, terms: Terms) -> State:
    """How far it is."""
    if report.signature is not None:
        last = report.reviews[-1] if report.reviews else None
        if last is None or (last.said, last.version) != ("approved", report.version):
            return "signed"
        return "reviewed" if last.text == text_digest(report) else "signed"
    if report.generations:
        return "drafted" if still_lacking(report, terms) else "settled"
    if report.transcript is None:
        return "decided"
    if _roles_confirmed(report):
        return "attributed"
    return "transcribed" if report.account is None else "accounted"


def _roles_confirmed(report: Report) -> bool:
    return report.transcript is not None and bool(report.speakers)
