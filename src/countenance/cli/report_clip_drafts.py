"""Drafts of recordings of one's own, as `countenance report evaluate` makes and counts them.

Rules kept here:
 * A clip whose truth has claims gets a draft by the rules of this room, once of the words as they
   were said and once of what was recognized of them, with who spoke known.
 * Nothing that failed is left out of the counts; without such a clip there is no figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from countenance.cli.report_claims import AGAINST, read_sides
from countenance.cli.words import table
from countenance.reports.checking.meaning import installed
from countenance.reports.drafting.draft import draft
from countenance.reports.evaluating.drafts import DraftResult, evaluate_draft
from countenance.reports.transcript import Transcript

__all__ = ["Drafts", "clip_drafts", "drafts_together", "tell_drafts"]


@dataclass(frozen=True, slots=True)
class Drafts:
    """Counts over drafts. `unsupported`, `invalid` and `framed` have to be nought; `lost`: of
    `facts`, those neither told nor left out by name."""

    clips: int
    sentences: int
    unsupported: int
    invalid: int
    framed: int
    marked: int
    facts: int
    lost: int


def clip_drafts(path: Path, transcript: Transcript) -> dict[str, DraftResult]:
    """`said` and `recognized` -> what a draft of the clip comes to; nothing without claims.

    Raises `ReportError`.
    """
    found = read_sides(path, transcript)
    if found is None:
        return {}
    case, sides = found
    return {
        against: evaluate_draft(
            draft(words, case.speakers, case.incident_type, {}, case.recording),
            words, case.speakers, {}, case.facts, installed(),
        )
        for against, words in sides.items()
    }  # fmt: skip


def drafts_together(clips: Sequence[Mapping[str, DraftResult]]) -> dict[str, Drafts]:
    """The counts of all clips; nothing where no clip has claims."""
    found = {against: [each[against] for each in clips if each] for against in AGAINST}
    return {against: _sum(each) for against, each in found.items() if each}


def tell_drafts(found: Mapping[str, Drafts]) -> None:
    """Print them, for people."""
    if not found:
        return
    click.echo()
    table(
        ("drafts of what was", "sentences", "unsupported", "without valid spans", "own words",
         "heard unclearly", "facts lost"),
        [
            (against, str(each.sentences), str(each.unsupported), str(each.invalid),
             str(each.framed), str(each.marked), f"{each.lost} of {each.facts}")
            for against, each in found.items()
        ],
    )  # fmt: skip


def _sum(results: Sequence[DraftResult]) -> Drafts:
    return Drafts(
        len(results),
        sum(each.sentences for each in results),
        sum(each.unsupported for each in results),
        sum(each.invalid for each in results),
        sum(each.framed for each in results),
        sum(each.marked for each in results),
        sum(each.facts for each in results),
        sum(len(each.lost) for each in results),
    )
