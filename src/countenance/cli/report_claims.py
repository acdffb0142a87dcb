"""Claims beside recordings of one's own, as `countenance report evaluate` holds them up.

Rules kept here:
 * They are held against the words as they were said, and against what was recognized of them, with
   who spoke known; a name that was spoken counts as typed.
 * Without claims there is no figure, and none is shown.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from countenance.cli.words import table
from countenance.reports.checking.meaning import installed
from countenance.reports.evaluating.cases import Case, heard_of, read_case
from countenance.reports.evaluating.claims import Judgement, Result, judge, result_of
from countenance.reports.transcript import Transcript

__all__ = [
    "AGAINST", "Held", "case_of", "claims_held", "grounding", "read_sides", "tell_grounding",
]  # fmt: skip

AGAINST = ("said", "recognized")

Held = dict[str, list[Judgement]]
"""`said` and `recognized` -> each claim with what the check says about it."""


def case_of(path: Path) -> Case | None:
    """A clip's truth that has claims; nothing for one without. Raises `ReportError`."""
    data = path.read_bytes()
    return read_case(data, str(path)) if "claims" in json.loads(data) else None


def read_sides(path: Path, transcript: Transcript) -> tuple[Case, dict[str, Transcript]] | None:
    """A clip's truth that has claims, with its words as said and as recognized; nothing for one
    without. Raises `ReportError` for one that is none."""
    case = case_of(path)
    if case is None:
        return None
    words = sorted(
        (word for segment in transcript.segments for word in segment.words),
        key=lambda word: word.start,
    )
    heard = msgspec.structs.replace(heard_of(case, words), unintelligible=transcript.unintelligible)
    return case, {"said": case.transcript, "recognized": heard}


def claims_held(path: Path, transcript: Transcript) -> Held:
    """The claims of a clip's truth, held up. Raises `ReportError` for one that is none."""
    found = read_sides(path, transcript)
    if found is None:
        return {against: [] for against in AGAINST}
    case, sides = found
    return {
        against: list(judge(case.claims, words, case.named, {}, installed()))
        for against, words in sides.items()
    }


def grounding(clips: Sequence[Held]) -> dict[str, Result]:
    """The figures of all clips together; nothing where no clip has a claim."""
    together = {against: [each for held in clips for each in held[against]] for against in AGAINST}
    return {against: result_of(judged) for against, judged in together.items() if judged}


def tell_grounding(found: dict[str, Result]) -> None:
    """Print them, for people."""
    if not found:
        return
    click.echo()
    table(
        ("claims held against what was", "false ones caught", "true ones flagged"),
        [
            (against, f"{each.caught} of {each.false}", f"{each.flagged} of {each.true}")
            for against, each in found.items()
        ],
    )
